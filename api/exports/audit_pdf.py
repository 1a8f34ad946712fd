"""The audit trail as a PDF."""

from collections.abc import Iterable

from api.exports.audit_columns import AuditLine, audit_table
from api.exports.fonts import Fonts
from api.exports.heading import ExportHeading
from api.exports.table_pdf import write_table_pdf
from api.exports.typesetting import PdfResult
from api.exports.words import Language


def write_audit_pdf(
    lines: Iterable[AuditLine], *, heading: ExportHeading, language: Language, fonts: Fonts
) -> PdfResult:
    """Print the events in the order given, A4 landscape; `pdf_too_long` beyond what anybody prints."""
    return write_table_pdf(audit_table(lines, language), heading=heading, language=language, fonts=fonts)
