"""What can happen to limits and calendars."""

from datetime import date

from domain.deadline.deadline import LimitUnit
from domain.kernel.events import Event


class DeadlineEvent(Event):
    """Something was decided about how long things may take."""


class CalendarEntered(DeadlineEvent, name="deadline.calendar_entered.v1"):
    """The public holidays of a year became known, or were corrected: a later version replaces the whole year."""

    year: int
    version: int
    holidays: tuple[date, ...]
    """Days off by notice; weekends need not be listed."""
    makeup_workdays: tuple[date, ...]
    """Saturdays and Sundays that are worked instead."""
    source: str


class LimitSet(DeadlineEvent, name="deadline.limit_set.v1"):
    """A limit got this length, for everything that starts on or after a day."""

    limit: str
    version: int
    amount: int
    """Hours, calendar days or working days; 0 where somebody chooses the date."""
    unit: LimitUnit
    source: str
    effective_on: date
    warn_percent: int = 75
    escalate_percent: int = 200
