"""The policies inside the made-up year: what the clock worker does by read models, done from the hazards' own state."""

from collections.abc import Iterator
from datetime import datetime

from domain.hazard.clocks import RunningClock
from domain.hazard.state import Hazard
from domain.kernel.identity import HazardId
from domain.policies.escalation import OpenClock, escalation, next_moment
from domain.policies.proposal import Proposal
from domain.policies.recheck import ClosedHazard, recheck


def next_watch(hazard_id: HazardId, hazard: Hazard) -> datetime | None:
    """When something is to be said of any of its clocks next."""
    return min(filter(None, map(next_moment, open_clocks(hazard_id, hazard))), default=None)


def proposals(hazard_id: HazardId, hazard: Hazard, now: datetime) -> Iterator[Proposal]:
    """What the policy asks for at a moment."""
    yield from escalation(open_clocks(hazard_id, hazard), now)


def rechecks(hazard_id: HazardId, hazard: Hazard) -> Iterator[Proposal]:
    """The recheck of a hazard that was closed out, if it is drawn."""
    if hazard.is_closed_out and hazard.closed_on is not None:
        closed = ClosedHazard(
            hazard=hazard_id, grade=hazard.grade, closed_on=hazard.closed_on, times_reopened=hazard.times_reopened
        )
        yield from recheck((closed,))


def open_clocks(hazard_id: HazardId, hazard: Hazard) -> list[OpenClock]:
    """The running clocks as the policy asks for them."""
    return [_open(hazard_id, hazard, name, clock) for name, clock in hazard.clocks.items()]


def _open(hazard_id: HazardId, hazard: Hazard, name: str, clock: RunningClock) -> OpenClock:
    assert hazard.unit is not None
    deadline = clock.deadline
    return OpenClock(
        hazard=hazard_id,
        unit=hazard.unit,
        clock=name,
        starts_at=deadline.starts_at,
        warn_at=deadline.warn_at,
        due_at=deadline.due_at,
        escalate_at=deadline.escalate_at,
        level=clock.level,
        warned=clock.is_warned,
        overdue=clock.is_overdue,
        escalated=clock.is_escalated,
    )
