"""What pages and the clock worker are told of a clock."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.hazard.clocks import department_of
from domain.kernel.identity import UnitId


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A clock of a hazard, running or stopped. Instants are UTC; `due_on` is the local day with which it ends."""

    hazard: UUID
    clock: str
    """Its name; of a clock of one department, with the department behind a slash."""
    started_position: int
    unit: UUID
    unit_path: str
    number: str | None
    grade: str
    place: str
    parties: list[UUID]
    """Appointments and units to which the hazard had been given, and the department that has to answer."""
    starts_at: datetime
    warn_at: datetime
    due_at: datetime
    escalate_at: datetime
    due_on: date
    basis_limit: str
    basis_version: int
    basis_source: str
    basis_amount: int
    basis_unit: str
    """Hours, days, workdays, or date where somebody chose the day."""
    basis_calendar: str
    """Editions of the calendars by which working days were counted: `2025/1 2026/2`; else empty."""
    stopped_at: datetime | None
    stopped_position: int | None
    stopped_by: str | None
    """Name of the event that ended it."""
    is_replaced: bool
    """Ended because a clock of the same name took its place."""
    warned_at: datetime | None
    overdue_at: datetime | None
    escalated_at: datetime | None
    """When the policies recorded what they did; the last time, for escalations."""
    level: int
    """The highest level above the unit that was told."""
    is_escalated: bool
    """Nobody higher is left to tell."""

    @property
    def is_running(self) -> bool:
        """Whether nothing has ended it."""
        return self.stopped_at is None

    @property
    def kind(self) -> str:
        """Its name without the department."""
        return self.clock.partition("/")[0]

    @property
    def department(self) -> UnitId | None:
        """The department that has to answer, of such a clock."""
        return department_of(self.clock)

    def is_over(self, at: datetime) -> bool:
        """Whether the time had run out, before it was stopped or at the moment given."""
        return (self.stopped_at or at) >= self.due_at


@dataclass(frozen=True, kw_only=True)
class Board:
    """A page of running clocks, what runs out first coming first; `after` leads on and is none on the last page."""

    clocks: tuple[Clock, ...]
    after: str | None


@dataclass(frozen=True, kw_only=True)
class Load:
    """How many clocks of a kind are running, how many of them are in their last part, over, and long over."""

    kind: str
    running: int
    warned: int
    overdue: int
    escalated: int
