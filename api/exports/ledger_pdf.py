"""The ledger as a PDF."""

from collections.abc import Iterable

from api.exports.fonts import Fonts
from api.exports.heading import ExportHeading
from api.exports.ledger_columns import LedgerLine, ledger_table
from api.exports.table_pdf import write_table_pdf
from api.exports.typesetting import PdfResult
from api.exports.words import Language


def write_ledger_pdf(
    lines: Iterable[LedgerLine], *, heading: ExportHeading, language: Language, fonts: Fonts
) -> PdfResult:
    """Print the lines in the order given, A3 landscape; `pdf_too_long` beyond what anybody prints."""
    return write_table_pdf(ledger_table(lines, language), heading=heading, language=language, fonts=fonts)
