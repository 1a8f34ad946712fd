"""What a witness asks before it cosigns a head (C2SP tlog-witness): is it the log's, and does it only add to the last?

Pure functions: what was cosigned last is handed in, Ed25519 too. Any log's checkpoints can be witnessed, with whatever
extension lines; of ours, two heads of one size must not differ in the root over the streams either.
"""

import base64
import binascii
import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from domain.kernel.refusals import Refusal
from domain.seal.merkle import EMPTY, HASH, ProofWrong, check_consistency
from domain.seal.notes import HEADS, Note, NoteKey, NoteWrong, Verify, read_note

MOST_HASHES = 63
OLD = "old "

_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


class WitnessAskedWrong(Refusal):
    """What was handed in is no submission of a checkpoint."""

    status = "malformed"
    sentence = "This is not a checkpoint with a proof: {told}."


class WitnessLogUnknown(Refusal):
    """The witness's policy does not name the log."""

    status = "unknown"
    sentence = "The witness does not know the log {origin}: its policy does not name it."


class WitnessCheckpointUnsigned(Refusal):
    """No key that the policy names for the log signed the checkpoint."""

    status = "forbidden"
    sentence = "No known key of the log {origin} signed this checkpoint."


class WitnessRollback(Refusal):
    """The log shows less than the witness cosigned: a restored copy, or removed events."""

    sentence = "The log {origin} went back: {size} events are shown, {cosigned} were cosigned before."


class WitnessHistoryRewritten(Refusal):
    """The head does not continue the one that was cosigned: another past, whoever signed it."""

    sentence = "The log {origin} was rewritten: the head of {size} events does not continue that of {cosigned}."


class WitnessSizeOther(Refusal):
    """The proof begins at another size than the one cosigned last; `size` is where it has to begin."""

    status = "stale"
    sentence = "The proof has to begin at {size} events, the size that was cosigned last."


class TreeHead(NamedTuple):
    """What a checkpoint of any log says of its tree."""

    origin: str
    size: int
    root: bytes
    heads: str | None
    """Our extension line with the root over the heads of all streams, where there is one."""


class Submission(NamedTuple):
    """A checkpoint with the proof that it continues the tree of the old size."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    @property
    def written(self) -> str:
        """As it is sent."""
        hashes = "".join(f"{base64.b64encode(each).decode()}\n" for each in self.proof)
        return f"{OLD}{self.old}\n{hashes}\n{self.note.written}"


def read_submission(text: str) -> Submission:
    """The submission in a request's body; refuses `WitnessAskedWrong`."""
    head, blank, note = text.partition("\n\n")
    old, *hashes = head.split("\n")
    if not blank or not old.startswith(OLD) or not _SIZE.fullmatch(old.removeprefix(OLD)):
        raise WitnessAskedWrong(told="old SIZE, hashes, a blank line, a note")
    if len(hashes) > MOST_HASHES:
        raise WitnessAskedWrong(told=f"more than {MOST_HASHES} hashes")
    try:
        return Submission(int(old.removeprefix(OLD)), tuple(map(_hash, hashes)), read_note(note))
    except NoteWrong as error:
        raise WitnessAskedWrong(told=str(error)) from error


def read_tree_head(note: Note) -> TreeHead:
    """Origin, size and root of a checkpoint, whatever lines follow; refuses `WitnessAskedWrong`."""
    lines = note.text.split("\n")[:-1]
    if len(lines) < 3 or not all(lines) or not _SIZE.fullmatch(lines[1]):
        raise WitnessAskedWrong(told="not a checkpoint")
    heads = next((line for line in lines[3:] if line.startswith(HEADS)), None)
    try:
        return TreeHead(lines[0], int(lines[1]), _hash(lines[2]), heads)
    except NoteWrong as error:
        raise WitnessAskedWrong(told="not a checkpoint") from error


def check_signed(note: Note, keys: Collection[NoteKey], verify: Verify) -> TreeHead:
    """The head, if a key known for its log signed it; refuses `WitnessLogUnknown`, `WitnessCheckpointUnsigned`."""
    head = read_tree_head(note)
    known = [each for each in keys if each.name == head.origin]
    if not known:
        raise WitnessLogUnknown(origin=head.origin)
    if not any(_fits(note, key, verify) for key in known):
        raise WitnessCheckpointUnsigned(origin=head.origin)
    return head


def check_growth(seen: TreeHead | None, head: TreeHead, submission: Submission) -> None:
    """Refuse a head that does not continue the one that was cosigned last, or whose proof begins elsewhere."""
    cosigned = seen.size if seen else 0
    if submission.old > head.size:
        raise WitnessAskedWrong(told="the old size is larger than that of the checkpoint")
    if submission.old != cosigned:
        raise WitnessSizeOther(size=cosigned)
    if not _continues(seen, head, submission.proof):
        raise WitnessHistoryRewritten(origin=head.origin, size=head.size, cosigned=cosigned)


def check_not_behind(seen: TreeHead | None, head: TreeHead) -> None:
    """Refuse a log whose newest head is smaller than what was cosigned; for who fetches heads from the log itself."""
    if seen and head.size < seen.size:
        raise WitnessRollback(origin=head.origin, size=head.size, cosigned=seen.size)


def _continues(seen: TreeHead | None, head: TreeHead, proof: Sequence[bytes]) -> bool:
    if head.size == 0 and head.root != EMPTY:
        return False
    if seen is None or seen.size == 0:
        return not proof
    if seen.size == head.size and None not in (seen.heads, head.heads) and seen.heads != head.heads:
        return False
    try:
        check_consistency(seen.size, head.size, proof, seen.root, head.root)
    except ProofWrong:
        return False
    return True


def _fits(note: Note, key: NoteKey, verify: Verify) -> bool:
    try:
        return note.signed_by(key, verify) is not None
    except NoteWrong:
        return False


def _hash(text: str) -> bytes:
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteWrong("not a hash") from error
    if len(value) != HASH or base64.b64encode(value).decode() != text:
        raise NoteWrong("not a hash")
    return value
