"""Where tables begin: headings of one to four rows, repeated down the sheet, and the lines above them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from api.imports.cells import text_of
from api.imports.columns import ColumnGuess, SheetColumns, guess, is_a_ledger, texts_by_column
from api.imports.headings import LONGEST, looks_like_heading, meaning_of
from api.imports.workbook import Sheet, SheetRow

MOST_HEADING_ROWS = 4
SURE = 0.8
MANY = 5
"""Fields that one row names: whatever else stands in it, it heads a table."""
SAMPLE_ROWS = 300
MOST_LINES = 20
LONGEST_LINE = 300
Rows = tuple[SheetRow, ...]


@dataclass(slots=True)
class Heading:
    """The heading rows of one table, and what was written above them."""

    rows: list[SheetRow]
    lines: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class HeadingFinder:
    """Takes the rows one by one and keeps those that are headings; `lines` are the texts since the last record."""

    sheet: Sheet
    pending: list[SheetRow] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def takes(self, row: SheetRow) -> bool:
        """True when the row belongs to a heading that is still growing."""
        if len(self.pending) < MOST_HEADING_ROWS and (is_heading_row(row) or self._continues(row)):
            self.pending.append(row)
            return True
        return False

    def finished(self) -> Heading | None:
        """The heading that ended with the row before, if one did."""
        if not self.pending:
            return None
        rows, self.pending = self.pending, []
        heading = Heading(rows, tuple(self.lines), _paths(self.sheet, rows))
        self.lines = []
        return heading

    def hears(self, row: SheetRow) -> None:
        """Remember a line that is neither heading nor record; the last ones are what a heading stands under."""
        if line := " ".join(filter(None, row.texts)):
            self.lines = [*self.lines[1 - MOST_LINES :], line[:LONGEST_LINE]]

    def _continues(self, row: SheetRow) -> bool:
        """A row of sub-headings: headings above reach down into it, or its words mean something under them."""
        places = [place for place, cell in enumerate(row.own) if cell != ""]
        if not self.pending or not places or not all(isinstance(row.own[place], str) for place in places):
            return False
        if any(len(row.texts[place]) > LONGEST for place in places):
            return False
        return self._reached_from_above(row) or self._means_something_below(row, places)

    def _reached_from_above(self, row: SheetRow) -> bool:
        """A heading cell above is merged down into this row."""
        first, here = self.pending[0].number - 1, row.number - 1
        return any(first <= top < here <= bottom for top, _, bottom, _ in self.sheet.merged)

    def _means_something_below(self, row: SheetRow, places: list[int]) -> bool:
        """Under the headings to which its columns belong, all its words are answers to tick, or most are headings."""
        above = [_text_at(self.pending[-1], place) for place in range(len(row.cells))]
        groups = _carried(above, ["x"] * len(above))
        meanings = [meaning_of(row.texts[place], (groups[place],)) for place in places]
        sure = sum(meaning.confidence >= SURE for meaning in meanings)
        return all(meaning.answer for meaning in meanings) or (sure > 1 and sure * 5 >= len(places) * 3)


def is_heading_row(row: SheetRow) -> bool:
    """Two sure headings among mostly headings, or so many that no record reads like it; no figures, no dates."""
    if not all(isinstance(cell, str) for cell in row.own):
        return False
    typed = [text for text in row.texts if text]
    meanings = [meaning_of(text) for text in typed if looks_like_heading(text)]
    sure = {meaning.field for meaning in meanings if meaning.confidence >= SURE}
    are_most = len(meanings) * 5 >= len(typed) * 3
    return len(sure) >= MANY or (are_most and (len(sure) >= 2 or len({m.field for m in meanings}) >= MANY))


def _text_at(row: SheetRow, place: int) -> str:
    return text_of(row.cells[place]) if place < len(row.cells) else ""


def _paths(sheet: Sheet, rows: list[SheetRow]) -> tuple[tuple[str, ...], ...]:
    """For every column its headings from the outermost to its own, repetitions by merging left out."""
    first, last = rows[0].number - 1, rows[-1].number - 1
    merged = any(first <= area[0] <= last for area in sheet.merged)
    width = max(len(row.cells) for row in rows)
    grid = [[_text_at(row, place) for place in range(width)] for row in rows]
    if not merged and len(grid) > 1:
        grid = [_carried(upper, grid[-1]) for upper in grid[:-1]] + [grid[-1]]
    return tuple(tuple(dict.fromkeys(row[place] for row in grid if row[place])) for place in range(width))


def _carried(upper: list[str], lowest: list[str]) -> list[str]:
    """Without merged cells a common heading stands over its first column only: it is carried to the right."""
    carried, group = [], ""
    for text, leaf in zip(upper, lowest, strict=True):
        group = (text if leaf else "") if text else group
        carried.append(text or (group if leaf else ""))
    return carried


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first look at a sheet tells: its first ledger table, and a sample of what stands below."""

    columns: SheetColumns
    heading: Heading | None
    sample: Rows
    goes_on: bool = False
    """Columns and heading are those of the sheet before."""


def survey(sheet: Sheet) -> Survey:
    """Find the first table that is a ledger; where there is none, the headings that come nearest."""
    best: Survey | None = None
    tables = _tables(sheet)
    for heading, sample in tables:
        texts = texts_by_column([row.cells for row in sample], len(heading.paths))
        columns = _sheet_columns(sheet.name, heading, guess(heading.paths, texts))
        if is_a_ledger(column.field for column in columns.columns):
            return Survey(columns, heading, _with_further_pages(heading, sample, tables))
        best = best or Survey(columns, heading, sample)
    return best or _bare(sheet)


def _with_further_pages(heading: Heading, sample: Rows, tables: Iterator[tuple[Heading, Rows]]) -> Rows:
    """The sample with the rows below the same headings further down: a page may have two rows only."""
    while len(sample) < SAMPLE_ROWS and (found := next(tables, None)):
        if found[0].paths == heading.paths:
            sample += found[1]
    return sample


def _tables(sheet: Sheet) -> Iterator[tuple[Heading, Rows]]:
    """Every heading of the sheet with the rows that follow it."""
    finder, heading, sample = HeadingFinder(sheet), None, list[SheetRow]()
    for row in sheet.rows():
        if finder.takes(row):
            continue
        if found := finder.finished():
            if heading:
                yield heading, tuple(sample)
            heading, sample = found, []
        if heading is None:
            finder.hears(row)
            continue
        sample.append(row)
        if len(sample) == SAMPLE_ROWS:
            yield heading, tuple(sample)
            heading, sample = None, []
    found = finder.finished()
    if heading:
        yield heading, tuple(sample)
    if found:
        yield found, ()


def _sheet_columns(name: str, heading: Heading, columns: tuple[ColumnGuess, ...]) -> SheetColumns:
    return SheetColumns(name, heading.rows[0].number, heading.rows[-1].number, columns)


def _bare(sheet: Sheet) -> Survey:
    """No headings at all: columns without meanings, for a person to name."""
    rows: list[SheetRow] = []
    for row in sheet.rows():
        rows.append(row)
        if len(rows) == SAMPLE_ROWS:
            break
    width = max((len(row.cells) for row in rows), default=0)
    columns = guess([()] * width, texts_by_column([row.cells for row in rows], width))
    return Survey(SheetColumns(sheet.name, 0, 0, columns), None, tuple(rows))
