"""Which closed general hazards are looked at again: a sample that anybody can draw again (house rule).

Major hazards need no policy: their recheck begins with the countersignature.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.hazard.commands import CallRecheck
from domain.hazard.grading import Grade
from domain.kernel.identity import HazardId, Rule
from domain.policies.proposal import Proposal, propose

RULE = Rule(name="recheck", version=1)

SHARE_PERCENT = 10
"""How many of a hundred closed general hazards are drawn, in the long run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosedHazard:
    """A hazard that was closed out, as far as the sample asks."""

    hazard: HazardId
    grade: Grade
    closed_on: date
    times_reopened: int


def recheck(closed: Iterable[ClosedHazard], *, share_percent: int = SHARE_PERCENT) -> Iterator[Proposal]:
    """A recheck for every hazard drawn, in the order given.

    A general hazard that had already come back is always drawn.
    """
    for each in closed:
        if each.grade is Grade.GENERAL and (each.times_reopened or is_drawn(each, share_percent)):
            command = CallRecheck(hazard=each.hazard)
            yield propose(RULE, command, str(each.hazard), each.closed_on.isoformat(), str(each.times_reopened))


def is_drawn(closed: ClosedHazard, share_percent: int) -> bool:
    """Whether the digest of hazard and closing falls into the share: no dice, and nobody can choose."""
    lot = f"{closed.hazard} {closed.closed_on.isoformat()} {closed.times_reopened}"
    return int.from_bytes(hashlib.sha256(lot.encode()).digest()[:4], "big") % 100 < share_percent
