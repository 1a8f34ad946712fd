"""Columns guessed from their headings, and corrected by a person."""

from typing import Any

import pytest

from api.imports.columns import SheetMapping, letter_of, mapping_from
from api.imports.headings import meaning_of
from api.imports.reader import guess_columns
from api.imports.refusals import ColumnMappingUnusable, NoHeadingsRecognised
from api.imports.vocabulary import EXACT, FIELDS, SYNONYMS, VALUE_FIELDS
from tests.api.imports.books import HEADINGS, ROW, book, ledger, only, reading


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("学校/单位", "unit"),
        ("受检学校", "unit"),
        ("学校（单位）名称", "unit"),
        ("隐患所在学校", "unit"),
        ("所属乡镇", "town"),
        ("排查日期", "found_on"),
        ("隐患发现时间", "found_on"),
        ("督查时间", "found_on"),
        ("日期", "found_on"),
        ("排查人", "finder"),
        ("发现人及职务", "finder"),
        ("检查组成员签字", "finder"),
        ("隐患地点", "place"),
        ("具体位置", "place"),
        ("存在问题", "description"),
        ("存在的安全隐患及问题", "description"),
        ("1.隐患内容", "description"),
        ("督查发现的具体问题", "description"),
        ("隐患类型", "category"),
        ("隐患分类（建筑、消防…）", "category"),
        ("风险等级", "grade"),
        ("隐患级别(一般/重大)", "grade"),
        ("是否重大隐患", "is_major"),
        ("拟采取的整改措施", "measures"),
        ("治理资金（元）", "funds"),
        ("临时管控措施", "interim_measure"),
        ("整改责任人及联系电话", "rectifier"),
        ("学校安全责任人", "rectifier"),
        ("监管责任人", "supervisor"),
        ("局督办领导", "supervisor"),
        ("包保领导", "supervisor"),
        ("责任科室", "responsible_unit"),
        ("整改完成时限", "deadline"),
        ("计划完成时间", "deadline"),
        ("限期整改日期", "deadline"),
        ("整改完成日期", "rectified_on"),
        ("办结时间", "rectified_on"),
        ("整改时间", "rectification_day"),
        ("是否整改到位", "progress"),
        ("整改落实情况", "progress"),
        ("复查人（签字）", "verifier"),
        ("核查时间", "verified_on"),
        ("验收意见", "review_result"),
        ("是否闭环销号", "closed"),
        ("销号日期", "closed_on"),
        ("整改前照片", "photo"),
        ("联系电话", "telephone"),
        ("备注说明", "remarks"),
        ("學校名稱", "unit"),
        ("驗收時間", "verified_on"),
        ("备　注", "remarks"),
        ("被查学校", "unit"),
        ("隐患单位名称", "unit"),
        ("中小学（幼儿园）名称", "unit"),
        ("学校类别", "category"),
        ("检查单位", "source"),
        ("检查单位/人员", "finder"),
        ("摸排人员", "finder"),
        ("带队领导", "finder"),
        ("隐患部位及描述", "description"),
        ("不合格项", "description"),
        ("风险点描述", "description"),
        ("隐患所在地", "place"),
        ("楼栋/楼层", "place"),
        ("隐患定级", "grade"),
        ("隐患代码", "register_number"),
        ("整改实施人", "rectifier"),
        ("责任单位及责任人", "rectifier"),
        ("分管副局长", "supervisor"),
        ("督导领导", "supervisor"),
        ("挂牌督办人", "supervisor"),
        ("挂牌级别", "listed"),
        ("最迟完成时间", "deadline"),
        ("计划销号时间", "deadline"),
        ("拟办结日期", "deadline"),
        ("修复时间", "rectified_on"),
        ("整改日期", "rectification_day"),
        ("整改是否到位", "progress"),
        ("复检时间", "verified_on"),
        ("核销人", "verifier"),
        ("销项时间", "closed_on"),
        ("是否销案", "closed"),
        ("整改举措", "measures"),
        ("县（市、区）", "town"),
        ("隐患总数", None),
        ("整改率", None),
        ("姓名", None),
        ("班级", None),
        ("", None),
    ],
)
def test_a_heading_names_its_field_in_many_words(heading: str, field: str | None) -> None:
    assert meaning_of(heading).field == field


@pytest.mark.parametrize(
    ("heading", "above", "field", "answer"),
    [
        ("时间", "检查情况", "found_on", None),
        ("人员", "检查情况", "finder", None),
        ("时间", "验收销号", "verified_on", None),
        ("人员", "复查", "verifier", None),
        ("责任人", "督办", "supervisor", None),
        ("责任人", "整改情况", "rectifier", None),
        ("时限", "五落实", "deadline", None),
        ("资金", "五落实", "funds", None),
        ("责任", "五落实", "rectifier", None),
        ("预案", "五落实", "contingency", None),
        ("完成时间", "验收销号", "rectified_on", None),
        ("一般", "隐患等级", "grade", "一般"),
        ("重大", "隐患级别", "grade", "重大"),
        ("已整改", "整改情况", "progress", "已整改"),
        ("否", "是否销号", "closed", "否"),
        ("消防", "隐患类别", "category", "消防"),
        ("整改措施", "整改情况", "measures", None),
    ],
)
def test_a_short_heading_means_what_the_heading_above_makes_of_it(
    heading: str, above: str, field: str, answer: str | None
) -> None:
    meaning = meaning_of(heading, (above,))
    assert (meaning.field, meaning.answer) == (field, answer)


def test_a_heading_of_days_is_no_answer_to_tick() -> None:
    assert meaning_of("办结时间（必填）", ("整改情况",)).field == "rectified_on"


def test_no_word_of_the_vocabulary_names_two_fields() -> None:
    words = [(word, field) for field, text in SYNONYMS.items() for word in text.split()]
    assert len(words) == len({word for word, _ in words})
    assert set(EXACT) == {word for word, _ in words}
    assert set(VALUE_FIELDS) - {"state"} <= FIELDS


def test_a_field_goes_to_the_column_that_names_it_most_surely() -> None:
    headings = ["序号", "单位", "检查时间", "检查情况", "隐患描述", "整改责任人"]
    (sheet,) = guess_columns(ledger([1, "一小", "2025-3-5", "到校检查", "门坏", "张三"], headings=headings))
    assert [column.field for column in sheet.columns][3:5] == [None, "description"]


def test_an_unknown_heading_over_the_longest_texts_is_the_description() -> None:
    headings = ["序号", "学校", "检查时间", "现场所见", "部位", "责任人", "时限"]
    rows = [[n, "第一小学", "2025-3-5", f"{n}号灭火器失效多年未换", "教学楼", "张三", "2025-3-9"] for n in range(3)]
    (sheet,) = guess_columns(ledger(*rows, headings=headings))
    assert (sheet.columns[3].field, sheet.columns[3].confidence) == ("description", 0.3)
    assert sheet.recognised


def test_a_guess_shows_where_it_comes_from() -> None:
    (sheet,) = guess_columns(ledger(ROW))
    unit = sheet.columns[1]
    assert (unit.letter, unit.heading, unit.field, unit.samples) == ("B", "单位", "unit", ("柳河镇第一小学",))
    assert (sheet.first_heading_row, sheet.last_heading_row) == (1, 1)
    assert unit.confidence > 0.9


def test_a_person_may_exchange_two_columns() -> None:
    swapped = [*HEADINGS]
    swapped[8], swapped[11] = swapped[11], swapped[8]
    wrong = only(ledger(ROW, headings=swapped)).values
    right = only(
        ledger(ROW, headings=swapped), mapping=mapping_from({"台账": {"I": "rectifier", "L": "verifier"}})
    ).values
    assert wrong != right
    assert right == only(ledger(ROW)).values


def test_a_column_given_away_is_no_longer_read() -> None:
    verdict = only(ledger(ROW), mapping={"台账": SheetMapping({6: None, 3: None})})
    assert verdict.values is not None
    assert verdict.values["finder"] is None
    assert "category" in verdict.assumed


def test_a_sheet_without_headings_is_read_as_a_person_says() -> None:
    content = book(("台账", [["甲", "乙", "丙", "丁"], ["第一小学", "2025-3-1", "门坏", "张三"]], []))
    with pytest.raises(NoHeadingsRecognised):
        reading(content)
    wish = {
        "台账": {"columns": {"A": "unit", "1": "found_on", "C": "description", "D": "rectifier"}, "last_heading_row": 1}
    }
    values = only(content, mapping=mapping_from(wish)).values
    assert values is not None
    assert (values["unit"], values["description"], values["rectifier"]) == ("第一小学", "门坏", "张三")


def test_a_guess_given_back_unchanged_changes_nothing() -> None:
    content = ledger(ROW)
    mapping = {sheet.sheet: sheet.as_mapping() for sheet in guess_columns(content)}
    assert only(content, mapping=mapping) == only(content)


@pytest.mark.parametrize(
    "wish",
    [
        [],
        "x",
        {"台账": 5},
        {"台账": {"A": "nonsense"}},
        {"台账": {"ABCD": "unit"}},
        {"台账": {"?": "unit"}},
        {"台账": {"A": 3}},
        {"台账": {"columns": {}, "last_heading_row": -1}},
        {"台账": {"99": "unit"}},
        {"没有": {"A": "unit"}},
    ],
)
def test_a_mapping_that_fits_nothing_is_refused(wish: Any) -> None:
    with pytest.raises(ColumnMappingUnusable):
        reading(ledger(ROW), mapping=mapping_from(wish))


def test_columns_are_lettered_as_spreadsheets_do() -> None:
    assert [letter_of(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
