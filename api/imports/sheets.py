"""One sheet, table after table and row after row, as verdicts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from api.imports.cells import text_of
from api.imports.columns import Plan, SheetColumns, SheetMapping, guess, is_a_ledger, plan_of
from api.imports.context import Context, context_of
from api.imports.furniture import RowKind, kind_of_row
from api.imports.groups import Group, without_empty_columns, written_once
from api.imports.limits import Limits
from api.imports.reasons import reason
from api.imports.records import Record, Table
from api.imports.tables import Heading, HeadingFinder, Survey
from api.imports.verdicts import RowVerdict, judge
from api.imports.workbook import Sheet, SheetRow

JUDGED = (RowKind.RECORD, RowKind.EXAMPLE, RowKind.UNREADABLE)
"""What has a verdict."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is the same for all sheets of a reading."""

    filename: str
    today: date
    limits: Limits
    epoch_1904: bool


class SheetReader:
    """Reads its sheet anew with every iteration."""

    def __init__(self, sheet: Sheet, look: Survey, settings: Settings, wish: SheetMapping | None) -> None:
        self.sheet, self.look, self.settings = sheet, look, settings
        has_own = look.heading is not None and not look.goes_on
        given = wish.last_heading_row if wish and not has_own else None
        self.starts_after = 0 if look.goes_on and given is None else given
        self.wide = {(top, left) for top, left, _, right in sheet.merged if right > left}

    def has_records(self) -> bool:
        """At least one row with something to judge; stops at the first."""
        return any(True for _ in self._records())

    def __iter__(self) -> Iterator[RowVerdict]:
        for table, row, kind, group in self._records():
            if kind is RowKind.RECORD:
                texts = row.texts if row.cells is row.own else list(map(text_of, row.cells))
                record = Record(table, row.number, row.cells, texts, group.carried(table.plan))
                yield judge(record, self.sheet.name, tuple(row.own))
            else:
                why = reason(kind.name.lower() + "_row")
                yield RowVerdict(self.sheet.name, row.number, "refuse", (why,), raw=tuple(row.own))

    def _records(self) -> Iterator[tuple[Table, SheetRow, RowKind, Group]]:
        """Every record with its table and the group it stands in; other rows only leave their trace."""
        finder, group = HeadingFinder(self.sheet), Group()
        table = self._table(self.look.columns, ()) if self.starts_after is not None else None
        for row in self.sheet.rows():
            if row.number <= (self.starts_after or 0) or finder.takes(row):
                continue
            if heading := finder.finished():
                table, group.after_heading = self._next_table(heading, table), True
            kind = self._kind(row, table)
            if table and kind in JUDGED:
                row.cells = group.without_dittos(row.cells)
                yield table, row, kind, group
                group.remember(table.plan, row.cells)
                finder.lines.clear()
            elif kind is not RowKind.BLANK:
                finder.hears(row)
                if kind is RowKind.SECTION:
                    group.hear(row)

    def _kind(self, row: SheetRow, table: Table | None) -> RowKind:
        """What the row is; outside of tables everything is furniture."""
        if table is None:
            return RowKind.FURNITURE
        if not row.is_readable:
            return RowKind.UNREADABLE
        return kind_of_row(row.texts, table.plan, wide=bool(self.wide) and self._is_wide(row))

    def _is_wide(self, row: SheetRow) -> bool:
        """The first filled cell is merged with the next one to its right."""
        first = next((place for place, cell in enumerate(row.own) if cell != ""), 0)
        return (row.number - 1, first) in self.wide

    def _next_table(self, heading: Heading, current: Table | None) -> Table | None:
        """The table below this heading: the surveyed one again, another ledger, or none at all."""
        known = self.look.heading
        if known and heading.paths == known.paths:
            return self._table(self.look.columns, heading.lines)
        columns = SheetColumns(self.sheet.name, heading.rows[0].number, heading.rows[-1].number, guess(heading.paths))
        if is_a_ledger(column.field for column in columns.columns):
            return self._table(columns, heading.lines)
        return current if self.starts_after is not None else None

    def _said_above(self, plan: Plan, context: Context) -> set[str]:
        """Fields with a word above the table, and no formula in their column that ought to have had a result."""
        computed = {column for _, column in self.sheet.marks}
        said = {"unit": context.unit, "found_on": context.found_on, "finder": context.finder}
        return {name for name, word in said.items() if word and plan.columns.get(name) not in computed}

    def _table(self, columns: SheetColumns, lines: tuple[str, ...]) -> Table:
        """The plan for these columns; what the lines above it leave open is taken from above the first table."""
        first = self.look.heading.lines if self.look.heading else ()
        nearest_first = [*reversed(lines), *(reversed(first) if first != lines else ())]
        settings = self.settings
        context = context_of(nearest_first, sheet=self.sheet.name, filename=settings.filename)
        plan = plan_of(columns, context.money_unit)
        if columns is self.look.columns:
            plan = without_empty_columns(plan, self.look.sample, self._said_above(plan, context))
        plan = replace(plan, written_once=written_once(plan, self.look.sample))
        return Table(plan, context, settings.limits, settings.today, settings.epoch_1904, self.sheet.marks)
