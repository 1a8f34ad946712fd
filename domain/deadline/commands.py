"""What can be asked about calendars and limits."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import ClassVar

from domain.deadline.deadline import LimitUnit
from domain.deadline.events import CalendarEntered, LimitSet
from domain.deadline.limits import initial_limits
from domain.deadline.refusals import (
    CalendarDayWrong,
    EffectiveInThePast,
    LimitKeepsItsNature,
    LimitUnknown,
    NothingChanged,
)
from domain.deadline.state import LIMITS, Calendar, Limits, calendar_stream
from domain.deadline.workdays import SATURDAY
from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import StreamId, UnitId
from domain.kernel.quantities import OutOfRange, check_count, check_line

FIRST_YEAR, LAST_YEAR = 2000, 2199
MOST_AMOUNT = 3_660
"""Ten years in days; hours are never counted that far."""


class EnterCalendar(Command[Calendar], name="deadline.enter_calendar"):
    """Enter a year's public holidays and make-up workdays, or enter the whole year again where it changed."""

    state: ClassVar[type[State]] = Calendar
    year: int
    holidays: tuple[date, ...]
    makeup_workdays: tuple[date, ...]
    source: str

    @property
    def stream(self) -> StreamId:
        """The year."""
        return calendar_stream(self.year)

    def subject_unit(self, state: Calendar) -> UnitId | None:
        """Everybody's affair."""
        return None

    def check(self) -> None:
        """Refuse days of other years, make-up workdays on weekdays, and days given twice."""
        check_line("source", self.source)
        _check_between("year", self.year, FIRST_YEAR, LAST_YEAR)
        check_count("holidays", self.holidays, most=366)
        check_count("makeup_workdays", self.makeup_workdays, most=366)
        for where, day in self._wrong_days():
            raise CalendarDayWrong(where=where, day=day, year=self.year)

    def _wrong_days(self) -> Iterator[tuple[str, date]]:
        yield from (("holidays", day) for day in self.holidays if day.year != self.year)
        yield from (
            ("makeup_workdays", day)
            for day in self.makeup_workdays
            if day.year != self.year or day.weekday() < SATURDAY
        )
        given = Counter((*self.holidays, *self.makeup_workdays))
        yield from (("makeup_workdays", day) for day, times in given.items() if times > 1)

    def decide(self, state: Calendar, circumstances: Circumstances) -> tuple[CalendarEntered]:
        """Refuse a year that is entered in the same way already."""
        entered = CalendarEntered(
            year=self.year,
            version=state.newest.version + 1 if state.newest else 1,
            holidays=tuple(sorted(self.holidays)),
            makeup_workdays=tuple(sorted(self.makeup_workdays)),
            source=self.source,
        )
        if state.newest and _says_the_same(state.newest, entered):
            raise NothingChanged
        return (entered,)


class BeginLimits(Command[Limits], name="deadline.begin_limits"):
    """Set the limits that a new log begins with, or those that a newer version brings; from the console."""

    state: ClassVar[type[State]] = Limits

    @property
    def stream(self) -> StreamId:
        """The one stream of all limits."""
        return LIMITS

    def subject_unit(self, state: Limits) -> UnitId | None:
        """Everybody's affair."""
        return None

    def decide(self, state: Limits, circumstances: Circumstances) -> tuple[LimitSet, ...]:
        """Those never set before; in a log that has begun they count from today. Refuse where none is missing."""
        missing = tuple(each for each in initial_limits() if not state.versions(each.limit))
        if not missing:
            raise NothingChanged
        if not state.names():
            return missing
        return tuple(replace(each, effective_on=circumstances.today) for each in missing)


class SetLimit(Command[Limits], name="deadline.set_limit"):
    """Change a limit for whatever starts on or after a day; what is running keeps the deadline it was given."""

    state: ClassVar[type[State]] = Limits
    limit: str
    amount: int
    """Hours, calendar days or working days; 0 where somebody chooses the date."""
    unit: LimitUnit
    source: str
    effective_on: date
    warn_percent: int = 75
    escalate_percent: int = 200

    @property
    def stream(self) -> StreamId:
        """The one stream of all limits."""
        return LIMITS

    def subject_unit(self, state: Limits) -> UnitId | None:
        """Everybody's affair."""
        return None

    def check(self) -> None:
        """Refuse amounts and percentages outside what is possible."""
        check_line("source", self.source)
        is_chosen = self.unit is LimitUnit.DATE
        _check_between("amount", self.amount, 0 if is_chosen else 1, 0 if is_chosen else MOST_AMOUNT)
        _check_between("warn_percent", self.warn_percent, 1, 100)
        _check_between("escalate_percent", self.escalate_percent, 100, 1000)

    def decide(self, state: Limits, circumstances: Circumstances) -> tuple[LimitSet]:
        """Refuse unknown limits, days past, and a length for what somebody chooses (or the reverse)."""
        versions = state.versions(self.limit)
        if not versions:
            raise LimitUnknown(limit=self.limit, on=self.effective_on)
        if self.effective_on < circumstances.today:
            raise EffectiveInThePast(effective_on=self.effective_on)
        if (self.unit is LimitUnit.DATE) != (versions[-1].unit is LimitUnit.DATE):
            raise LimitKeepsItsNature(limit=self.limit)
        limit = LimitSet(
            limit=self.limit,
            version=versions[-1].version + 1,
            amount=self.amount,
            unit=self.unit,
            source=self.source,
            effective_on=self.effective_on,
            warn_percent=self.warn_percent,
            escalate_percent=self.escalate_percent,
        )
        return (limit,)


def _says_the_same(one: CalendarEntered, other: CalendarEntered) -> bool:
    return (one.holidays, one.makeup_workdays, one.source) == (other.holidays, other.makeup_workdays, other.source)


def _check_between(where: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise OutOfRange(where=where, least=least, most=most)
