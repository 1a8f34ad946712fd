"""The audit trail as an Excel workbook."""

from collections.abc import Iterable
from typing import BinaryIO

from api.exports.audit_columns import AuditLine, audit_table
from api.exports.heading import ExportHeading
from api.exports.words import Language
from api.exports.workbook import write_workbook


def write_audit_xlsx(lines: Iterable[AuditLine], out: BinaryIO, *, heading: ExportHeading, language: Language) -> int:
    """Write the events in the order given, A4 landscape when printed; how many there were."""
    return write_workbook(audit_table(lines, language), out, heading=heading, language=language)
