"""Questions to the ledger: pages, counts, one hazard, now or as known at a moment."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.hazard.grading import Grade
from domain.hazard.terms import Source, Stage
from domain.kernel.place import Place
from projections.asking import Eyes, PageUnknown, first, leading_on, led_on, parts, subtree
from projections.fence import Parameters, Reading
from projections.hazard_ledger.view import Count, Hazard, Line, Page, Tally
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))
TallyBy = Literal["all", "state", "grade", "category", "source", "campaign", "unit"]
_READER = msgspec.msgpack.Decoder(Hazard)
NEVER = datetime.max.replace(tzinfo=UTC)
MOST_TALLIED = 1_000_000
MOST_GIVEN = 5000


class Sort(StrEnum):
    """In what order lines are shown; within the same, those entered last come first."""

    NEWEST = "newest"
    DUE = "due"
    """What runs out first comes first; what has no clock running comes last."""
    UNIT = "unit"
    NUMBER = "number"


@dataclass(frozen=True, kw_only=True)
class Among:
    """Some hazards, and subtrees by their paths: any of either."""

    hazards: tuple[UUID, ...] = ()
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which lines are asked for; whatever is none does not narrow them."""

    under: str | None = None
    """Path of a unit: it and everything below it."""
    states: tuple[Stage, ...] | None = None
    is_open: bool | None = None
    grades: tuple[Grade, ...] | None = None
    category: str | None = None
    """With everything below it."""
    sources: tuple[Source, ...] | None = None
    campaign: str | None = None
    found_from: date | None = None
    found_until: date | None = None
    registered_from: datetime | None = None
    registered_before: datetime | None = None
    overdue_at: datetime | None = None
    """Any of its clocks had run out by this moment."""
    unrectified_at: datetime | None = None
    """The time for putting it right had run out by this moment."""
    known_at: datetime | None = None
    """As the ledger stood at this moment; none is now."""
    among: Among | None = None
    """Only these, such as what is held."""

    def parameters(self) -> dict[str, Any]:
        """The filter as the statements take it."""
        category = subtree(self.category) if self.category else (None, None)
        plain = ("is_open", "campaign", "found_from", "found_until", "registered_from", "registered_before")
        moments = ("overdue_at", "unrectified_at", "known_at")
        return {
            **{name: getattr(self, name) for name in (*plain, *moments)},
            **{name: _codes(getattr(self, name)) for name in ("states", "grades", "sources")},
            "category_low": category[0],
            "category_high": category[1],
            **_among(self.among),
        }


def _among(among: Among | None) -> dict[str, Any]:
    if among is None:
        return {"among": None, "among_lows": None, "among_highs": None}
    ranges = [subtree(path) for path in among.paths]
    lows, highs = [each.low for each in ranges], [each.high for each in ranges]
    return {"among": list(among.hazards), "among_lows": lows, "among_highs": highs}


def _codes(values: Sequence[StrEnum] | None) -> list[str] | None:
    return None if values is None else [value.value for value in values]


def page(
    connection: Reading,
    eyes: Eyes,
    asked: Filter,
    *,
    sort: Sort = Sort.NEWEST,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """A page of lines one may see; `after` comes from the page before. Raises `PageUnknown`."""
    given = asked.parameters() | _after(sort, after) | {"sort": sort.value, "limit": limit + 1}
    found_each = connection.rows_of_each(SQL["page"], [given | part for part in _parts(eyes, asked)])
    lists = [list(map(_line, rows)) for rows in found_each]
    key = _ORDER[sort]
    found = tuple(islice(merge(*lists, key=lambda line: (key(line), -line.entered_position)), limit + 1))
    lines = found[:limit]
    more = len(found) > limit and lines
    return Page(lines=lines, after=leading_on(sort.value, *_key(sort, lines[-1])) if more else None)


def every(
    connection: Reading, eyes: Eyes, asked: Filter, *, sort: Sort = Sort.NEWEST, at_once: int = 500
) -> Iterator[Line]:
    """All lines one may see, page by page, for print-outs. What is recorded meanwhile may show in later pages."""
    after: str | None = None
    while True:
        found = page(connection, eyes, asked, sort=sort, after=after, limit=at_once)
        yield from found.lines
        if found.after is None:
            return
        after = found.after


def count(connection: Reading, eyes: Eyes, asked: Filter, *, most: int = 1000) -> Count:
    """How many lines one may see, counted up to `most`."""
    number = sum(each.total for each in tally(connection, eyes, asked, "all", at=NEVER, most=most + 1))
    return Count(number=min(number, most), is_more=number > most)


def tally(
    connection: Reading,
    eyes: Eyes,
    asked: Filter,
    by: TallyBy,
    *,
    at: datetime,
    level: int = 1,
    most: int = MOST_TALLIED,
) -> list[Tally]:
    """How many lines one may see of each value; overdue as at a moment. `level`: for units, length of the path."""
    given = asked.parameters() | {"by": by, "at": at, "level": level, "limit": most}
    sums: dict[Any, list[int]] = {}
    for rows in connection.rows_of_each(SQL["tally"], [given | part for part in _parts(eyes, asked)]):
        for value, *numbers in rows:
            before = sums.get(value, [0, 0, 0])
            sums[value] = [old + new for old, new in zip(before, numbers, strict=True)]
    return [Tally(value=value, total=sums[value][0], open=sums[value][1], overdue=sums[value][2]) for value in sums]


def hazard(
    connection: Reading, hazard_id: UUID, *, eyes: Eyes | None = None, known_at: datetime | None = None
) -> Line | None:
    """One hazard, now or as known at a moment; nothing if it is not for these eyes. None asks for no permission."""
    line = first(hazards(connection, [hazard_id], known_at=known_at))
    return line if line and (eyes is None or may_see(eyes, line)) else None


def hazards(connection: Reading, ids: Sequence[UUID], *, known_at: datetime | None = None) -> list[Line]:
    """Some hazards, now or as known at a moment, in their order; those that are not there are left out."""
    found = _lines(connection, "hazards", {"hazards": list(ids), "known_at": known_at}) if ids else []
    lines: dict[UUID, Line] = {line.hazard.hazard: line for line in found}
    return [lines[each] for each in ids if each in lines]


def given(connection: Reading, eyes: Eyes, *, under: str | None = None, most: int = MOST_GIVEN) -> list[UUID]:
    """Hazards given to somebody outside of what he reads anyway, those entered last first; the newest `most`."""
    asked = [part | {"limit": most} for part in parts(eyes, under) if part["parties"]]
    return [row[0] for rows in connection.rows_of_each(SQL["given"], asked) for row in rows]


def may_see(eyes: Eyes, line: Line) -> bool:
    """Whether a line is within somebody's subtrees, or was given to one of his appointments or units."""
    is_near = any(low <= line.unit_path < high for low, high in eyes.ranges())
    return is_near or not line.hazard.involved.isdisjoint(eyes.parties)


def numbered(connection: Reading, number: str) -> UUID | None:
    """The hazard that has a number in the register."""
    row = first(connection.rows(SQL["numbered"], {"number": number})) if number else None
    return row[0] if row else None


def history(connection: Reading, hazard_id: UUID) -> list[Line]:
    """All lines of one hazard, oldest first."""
    return _lines(connection, "lines", {"hazard": hazard_id})


def same_place(connection: Reading, line: Line, *, limit: int = 10) -> list[Line]:
    """Other hazards at the same place of the same unit, those entered last first."""
    place_key = Place(text=line.hazard.place).key
    asked = {"hazard": line.hazard.hazard, "unit": line.hazard.unit, "place_key": place_key, "limit": limit}
    return _lines(connection, "same_place", asked)


def _lines(connection: Reading, statement: str, parameters: Parameters) -> list[Line]:
    return list(map(_line, connection.rows(SQL[statement], parameters)))


def _line(row: Sequence[Any]) -> Line:
    return Line(
        hazard=_READER.decode(row[0]),
        unit_path=row[1],
        from_position=row[2],
        until_position=row[3],
        known_from=row[4],
        known_until=row[5],
        entered_position=row[6],
    )


def _parts(eyes: Eyes, asked: Filter) -> Iterator[dict[str, Any]]:
    return parts(eyes, asked.under, is_past=asked.known_at is not None)


_ORDER: Mapping[Sort, Callable[[Line], Any]] = {
    Sort.NEWEST: lambda _line: 0,
    Sort.DUE: lambda line: line.hazard.next_due_at or NEVER,
    Sort.UNIT: lambda line: line.unit_path,
    Sort.NUMBER: lambda line: line.number or "",
}


def _key(sort: Sort, line: Line) -> Iterable[object]:
    value = _ORDER[sort](line)
    is_never = sort is Sort.DUE and value == NEVER
    return ("infinity" if is_never else value, line.entered_position)


def _after(sort: Sort, after: str | None) -> dict[str, Any]:
    named, value, entered = led_on(after, 3)
    if after is not None and (named != sort.value or not isinstance(entered, int) or not _fits(sort, value)):
        raise PageUnknown(where="after")
    columns = {Sort.DUE: "after_due", Sort.UNIT: "after_path", Sort.NUMBER: "after_number"}
    given = {column: value if sort is each else None for each, column in columns.items()}
    return {**given, "after_entered": entered}


def _fits(sort: Sort, value: object) -> bool:
    if sort is Sort.DUE and isinstance(value, str) and value != "infinity":
        try:
            return datetime.fromisoformat(value).tzinfo is not None
        except ValueError:
            return False
    return sort is Sort.NEWEST or (isinstance(value, str) and "\x00" not in value)
