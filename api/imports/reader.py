"""The one way in: file bytes → rows with verdicts. Pure: no store, no clock, no settings."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from api.imports.cells import Cell, is_blank, text_of
from api.imports.columns import ColumnMapping, Plan, SheetColumns, corrected, guess, is_a_ledger, plan_of
from api.imports.context import context_of, is_unit_name
from api.imports.furniture import RowKind, kind_of_row
from api.imports.kinds import WorkbookKind
from api.imports.limits import DEFAULT_LIMITS, Limits
from api.imports.reasons import reason
from api.imports.records import Record, Table
from api.imports.refusals import ColumnMappingUnusable, LedgerEmpty, NoHeadingsRecognised
from api.imports.tables import Heading, HeadingFinder, Survey, survey
from api.imports.verdicts import RowVerdict, judge
from api.imports.workbook import Sheet, SheetRow, Workbook, open_workbook

DITTO = frozenset({"〃", "″", "同上", "同前", '"', "''", "“", "”", "ˮ", "﹅", "同上行", "ditto", "--''--", '—"—', "〞", "〝"})
ONCE_PER_GROUP = ("unit", "found_on", "finder", "town")
"""Fields that people often write in the first row of a group only."""


@dataclass(frozen=True, slots=True)
class LedgerReading:
    """An opened ledger. Iterating reads its rows, anew each time, sheet by sheet in the order of the file."""

    digest: str
    """SHA-256 of the file."""
    filename: str
    kind: WorkbookKind
    columns: tuple[SheetColumns, ...]
    """Of every sheet that is read, corrections included."""
    passed_over: tuple[str, ...]
    """Sheets in which no ledger was recognised."""
    _sheets: tuple["_SheetReader", ...] = field(repr=False)

    def __iter__(self) -> Iterator[RowVerdict]:
        seen: dict[str, RowVerdict] = {}
        for sheet in self._sheets:
            for verdict in sheet:
                yield _against_earlier(verdict, seen)

    def tally(self) -> Counter[str]:
        """How many rows are imported, refused and duplicates."""
        return Counter(verdict.verdict for verdict in self)


def read_ledger(
    content: bytes, *, filename: str, today: date, mapping: ColumnMapping | None = None, limits: Limits = DEFAULT_LIMITS
) -> LedgerReading:
    """Open a ledger and recognise its columns; rows are read while the result is iterated.

    `mapping` is a person's correction of the guess, by sheet. Raises one of `refusals.py` for the whole file, and
    nothing for single rows.
    """
    workbook = open_workbook(content, limits)
    surveys = _surveys(workbook, mapping)
    reader = _Settings(filename, today, limits, workbook.epoch_1904)
    known = [(s, look) for s, look in surveys if is_a_ledger(c.field for c in look.columns.columns)]
    if not known:
        raise NoHeadingsRecognised
    sheets = tuple(_SheetReader(sheet, look, reader, (mapping or {}).get(sheet.name)) for sheet, look in known)
    if not any(sheet.has_records() for sheet in sheets):
        raise LedgerEmpty
    names = {sheet.name for sheet, _ in known}
    return LedgerReading(
        digest=hashlib.sha256(content).hexdigest(),
        filename=filename,
        kind=workbook.kind,
        columns=tuple(look.columns for _, look in known),
        passed_over=tuple(sheet.name for sheet in workbook.sheets if sheet.name not in names),
        _sheets=sheets,
    )


def guess_columns(content: bytes, *, limits: Limits = DEFAULT_LIMITS) -> list[SheetColumns]:
    """The guess for every sheet that is not empty, with samples, for a person to correct."""
    return [look.columns for _, look in _surveys(open_workbook(content, limits), None)]


def _surveys(workbook: Workbook, mapping: ColumnMapping | None) -> list[tuple[Sheet, Survey]]:
    names = {sheet.name for sheet in workbook.sheets}
    if unknown := set(mapping or {}) - names:
        raise ColumnMappingUnusable(what=", ".join(sorted(unknown)))
    looks = [(sheet, survey(sheet)) for sheet in workbook.sheets]
    return [(sheet, replace(look, columns=corrected(look.columns, mapping))) for sheet, look in looks]


@dataclass(frozen=True, slots=True)
class _Settings:
    """What is the same for all sheets."""

    filename: str
    today: date
    limits: Limits
    epoch_1904: bool


class _SheetReader:
    """Reads one sheet: table after table, group after group, row after row."""

    def __init__(self, sheet: Sheet, look: Survey, settings: _Settings, wish: object) -> None:
        self.sheet, self.look, self.settings = sheet, look, settings
        self.lines = look.heading.lines if look.heading else ()
        self.starts_after = getattr(wish, "last_heading_row", None) if look.heading is None else None

    def has_records(self) -> bool:
        """At least one row with something to judge; stops at the first."""
        return any(True for _ in self._records())

    def __iter__(self) -> Iterator[RowVerdict]:
        for table, row, kind, group in self._records():
            raw = tuple(row.own)
            if kind is RowKind.EXAMPLE:
                yield RowVerdict(self.sheet.name, row.number, "refuse", (reason("example_row"),), raw=raw)
            else:
                yield judge(Record(table, row.number, row.cells, group.carried(table.plan, row.cells)), self.sheet.name, raw)

    def _records(self) -> Iterator[tuple[Table, SheetRow, RowKind, "_Group"]]:
        """Every record with its table and the group it stands in; other rows only leave their trace."""
        finder, group = HeadingFinder(self.sheet), _Group()
        table = self._table(self.look.columns, ()) if self.starts_after is not None else None
        for row in self.sheet.rows():
            if row.number <= (self.starts_after or 0) or finder.takes(row):
                continue
            if heading := finder.finished():
                table, group.after_heading = self._next_table(heading, table), True
            if table is None:
                finder.hears(row)
                continue
            kind = kind_of_row(row.own, table.plan, wide=self._is_wide(row))
            if kind in (RowKind.RECORD, RowKind.EXAMPLE):
                row.cells = group.without_dittos(row.cells)
                yield table, row, kind, group
                group.remember(table.plan, row.cells, finder)
            elif kind is not RowKind.BLANK:
                finder.hears(row)
                group.hear(row, kind)

    def _is_wide(self, row: SheetRow) -> bool:
        """The first filled cell is merged with the next one to its right."""
        first = next((place for place, cell in enumerate(row.own) if cell != ""), 0)
        return any(a[0] == row.number - 1 and a[1] == first and a[3] > first for a in self._areas_of(row.number - 1))

    def _areas_of(self, index: int) -> list[tuple[int, int, int, int]]:
        """Merged areas that begin in this row."""
        return self._by_row().get(index, [])

    def _by_row(self) -> dict[int, list[tuple[int, int, int, int]]]:
        if not hasattr(self, "_areas"):
            self._areas: dict[int, list[tuple[int, int, int, int]]] = {}
            for area in self.sheet.merged:
                self._areas.setdefault(area[0], []).append(area)
        return self._areas

    def _next_table(self, heading: Heading, current: Table | None) -> Table | None:
        """The table below this heading: the surveyed one again, another ledger, or none at all."""
        known = self.look.heading
        if known and heading.paths == known.paths:
            return self._table(self.look.columns, heading.lines)
        columns = SheetColumns(self.sheet.name, heading.rows[0].number, heading.rows[-1].number, guess(heading.paths))
        if is_a_ledger(column.field for column in columns.columns):
            return self._table(columns, heading.lines)
        return current if self.starts_after is not None else None

    def _table(self, columns: SheetColumns, lines: tuple[str, ...]) -> Table:
        nearest_first = [*reversed(lines), *reversed(self.lines if lines != self.lines else ())]
        context = context_of(nearest_first, sheet=self.sheet.name, filename=self.settings.filename)
        plan = plan_of(columns, context.money_unit, frozenset())
        plan = replace(plan, written_once=_written_once(plan, self.look.sample))
        settings = self.settings
        return Table(plan, context, settings.limits, settings.today, settings.epoch_1904, self.sheet.marks)


def _written_once(plan: Plan, sample: tuple[SheetRow, ...]) -> frozenset[str]:
    """Fields that are blank in every third record or more, though the first record has them."""
    records = [row.cells for row in sample if kind_of_row(row.own, plan, wide=False) is RowKind.RECORD]
    return frozenset(
        name
        for name in ONCE_PER_GROUP
        if (place := plan.columns.get(name)) is not None
        and (blank := [is_blank(cells[place]) for cells in records])
        and not blank[0]
        and sum(blank) * 3 >= len(blank)
        and sum(blank) > 1
    )


class _Group:
    """What rows owe to the rows above them: dittos, values written once, and the line that heads a group."""

    def __init__(self) -> None:
        self.after_heading = False
        self.previous: list[Cell] = []
        self.last: dict[str, Cell] = {}
        self.heads: dict[str, Cell] = {}

    def without_dittos(self, cells: list[Cell]) -> list[Cell]:
        """〃 and 同上 replaced by what stands above."""
        if DITTO.isdisjoint(cells):
            return cells
        above = self.previous + [""] * (len(cells) - len(self.previous))
        return [above[place] if cell in DITTO else cell for place, cell in enumerate(cells)]

    def carried(self, plan: Plan, cells: list[Cell]) -> dict[str, Cell]:
        """Values for blank cells: the group's heading line first, then what was written once above."""
        carried = {name: value for name, value in self.heads.items() if name == "unit" or not plan.has(name)}
        names = plan.written_once | ({"unit"} if self.after_heading and plan.has("unit") else set())
        return {name: self.last[name] for name in names if name in self.last} | carried

    def remember(self, plan: Plan, cells: list[Cell], finder: HeadingFinder) -> None:
        """After a record: it is what the next row may refer to."""
        self.previous, self.after_heading = cells, False
        finder.lines = []
        for name in ONCE_PER_GROUP:
            place = plan.columns.get(name)
            if place is not None and place < len(cells) and not is_blank(cells[place]):
                self.last[name] = cells[place]

    def hear(self, row: SheetRow, kind: RowKind) -> None:
        """A line that names a school heads the rows below it; one that names a category does so too."""
        texts = [text for cell in row.own if cell != "" and (text := text_of(cell))]
        if kind is RowKind.SECTION and len(texts) == 1:
            heads = _headed_by(texts[0])
            self.heads = heads if "unit" in heads else self.heads | heads


def _headed_by(text: str) -> dict[str, Cell]:
    """“城关镇第一小学” or “二、消防安全类” above a group of rows."""
    from api.imports.categories import category_of
    from api.imports.headings import NUMBERING

    bare = NUMBERING.sub("", text)
    if is_unit_name(bare):
        return {"unit": bare}
    return {"category": bare} if len(bare) <= 12 and category_of(bare) else {}


def _against_earlier(verdict: RowVerdict, seen: dict[str, RowVerdict]) -> RowVerdict:
    """A row whose key was imported before is a duplicate; where it says something else, that is marked."""
    if verdict.verdict != "import":
        return verdict
    first = seen.setdefault(verdict.row_key, verdict)
    if first is verdict:
        return verdict
    why = reason("duplicate", sheet=first.sheet, row=first.row)
    odd = () if first.values == verdict.values else (reason("differs_from_first"),)
    return replace(verdict, verdict="duplicate", reasons=(why,), flags=verdict.flags + odd)
