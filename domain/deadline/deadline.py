"""A deadline as an event keeps it: its instants, and by which limit and which calendar they were found."""

from datetime import date, datetime
from enum import StrEnum

from domain.kernel.events import Value


class LimitUnit(StrEnum):
    """In what a limit is counted; `date` says that somebody chooses the day."""

    HOURS = "hours"
    DAYS = "days"
    WORKDAYS = "workdays"
    DATE = "date"


class CalendarUsed(Value):
    """The edition of a year's calendar by which working days were counted."""

    year: int
    version: int


class DeadlineBasis(Value):
    """From what a deadline follows, so that it can be counted again by hand years later."""

    limit: str
    version: int
    source: str
    amount: int
    """For a chosen date: the calendar days from the day of the start to it."""
    unit: LimitUnit
    calendar: tuple[CalendarUsed, ...]
    """Empty unless working days were counted; in order of years, up to the year of escalation."""


class Deadline(Value):
    """Until when, and when to warn and to tell the level above. Instants are UTC."""

    clock: str
    starts_at: datetime
    warn_at: datetime
    due_at: datetime
    escalate_at: datetime
    due_on: date
    """The local day with whose last moment it ends; for hours, the local day on which it ends."""
    basis: DeadlineBasis

    def is_over(self, at: datetime) -> bool:
        """Whether the time had run out: 24:00 itself belongs to the next day."""
        return at >= self.due_at

    def is_warned(self, at: datetime) -> bool:
        """Whether the share of the time after which people are warned had passed."""
        return at >= self.warn_at

    def is_escalated(self, at: datetime) -> bool:
        """Whether the level above has to be told."""
        return at >= self.escalate_at
