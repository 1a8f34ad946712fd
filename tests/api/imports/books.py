"""Home-made workbooks for the tests of reading ledgers, and short ways to read them."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from api.imports.columns import ColumnMapping
from api.imports.reader import LedgerReading, read_ledger
from api.imports.verdicts import RowVerdict

TODAY = date(2026, 3, 2)
DATA = Path(__file__).parents[2] / "data"
HEADINGS = [
    "序号", "单位", "检查时间", "检查人员", "隐患部位", "隐患描述", "隐患类别", "隐患等级", "整改责任人",
    "整改时限", "完成时间", "验收人", "验收时间", "是否销号",
]  # fmt: skip
ROW = [
    1, "柳河镇第一小学", "2025-03-05", "张三", "教学楼二层走廊", "灭火器压力不足", "消防", "一般", "李四",
    "2025-03-20", "2025-03-12", "王五", "2025-03-14", "是",
]  # fmt: skip
"""A row without fault under `HEADINGS`."""


def book(*sheets: tuple[str, Iterable[Sequence[Any]], Sequence[str]]) -> bytes:
    """An .xlsx of sheets given as name, rows and merged areas (“B2:B4”); None leaves a cell out."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows, merged in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in merged:
            sheet.merge_cells(area)
    return saved(workbook)


def saved(workbook: openpyxl.Workbook) -> bytes:
    """The workbook's bytes."""
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def ledger(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS, merged: Sequence[str] = ()) -> bytes:
    """One sheet “台账” with one row of headings."""
    return book(("台账", [headings, *rows], merged))


def reading(content: bytes, *, filename: str = "ledger.xlsx", mapping: ColumnMapping | None = None) -> LedgerReading:
    """The ledger as read on 2 March 2026."""
    return read_ledger(content, filename=filename, today=TODAY, mapping=mapping)


def verdicts(content: bytes, **options: Any) -> list[RowVerdict]:
    """All rows."""
    return list(reading(content, **options))


def only(content: bytes, **options: Any) -> RowVerdict:
    """The one row of a ledger that has one."""
    (verdict,) = verdicts(content, **options)
    return verdict


def changed(**cells: Any) -> list[Any]:
    """`ROW` with other cells, named by their headings."""
    row = list(ROW)
    for heading, value in cells.items():
        row[HEADINGS.index(heading)] = value
    return row


def codes(verdict: RowVerdict) -> list[str]:
    """Codes of everything that is said about the row."""
    return [why.code for why in (*verdict.reasons, *verdict.flags)]
