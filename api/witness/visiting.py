"""A witness that comes by: fetches a log's newest head, holds it against what it cosigned, cosigns, hands it back."""

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from api.witness.reaching import LogReached, WitnessLogUnreachable
from api.witness.witness import Witness
from domain.kernel.refusals import Refusal
from domain.seal.notes import Note
from domain.seal.witnessing import WitnessSizeOther

TRIES = 3
"""Another process of this witness may cosign a larger head meanwhile."""


class Visit(NamedTuple):
    """What came of one: the head with the new cosignature, or why there is none."""

    address: str
    note: Note | None = None
    refusal: Refusal | None = None
    untaken: Refusal | None = None
    """Why the log did not take the cosignature; it holds all the same and can be handed in later."""


def visit_all(witness: Witness, logs: Sequence[LogReached], *, hand_in: bool = True) -> list[Visit]:
    """Every log in turn; one that is refused holds up no other."""
    return [_visited(witness, log, hand_in=hand_in) for log in logs]


def _visited(witness: Witness, log: LogReached, *, hand_in: bool) -> Visit:
    try:
        note = visit(witness, log)
    except Refusal as refusal:
        return Visit(log.address, refusal=refusal)
    if not hand_in:
        return Visit(log.address, note)
    try:
        log.hand_in(note)
    except Refusal as refusal:
        return Visit(log.address, note, untaken=refusal)
    return Visit(log.address, note)


def visit(witness: Witness, log: LogReached) -> Note:
    """The log's newest head with this witness's cosignature; refuses what is wrong with it.

    The head is fetched after what was cosigned last was looked up: one that is smaller then is no mere delay.
    """
    origin = witness.signed(log.newest()).origin
    for _ in range(TRIES):
        seen, note = witness.last(origin), log.newest()
        head = witness.check_newest(seen, note)
        with suppress(WitnessSizeOther):
            return Note(note.text, (witness.add(log.submission(seen.size if seen else 0, head.size, note)),))
    raise WitnessLogUnreachable(address=log.address, told="it is being witnessed by another process")
