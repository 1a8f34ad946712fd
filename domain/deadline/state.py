"""What is remembered of calendars and limits, and the deadlines counted from them."""

from datetime import date, datetime, tzinfo

from domain.deadline.counting import Counting
from domain.deadline.deadline import Deadline, LimitUnit
from domain.deadline.events import CalendarEntered, LimitSet
from domain.deadline.refusals import DateNeeded, DueBeforeStart, LimitUnknown
from domain.deadline.workdays import DAY, workdays_before
from domain.kernel.commands import State
from domain.kernel.events import Event
from domain.kernel.identity import StreamId, natural_id

LIMITS = StreamId(natural_id("limits"))
"""The one stream of all limits."""


def calendar_stream(year: int) -> StreamId:
    """The stream of one year's calendar."""
    return StreamId(natural_id("calendar", str(year)))


class Calendar(State):
    """One year; each entry replaces the one before."""

    newest: CalendarEntered | None = None

    def evolve(self, event: Event) -> None:
        """Keep the newest entry."""
        if isinstance(event, CalendarEntered):
            self.newest = event


class Limits(State):
    """All limits in all their versions."""

    def __init__(self) -> None:
        self._versions: dict[str, tuple[LimitSet, ...]] = {}

    def evolve(self, event: Event) -> None:
        """Add a version."""
        if isinstance(event, LimitSet):
            self._versions[event.limit] = (*self.versions(event.limit), event)

    def versions(self, limit: str) -> tuple[LimitSet, ...]:
        """Every version of a limit, oldest first; empty for one never set."""
        return self._versions.get(limit, ())

    def in_force(self, limit: str, on: date) -> LimitSet:
        """The newest version whose day has come; refuses where there is none."""
        for version in reversed(self.versions(limit)):
            if version.effective_on <= on:
                return version
        raise LimitUnknown(limit=limit, on=on)

    def names(self) -> tuple[str, ...]:
        """All limits ever set, in the order of the alphabet."""
        return tuple(sorted(self._versions))


class Clocks:
    """Calendars and limits together: gives deadlines with their basis and forgets nothing."""

    def __init__(self) -> None:
        self.limits = Limits()
        self.years: dict[int, CalendarEntered] = {}

    def evolve(self, event: Event) -> None:
        """Take in an event of the limits or of any year's calendar; others are passed over."""
        self.limits.evolve(event)
        if isinstance(event, CalendarEntered):
            self.years[event.year] = event

    def deadline(self, limit: str, *, starts_at: datetime, zone: tzinfo, clock: str | None = None) -> Deadline:
        """The deadline by the version in force on the local day of the start.

        Days and working days end at 24:00 local time, the day of the start not counted; hours are exact.
        Refuses: `LimitUnknown`, `CalendarYearUnknown`, `DateNeeded`.
        """
        counting = self._counting(limit, clock, starts_at, zone)
        match counting.rule.unit:
            case LimitUnit.HOURS:
                return counting.hours()
            case LimitUnit.DAYS:
                return counting.days(counting.rule.amount, LimitUnit.DAYS)
            case LimitUnit.WORKDAYS:
                return counting.workdays(self.years)
            case LimitUnit.DATE:
                raise DateNeeded(limit=limit)

    def until(
        self, limit: str, *, starts_at: datetime, due_on: date, zone: tzinfo, clock: str | None = None
    ) -> Deadline:
        """The deadline at 24:00 of a day that somebody chose; shares of the time count in calendar days.

        Refuses: `LimitUnknown`, `DueBeforeStart`.
        """
        counting = self._counting(limit, clock, starts_at, zone)
        if due_on < counting.start:
            raise DueBeforeStart(due_on=due_on, starts_on=counting.start)
        return counting.days((due_on - counting.start).days, LimitUnit.DATE)

    def _counting(self, limit: str, clock: str | None, starts_at: datetime, zone: tzinfo) -> Counting:
        rule = self.limits.in_force(limit, starts_at.astimezone(zone).date())
        return Counting(rule=rule, clock=clock or limit, starts_at=starts_at, zone=zone)

    def last_day_to_ask(self, limit: str, *, due_on: date, on: date) -> date:
        """The last day that lies at least the limit's working (or calendar) days before a due day.

        `on` is the day whose version of the limit is asked. Refuses as `deadline`.
        """
        rule = self.limits.in_force(limit, on)
        match rule.unit:
            case LimitUnit.WORKDAYS:
                return workdays_before(due_on, rule.amount, self.years)
            case LimitUnit.DAYS:
                return due_on - rule.amount * DAY
            case LimitUnit.HOURS:
                return due_on - -(-rule.amount // 24) * DAY
            case LimitUnit.DATE:
                raise DateNeeded(limit=limit)
