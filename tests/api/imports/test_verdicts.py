"""Which rows are taken over, which are turned away, and what is marked."""

from typing import Any

import openpyxl
import pytest

from tests.api.imports.books import HEADINGS, ROW, book, changed, codes, ledger, only, saved, verdicts


def test_a_row_without_fault_is_imported_without_a_word() -> None:
    verdict = only(ledger(ROW))
    assert (verdict.verdict, codes(verdict), verdict.assumed) == ("import", [], frozenset())
    assert verdict.values == {
        "unit": "柳河镇第一小学",
        "found_on": "2025-03-05",
        "finder": "张三",
        "place": "教学楼二层走廊",
        "description": "灭火器压力不足",
        "category": "fire",
        "grade": "general",
        "rectifier": "李四",
        "supervisor": None,
        "deadline": "2025-03-20",
        "rectified_on": "2025-03-12",
        "verifier": "王五",
        "verified_on": "2025-03-14",
        "state": "verified",
    }


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"单位": None}, "no_unit"),
        ({"隐患描述": None}, "no_description"),
        ({"隐患描述": "/"}, "no_description"),
        ({"隐患描述": 12}, "description_without_words"),
        ({"隐患描述": "???"}, "description_without_words"),
        ({"隐患描述": "无"}, "nothing_was_found"),
        ({"隐患描述": "经排查未发现安全隐患。"}, "nothing_was_found"),
        ({"检查时间": None}, "found_on_missing"),
        ({"检查时间": "三月初"}, "date_not_readable"),
        ({"检查时间": "2025-02-30"}, "date_never_was"),
        ({"检查时间": "3月5日"}, "date_without_year"),
        ({"检查时间": "2025年3月"}, "date_imprecise"),
        ({"完成时间": "月底前后"}, "date_not_readable"),
        ({"验收时间": "2025.4.31"}, "date_never_was"),
        ({"完成时间": "2025-03-01"}, "rectified_before_found"),
        ({"完成时间": None, "验收时间": "2025-03-01"}, "verified_before_found"),
        ({"整改责任人": None}, "rectified_without_person"),
        ({"整改责任人": "/"}, "rectified_without_person"),
        ({"检查时间": "2026-03-03"}, "date_in_the_future"),
        ({"隐患描述": "堵" * 2001}, "text_too_long"),
        ({"隐患部位": "楼" * 501}, "text_too_long"),
        ({"检查人员": "张" * 501}, "text_too_long"),
    ],
)
def test_a_row_is_refused_with_the_reason(cells: dict[str, Any], code: str) -> None:
    verdict = only(ledger(changed(**cells)))
    assert (verdict.verdict, verdict.values, verdict.row_key) == ("refuse", None, "")
    assert code in [why.code for why in verdict.reasons]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"验收人": "李四"}, "verifier_is_rectifier"),
        ({"验收人": "赵六、李 四"}, "verifier_is_rectifier"),
        ({"验收时间": "2025-03-11"}, "verified_before_rectified"),
        ({"完成时间": None}, "verified_without_completion"),
        ({"验收人": None}, "verified_without_verifier"),
        ({"验收时间": None}, "closed_without_verification"),
        ({"是否销号": "否"}, "verified_but_not_closed"),
        ({"整改时限": "2025-03-01"}, "deadline_before_found"),
        ({"整改时限": "长期坚持"}, "deadline_not_readable"),
        ({"隐患等级": "较大"}, "grade_doubtful"),
        ({"隐患类别": "第五类"}, "category_unknown"),
        ({"检查人员": "12345"}, "person_not_readable"),
        ({"隐患部位": "走廊_x0001_"}, "control_characters_removed"),
        ({"隐患部位": "走廊\u202e廊走\u202c"}, "control_characters_removed"),
        ({"隐患部位": "\u2067走廊\u2069"}, "control_characters_removed"),
    ],
)
def test_what_is_odd_is_imported_with_a_flag(cells: dict[str, Any], code: str) -> None:
    verdict = only(ledger(changed(**cells)))
    assert verdict.verdict == "import"
    assert [why.code for why in verdict.flags] == [code]


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({}, "verified"),
        ({"验收人": None, "验收时间": None, "是否销号": "×"}, "rectified"),
        ({"完成时间": "整改中", "验收人": None, "验收时间": None, "是否销号": None}, "assigned"),
        ({"完成时间": "/", "验收人": None, "验收时间": None, "是否销号": "否"}, "assigned"),
        ({"整改责任人": None, "完成时间": None, "验收人": None, "验收时间": None, "是否销号": None}, "registered"),
        ({"验收人": None, "验收时间": None, "是否销号": "已销号"}, "rectified"),
        ({"完成时间": "已整改", "验收人": None, "验收时间": None, "是否销号": None}, "rectified"),
    ],
)
def test_the_state_follows_from_the_days(cells: dict[str, Any], state: str) -> None:
    values = only(ledger(changed(**cells))).values
    assert values is not None
    assert values["state"] == state


def test_a_word_closes_a_row_only_where_the_ledger_has_no_column_for_the_day() -> None:
    headings = ["序号", "单位", "检查时间", "隐患描述", "整改责任人", "完成时间", "是否销号"]
    values = only(
        ledger([1, "第一小学", "2025-3-5", "灯具脱落", "李四", "2025-3-8", "已销号"], headings=headings)
    ).values
    assert values is not None
    assert (values["state"], values["verified_on"]) == ("verified", None)


def test_a_word_with_a_day_gives_both() -> None:
    values = only(ledger(changed(完成时间="已整改（2025年3月12日）"))).values
    assert values == only(ledger(ROW)).values


def test_a_day_in_the_column_of_progress_is_the_day_of_completion() -> None:
    headings = ["序号", "单位", "检查时间", "隐患描述", "整改责任人", "整改情况"]
    values = only(ledger([1, "第一小学", "2025-3-5", "灯具脱落", "李四", "2025.3.8"], headings=headings)).values
    assert values is not None
    assert (values["state"], values["rectified_on"]) == ("rectified", "2025-03-08")


def test_a_day_without_a_year_is_of_the_year_of_the_finding() -> None:
    cells = {"检查时间": "2025-12-20", "整改时限": "1月10日", "完成时间": "12月28日", "验收时间": "1月5日"}
    values = only(ledger(changed(**cells))).values
    assert values is not None
    assert [values[name] for name in ("deadline", "rectified_on", "verified_on")] == [
        "2026-01-10",
        "2025-12-28",
        "2026-01-05",
    ]


def test_a_verification_that_was_not_passed_verifies_nothing() -> None:
    verdict = only(ledger([*ROW, "不合格"], headings=[*HEADINGS, "验收结果"]))
    assert verdict.values is not None
    assert (verdict.values["state"], verdict.values["verified_on"], verdict.values["verifier"]) == (
        "assigned",
        None,
        None,
    )
    assert (verdict.further["checked_on"], verdict.further["checked_by"]) == ("2025-03-14", "王五")
    assert "verification_failed" in codes(verdict)


def test_a_planned_day_of_completion_is_a_time_limit_not_a_completion() -> None:
    row = [*changed(完成时间="2026-06-30", 整改时限=None, 验收人=None, 验收时间=None, 是否销号="否"), "整改中"]
    verdict = only(ledger(row, headings=[*HEADINGS, "整改进展"]))
    assert verdict.values is not None
    assert (verdict.values["deadline"], verdict.values["rectified_on"]) == ("2026-06-30", None)
    assert codes(verdict) == ["completion_is_planned"]


def test_a_responsible_unit_is_enough_only_where_there_is_no_column_for_people() -> None:
    headings = ["序号", "单位", "检查时间", "隐患描述", "责任部门", "完成时间"]
    verdict = only(ledger([1, "第一小学", "2025-3-5", "灯具脱落", "总务处", "2025-3-8"], headings=headings))
    assert (verdict.verdict, codes(verdict)) == ("import", ["rectified_without_person_named"])


def test_grade_and_major_or_not_that_disagree_count_as_major() -> None:
    verdict = only(ledger([*ROW, "是"], headings=[*HEADINGS, "是否重大"]))
    assert verdict.values is not None
    assert verdict.values["grade"] == "major"
    assert codes(verdict) == ["grades_disagree"]


def test_a_blank_grade_is_general_unless_the_title_says_all_are_major() -> None:
    assert (only(ledger(changed(隐患等级=None))).values or {})["grade"] == "general"
    headings = ["序号", "单位", "检查时间", "隐患描述", "整改责任人"]
    row = [1, "第一小学", "2025-3-5", "灯具脱落", "李四"]
    content = book(("台账", [["重大事故隐患台账"], headings, row], ["A1:E1"]))
    assert (only(content).values or {})["grade"] == "major"


def _with_formula(heading: str, formula: str) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in (HEADINGS, changed(**{heading: formula})):
        sheet.append(list(row))
    return saved(workbook)


def test_a_formula_is_never_a_description() -> None:
    assert codes(only(_with_formula("隐患描述", '=CONCATENATE("灭火器","失效")'))) == ["description_is_a_formula"]


def test_a_formula_without_a_result_is_no_day() -> None:
    assert codes(only(_with_formula("检查时间", "=TODAY()"))) == ["date_is_an_empty_formula"]
    verdict = only(_with_formula("整改时限", "=C2+15"))
    assert (verdict.verdict, codes(verdict)) == ("import", ["value_is_an_empty_formula"])
    assert verdict.flags[0].key == "value_is_an_empty_formula.deadline"


@pytest.mark.parametrize("heading", ["检查人员", "隐患部位", "隐患类别", "隐患等级", "整改时限", "验收人"])
def test_a_value_that_was_never_computed_is_flagged(heading: str) -> None:
    assert "value_is_an_empty_formula" in codes(only(_with_formula(heading, "=A1")))


def test_text_that_begins_like_a_formula_is_text() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in (HEADINGS, ROW):
        sheet.append(list(row))
    sheet["F2"].value = "=门口堆物"
    sheet["F2"].data_type = "s"
    assert (only(saved(workbook)).values or {})["description"] == "=门口堆物"


def test_markup_is_text() -> None:
    assert (only(ledger(changed(隐患描述="<script>alert(1)</script>门坏"))).values or {})["description"] == (
        "<script>alert(1)</script>门坏"
    )


def test_texts_lose_padding_and_what_cannot_be_seen() -> None:
    verdict = only(ledger(changed(隐患描述="\u3000灭火器\n压力不足 \u200b", 单位="柳河镇 第一小学 ", 隐患部位=301)))
    assert verdict.values is not None
    assert (verdict.values["description"], verdict.values["unit"], verdict.values["place"]) == (
        "灭火器压力不足",
        "柳河镇第一小学",
        "301",
    )


def test_the_same_hazard_twice_is_a_duplicate_of_the_first() -> None:
    first, second = verdicts(ledger(ROW, changed(序号=2)))
    assert (first.verdict, second.verdict) == ("import", "duplicate")
    assert second.values == first.values
    assert [(why.code, why.detail) for why in second.reasons] == [("duplicate_row", "台账 2")]


@pytest.mark.parametrize(
    "cells",
    [
        {"检查时间": "2025年3月5日"},
        {"隐患描述": "灭火器 压力不足。"},
        {"单位": "柳河镇 第一小学"},
        {"隐患部位": "教学楼二层走廊 "},
        {"隐患部位": "教学楼二层走廊；"},
    ],
)
def test_other_spellings_of_the_same_hazard_are_duplicates_too(cells: dict[str, Any]) -> None:
    assert verdicts(ledger(ROW, changed(**cells)))[1].verdict == "duplicate"


@pytest.mark.parametrize(
    "cells",
    [{"检查时间": "2025-03-06"}, {"隐患部位": "三层"}, {"单位": "柳河镇第二小学"}, {"隐患描述": "灭火器压力不足2处"}],
)
def test_another_day_place_unit_or_description_is_another_hazard(cells: dict[str, Any]) -> None:
    assert verdicts(ledger(ROW, changed(**cells)))[1].verdict == "import"


def test_a_duplicate_that_says_something_else_is_marked() -> None:
    first, second = verdicts(ledger(ROW, changed(序号=2, 隐患等级="重大")))
    assert first.row_key == second.row_key
    assert first.row_digest != second.row_digest
    assert codes(second) == ["duplicate_row", "differs_from_first"]


def test_a_refused_row_makes_no_duplicate_of_the_next() -> None:
    refused, again = verdicts(ledger(changed(完成时间="2025-03-01"), ROW))
    assert (refused.verdict, again.verdict) == ("refuse", "import")


def test_reading_again_gives_the_same_keys_and_digests() -> None:
    content = ledger(ROW, changed(序号=2, 隐患描述="插座松动"))
    assert [(v.row_key, v.row_digest) for v in verdicts(content)] == [
        (v.row_key, v.row_digest) for v in verdicts(content, filename="another name.xlsx")
    ]
