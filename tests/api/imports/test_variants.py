"""The town's ledger again in other clothes: other words, other orders, other dates; the clerk's decisions stay."""

import json
import random
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from api.imports.cells import Cell
from api.imports.dates import read_day
from api.imports.limits import DEFAULT_LIMITS
from api.imports.workbook import open_workbook
from api.imports.years import NO_YEARS
from tests.api.imports.books import DATA, TODAY, book, reading

FIELDS = [
    "number", "unit", "found_on", "finder", "source", "place", "description", "category", "grade", "measures", "funds",
    "rectifier", "supervisor", "deadline", "rectified_on", "verifier", "verified_on", "closed", "remarks",
]  # fmt: skip
DAYS = ("found_on", "deadline", "rectified_on", "verified_on")
OTHER_WORDS = [
    [
        "编号", "学校名称", "排查日期", "排查人", "排查方式", "隐患地点", "存在问题",
        "隐患类型", "隐患级别", "整改方案", "所需资金（万元）", "责任人", "包保领导", "整改期限",
        "整改完成日期", "复查人", "复查日期", "是否闭环", "说明",
    ],
    [
        "No.", "受检单位", "发现时间", "发现人", "来源", "具体位置", "隐患内容",
        "类别", "等级", "整改要求", "经费", "整改负责人", "分管领导", "计划完成时间",
        "实际完成时间", "查验人", "查验时间", "销号情况", "其他",
    ],
    [
        "项次", "隐患单位", "隐患排查时间", "检查组成员", "检查形式", "部位/场所", "安全隐患描述",
        "所属领域", "风险等级", "治理措施", "资金投入", "整改责任人姓名", "监管责任人", "限期",
        "办结日期", "核查人员", "核查日期", "是否已销号", "备注说明",
    ],
    [
        "序号", "被检查单位（学校）", "检查日期", "检查人（签名）", "检查类别", "存在部位", "主要问题及隐患",
        "问题类别", "严重程度", "处理措施", "整改费用(元)", "具体负责人", "督导责任人", "要求完成时间",
        "整改到位时间", "验收责任人", "验收通过日期", "闭环情况", "备注",
    ],
    [
        "编 号", "被查学校", "摸排时间", "摸排人员", "发现方式", "具体点位", "风险点描述",
        "隐患种类", "隐患定级", "整改举措", "所需经费（万）", "整改实施人", "分管副局长", "最迟完成时间",
        "整改日期", "复检人员", "复检日期", "是否销案", "情况说明",
    ],
    [
        "*序号", "學校名稱", "檢查日期", "檢查人員", "檢查方式", "隱患地點", "隱患描述",
        "隱患類別", "隱患等級", "整改措施", "資金（萬元）", "責任人", "督辦人", "整改時限",
        "完成時間", "驗收人", "驗收時間", "是否銷號", "備註",
    ],
]  # fmt: skip
NOTATIONS: list[Callable[[date], Cell]] = [
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d:%Y%m%d}",
    lambda d: int(f"{d:%Y%m%d}"),
    lambda d: f"{d:%y/%m/%d}",
    lambda d: f"{d:%Y-%m-%d} 08:30",
    lambda d: datetime(d.year, d.month, d.day, 9),  # noqa: DTZ001 - a cell has no zone
    lambda d: f"{d.year}年 {d.month}月{d.day}号（周一）",
]
Expected = dict[tuple[str, int], tuple[str, Any]]


def _in_other_clothes(words: list[str], seed: int) -> tuple[bytes, Expected]:
    """The same rows under other headings in another order; what is expected of each by sheet and row."""
    chance = random.Random(seed)
    truth = json.loads((DATA / "town-ledger.truth.json").read_text("utf-8"))
    workbook = open_workbook((DATA / "town-ledger.xlsx").read_bytes(), DEFAULT_LIMITS)
    cells = {(sheet.name, row.number): row.cells for sheet in workbook.sheets for row in sheet.rows()}
    order = chance.sample(range(len(FIELDS)), len(FIELDS))
    headings = [words[at] for at in order]
    sheets: dict[str, list[list[Any]]] = {}
    expected: Expected = {}
    for decision in truth:
        rows = sheets.setdefault(decision["sheet"], [["2025年隐患台账"], headings])
        if len(rows) % 27 == 0:
            rows += [["小计", "", "", "25处"], headings]
        row = _respelt(dict(zip(FIELDS, cells[decision["sheet"], decision["row"]], strict=True)), decision, chance)
        rows.append([row[FIELDS[at]] for at in order])
        expected[decision["sheet"], len(rows)] = (decision["verdict"], decision["values"])
    return book(*((name, [*rows, ["合计"], ["审核人："]], []) for name, rows in sheets.items())), expected


def _respelt(row: dict[str, Any], decision: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Days in another notation; formulas again as formulas."""
    if any("formula" in reason for reason in decision["reasons"]):
        row["description"] = "=1+1"
    for name in DAYS:
        if on := read_day(row[name], years=NO_YEARS, today=TODAY).on:
            row[name] = chance.choice(NOTATIONS)(on)
    return {name: None if cell == "" else cell for name, cell in row.items()}


@pytest.mark.parametrize("seed", range(12))
def test_other_headings_orders_and_notations_change_no_decision(seed: int) -> None:
    content, expected = _in_other_clothes(OTHER_WORDS[seed % len(OTHER_WORDS)], seed)
    read = {(v.sheet, v.row): (v.verdict, v.values) for v in reading(content)}
    assert read == expected
