"""Ledger and audit trail as Excel, opened again by two readers that are not the writer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from api.exports import workbook
from api.exports.audit_xlsx import write_audit_xlsx
from api.exports.heading import ExportHeading
from api.exports.ledger_columns import LedgerLine
from api.exports.ledger_xlsx import write_ledger_xlsx
from api.exports.words import Language
from api.exports.workbook import WorkbookTooLong
from tests.api.exports.examples import ESCALATED, HEADING, REGISTERED, STAIRS, TAKEN_OVER, TRIAL

FIRST = 4


def ledger(
    lines: Iterable[LedgerLine], heading: ExportHeading = HEADING, language: Language = "zh-CN"
) -> tuple[openpyxl.Workbook, CalamineWorkbook]:
    """The workbook of these lines as both readers see it."""
    out = BytesIO()
    write_ledger_xlsx(lines, out, heading=heading, language=language)
    return openpyxl.load_workbook(out), CalamineWorkbook.from_filelike(BytesIO(out.getvalue()))


def sheet(book: openpyxl.Workbook, number: int = 0) -> Worksheet:
    """One of its sheets."""
    return book.worksheets[number]


def cells(book: openpyxl.Workbook, row: int = FIRST) -> dict[str, Cell]:
    """The cells of a row by their headings."""
    shown = sheet(book)
    return {str(shown.cell(3, at).value): shown.cell(row, at) for at in range(1, shown.max_column + 1)}  # type: ignore[misc]


def test_days_are_days_and_instants_show_their_offset() -> None:
    book, other = ledger([STAIRS])
    row = cells(book)
    assert row["完成时间"].value == datetime(2026, 3, 18)  # noqa: DTZ001
    assert row["验收时间"].value == datetime(2026, 3, 19, 15, 40)  # noqa: DTZ001
    assert row["验收时间"].number_format == 'yyyy-mm-dd hh:mm:ss" +08:00"'
    assert date(2026, 3, 18) in other.get_sheet_by_index(0).to_python()[FIRST - 1]


def test_money_is_a_number_of_yuan_and_photos_are_counted() -> None:
    row = cells(ledger([STAIRS])[0])
    assert (row["整改资金"].value, row["整改后照片"].value) == (12500, 3)
    assert row["整改后照片"].number_format == '0" 张"'


def test_changed_fields_carry_mark_and_revision_and_keep_their_value() -> None:
    row = cells(ledger([STAIRS])[0])
    assert row["整改时限"].value == datetime(2026, 3, 20)  # noqa: DTZ001
    assert row["整改时限"].number_format == 'yyyy-mm-dd" ※2"'
    assert row["整改资金"].number_format == '#,##0.00" 元 ※2"'
    assert row["隐患描述"].number_format == '@" ※2"'
    assert row["隐患类别"].number_format == "@"
    assert row["更改标记"].value == "第 2 次修订：隐患描述、整改资金、整改时限"


def test_a_field_that_was_emptied_says_so() -> None:
    assert cells(ledger([TAKEN_OVER])[0])["整改措施"].value == "（已清除）"


def test_what_was_taken_over_is_claimed_and_shows_its_flags() -> None:
    row = cells(ledger([TAKEN_OVER])[0])
    assert row["依据及疑点"].value == "据称、验收人即整改人、验收早于整改"
    assert row["签名情况"].value == "未签名"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "{=1}", "https://a.example/", "12", "\t=1"])
def test_no_text_becomes_a_formula_a_link_or_a_number(text: str) -> None:
    book, other = ledger([replace(STAIRS, remarks=text)])
    cell = cells(book)["备注"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert cell.quotePrefix
    assert text in other.get_sheet_by_index(0).to_python()[FIRST - 1]


@pytest.mark.parametrize("text", ["<r></is></c></row>x</r>", "<r><t>x</t></r>", "a & <b>", "_x0041_", "甲\n乙", " x "])
def test_markup_of_the_format_itself_stays_text(text: str) -> None:
    other = ledger([replace(STAIRS, remarks=text)])[1]
    assert text in other.get_sheet_by_index(0).to_python()[FIRST - 1]


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    long = cells(ledger([replace(STAIRS, remarks="隐" * 40_000)])[0])["备注"].value
    assert isinstance(long, str)
    assert len(long) < 32_767
    assert long.endswith("全文见系统）")


def test_a_day_before_excel_begins_is_written_as_text() -> None:
    assert cells(ledger([replace(STAIRS, rectified=date(1026, 3, 18))])[0])["完成时间"].value == "1026-03-18"


def test_rare_names_are_kept_and_a_lone_surrogate_is_named() -> None:
    row = cells(ledger([replace(TAKEN_OVER, remarks="a\ud800b")])[0])
    assert row["检查人员"].value == "䶮老师、㛃老师、𠮷田"
    assert row["备注"].value == "a〔U+D800〕b"


def test_headings_are_frozen_and_repeated_on_landscape_a3_one_page_wide() -> None:
    shown = sheet(ledger([STAIRS])[0])
    assert shown.freeze_panes == "C4"
    assert shown.print_title_rows == "$3:$3"
    assert (shown.page_setup.orientation, int(shown.page_setup.paperSize or 0)) == ("landscape", 8)
    assert (shown.page_setup.fitToWidth, shown.page_setup.fitToHeight) == (None, 0)
    assert shown.sheet_properties.pageSetUpPr is not None
    assert shown.sheet_properties.pageSetUpPr.fitToPage


def test_the_second_sheet_says_where_it_all_comes_from() -> None:
    explained = sheet(ledger([STAIRS, TAKEN_OVER])[0], 1)
    said = {str(row[0]): row[1] for row in explained.iter_rows(values_only=True)}
    assert explained.title == "说明"
    assert said["日志"] == "taijiang-bureau"
    assert said["按此时所知"] == "2026-07-01 00:00:00 +08:00"
    assert said["截至日志位置"] == "48213"
    assert said["筛选条件"] == "单位: 台江区教育局及下属; 等级: 重大"
    assert said["导出时间"] == "2026-07-01 09:30:05 +08:00"
    assert said["导出人"] == "陈志远（安全科科长，台江区教育局）"
    assert said["条数"] == "2"


def test_a_trial_log_says_so_on_both_sheets_and_on_every_printed_page() -> None:
    book = ledger([STAIRS], TRIAL, "en")[0]
    assert "TRIAL LOG" in str(sheet(book)["A1"].value)
    assert "TRIAL LOG" in str(sheet(book, 1)["B1"].value)
    header = sheet(book).oddHeader
    assert header is not None
    assert "TRIAL LOG" in str(header.center.text)
    assert "TRIAL" not in str(sheet(ledger([STAIRS], language="en")[0])["A1"].value)


def test_an_empty_ledger_is_still_a_document() -> None:
    book = ledger([])[0]
    assert sheet(book).max_row == FIRST - 1
    assert book.sheetnames == ["隐患台账", "说明"]


def test_the_audit_trail_has_its_columns_in_english_too() -> None:
    out = BytesIO()
    assert write_audit_xlsx([REGISTERED, ESCALATED], out, heading=HEADING, language="en") == 2
    row = cells(openpyxl.load_workbook(out))
    assert row["Position"].value == 48001
    assert row["Recorded"].value == datetime(2026, 3, 2, 9, 20, 33)  # noqa: DTZ001
    assert row["Recorded"].number_format == 'yyyy-mm-dd hh:mm:ss" +08:00"'
    signed = ("Who", "Meaning of the signature", "Level of the signature", "Key fingerprint")
    assert [row[heading].value for heading in signed] == ["王建国", "本人登记", "通行密钥", "3F2A-C79A"]


def test_more_lines_than_a_sheet_has_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    with pytest.raises(WorkbookTooLong) as refused:
        ledger([STAIRS] * 3)
    assert refused.value.code() == "workbook_too_long"


def test_a_changed_line_names_columns_that_exist_and_its_revision() -> None:
    with pytest.raises(ValueError, match="no such columns"):
        replace(STAIRS, changed=frozenset({"colour"}))
    with pytest.raises(ValueError, match="revision"):
        replace(STAIRS, revision=0)
