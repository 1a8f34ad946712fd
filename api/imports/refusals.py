"""Why a whole file is turned away. What is wrong with single rows is told in `reasons.py`."""

from domain.kernel.refusals import Refusal


class LedgerFileRefused(Refusal):
    """The file as a whole cannot be read as a ledger."""

    status = "malformed"
    field = "file"
    sentence = "This file cannot be read as a ledger."


class NotASpreadsheet(LedgerFileRefused):
    """Some other kind of file: a picture, a PDF, a text document, a spreadsheet kind that is not read."""

    sentence = "This file is not an .xlsx, .xls or .ods spreadsheet. Save the ledger as .xlsx and try again."


class HtmlInDisguise(LedgerFileRefused):
    """A web page with a spreadsheet's name, as many office systems export them."""

    sentence = "This file is a web page named like a spreadsheet. Open it and save it as .xlsx."


class CsvInDisguise(LedgerFileRefused):
    """Plain text with separators: it has no merged cells and no dates, so a ledger cannot be read from it."""

    sentence = "This file is plain text (CSV) named like a spreadsheet. Open it and save it as .xlsx."


class PasswordProtected(LedgerFileRefused):
    """The workbook asks for a password before it can be read."""

    sentence = "This workbook is protected by a password. Remove the password and try again."


class LedgerBroken(LedgerFileRefused):
    """It begins like a spreadsheet, but cannot be read to the end."""

    sentence = "This workbook is damaged or incomplete. Open it in a spreadsheet program and save it again."


class LedgerEmpty(LedgerFileRefused):
    """No bytes, no cells, or headings without a single row below them."""

    sentence = "This file is empty: there is no row to import."


class LedgerTooLarge(LedgerFileRefused):
    """More than the limits allow; `what` names the limit that was passed."""

    sentence = "This file is too large ({what}: at most {limit})."


class NoHeadingsRecognised(LedgerFileRefused):
    """No sheet has a row of headings that names at least the description and two columns more."""

    sentence = "No sheet has headings that can be recognised as a hazard ledger. Say which column is which."


class ColumnMappingUnusable(LedgerFileRefused):
    """A person's mapping names a sheet, a column or a meaning that does not exist."""

    sentence = "The column mapping cannot be used: {what}."
    field = "mapping"
