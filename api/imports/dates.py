"""Days as they stand in cells: real dates, serial numbers, and text, with what people write around a date cut off."""

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from api.imports.cells import Cell, is_placeholder, text_of
from api.imports.notations import BLANK, SERIAL_EPOCH, UNREADABLE, Day, Notation, checked, numeric, plausible
from api.imports.numerals import in_digits, number
from api.imports.years import Years

SERIAL_EPOCH_1904 = date(1904, 1, 1)
CLOCK = re.compile(r"((?<=[\d日号])(\s+|t)|(?<=[日号]))\d{1,2}\s*[:时点].*$")
HALF_DAY = re.compile(r"(上午|下午|中午|早上|早晨|晚上|晚|夜间?)\d*.*$")
BEHIND = re.compile(r"(\((?!.*\d{4}).*\)|(星期|周|礼拜)[一二三四五六日天1-7])+$")
UNTIL = re.compile(
    r"(之前|以前|前|为止|止|完成|整改完毕|整改完成|整改到位|整改完|完毕|整改|验收|检查|排查|登记|发现)+$"
)
BEFORE = re.compile(r"^['‘’`\"“]+|^(于|已于|在|自|从|公元|限期?|即日起?[至到]|截[至止]|[至到])+(?=\d)")
APART = re.compile(r"^(\d{4})\s+(\d{1,2})\s+(\d{1,2})(?=\s|$)")
"""Blanks where other people put points."""
NO_DAY = re.compile(r"0000\D00?\D00?|1900\D0?1\D00?(\s+0?0:00(:00)?)?")
"""How an empty field of a database, and day 0 of a spreadsheet, look as text."""
LUNAR = re.compile(r"农历|阴历|正月|腊月|冬月|[初廿][一二三四五六七八九十]|除夕|春节|端午|中秋")
AT_ONCE = re.compile(r"立即|立行立改|即查即改|即知即改|即行即改|边查边改|当场|当天|当日|马上|现场|立刻|即时|立整立改")
WITHIN = re.compile(
    r"(?:限|于|在)?(.{1,3}?)个?(日|天|周|星期|礼拜|月|小时)(?:之内|以内|内|期限|整改)?(?:整改)?(?:完成|到位)?"
)
DAY_IN_TEXT = re.compile(
    r"(?<!\d)(?:20)?\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}(?!\d)|(?<!\d)\d{1,2}月\d{1,2}(?=[日号])"
    r"|(?<=\()\d{1,2}[./]\d{1,2}(?=\))"
)
"""A day inside a sentence; “1.5米” is none."""
LONGEST_LIMIT = 730
"""Days, weeks or months: more is no time limit but a slip."""


def read_day(
    cell: Cell, *, years: Years, today: date, last: bool = False, since: date | None = None, epoch_1904: bool = False
) -> Day:
    """The day a cell names.

    `last`: of a range the last day counts, and “by the end of March” is the 31st (for time limits; otherwise the
    first day, and a month alone is refused). `since`: limits such as “within 7 days” and “at once” count from it.
    Zero is what a link to an empty cell shows: no day.
    """
    if isinstance(cell, str):
        day = _from_text(cell, years, today, last)
        return _counted_from(since, cell) if day.problem == "not_a_date" and last and since else day
    if isinstance(cell, datetime):
        return plausible(cell.date())
    if isinstance(cell, date):
        return plausible(cell)
    if cell in (0, time.min) and not isinstance(cell, bool):
        return BLANK
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return UNREADABLE
    if isinstance(cell, float) and 1 < cell < 13:
        return _month_point_day(cell, years, today, last)
    return _from_number(cell, today, SERIAL_EPOCH_1904 if epoch_1904 else SERIAL_EPOCH)


def _month_point_day(value: float, years: Years, today: date, last: bool) -> Day:
    """3.15, typed for 15 March, was kept as a number; 3.1 may have been the 10th as well as the 1st."""
    _, _, day = repr(value).partition(".")
    if day == "0" or len(day) > 2:
        return UNREADABLE
    return Day(problem="ambiguous") if day in "123" else Notation(years, today, last).day(repr(value))


def _from_number(value: float, today: date, epoch: date) -> Day:
    """Serial days of the spreadsheet (time of day cut off), or 20250305 and 250305 typed as a number."""
    if not abs(value) < 10**8:
        return UNREADABLE
    if 10_000 <= value < 100_000:
        return plausible(epoch + timedelta(days=int(value)))
    return numeric(today).day(str(int(value))) if value == int(value) else UNREADABLE


@lru_cache(maxsize=16384)
def _from_text(cell: str, years: Years, today: date, last: bool) -> Day:
    text = unicodedata.normalize("NFKC", text_of(cell)).casefold()
    if not text or is_placeholder(text) or NO_DAY.fullmatch(text):
        return BLANK
    if LUNAR.search(text):
        return Day(problem="lunar")
    text = APART.sub(r"\1-\2-\3", text).replace("二o二", "二〇二")
    text = in_digits("".join(BEHIND.sub("", HALF_DAY.sub("", CLOCK.sub("", text))).split()))
    return Notation(years, today, last).day(UNTIL.sub("", BEFORE.sub("", text)).strip("'’”\""))


def day_text(text: str) -> str:
    """The last day inside a text as it stands there: “王五 2025.3.12” → 2025.3.12; nothing where there is none."""
    found = DAY_IN_TEXT.findall(in_digits(unicodedata.normalize("NFKC", text)))
    return str(found[-1]) if found else ""


def day_within(text: str, *, years: Years, today: date) -> date | None:
    """The last day that a sentence names: “已于2025年3月6日整改完毕” → 6 March 2025."""
    found = DAY_IN_TEXT.findall(in_digits(unicodedata.normalize("NFKC", text)))
    return Notation(years, today, last=False).day("".join(found[-1].split())).on if found else None


@lru_cache(maxsize=4096)
def _counted_from(since: date, cell: str) -> Day:
    """At once is the same day; 7日内, 一周内, 一个月内 count from it. Working days need a calendar: not read."""
    text = BEFORE.sub("", unicodedata.normalize("NFKC", text_of(cell)).replace(" ", "")).replace("半个月", "15天")
    if AT_ONCE.search(text):
        return Day(since, assumed="relative")
    found = WITHIN.fullmatch(text)
    count = number(found[1]) if found else None
    if found is None or count is None or count != int(count) or not 0 < count <= LONGEST_LIMIT:
        return UNREADABLE
    return _later(since, int(count), found[2])


def _later(since: date, count: int, unit: str) -> Day:
    """`count` days, weeks or calendar months after `since`; the 31st moves back to the month's last day."""
    if unit == "小时":
        return Day(since + timedelta(days=-(-count // 24)), assumed="relative")
    if unit != "月":
        return Day(since + timedelta(days=count * (1 if unit in "日天" else 7)), assumed="relative")
    years, month = divmod(since.month - 1 + count, 12)
    year = since.year + years
    return checked(year, month + 1, min(since.day, monthrange(year, month + 1)[1]), assumed="relative")
