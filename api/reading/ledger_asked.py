"""What is asked of the ledger, from an address: filters, order, text, page, moment; and back into an address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from api.caller import Caller
from api.reading.moments import Axis, Past, past_asked
from domain.hazard.categories import is_category
from domain.hazard.grading import Grade
from domain.hazard.terms import Source, Stage
from domain.kernel.refusals import Malformed
from projections.hazard_ledger.ask import Filter, Sort

NOWHERE = "-"
"""The path of no unit: what is asked of a unit that the caller may not know of finds nothing."""

MOST_TEXT = 100
E = TypeVar("E", bound=StrEnum)


class NotAChoice(Malformed):
    """A word that is not in the list."""

    sentence = "{where}: there is no such choice."


class NotADayAsked(Malformed):
    """Not a day of the calendar."""

    sentence = "{where}: there is no such day; write it as 2026-03-31."


@dataclass(frozen=True, kw_only=True)
class LedgerAsked:
    """Filters as people chose them. `params` are those that were given, for links and forms."""

    params: Mapping[str, str] = field(default_factory=dict)
    filter: Filter = field(default_factory=Filter)
    sort: Sort = Sort.NEWEST
    words: str = ""
    is_overdue: bool = False
    is_held: bool = False
    """Only what is under a legal hold; which that is, the reader of the ledger knows."""
    past: Past | None = None
    after: str | None = None

    def query(self, zone: tzinfo, **changed: str) -> str:
        """The address of the same question; with changes: another order, the next page."""
        kept = {name: value for name, value in self.params.items() if name in NAMES}
        if self.past:
            kept |= self.past.query(zone)
        merged = kept | changed
        return urlencode({name: value for name, value in merged.items() if value})

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(set(self.params) & set(NAMES) - {"sort"})


NAMES = (
    "q",
    "unit",
    "state",
    "grade",
    "category",
    "source",
    "overdue",
    "held",
    "found_from",
    "found_until",
    "registered_from",
    "registered_until",
    "campaign",
    "sort",
)
"""Filters by their names in an address; the moment and the page come besides."""

OPEN, CLOSED = "open", "closed"
"""Two choices beside the states: everything open, everything off the open list."""


def ledger_asked(params: Mapping[str, str], caller: Caller, zone: tzinfo, now: datetime) -> LedgerAsked:
    """What an address asks. Raises `Malformed` for what nobody can have chosen."""
    given = {name: text for name in (*NAMES, "after") if (text := params.get(name, "").strip())}
    past = past_asked(params, zone)
    at = past.at if past else now
    state = given.get("state")
    is_overdue = given.get("overdue") == "1"
    wanted = Filter(
        under=_path(given.get("unit"), caller),
        states=None if state in (None, OPEN, CLOSED) else (_choice("state", Stage, state or ""),),
        is_open={OPEN: True, CLOSED: False}.get(state or ""),
        grades=(_choice("grade", Grade, given["grade"]),) if "grade" in given else None,
        category=_category(given.get("category")),
        sources=(_choice("source", Source, given["source"]),) if "source" in given else None,
        campaign=given.get("campaign"),
        found_from=day_asked("found_from", given),
        found_until=day_asked("found_until", given),
        registered_from=start_of(day_asked("registered_from", given), zone),
        registered_before=end_of(day_asked("registered_until", given), zone),
        overdue_at=at if is_overdue else None,
        known_at=past.known_at if past else None,
    )
    return LedgerAsked(
        params={name: text for name, text in given.items() if name != "after"},
        filter=wanted,
        sort=_choice("sort", Sort, given["sort"]) if "sort" in given else Sort.NEWEST,
        words=given.get("q", "")[:MOST_TEXT],
        is_overdue=is_overdue,
        is_held=given.get("held") == "1",
        past=past,
        after=given.get("after"),
    )


def is_as_it_happened(asked: LedgerAsked) -> bool:
    """Whether what was true is asked for, not what was known."""
    return asked.past is not None and asked.past.axis is Axis.HAPPENED


def _path(code: str | None, caller: Caller) -> str | None:
    if code is None:
        return None
    unit = caller.directory.unit_by_code(code)
    path = caller.directory.path(unit.id, caller.today) if unit else None
    return path or NOWHERE


def _category(code: str | None) -> str | None:
    if code is not None and not is_category(code):
        raise NotAChoice(where="category")
    return code


def _choice(where: str, kind: type[E], code: str) -> E:
    try:
        return kind(code)
    except ValueError as error:
        raise NotAChoice(where=where) from error


def day_asked(where: str, given: Mapping[str, str]) -> date | None:
    """The day under a name, if one was given; raises `NotADayAsked`."""
    if where not in given:
        return None
    try:
        return date.fromisoformat(given[where])
    except ValueError as error:
        raise NotADayAsked(where=where) from error


def start_of(day: date | None, zone: tzinfo) -> datetime | None:
    """The first instant of a day."""
    return datetime.combine(day, time.min, tzinfo=zone) if day else None


def end_of(day: date | None, zone: tzinfo) -> datetime | None:
    """The first instant of the next day; the last day there is has none."""
    if day is None or day == date.max:
        return None
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
