"""Why a whole file is turned away. What is wrong with single rows is told in `reasons.py`."""

from typing import ClassVar

from domain.kernel.refusals import Refusal


class LedgerFileRefused(Refusal):
    """The file as a whole cannot be read as a ledger; `chinese` is the same sentence for the zh-CN pages."""

    status = "malformed"
    field = "file"
    sentence = "This file cannot be read as a ledger."
    chinese: ClassVar[str] = "此文件无法作为台账读取。"

    def told(self, language: str = "zh") -> str:
        """The sentence in `language` ("en", anything else Chinese), places filled in."""
        return (self.sentence if language == "en" else self.chinese).format(**self.places)


class NotASpreadsheet(LedgerFileRefused):
    """Some other kind of file: a picture, a PDF, a text document, a spreadsheet kind that is not read."""

    sentence = "This file is not an .xlsx, .xls or .ods spreadsheet. Save the ledger as .xlsx and try again."
    chinese = "此文件不是 .xlsx、.xls 或 .ods 电子表格。请将台账另存为 .xlsx 后重试。"


class HtmlInDisguise(LedgerFileRefused):
    """A web page with a spreadsheet's name, as many office systems export them."""

    sentence = "This file is a web page named like a spreadsheet. Open it and save it as .xlsx."
    chinese = "此文件实际上是网页，只是使用了电子表格的文件名。请打开后另存为 .xlsx 再导入。"


class CsvInDisguise(LedgerFileRefused):
    """Plain text with separators: it has no merged cells and no dates, so a ledger cannot be read from it."""

    sentence = "This file is plain text (CSV) named like a spreadsheet. Open it and save it as .xlsx."
    chinese = "此文件实际上是纯文本（CSV），不是电子表格。请用表格软件打开后另存为 .xlsx 再导入。"


class PasswordProtected(LedgerFileRefused):
    """The workbook asks for a password before it can be read."""

    sentence = "This workbook is protected by a password. Remove the password and try again."
    chinese = "此工作簿设有打开密码。请取消密码后重试。"


class LedgerBroken(LedgerFileRefused):
    """It begins like a spreadsheet, but cannot be read to the end."""

    sentence = "This workbook is damaged or incomplete. Open it in a spreadsheet program and save it again."
    chinese = "此工作簿已损坏或不完整。请用表格软件打开并重新保存后再试。"


class LedgerEmpty(LedgerFileRefused):
    """No bytes, no cells, or headings without a single row below them."""

    sentence = "This file is empty: there is no row to import."
    chinese = "此文件是空的，没有可导入的行。"


class LedgerTooLarge(LedgerFileRefused):
    """More than the limits allow; `what` names the limit that was passed."""

    sentence = "This file is too large ({what}: at most {limit})."
    chinese = "此文件过大（{what}：最多 {limit}）。"


class NoHeadingsRecognised(LedgerFileRefused):
    """No sheet has a row of headings that names at least the description and two columns more."""

    sentence = "No sheet has headings that can be recognised as a hazard ledger. Say which column is which."
    chinese = "没有任何工作表的表头能识别为隐患台账。请手工指定各列的含义。"


class ColumnMappingUnusable(LedgerFileRefused):
    """A person's mapping names a sheet, a column or a meaning that does not exist."""

    sentence = "The column mapping cannot be used: {what}."
    chinese = "列对应关系无法使用：{what}。"
    field = "mapping"
