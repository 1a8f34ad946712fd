"""What a workbook's reader does not tell: which cells are formulas or errors, merged areas, and the true extent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

CellMark = Literal["formula", "error"]
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0, ends included."""


@dataclass(slots=True)
class SheetMarks:
    """Of one sheet. Rows and columns are counted from 0."""

    cells: dict[tuple[int, int], CellMark] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    rows: int = 0
    columns: int = 0

    def reach(self, row: int, column: int) -> None:
        """Remember that a cell with content stands here."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)


@dataclass(frozen=True, slots=True)
class WorkbookMarks:
    """Of a whole workbook, sheets by their names."""

    sheets: Mapping[str, SheetMarks]
    epoch_1904: bool = False
    """Serial numbers count from 1904 (old Macintosh workbooks), not from 1900."""
