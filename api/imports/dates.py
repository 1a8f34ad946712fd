"""Days as they stand in ledgers: real date cells, serial numbers, and text in every notation offices use."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from api.imports.cells import Cell, is_placeholder, text_of
from api.imports.numerals import in_digits, number

FIRST_YEAR, LAST_YEAR = 1990, 2099
SERIAL_EPOCH = date(1899, 12, 30)
SERIAL_EPOCH_1904 = date(1904, 1, 1)
MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}

SEP = r"[-./年月,、。·_\\|]"
CLOCK = re.compile(r"(?<=[\d日号])(\s+|t)\d{1,2}\s*[:时点].*$")
HALF_DAY = re.compile(r"(上午|下午|中午|早上|早晨|晚上|晚|夜间?)\d*.*$")
TAIL = re.compile(r"(\((?!.*\d{4}).*\)|(星期|周|礼拜)[一二三四五六日天1-7])+$")
UNTIL = re.compile(r"(之前|以前|前|为止|止|完成|整改完毕|整改完成|整改到位|完毕|整改|验收|检查|发现)+$")
LUNAR = re.compile(r"农历|阴历|正月|腊月|冬月|[初廿][一二三四五六七八九十]|除夕|春节|端午|中秋")
FULL = re.compile(rf"(\d{{4}}|\d{{2}}){SEP}+(\d{{1,2}}){SEP}+(\d{{1,2}})[日号.。]*")
SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})")
SOLID_SHORT = re.compile(r"(\d{2})(\d{2})(\d{2})")
SERIAL = re.compile(r"(\d{5})(\.\d+)?")
MONTH_DAY = re.compile(r"(\d{1,2})(?:月|[-./、])(\d{1,2})[日号.。]*")
DAY_ONLY = re.compile(r"(\d{1,2})[日号]")
MONTH_END = re.compile(r"(?:(\d{4}|\d{2})[年./-])?(?:(\d{1,2})月?|本月|当月|月)(底|末)?")
YEAR_LAST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
ENGLISH = re.compile(r"(?:(\d{1,2})[- ]?([a-z]{3})[a-z]*|([a-z]{3})[a-z]*\.?[- ]?(\d{1,2}))[-, ]*(\d{4}|\d{2})")
RANGE = re.compile(r"(.*?[\d日号])(?:至|到|~+|—+|–|-{2,}|起至|开始至)(.+)|([^-]+[./年月][^-]*[\d日号])-(.+)")
TODAY_WORDS = re.compile(
    r"立即|立行立改|即查即改|即知即改|即行即改|边查边改|当场|当天|当日|马上|现场|立刻|即时|立整立改"
)
WITHIN = re.compile(
    r"(?:限|于|在)?(.{1,3}?)个?(日|天|周|星期|礼拜|月)(?:之内|以内|内|期限|整改)?(?:整改)?(?:完成|到位)?"
)

SCHOOL_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)[-—~至/](20\d\d|\d\d)\s*学年")
NAMED_YEAR = re.compile(
    r"(?<!\d)(?P<year>20\d\d|199\d)(?:\s*[年./-]\s*(?P<month>\d{1,2})(?:\s*[月./-]\s*(?P<day>\d{1,2}))?|(?!\d))"
)
SOLID_DATE = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])([0-3]\d)?(?!\d)")
NAMED_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])月份?(?!\d*[日号\d])")


class Years(NamedTuple):
    """Which year a date without one belongs to, as the lines above the table say; None where they do not."""

    year: int | None = None
    school_year_from: int | None = None
    month: int | None = None
    until: date | None = None
    """The day on which the table was filled in: what was found then lies before it."""

    def of(self, month: int, day: int, *, limit: bool = False) -> int | None:
        """A school year runs from August to July; otherwise the year named, or the one before it."""
        if self.school_year_from is not None:
            return self.school_year_from + (month < 8)
        if self.year and self.until and not limit and (month, day) > (self.until.month, self.until.day):
            return self.year - 1
        return self.year


class Day(NamedTuple):
    """What a cell says of a day. At most one of `on` and `problem`; both None for a blank cell."""

    on: date | None = None
    problem: str | None = None
    """not_a_date, never_was, no_year, ambiguous, lunar, imprecise or implausible."""
    assumed: str | None = None
    """What the clerk had to add: year, range, month_end, relative."""


BLANK = Day()
UNREADABLE = Day(problem="not_a_date")


def read_day(
    cell: Cell, *, years: Years, today: date, last: bool = False, since: date | None = None, epoch_1904: bool = False
) -> Day:
    """The day a cell names.

    `last`: of a range the last day counts, and “by the end of March” is the 31st (for time limits; otherwise the
    first day, and a month alone is refused). `since`: limits such as “within 7 days” and “at once” count from it.
    """
    if isinstance(cell, datetime):
        return _plausible(cell.date())
    if isinstance(cell, date):
        return _plausible(cell)
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
        return UNREADABLE
    if not isinstance(cell, str):
        return _from_number(cell, today, epoch_1904=epoch_1904)
    day = _from_text(cell, years, today, last)
    return _counted_from(since, cell) if day.problem == "not_a_date" and last and since else day


WITHIN_TEXT = re.compile(r"(?<!\d)(?:(?:20)?\d\d\s*[-./年]\s*)?\d{1,2}\s*[-./月]\s*\d{1,2}(?!\d)")


def day_within(text: str, *, years: Years, today: date) -> date | None:
    """The last day that a sentence names: “已于2025年3月6日整改完毕” → 6 March 2025."""
    found = WITHIN_TEXT.findall(in_digits(unicodedata.normalize("NFKC", text)))
    return _from_text(found[-1], years, today, False).on if found else None


def _plausible(on: date) -> Day:
    """A ledger holds no day before 1990 or after 2099: such cells are slips of typing or of formatting."""
    return Day(on) if FIRST_YEAR <= on.year <= LAST_YEAR else Day(problem="implausible")


def _from_number(value: float, today: date, *, epoch_1904: bool) -> Day:
    """Serial days of the spreadsheet (time of day cut off), or 20250305 and 250305 typed as a number."""
    whole = int(value)
    if 10000 <= whole <= 99999:
        return _plausible((SERIAL_EPOCH_1904 if epoch_1904 else SERIAL_EPOCH) + timedelta(days=whole))
    if value != whole:
        return UNREADABLE
    return _from_text(str(whole), Years(), today, last=False)


@lru_cache(maxsize=16384)
def _from_text(cell: str, years: Years, today: date, last: bool) -> Day:
    text = unicodedata.normalize("NFKC", text_of(cell)).casefold()
    if not text or is_placeholder(text):
        return BLANK
    if LUNAR.search(text):
        return Day(problem="lunar")
    text = re.sub(r"\s+", "", TAIL.sub("", HALF_DAY.sub("", CLOCK.sub("", text))))
    text = UNTIL.sub("", in_digits(text))
    for reader in READERS:
        if day := reader(text, years, today, last):
            return day
    return UNREADABLE


def _checked(year: int, month: int, day: int, *, assumed: str | None = None) -> Day:
    """30 February never was; the year 1025 is a slip."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Day(problem="implausible")
    try:
        return Day(date(year, month, day), assumed=assumed)
    except ValueError:
        return Day(problem="never_was")


def _year(figures: str, today: date) -> int:
    """Two figures mean this century, unless that were far ahead of today (then an impossible year)."""
    year = int(figures) + (2000 if len(figures) == 2 else 0)
    return year if len(figures) == 4 or year <= today.year + 2 else 0


def _full(text: str, years: Years, today: date, last: bool) -> Day | None:
    found = FULL.fullmatch(text)
    return _checked(_year(found[1], today), int(found[2]), int(found[3])) if found else None


def _solid(text: str, years: Years, today: date, last: bool) -> Day | None:
    """20250305 and 250305; 202503 is a month, not a day."""
    if found := SOLID.fullmatch(text):
        return _checked(int(found[1]), int(found[2]), int(found[3]))
    if (found := SOLID_SHORT.fullmatch(text)) and not 199000 <= int(text) <= 209912:
        return _checked(_year(found[1], today), int(found[2]), int(found[3]))
    if found := SERIAL.fullmatch(text):
        return _plausible(SERIAL_EPOCH + timedelta(days=int(found[1])))
    return None


def _month_day(text: str, years: Years, today: date, last: bool) -> Day | None:
    """3月5日, 3.5, 3/5 and, under a title that names one month, 5日: the year comes from the lines above."""
    if found := MONTH_DAY.fullmatch(text):
        month, day = int(found[1]), int(found[2])
    elif (found := DAY_ONLY.fullmatch(text)) and years.month:
        month, day = years.month, int(found[1])
    else:
        return None
    year = years.of(month, day, limit=last)
    if year is None:
        return _checked(2024, month, day) if month > 12 or day > 31 else Day(problem="no_year")
    return _checked(year, month, day, assumed="year")


def _month_end(text: str, years: Years, today: date, last: bool) -> Day | None:
    """2025年3月底 and, for a time limit, 2025年3月 mean the last day of that month."""
    found = MONTH_END.fullmatch(text)
    if not found or not (found[1] or found[3] or text.endswith("月")):
        return None
    month = int(found[2]) if found[2] else years.month
    if not last or month is None or not 1 <= month <= 12:
        return Day(problem="imprecise")
    year = _year(found[1], today) if found[1] else years.of(month, 28, limit=True)
    if year is None:
        return Day(problem="no_year")
    return _checked(year, month, monthrange(max(year, 1), month)[1], assumed="month_end")


def _year_last(text: str, years: Years, today: date, last: bool) -> Day | None:
    """3/15/2025 can only be March; 3/5/2025 may be either and is refused."""
    if not (found := YEAR_LAST.fullmatch(text)):
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if first <= 12 and second <= 12 and first != second:
        return Day(problem="ambiguous")
    return _checked(year, *((second, first) if first > 12 else (first, second)))


def _english(text: str, years: Years, today: date, last: bool) -> Day | None:
    """5-Mar-25, Mar 5, 2025: what a workbook in an English locale turns dates into."""
    found = ENGLISH.fullmatch(text)
    month = MONTHS.get(found[2] or found[3]) if found else None
    return _checked(_year(found[5], today), month, int(found[1] or found[4])) if found and month else None


def _range(text: str, years: Years, today: date, last: bool) -> Day | None:
    """2025.3.5-3.7, 3月5日至7日: the first day, or the last; the end borrows year and month from the start."""
    if not (found := RANGE.fullmatch(text)):
        return None
    start = _one(found[1] or found[3], years, today)
    if start is None or start.on is None:
        return start
    end = _one(found[2] or found[4], Years(start.on.year, month=start.on.month), today)
    if end is None and (day := re.fullmatch(r"(\d{1,2})[日号]?", found[2] or found[4])):
        end = _checked(start.on.year, start.on.month, int(day[1]))
    if end is None or end.on is None:
        return end or UNREADABLE
    return Day(problem="never_was") if end.on < start.on else Day(end.on if last else start.on, assumed="range")


def _one(text: str, years: Years, today: date) -> Day | None:
    """One end of a range."""
    for reader in (_full, _solid, _month_day):
        if day := reader(text, years, today, False):
            return day
    return None


READERS: tuple[Callable[[str, Years, date, bool], Day | None], ...] = (
    _full, _solid, _month_day, _year_last, _month_end, _range, _english,
)  # fmt: skip


@lru_cache(maxsize=4096)
def _counted_from(since: date, cell: str) -> Day:
    """At once is the same day; 7日内, 一周内, 一个月内 count from it. Working days need a calendar: not read."""
    text = unicodedata.normalize("NFKC", text_of(cell)).replace(" ", "")
    if TODAY_WORDS.search(text):
        return Day(since, assumed="relative")
    found = WITHIN.fullmatch(text)
    count = number("0.5" if found and found[1] == "半" else found[1]) if found else None
    if found is None or count is None or count != int(count) or not 0 < count <= 730:
        return UNREADABLE
    return _later(since, int(count), found[2])


def _later(since: date, count: int, unit: str) -> Day:
    """`count` days, weeks or calendar months after `since`; the 31st moves back to the month's last day."""
    if unit != "月":
        return Day(since + timedelta(days=count * (1 if unit in "日天" else 7)), assumed="relative")
    years, month = divmod(since.month - 1 + count, 12)
    year = since.year + years
    return _checked(year, month + 1, min(since.day, monthrange(year, month + 1)[1]), assumed="relative")


def years_named_in(texts: Iterable[str]) -> Years:
    """The year, school year or month that title, date line, sheet or file name speak of; the first one wins."""
    lines = [SOLID_DATE.sub(r"\1-\2-\3", in_digits(unicodedata.normalize("NFKC", text))) for text in texts]
    for line in lines:
        if found := SCHOOL_YEAR.search(line):
            return Years(school_year_from=int(found[1]))
    found = next((f for line in lines for f in NAMED_YEAR.finditer(line)), None)
    if found is None:
        return Years(month=_month_alone(lines))
    month, day = int(found["month"] or 0), int(found["day"] or 0)
    if not month or day:
        written = _checked(int(found["year"]), month, day).on if day else None
        return Years(int(found["year"]), month=None if day else _month_alone(lines), until=written)
    return Years(int(found["year"]), month=month if month <= 12 else None)


def _month_alone(lines: list[str]) -> int | None:
    """The month of “3月份隐患台账”."""
    return next((int(found[1]) for line in lines if (found := NAMED_MONTH.search(line))), None)
