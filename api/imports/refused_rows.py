"""Refused rows as a workbook: where they stand, why, and their cells as they were typed, so that they can be mended."""

from collections.abc import Iterable
from typing import BinaryIO
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

from api.exports.sheet_cells import CellWriter, Formats
from api.exports.workbook import OPTIONS
from api.imports.columns import SheetColumns
from api.imports.kept import KeptVerdict
from api.words import current_language, say

WIDTHS = (14, 8, 60, 18)
MOST_CELLS = 512


def write_refused(rows: Iterable[KeptVerdict], looks: Iterable[SheetColumns], out: BinaryIO) -> int:
    """One line a refused row, nothing but text cells; how many there were. Memory does not grow with them."""
    headings = {each.sheet: [column.heading for column in each.columns] for each in looks}
    with Workbook(out, OPTIONS) as book:
        sheet, formats = book.add_worksheet(say("Refused rows")), Formats(book)
        cells = CellWriter(sheet, formats, ZoneInfo("UTC"), "en" if current_language() == "en" else "zh-CN")
        bold = formats.plain(bold=True, border=1)
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width)
        said = (say("Sheet"), say("Row"), say("Reasons"))
        widest = max((len(each) for each in headings.values()), default=0)
        only = next(iter(headings.values())) if len(headings) == 1 else [""] * min(widest, MOST_CELLS)
        for place, heading in enumerate((*said, *only)):
            cells.text(0, place, heading, bold)
        sheet.freeze_panes(1, 3)
        count = 0
        for count, row in enumerate(rows, 1):
            why = "\n".join((*row.refusals, *(f"⚑ {doubt}" for doubt in row.doubts)))
            for place, text in enumerate((row.sheet, str(row.row), why, *row.words.cells[:MOST_CELLS])):
                cells.write(count, place, text)
    return count
