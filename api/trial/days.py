"""Days and hours of the made-up year: when people work, when schools are on, and calendars nobody has announced yet."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from domain.deadline.commands import EnterCalendar
from domain.deadline.events import CalendarEntered
from domain.deadline.workdays import Years, is_workday

DAY = timedelta(days=1)
OPENS, CLOSES = time(7, 30), time(18, 0)
MADE_UP = "试用数据：虚构的节假日安排，正式通知发布后请重新录入（made up for a trial）"

_HOLIDAYS = ((1, 1, 1), (4, 4, 3), (5, 1, 3), (10, 1, 7))
"""Month, first day, number of days off of those holidays whose days hardly move."""


class Days:
    """The working calendar of a zone."""

    def __init__(self, zone: ZoneInfo, years: Years) -> None:
        self.zone, self._years = zone, years

    def local(self, moment: datetime) -> datetime:
        """The moment as clocks on the wall show it."""
        return moment.astimezone(self.zone)

    def on(self, moment: datetime) -> date:
        """The local day of a moment."""
        return self.local(moment).date()

    def is_workday(self, day: date) -> bool:
        """Whether people work on that day."""
        return is_workday(day, self._years)

    def before(self, end: datetime, count: int) -> date:
        """The day so many working days before a moment; holidays do not bring what is told by it out of step."""
        day = self.on(end) - DAY
        while not self.is_workday(day) or count > 1:
            count -= self.is_workday(day)
            day -= DAY
        return day

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A moment of a local day."""
        return datetime.combine(day, time(hour, minute), tzinfo=self.zone).astimezone(UTC)

    def working(self, moment: datetime, chance: Random) -> datetime:
        """The moment itself where people are at work, else one early on the next day on which they are."""
        local = self.local(moment)
        if self.is_workday(local.date()) and OPENS <= local.time() < CLOSES:
            return moment
        day = local.date() if local.time() < OPENS else local.date() + DAY
        while not self.is_workday(day):
            day += DAY
        return self.at(day, 7, 40) + timedelta(seconds=chance.randrange(9_000))


def made_up_calendars(first: int, last: int, known: Iterable[int]) -> Iterator[EnterCalendar]:
    """A calendar, saying that it is made up, for every year from the first to the last that nobody entered."""
    for year in sorted(set(range(first, last + 1)) - set(known)):
        days = (date(year, month, day) + n * DAY for month, day, count in _HOLIDAYS for n in range(count))
        yield EnterCalendar(year=year, holidays=tuple(days), makeup_workdays=(), source=MADE_UP)


def entered(calendar: EnterCalendar) -> CalendarEntered:
    """What follows from entering a calendar for the first time."""
    return CalendarEntered(
        year=calendar.year,
        version=1,
        holidays=calendar.holidays,
        makeup_workdays=calendar.makeup_workdays,
        source=calendar.source,
    )
