"""Which year a day without one belongs to, as title, date line, sheet or file name say."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from api.imports.numerals import in_digits

FIRST_YEAR, LAST_YEAR = 1990, 2099
"""A ledger holds no day outside of these: such cells are slips of typing or of formatting."""
SCHOOL_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)(?:[-—~至/](?:20\d\d|\d\d)\s*学年|\s*年?\s*秋)")
"""2024-2025学年; the autumn term of 2025 runs into the January of 2026."""
NAMED_YEAR = re.compile(
    r"(?<!\d)(?P<year>20\d\d|199\d)"
    r"(?:\s*[年./-]\s*(?P<month>\d{1,2})(?:\s*[月./-]\s*(?P<day>\d{1,2}))?|(?!\d))"
)
CHECK = re.compile("检查|排查|自查|督查|巡查")
LABEL_OF_CHECK = re.compile(rf"({CHECK.pattern})(时间|日期)[^:]{{0,6}}:\s*$")
SOLID_DATE = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])([0-3]\d)?(?!\d)")
NAMED_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])月份?(?!\d*[日号\d])")
FIRST_MONTH_OF_SCHOOL_YEAR = 8


class Years(NamedTuple):
    """What is known of the year; nothing at all where no line speaks of one."""

    year: int | None = None
    school_year_from: int | None = None
    month: int | None = None
    """The only month of the table, where its title names one."""
    until: date | None = None
    """The day on which the table was filled in: what was found then lies before it."""

    def of(self, month: int, day: int, *, limit: bool = False) -> int | None:
        """The year of this month and day; `limit`: it may lie after the table was filled in."""
        if self.school_year_from is not None:
            return self.school_year_from + (month < FIRST_MONTH_OF_SCHOOL_YEAR)
        if self.year and self.until and not limit and (month, day) > (self.until.month, self.until.day):
            return self.year - 1
        return self.year


NO_YEARS = Years()


def years_named_in(texts: Iterable[str]) -> Years:
    """The year, school year or month that these lines speak of; the first one wins."""
    lines = [SOLID_DATE.sub(r"\1-\2-\3", in_digits(unicodedata.normalize("NFKC", text))) for text in texts]
    for line in lines:
        if found := SCHOOL_YEAR.search(line):
            return Years(school_year_from=int(found[1]))
    named = next((f for line in lines for f in NAMED_YEAR.finditer(line)), None)
    return _named(named, lines) if named else Years(month=_month_alone(lines))


def _named(named: re.Match[str], lines: list[str]) -> Years:
    """A whole day is when the table was filled in; a year with a month, or alone, is what it is about."""
    year, month, day = int(named["year"]), int(named["month"] or 0), int(named["day"] or 0)
    if month and not day:
        return Years(year, month=month if month <= 12 else None)
    until = None if _is_day_of_check(named) else _day(year, month, day)
    return Years(year, month=None if day else _month_alone(lines), until=until)


def _is_day_of_check(named: re.Match[str]) -> bool:
    """“检查时间：2025年3月1日—5日” and “2025年3月1日专项检查” say nothing of when the table was filled in."""
    before, behind = named.string[: named.start()], named.string[named.end() :]
    return bool(LABEL_OF_CHECK.search(before) or CHECK.search(behind))


def _day(year: int, month: int, day: int) -> date | None:
    """The day, if there was such a day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_alone(lines: list[str]) -> int | None:
    """The month of “3月份隐患台账”."""
    return next((int(found[1]) for line in lines if (found := NAMED_MONTH.search(line))), None)
