"""The days of a record: found, due, rectified, verified, closed out; and the words that stand where days should."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from api.imports.cells import Cell, is_blank, is_placeholder, text_of
from api.imports.dates import day_within, read_day
from api.imports.notations import Day
from api.imports.records import Record
from api.imports.states import Said, progress
from api.imports.years import Years

HALF_A_YEAR: Final = timedelta(days=183)
CODES: Final = {
    "not_a_date": "date_not_readable",
    "never_was": "date_never_was",
    "no_year": "date_without_year",
    "ambiguous": "date_ambiguous",
    "lunar": "date_lunar",
    "imprecise": "date_imprecise",
    "implausible": "date_implausible",
}
"""What is wrong with a cell → what is said about it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A day with the word that stands in its place (“整改中”); either may be missing."""

    on: date | None = None
    said: Said | None = None


NO_CLAIM: Final = Claim()


def _read(record: Record, cell: Cell, *, last: bool = False, since: date | None = None) -> Day:
    """The day of a cell; where no line above names a year, that of the day of finding is meant."""
    table = record.table
    years = _years(record, since)
    return read_day(cell, years=years, today=table.today, last=last, since=since, epoch_1904=table.epoch_1904)


def _years(record: Record, since: date | None) -> Years:
    years = record.table.context.years
    is_known = years.year is not None or years.school_year_from is not None
    return years if is_known or since is None else years._replace(year=since.year)


def _complain(record: Record, name: str, day: Day, cell: Cell) -> None:
    record.refuse(CODES[day.problem or "not_a_date"], name, text_of(cell))


def _empty_formula(record: Record, name: str, cell: Cell) -> bool:
    """A formula that was never computed, or ended in an error, where a day is needed."""
    return record.mark(name) is not None and is_blank(cell)


def found_day(record: Record) -> date | None:
    """The day it was found; a row without one is refused."""
    cell = record.cell("found_on")
    if is_blank(cell) and not record.table.plan.has("found_on") and record.table.context.found_on:
        cell = record.table.context.found_on
        record.assumed.add("found_on")
    if _empty_formula(record, "found_on", cell):
        record.refuse("date_is_an_empty_formula", "found_on")
        return None
    record.flag_formula("found_on")
    day = _read(record, cell)
    if day.problem:
        _complain(record, "found_on", day, cell)
    elif day.on is None:
        record.refuse("found_on_missing")
    return _noted(record, "found_on", day)


def _noted(record: Record, name: str, day: Day, since: date | None = None) -> date | None:
    """The day itself; one whose year was added and that would lie long before `since` belongs to the next year."""
    if day.assumed:
        record.assumed.add(name)
    if day.on and day.assumed == "year" and since and day.on < since - HALF_A_YEAR:
        return _a_year_later(day.on)
    return day.on


def _a_year_later(on: date) -> date:
    """29 February moves to the 28th."""
    return on.replace(year=on.year + 1, day=min(on.day, 28 if on.month == 2 else on.day))


def due_day(record: Record, found: date | None) -> date | None:
    """The time limit; what cannot be read of it is flagged, for the row stands without it."""
    name = "deadline" if record.table.plan.has("deadline") or not _day_is_due(record) else "rectification_day"
    cell = record.cell(name)
    record.flag_formula(name)
    day = _read(record, cell, last=True, since=found)
    if day.problem:
        record.flag("deadline_not_readable", None, text_of(cell))
    return _noted(record, "deadline", day, found)


def _day_is_due(record: Record) -> bool:
    """“整改时间” is the limit where completion has a column of its own, or nothing is said to be done."""
    plan = record.table.plan
    if plan.has("rectified_on") or not plan.has("rectification_day"):
        return plan.has("rectified_on")
    return not plan.has("deadline") and not _says_done(record)


def _says_done(record: Record) -> bool:
    """Some other column of the row says that it was put right."""
    if record.text("verifier"):
        return True
    words = [record.written("progress"), *record.answers("progress")]
    said_so = any((meaning := progress(word)) is not None and meaning >= Said.DONE for word in words)
    return said_so or any(_read(record, record.cell(name)).on for name in ("verified_on", "closed_on"))


def completion(record: Record, found: date | None) -> Claim:
    """When it was put right, or the word in place of a day; “已于3月8日整改” says it in the column of progress."""
    if record.table.plan.has("rectified_on"):
        return _claim(record, "rectified_on", "rectified_on", found)
    if record.table.plan.has("rectification_day") and not _day_is_due(record):
        return _claim(record, "rectification_day", "rectified_on", found)
    text = record.written("progress")
    if on := _read(record, record.cell("progress"), since=found).on:
        record.assumed.add("rectified_on")
        return Claim(on, Said.DONE)
    word = progress(text)
    if word is None or word < Said.DONE:
        return NO_CLAIM
    return Claim(_word_with_day(record, "rectified_on", text, word, found).on)


def verification(record: Record, found: date | None) -> Claim:
    """When it was verified; where that is blank, when it was struck off the list (which verification does)."""
    claim = _claim(record, "verified_on", "verified_on", found)
    if claim.on is None and record.table.plan.has("closed_on"):
        closed = optional_day(record, "closed_on", found)
        if closed:
            record.assumed.add("verified_on")
        return Claim(closed, claim.said)
    return claim


def _claim(record: Record, column: str, name: str, since: date | None) -> Claim:
    """A day, else a word (整改中, 已完成 3.6), else a refusal: what is claimed must not be guessed."""
    cell = record.cell(column)
    if _empty_formula(record, column, cell):
        record.refuse("date_is_an_empty_formula", name)
        return NO_CLAIM
    record.flag_formula(column)
    day = _read(record, cell, since=since)
    if day.problem is None:
        return Claim(_noted(record, name, day, since))
    word = progress(text_of(cell)) if isinstance(cell, (str, bool)) else None
    if word is None:
        _complain(record, name, day, cell)
        return NO_CLAIM
    return _word_with_day(record, name, text_of(cell), word, since)


def _word_with_day(record: Record, name: str, text: str, word: Said, since: date | None) -> Claim:
    """“已整改（3月6日）” is a word and a day; “整改中，计划8月底” is a word only."""
    table = record.table
    on = day_within(text, years=_years(record, since), today=table.today) if word >= Said.DONE else None
    if on:
        record.assumed.add(name)
        on = _a_year_later(on) if since and "年" not in text and on < since - HALF_A_YEAR else on
    return Claim(on, word)


def optional_day(record: Record, name: str, since: date | None, *, last: bool = False) -> date | None:
    """A day that the row can do without; what is no day is flagged and left out."""
    cell = record.cell(name)
    day = _read(record, cell, last=last, since=since)
    if day.problem and progress(text_of(cell)) is None and not is_placeholder(text_of(cell)):
        record.flag("date_left_out", name, text_of(cell))
    return _noted(record, name, day, since)
