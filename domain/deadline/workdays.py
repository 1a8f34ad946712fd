"""Working-day arithmetic by the public calendar: ordinance on public holidays (2024-11-10) arts 6-7."""

from collections.abc import Container, Iterator, Mapping
from datetime import date, timedelta

from domain.deadline.deadline import CalendarUsed
from domain.deadline.events import CalendarEntered
from domain.deadline.refusals import CalendarYearUnknown

DAY = timedelta(days=1)
SATURDAY = 5

NOTICE = timedelta(days=60)
"""How long before the end of a year the next one is asked for; a house rule. Notices come out in autumn."""

Years = Mapping[int, CalendarEntered]
"""The newest entry of every year that is known."""


def is_workday(day: date, years: Years) -> bool:
    """Whether people work on that day; make-up workdays count, holidays and other weekends do not."""
    year = years.get(day.year)
    if year is None:
        raise CalendarYearUnknown(year=day.year)
    return day in year.makeup_workdays or (day.weekday() < SATURDAY and day not in year.holidays)


def workdays_after(start: date, count: int, years: Years) -> date:
    """The `count`-th working day after the day of the start, which itself never counts; 0 is the start."""
    return _counted(_days(start, DAY), start, count, years)


def workdays_before(end: date, count: int, years: Years) -> date:
    """The `count`-th working day before a day, which itself never counts."""
    return _counted(_days(end, -DAY), end, count, years)


def used(first: date, last: date, years: Years) -> tuple[CalendarUsed, ...]:
    """Which editions a count between two days relies on."""
    return tuple(
        CalendarUsed(year=year, version=years[year].version)
        for year in range(first.year, last.year + 1)
        if year in years
    )


def year_to_enter(years: Container[int], today: date) -> int | None:
    """The year that should be entered now: the present one if it is missing, the next one near the end of this."""
    if today.year not in years:
        return today.year
    is_near = date(today.year, 12, 31) - today <= NOTICE
    return today.year + 1 if is_near and today.year + 1 not in years else None


def _days(start: date, step: timedelta) -> Iterator[date]:
    while True:
        start += step
        yield start


def _counted(days: Iterator[date], day: date, count: int, years: Years) -> date:
    while count > 0:
        day = next(days)
        count -= is_workday(day, years)
    return day
