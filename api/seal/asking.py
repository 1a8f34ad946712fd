"""Asking a witness to cosign a head (C2SP tlog-witness), and what its answers mean for the log."""

from collections.abc import Callable, Sequence

import httpx2

from api.seal.cosigning import Asked
from api.seal.keys import verify_ed25519
from domain.seal.notes import MOST_SIGNATURES, Note, NoteSignature, NoteWrong, read_note
from domain.seal.policy import Party
from domain.seal.witnessing import Submission, WitnessAskedWrong, read_tree_head

PATIENCE_S = 10.0
LARGEST = MOST_SIGNATURES * 512

TRIES = 3
"""How often the size that the witness named is tried; others may ask it at the same time."""

CODES = {
    400: "witness_asked_wrong",
    403: "witness_checkpoint_unsigned",
    404: "witness_log_unknown",
    422: "witness_history_rewritten",
}
"""What a witness's refusal means, by its status."""

UNREACHABLE, UNUSABLE = "witness_unreachable", "witness_answer_wrong"
ROLLBACK, REWRITTEN = "witness_rollback", "witness_history_rewritten"
TEMPORARY = (UNREACHABLE,)
"""What passes by itself."""

Prove = Callable[[int, int], Sequence[bytes]]
"""The proof that the tree of a size continues that of an earlier one."""

Answer = tuple[NoteSignature | None, Asked]
"""The cosignature, and what came of asking."""


def ask_witness(party: Party, note: Note, old: int, prove: Prove) -> Answer:
    """Ask for a cosignature over a head, from the size that the witness is thought to have cosigned last."""
    size = read_tree_head(note).size
    old = min(old, size)
    try:
        with httpx2.Client(timeout=PATIENCE_S) as client:
            for _ in range(TRIES):
                proof = tuple(prove(old, size)) if 0 < old < size else ()
                status, body = _posted(client, party, Submission(old, proof, note))
                if status != 409:
                    return _meant(party, note, size, old, status, body)
                if (told := _size(body)) > size:
                    return None, Asked(told, ROLLBACK, f"it cosigned {told} events")
                if told == old:
                    return None, Asked(old, REWRITTEN, f"two heads of {old} events")
                old = told
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        return None, Asked(old, UNREACHABLE, type(error).__name__)
    except WitnessAskedWrong as error:
        return None, Asked(old, UNUSABLE, str(error))
    return None, Asked(old, UNREACHABLE, "others ask it at the same time")


def _posted(client: httpx2.Client, party: Party, submission: Submission) -> tuple[int, str]:
    address = f"{(party.url or '').rstrip('/')}/add-checkpoint"
    with client.stream("POST", address, content=submission.written.encode()) as answer:
        body = b""
        for part in answer.iter_bytes():
            body += part
            if len(body) > LARGEST:
                raise WitnessAskedWrong(told="too long")
    return answer.status_code, body.decode("utf-8", "replace")


def _meant(party: Party, note: Note, size: int, old: int, status: int, body: str) -> Answer:
    if status != 200:
        return None, Asked(old, CODES.get(status, UNREACHABLE), str(status))
    try:
        said = Note(note.text, read_note(f"\n\n{body}").signatures)
        is_signed = said.signed_by(party.key, verify_ed25519) is not None
    except NoteWrong as error:
        return None, Asked(old, UNUSABLE, str(error))
    if not is_signed:
        return None, Asked(old, UNUSABLE, "no cosignature by the key of the policy")
    line = next(each for each in said.signatures if (each.name, each.key_id) == (party.key.name, party.key.id))
    return line, Asked(size)


def _size(body: str) -> int:
    text = body.removesuffix("\n")
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise WitnessAskedWrong(told="409 without a size")
    return int(text)
