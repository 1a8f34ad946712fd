"""A table as an Excel workbook: a sheet ready for print, and a sheet that explains it."""

from datetime import UTC
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from api.exports.heading import ExportHeading
from api.exports.sheet_cells import CellWriter, Formats
from api.exports.table import Table
from api.exports.words import Language, word
from domain.kernel.refusals import Refusal

A3, A4 = 8, 9
LANDSCAPE_PAPERS = {"ledger": A3, "audit_trail": A4}
MOST_ROWS = 1_000_000
LEAST_WIDTHS = {"day": 14, "when": 29, "yuan": 18}
"""Excel shows #### where a number with its unit, offset and mark does not fit; paper breaks the line."""

HEADING_ROW = 2
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
HEADING_COLOUR, TRIAL_COLOUR = "#DDE8F0", "#C00000"


class WorkbookTooLong(Refusal):
    """More lines than a sheet of a workbook has rows."""

    status = "malformed"
    sentence = "A workbook holds at most {most} lines. Please narrow the selection."


def write_workbook(table: Table, out: BinaryIO, *, heading: ExportHeading, language: Language) -> int:
    """Write the table and its explanation; the number of lines written. Memory does not grow with the table.

    Refuses with `workbook_too_long` beyond a million lines; what was written to `out` is then of no use.
    """
    with Workbook(out, OPTIONS) as book:
        book.set_properties(_properties(table, heading, language))
        formats = Formats(book)
        cells = CellWriter(book.add_worksheet(word(table.name, language)), formats, heading.zone, language)
        _write_headings(cells, table, heading)
        count = _write_rows(cells, table)
        _prepare_for_print(cells.sheet, table, count)
        _say_on_every_page(cells.sheet, heading, language)
        explained = CellWriter(book.add_worksheet(word("explanation", language)), formats, heading.zone, language)
        _explain(explained, table, heading, count)
    return count


def _properties(table: Table, heading: ExportHeading, language: Language) -> dict[str, object]:
    comments = word("trial", language) if heading.is_trial else heading.log
    return {"title": word(table.name, language), "created": heading.exported_at.astimezone(UTC), "comments": comments}


def _write_headings(cells: CellWriter, table: Table, heading: ExportHeading) -> None:
    """Two lines of title and provenance, then the headings, frozen and repeated on every printed page."""
    book, sheet, language = cells.formats.book, cells.sheet, cells.language
    colour = {"font_color": TRIAL_COLOUR} if heading.is_trial else {}
    bold = cells.formats.plain(bold=True, border=1, bg_color=HEADING_COLOUR, align="center")
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, max(column.width, LEAST_WIDTHS.get(column.kind, 0)))
    cells.text(0, 0, heading.title(table.name, language), book.add_format({"bold": True, "font_size": 16, **colour}))
    provenance = "    ".join(f"{label}: {value}" for label, value in heading.lines(language)[1:])
    cells.text(1, 0, provenance, book.add_format({"font_size": 9}))
    for place, column in enumerate(table.columns):
        cells.text(HEADING_ROW, place, column.heading(language), bold)
    sheet.freeze_panes(HEADING_ROW + 1, 2)
    sheet.repeat_rows(HEADING_ROW)


def _write_rows(cells: CellWriter, table: Table) -> int:
    count = 0
    for count, row in enumerate(table.rows, start=1):
        if count > MOST_ROWS:
            raise WorkbookTooLong(most=MOST_ROWS)
        cells.write_row(HEADING_ROW + count, table.columns, row)
    return count


def _prepare_for_print(sheet: Worksheet, table: Table, count: int) -> None:
    """Landscape, as wide as one page."""
    sheet.set_landscape()
    sheet.set_paper(LANDSCAPE_PAPERS[table.name])
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.autofilter(HEADING_ROW, 0, HEADING_ROW + max(count, 1), len(table.columns) - 1)


def _say_on_every_page(sheet: Worksheet, heading: ExportHeading, language: Language) -> None:
    """Log, page numbers and time of export at the foot; a trial says so at the head."""
    sheet.set_footer(f"&L{_of_print(heading.log)}&C&P / &N&R{_of_print(heading.exported())}")
    if heading.is_trial:
        sheet.set_header(f"&C&14&B{_of_print(word('trial', language))}")


def _of_print(text: str, most: int = 80) -> str:
    """Text of a page header, where `&` has a meaning and 255 characters are all there is."""
    return text[:most].replace("&", "&&")


def _explain(cells: CellWriter, table: Table, heading: ExportHeading, count: int) -> None:
    """Provenance first, the kind of log foremost, then what times and marks mean."""
    language, formats = cells.language, cells.formats
    label, plain = formats.plain(bold=True), formats.plain(num_format="@")
    first = formats.plain(bold=True, font_color=TRIAL_COLOUR) if heading.is_trial else plain
    said = [*heading.lines(language), (word("lines", language), str(count))]
    said.append((word("times", language), word("times_said", language)))
    said += [(word("marks", language), word(key, language)) for key in table.legend]
    cells.sheet.set_column(0, 0, 22)
    cells.sheet.set_column(1, 1, 100)
    for at, (name, value) in enumerate(said):
        cells.text(at, 0, name, label)
        cells.text(at, 1, value, plain if at else first)
