"""Opening a workbook: what is turned away, and its sheets as rows with merged cells filled in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import TypeVar

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from api.imports import ods_marks, xls_marks, xlsx_marks
from api.imports.cells import Cell, text_of
from api.imports.kinds import WorkbookKind, kind_of
from api.imports.limits import Limits
from api.imports.marks import Area, CellMark, SheetMarks, WorkbookMarks
from api.imports.refusals import LedgerBroken, LedgerEmpty, LedgerTooLarge, PasswordProtected

Result = TypeVar("Result")


@dataclass(slots=True)
class SheetRow:
    """One row. `own` is what was typed into it; in `cells` merged areas have their value in every cell."""

    number: int
    """As the spreadsheet counts: from 1."""
    own: list[Cell]
    cells: list[Cell]
    is_readable: bool = True
    """False where a cell holds what cannot be a value (a day of the year 90 000): then the row has no cells here."""
    texts: list[str] = field(init=False)
    """Of `own`."""

    def __post_init__(self) -> None:
        self.texts = [text_of(cell) if cell != "" else "" for cell in self.own]


@dataclass(slots=True)
class Sheet:
    """One sheet, already in memory on the reader's side; rows become Python values as they are asked for."""

    name: str
    source: CalamineSheet
    merged: list[Area]
    marks: dict[tuple[int, int], CellMark]

    def rows(self) -> Iterator[SheetRow]:
        """Every row to the last with content, blank ones too."""
        left: list[Cell] = [""] * (self.source.start or (0, 0))[1]
        fill, source, number = _Filler(self.merged), _calm(self.source.iter_rows), 0
        while (cells := _next(source)) is not END:
            own: list[Cell] = left + cells
            yield SheetRow(number + 1, own, fill(number, own), cells is not UNREADABLE)
            number += 1


END: list[Cell] = []
UNREADABLE: list[Cell] = []


def _next(source: Iterator[list[Cell]]) -> list[Cell]:
    """The next row, or one of the two marks above; after a row that fails the source goes on with the next."""
    try:
        return next(source, END)
    except (OverflowError, ValueError):
        return UNREADABLE
    except BaseException as error:
        if _is_panic(error):
            return UNREADABLE
        raise


def _is_panic(error: BaseException) -> bool:
    """The reader's own panics are no `Exception`, and their class is not exported."""
    return type(error).__name__ == "PanicException"


class _Filler:
    """Repeats the value of each merged area over its cells while the rows pass by."""

    def __init__(self, merged: list[Area]) -> None:
        self.waiting = sorted(merged, reverse=True)
        self.active: list[tuple[int, int, int, Cell]] = []

    def __call__(self, index: int, own: list[Cell]) -> list[Cell]:
        while self.waiting and self.waiting[-1][0] <= index:
            first, left, last, right = self.waiting.pop()
            if first == index and left < len(own) and own[left] != "":
                self.active.append((last, left, right, own[left]))
        if not self.active:
            return own
        cells = list(own)
        for _, left, right, value in self.active:
            for column in range(left, min(right + 1, len(cells))):
                cells[column] = value if cells[column] == "" else cells[column]
        self.active = [area for area in self.active if area[0] > index]
        return cells


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook that could be opened; `sheets` are those with cells, in its order."""

    kind: WorkbookKind
    sheets: tuple[Sheet, ...]
    epoch_1904: bool


def open_workbook(content: bytes, limits: Limits) -> Workbook:
    """The workbook in these bytes; raises one of `refusals.py` whenever it cannot be read as a whole."""
    if len(content) > limits.file_bytes:
        raise LedgerTooLarge(what="file", limit=f"{limits.file_bytes / 2**20:g} MiB")
    kind = kind_of(content)
    if kind is WorkbookKind.ODS:
        marks = ods_marks.scan(content, limits)
    elif kind is WorkbookKind.XLSX:
        marks = xlsx_marks.scan(content, limits)
    else:
        marks = xls_marks.by_name([str(n) for n in range(256)], content)
    _refuse_what_is_too_large(marks, limits)
    return _opened(kind, content, marks)


def _refuse_what_is_too_large(marks: WorkbookMarks, limits: Limits) -> None:
    """Before the reader makes a rectangle of it."""
    for sheet in marks.sheets.values():
        if sheet.rows > limits.rows:
            raise LedgerTooLarge(what="rows", limit=limits.rows)
        if sheet.columns > limits.columns:
            raise LedgerTooLarge(what="columns", limit=limits.columns)
        if sheet.rows * sheet.columns > limits.cells:
            raise LedgerTooLarge(what="cells", limit=limits.cells)


def _opened(kind: WorkbookKind, content: bytes, marks: WorkbookMarks) -> Workbook:
    source = _calm(lambda: CalamineWorkbook.from_filelike(BytesIO(content)))
    sheets = []
    for place, about in enumerate(source.sheets_metadata):
        if about.typ is SheetTypeEnum.WorkSheet:
            known = marks.sheets.get(str(place) if kind is WorkbookKind.XLS else about.name)
            sheets.append(_sheet(_calm(partial(source.get_sheet_by_index, place)), known or SheetMarks()))
    filled = tuple(sheet for sheet in sheets if sheet.source.start is not None)
    if not filled:
        raise LedgerEmpty
    return Workbook(kind, filled, marks.epoch_1904)


def _sheet(source: CalamineSheet, marks: SheetMarks) -> Sheet:
    areas = source.merged_cell_ranges
    merged = marks.merged if areas is None else [(a, b, c, d) for (a, b), (c, d) in areas]
    return Sheet(source.name, source, [m for m in merged if m[0] != m[2] or m[1] != m[3]], marks.cells)


def _calm(ask: Callable[[], Result]) -> Result:
    """The reader's answer; whatever it raises becomes a refusal, its panics (no `Exception`) included."""
    try:
        return ask()
    except PasswordError as error:
        raise PasswordProtected from error
    except (CalamineError, OSError, ValueError, OverflowError, UnicodeError) as error:
        raise LedgerBroken from error
    except BaseException as error:
        if _is_panic(error):
            raise LedgerBroken from error
        raise
