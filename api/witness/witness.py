"""The witness itself: looks at a head, keeps it, cosigns it; or refuses, and keeps what speaks against the log."""

import structlog

from api.clock import Clock, wall_clock
from api.seal.keys import verify_ed25519
from api.witness.home import LogKept, WitnessHome, WitnessKey
from domain.kernel.refusals import Refusal
from domain.seal.notes import Note, NoteSignature
from domain.seal.policy import Policy
from domain.seal.witnessing import (
    Submission,
    TreeHead,
    WitnessHistoryRewritten,
    WitnessRollback,
    check_growth,
    check_not_behind,
    check_signed,
    read_tree_head,
)

log = structlog.get_logger()

EXPLAINED = """\
{code}

The witness {witness} cosigned the first of these two heads of the log {origin}, and was shown the second, which the
log's key signed as well. {what} Both signatures can be checked by anybody with the log's key.

---- cosigned
{first}
---- shown, with the proof that came along
{second}"""
TWO_PASTS = "They are of one size and differ: no log that only adds can have signed both."
NO_PROOF = "The proof that came along does not lead from the first to the second; it may also have been spoilt."
WENT_BACK = "The log's own newest head is smaller than the one that was cosigned."


class Witness:
    """Cosigns for the logs of a policy."""

    def __init__(self, home: WitnessHome, policy: Policy, clock: Clock = wall_clock) -> None:
        self._home, self._policy, self._clock = home, policy, clock
        self._signing: WitnessKey = home.key()

    @property
    def key(self) -> WitnessKey:
        """The key it cosigns with."""
        return self._signing

    @property
    def policy(self) -> Policy:
        """The logs it knows."""
        return self._policy

    def last(self, origin: str) -> TreeHead | None:
        """The head of a log that was cosigned last."""
        with self._home.holding(origin) as kept:
            return _head(kept)

    def add(self, submission: Submission) -> NoteSignature:
        """Cosign a head that continues the last; refuses as `domain/seal/witnessing.py` says."""
        head = self.signed(submission.note)
        with self._home.holding(head.origin) as kept:
            try:
                check_growth(_head(kept), head, submission)
            except WitnessHistoryRewritten as refusal:
                self._accuse(kept, head, submission, refusal)
                raise
            return self._cosigned(kept, submission.note)

    def signed(self, note: Note) -> TreeHead:
        """The head in a note, if its log is known and signed it."""
        return check_signed(note, [each.key for each in self._policy.logs], verify_ed25519)

    def check_newest(self, seen: TreeHead | None, note: Note) -> TreeHead:
        """The head in a note that was fetched as the log's newest after `seen` was cosigned: never a smaller one."""
        head = self.signed(note)
        try:
            check_not_behind(seen, head)
        except WitnessRollback as refusal:
            with self._home.holding(head.origin) as kept:
                self._accuse(kept, head, Submission(head.size, (), note), refusal)
            raise
        return head

    def _cosigned(self, kept: LogKept, note: Note) -> NoteSignature:
        line = self._signing.cosign(note.text, int(self._clock().timestamp()))
        known = {(each.key.name, each.key.id) for each in self._policy.logs}
        of_the_log = [each for each in note.signatures if (each.name, each.key_id) in known]
        kept.put(Note(note.text, (*of_the_log, line)))
        return line

    def _accuse(self, kept: LogKept, head: TreeHead, submission: Submission, refusal: Refusal) -> None:
        """Keep both heads, where there are two."""
        if (last := kept.last) is None:
            return
        said = EXPLAINED.format(
            code=refusal.code(),
            witness=self._signing.key.name,
            origin=head.origin,
            what=_what(read_tree_head(last), head),
            first=last.written,
            second=submission.written,
        )
        path = kept.put_evidence(refusal.code(), head.size, said)
        log.error(refusal.code(), log=head.origin, size=head.size, evidence=str(path))


def _head(kept: LogKept) -> TreeHead | None:
    last = kept.last
    return read_tree_head(last) if last else None


def _what(seen: TreeHead, head: TreeHead) -> str:
    if head.size < seen.size:
        return WENT_BACK
    return TWO_PASTS if head.size == seen.size else NO_PROOF
