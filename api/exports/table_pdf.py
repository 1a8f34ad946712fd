"""A table as a PDF in landscape, and the length beyond which a workbook is the better paper."""

from collections.abc import Iterable
from datetime import tzinfo
from itertools import islice

from api.exports.characters import breakable
from api.exports.fonts import Fonts
from api.exports.heading import ExportHeading
from api.exports.table import CellValue, Column, Row, Table, mark, printed
from api.exports.typesetting import PdfResult, Printable, typeset
from api.exports.words import Language, word
from domain.kernel.refusals import Refusal

MOST_ROWS = 3_000
"""Measured: 2 000 ledger lines take 3.5 seconds and 0.7 GB, 3 000 take 5 seconds and 1 GB, and fill 150 pages A3."""

PAPERS: dict[str, tuple[str, float]] = {"ledger": ("a3", 5.5), "audit_trail": ("a4", 6.0)}
"""Paper and size of print in points."""


class PdfTooLong(Refusal):
    """More lines than anybody prints."""

    status = "malformed"
    sentence = "A PDF holds at most {most} lines. Please narrow the selection, or take the Excel workbook."


def write_table_pdf(table: Table, *, heading: ExportHeading, language: Language, fonts: Fonts) -> PdfResult:
    """Print the table; refuses with `pdf_too_long` before anything is set."""
    rows = list(islice(table.rows, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise PdfTooLong(most=MOST_ROWS)
    paper, size = PAPERS[table.name]
    data: dict[str, Printable] = {
        "title": word(table.name, language),
        "paper": paper,
        "size": size,
        "listing": listing(table.columns, rows, heading.zone, language),
        "legend": legend(table.legend, language),
    }
    return typeset("table.typ", data, heading=heading, language=language, fonts=fonts)


def listing(columns: tuple[Column, ...], rows: Iterable[Row], zone: tzinfo, language: Language) -> Printable:
    """Headings, widths and cells as the templates take them."""
    return {
        "headings": [column.heading(language) for column in columns],
        "widths": [column.width for column in columns],
        "rows": [cells(columns, row, zone, language) for row in rows],
    }


def cells(columns: tuple[Column, ...], row: Row, zone: tzinfo, language: Language) -> list[Printable]:
    """One row in print."""
    return [_cell(value, column, row, zone, language) for column, value in zip(columns, row.values, strict=True)]


def _cell(value: CellValue, column: Column, row: Row, zone: tzinfo, language: Language) -> Printable:
    """A value as text; one that changed after first entry carries the mark and its revision."""
    text = breakable(printed(value, column.kind, zone, language), column.width * 3 // 4)
    if column.key not in row.changed:
        return text
    return {"changed": f"{text or word('cleared', language)} {mark(row.revision)}"}


def legend(keys: Iterable[str], language: Language) -> list[Printable]:
    """What times and marks mean."""
    return [word("times_said", language), *(word(key, language) for key in keys)]
