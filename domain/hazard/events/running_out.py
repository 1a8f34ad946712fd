"""What the policies record when time runs out: acts that no person decided."""

from datetime import datetime

from domain.hazard.events.base import HazardEvent
from domain.kernel.identity import Rule, UnitId


class ClockWarned(HazardEvent, name="hazard.warned.v1"):
    """Most of the time is gone: the unit that answers for the clock was warned."""

    clock: str
    due_at: datetime
    level: int
    """How many levels above the answerable unit the told one is: 0 is the unit itself."""
    to: UnitId
    rule: Rule


class ClockOverdueMarked(HazardEvent, name="hazard.overdue_marked.v1"):
    """The time is over: marked overdue, and the superior was told."""

    clock: str
    due_at: datetime
    level: int
    to: UnitId
    rule: Rule


class HazardEscalated(HazardEvent, name="hazard.escalated.v1"):
    """The time is long over: the next level up was told."""

    clock: str
    due_at: datetime
    level: int
    to: UnitId
    is_highest: bool
    """Nobody higher is left to tell."""
    rule: Rule
