"""The ledger as an Excel workbook."""

from collections.abc import Iterable
from typing import BinaryIO

from api.exports.heading import ExportHeading
from api.exports.ledger_columns import LedgerLine, ledger_table
from api.exports.words import Language
from api.exports.workbook import write_workbook


def write_ledger_xlsx(lines: Iterable[LedgerLine], out: BinaryIO, *, heading: ExportHeading, language: Language) -> int:
    """Write the lines in the order given, A3 landscape when printed; how many there were."""
    return write_workbook(ledger_table(lines, language), out, heading=heading, language=language)
