"""Clocks that run out: warn, mark overdue and tell the superior, then tell level by level (house rule)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.hazard.clocks import escalation_at
from domain.hazard.commands import Escalate, MarkOverdue, WarnOfClock
from domain.kernel.identity import HazardId, Rule, UnitId
from domain.policies.proposal import Proposal, propose

RULE = Rule(name="escalation", version=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenClock:
    """A row of the read model of deadlines: a running clock and what was made of it."""

    hazard: HazardId
    unit: UnitId
    """Where the hazard is; who is told follows from the hazard itself."""
    clock: str
    starts_at: datetime
    warn_at: datetime
    due_at: datetime
    escalate_at: datetime
    level: int
    """The highest level told so far, from the last `overdue_marked` or `escalated`; 0 before."""
    warned: bool
    overdue: bool
    escalated: bool
    """The highest level there is has been told (`is_highest`): nothing more follows."""


def escalation(clocks: Iterable[OpenClock], now: datetime) -> Iterator[Proposal]:
    """At most one next step for each clock, in the order given."""
    for clock in clocks:
        proposal = _next_step(clock, now)
        if proposal is not None:
            yield proposal


def next_moment(clock: OpenClock) -> datetime | None:
    """When something is to be said of the clock next; None when everybody has been told."""
    if not clock.overdue:
        return clock.due_at if clock.warned else clock.warn_at
    if clock.escalated:
        return None
    return escalation_at(clock.due_at, clock.escalate_at, clock.level)


def _next_step(clock: OpenClock, now: datetime) -> Proposal | None:
    if not clock.overdue and now >= clock.due_at:
        return _propose(MarkOverdue(hazard=clock.hazard, clock=clock.clock, due_at=clock.due_at), 1)
    moment = next_moment(clock)
    if moment is None or now < moment:
        return None
    if not clock.overdue:
        return _propose(WarnOfClock(hazard=clock.hazard, clock=clock.clock, due_at=clock.due_at), 0)
    level = clock.level + 1
    command = Escalate(hazard=clock.hazard, clock=clock.clock, due_at=clock.due_at, level=level)
    return _propose(command, level)


def _propose(command: WarnOfClock | MarkOverdue | Escalate, level: int) -> Proposal:
    due_at = command.due_at.astimezone(UTC).isoformat()
    return propose(RULE, command, str(command.hazard), command.clock, due_at, str(level))
