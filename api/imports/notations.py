"""Every way in which offices write a day, one method each; the first that fits decides."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from api.imports.years import FIRST_YEAR, LAST_YEAR, NO_YEARS, Years

SERIAL_EPOCH = date(1899, 12, 30)
MONTHS = {name: number for number, name in enumerate(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec"), 1)}

SEP = r"[-—–./年月,、。·_\\|]"
FULL = re.compile(rf"(\d{{4}}|\d{{2}}){SEP}+(\d{{1,2}}){SEP}+(\d{{1,2}})[日号.。,、/]*")
SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})")
SOLID_SHORT = re.compile(r"(\d{2})(\d{2})(\d{2})")
A_MONTH = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])")
SERIAL = re.compile(r"(\d{5})(\.\d+)?")
MONTH_DAY = re.compile(r"(\d{1,2})(?:月|[-./、])(\d{1,2})[日号.。]*")
DAY_ONLY = re.compile(r"(\d{1,2})[日号]")
MONTH_END = re.compile(r"(?:(\d{4}|\d{2})[年./-])?(?:(\d{1,2})月?|本月|当月|月)(底|末|份)?")
YEAR_END = re.compile(r"(?:(\d{4})年?|年)[底末]")
YEAR_LAST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
ENGLISH = re.compile(r"(?:(\d{1,2})[- ]?([a-z]{3})[a-z]*|([a-z]{3})[a-z]*\.?[- ]?(\d{1,2}))[-, ]*(\d{4}|\d{2})")
RANGE = re.compile(
    r"(.*?[\d日号])(?:至|到|~+|—+|–|-{2,}|起至|开始至)(.+)"
    r"|([^-]+[./年月][^-]*[\d日号])-(.+)"
)


class Day(NamedTuple):
    """What a cell says of a day. At most one of `on` and `problem`; both None for a blank cell."""

    on: date | None = None
    problem: str | None = None
    """not_a_date, never_was, no_year, ambiguous, lunar, imprecise or implausible."""
    assumed: str | None = None
    """What had to be added: year, range, month_end, relative."""


BLANK = Day()
UNREADABLE = Day(problem="not_a_date")


def plausible(on: date) -> Day:
    """The day, unless its year cannot be meant."""
    return Day(on) if FIRST_YEAR <= on.year <= LAST_YEAR else Day(problem="implausible")


def checked(year: int, month: int, day: int, *, assumed: str | None = None) -> Day:
    """30 February never was; the year 1025 is a slip."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Day(problem="implausible")
    try:
        return Day(date(year, month, day), assumed=assumed)
    except ValueError:
        return Day(problem="never_was")


class Notation(NamedTuple):
    """Reads text in narrow forms and small letters, without blanks, numerals already in digits."""

    years: Years
    today: date
    last: bool
    """Of a range the last day counts, and a month alone means its end: the text is a time limit."""

    def day(self, text: str) -> Day:
        """The day that the text names in whatever notation."""
        return next((day for day in self._tries(text) if day is not None), UNREADABLE)

    def _tries(self, text: str) -> Iterator[Day | None]:
        yield self.full(text)
        yield self.solid(text)
        yield self.month_day(text)
        yield self.year_last(text)
        yield self.month_end(text)
        yield self.range(text)
        yield self.english(text)

    def year(self, figures: str) -> int:
        """Two figures mean this century, unless that were far ahead of today (then an impossible year)."""
        year = int(figures) + (2000 if len(figures) == 2 else 0)
        return year if len(figures) == 4 or year <= self.today.year + 2 else 0

    def full(self, text: str) -> Day | None:
        """2025-03-05, 2025/3/5, 2025.3.5, 2025年3月5日, 25/3/5."""
        found = FULL.fullmatch(text)
        return checked(self.year(found[1]), int(found[2]), int(found[3])) if found else None

    def solid(self, text: str) -> Day | None:
        """20250305, 250305, and the serial number of a day; 202503 is a month, not a day."""
        if found := SOLID.fullmatch(text):
            return checked(int(found[1]), int(found[2]), int(found[3]))
        if (found := SOLID_SHORT.fullmatch(text)) and not A_MONTH.fullmatch(text):
            return checked(self.year(found[1]), int(found[2]), int(found[3]))
        found = SERIAL.fullmatch(text)
        return plausible(SERIAL_EPOCH + timedelta(days=int(found[1]))) if found else None

    def month_day(self, text: str) -> Day | None:
        """3月5日, 3.5, 3/5 and, in a table about one month, 5日: the year comes from the lines above."""
        if found := MONTH_DAY.fullmatch(text):
            month, day = int(found[1]), int(found[2])
        elif (found := DAY_ONLY.fullmatch(text)) and self.years.month:
            month, day = self.years.month, int(found[1])
        else:
            return None
        year = self.years.of(month, day, limit=self.last)
        if year is None:
            return Day(problem="no_year") if checked(2024, month, day).on else Day(problem="never_was")
        return checked(year, month, day, assumed="year")

    def year_last(self, text: str) -> Day | None:
        """3/15/2025 can only be March; 3/5/2025 may be either and is refused."""
        if not (found := YEAR_LAST.fullmatch(text)):
            return None
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if first <= 12 and second <= 12 and first != second:
            return Day(problem="ambiguous")
        return checked(year, *((second, first) if first > 12 else (first, second)))

    def month_end(self, text: str) -> Day | None:
        """2025年3月底, 年底 and, for a time limit, 2025年3月 mean the last day of that month."""
        text = YEAR_END.sub(r"\1年12月底", text).removeprefix("年")
        found = MONTH_END.fullmatch(text)
        if not found or not (found[1] or found[3] or text.endswith("月")):
            return None
        month = int(found[2]) if found[2] else self.years.month
        if not self.last or month is None or not 1 <= month <= 12:
            return Day(problem="imprecise")
        year = self.year(found[1]) if found[1] else self.years.of(month, 28, limit=True)
        if year is None:
            return Day(problem="no_year")
        return checked(year, month, monthrange(max(year, 1), month)[1], assumed="month_end")

    def range(self, text: str) -> Day | None:
        """2025.3.5-3.7, 3月5日至7日: the first day, or the last; the end borrows year and month from the start."""
        if not (found := RANGE.fullmatch(text)):
            return None
        start = self._one(found[1] or found[3])
        if start is None or start.on is None:
            return start
        end = self._end(found[2] or found[4], start.on)
        if end.on is None:
            return end
        return (
            Day(problem="never_was") if end.on < start.on else Day(end.on if self.last else start.on, assumed="range")
        )

    def _end(self, text: str, start: date) -> Day:
        """The second half of a range."""
        if end := self._replace(years=Years(start.year, month=start.month))._one(text):
            return end
        figures = re.fullmatch(r"(\d{1,2})[日号]?", text)
        return checked(start.year, start.month, int(figures[1])) if figures else UNREADABLE

    def _one(self, text: str) -> Day | None:
        """One end of a range."""
        return self.full(text) or self.solid(text) or self.month_day(text)

    def english(self, text: str) -> Day | None:
        """5-Mar-25, Mar 5, 2025: what a workbook in an English locale turns dates into."""
        found = ENGLISH.fullmatch(text)
        month = MONTHS.get(found[2] or found[3]) if found else None
        return checked(self.year(found[5]), month, int(found[1] or found[4])) if found and month else None


def numeric(today: date) -> Notation:
    """For figures typed as numbers: they need no lines above."""
    return Notation(NO_YEARS, today, last=False)
