"""Ledgers as schools and towns lay them out: every shape of headings, groups and furniture."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from api.imports.verdicts import RowVerdict
from tests.api.imports.books import HEADINGS, ROW, book, changed, codes, ledger, only, reading, saved, verdicts

A_LEDGER_OF_THE_COUNTY = book(
    (
        "汇总",
        [["2025年全县统计表"], ["乡镇", "排查学校数", "隐患总数", "已整改数", "整改率"], ["柳河镇", 3, 20, 18, "90%"]],
        ["A1:E1"],
    ),
    (
        "明细",
        [
            ["2025年春季学期中小学（幼儿园）安全隐患排查整改清单"],
            ["填报单位（盖章）：教育股", *[None] * 14, "单位：万元"],
            [
                "乡镇",
                "学校（园）名称",
                "排查",
                None,
                None,
                "存在的主要问题",
                "隐患类型",
                "隐患等级",
                None,
                "整改",
                None,
                None,
                None,
                "整改结果",
                None,
                "复查",
                None,
                "备注",
            ],
            [
                None,
                None,
                "时间",
                "人员",
                "具体部位",
                None,
                None,
                "一般",
                "重大",
                "措施",
                "经费",
                "责任人",
                "期限",
                "已整改",
                "未整改",
                "人员",
                "时间",
            ],
            [],
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18],
            [
                "柳河镇",
                "柳河镇中心小学",
                "3月5日",
                "张三、李四",
                "教学楼",
                "灭火器压力不足",
                "消防",
                "√",
                None,
                "更换",
                "0.3",
                "王五",
                "3月20日",
                "√",
                None,
                "赵六",
                "3月18日",
            ],
            [
                None,
                None,
                None,
                None,
                "食堂",
                "留样不足48小时",
                "食堂",
                "√",
                None,
                "按规定留样",
                "/",
                "王 五",
                "3月20日",
                None,
                "√",
            ],
            [
                None,
                "柳河镇第二小学",
                "3.6",
                "李四",
                "校门",
                "无减速带",
                "交通安全",
                None,
                "√",
                "协调",
                "约3千元",
                "孙七",
                "立即整改",
                "√",
                None,
                "孙七",
                "3月8日",
                "自查",
            ],
            ["小计", None, None, None, None, "3处", None, 2, 1, None, None, None, None, 2, 1],
            [
                "城关镇",
                "城关镇幼儿园",
                "12月28日",
                "周八",
                "活动室",
                "插座裸露",
                None,
                "√",
                None,
                None,
                "三百元",
                "吴九",
                "2026年1月10日前",
                None,
                "√",
            ],
            ["合  计", None, None, None, None, "4处"],
            ["审核人：", None, None, "填表人：李四", None, None, None, "2026年1月3日"],
            ["注：1.本表一式两份。"],
            ["2.请于每月25日前上报。"],
        ],
        [
            "A1:R1",
            "A3:A5",
            "B3:B5",
            "C3:E3",
            "F3:F5",
            "G3:G5",
            "H3:I3",
            "J3:M3",
            "N3:O3",
            "P3:Q3",
            "R3:R5",
            "A7:A9",
            "B7:B8",
            "C7:C8",
            "D7:D8",
            "A14:R14",
        ],
    ),
)


@pytest.fixture(scope="module")
def county() -> dict[int, RowVerdict]:
    """The county's rows by number."""
    return {v.row: v for v in reading(A_LEDGER_OF_THE_COUNTY)}


def test_three_rows_of_headings_ticked_columns_and_a_title_with_the_year(county: dict[int, RowVerdict]) -> None:
    assert county[7].values == {
        "unit": "柳河镇中心小学",
        "found_on": "2025-03-05",
        "finder": "张三、李四",
        "place": "教学楼",
        "description": "灭火器压力不足",
        "category": "fire",
        "grade": "general",
        "rectifier": "王五",
        "supervisor": None,
        "deadline": "2025-03-20",
        "rectified_on": None,
        "verifier": "赵六",
        "verified_on": "2025-03-18",
        "state": "verified",
    }


def test_only_records_have_verdicts_neither_sums_nor_signatures_nor_notes(county: dict[int, RowVerdict]) -> None:
    assert sorted(county) == [7, 8, 9, 11]
    assert {v.verdict for v in county.values()} == {"import"}


def test_merged_areas_count_for_every_row_they_cover(county: dict[int, RowVerdict]) -> None:
    values = county[8].values
    assert values is not None
    assert (values["unit"], values["found_on"], values["finder"]) == ("柳河镇中心小学", "2025-03-05", "张三、李四")
    assert values["state"] == "assigned"


def test_a_ticked_grade_and_funds_in_the_unit_of_the_line_above(county: dict[int, RowVerdict]) -> None:
    assert [(v.values or {})["grade"] for v in county.values()] == ["general", "general", "major", "general"]
    assert [v.further["funds_fen"] for v in county.values()] == [300_000, None, 300_000, 30_000]
    assert county[9].further["town"] == "柳河镇"


def test_a_sheet_of_figures_is_passed_over() -> None:
    assert reading(A_LEDGER_OF_THE_COUNTY).passed_over == ("汇总",)


A_SCHOOL_OF_ITS_OWN = book(
    (
        "阳光小学",
        [
            ["检查日期", "隐患内容", "具体位置", "整改责任人", "整改时间", "整改情况", "所需资金（元）"],
            ["20250305", "楼梯间堆放课桌", "教学楼二层", "刘 洋", "2025.3.7", "已整改", "无"],
            [20250306, "电线老化", "办公室", "刘洋", "25/4/5", "未整改", "１，２００"],
            ["25/3/7", "厨房燃气报警器失灵", "食堂", "陈静、马超", "2025年3月底", "整改中", "壹仟贰佰元整"],
            ["二〇二五年三月八日", "墙体裂缝", "3号楼", "刘洋", 45730, "已完成", "1.5万"],
            ["2025.2.30", "窗户松动", "3号楼", "刘洋"],
            ["农历三月初五", "围墙倾斜", "操场", "刘洋"],
            ["2025-03-09 14:30", "本次检查未发现安全隐患"],
        ],
        [],
    )
)


@pytest.fixture(scope="module")
def school() -> list[RowVerdict]:
    """The school's rows in order."""
    return verdicts(A_SCHOOL_OF_ITS_OWN)


def test_without_a_column_of_units_the_sheet_names_the_school(school: list[RowVerdict]) -> None:
    assert {v.values["unit"] for v in school if v.values} == {"阳光小学"}
    assert all("unit" in v.assumed for v in school)


def test_an_ambiguous_day_of_rectification_is_the_limit_while_it_is_not_done(school: list[RowVerdict]) -> None:
    days = [(v.values["deadline"], v.values["rectified_on"], v.values["state"]) for v in school if v.values]
    assert days == [
        (None, "2025-03-07", "rectified"),
        ("2025-04-05", None, "assigned"),
        ("2025-03-31", None, "assigned"),
        (None, "2025-03-14", "rectified"),
    ]


def test_categories_come_from_the_description_where_there_is_no_column(school: list[RowVerdict]) -> None:
    assert [v.values["category"] for v in school if v.values] == ["evacuation", "fire", "gas", "building"]
    assert all("category" in v.assumed for v in school)


def test_a_day_that_never_was_a_lunar_day_and_a_nil_report_are_refused(school: list[RowVerdict]) -> None:
    assert [codes(v) for v in school[4:]] == [["date_never_was"], ["date_lunar"], ["nothing_was_found"]]


def test_columns_may_stand_in_any_order_and_begin_anywhere() -> None:
    order = [5, 13, 2, 0, 9, 7, 4, 1, 12, 3, 8, 10, 6, 11]
    turned = [[None, None, *(row[at] for at in order)] for row in (HEADINGS, ROW)]
    plain, moved = only(ledger(ROW)), only(book(("台账", [[], ["2025年台账"], [], *turned], [])))
    assert moved.values == plain.values
    assert moved.row_key == plain.row_key


def test_headings_may_be_padded_numbered_and_broken_over_lines() -> None:
    odd = ["1.序\n号", "2、学 校", "（3）检查时间", "检查人员（签字）", "隐 患\n部 位", "*隐患描述", *HEADINGS[6:]]
    assert only(ledger(ROW, headings=odd)).values == only(ledger(ROW)).values


def test_two_rows_of_headings_work_without_merged_cells() -> None:
    content = book(
        (
            "台账",
            [
                ["序号", "单位", "检查情况", "", "", "隐患情况", "", "整改情况", "", "验收", ""],
                ["", "", "时间", "人员", "方式", "部位", "内容", "责任人", "完成时间", "人员", "时间"],
                [
                    1,
                    "柳河镇第一小学",
                    "2025-3-1",
                    "张三",
                    "自查",
                    "大门",
                    "门轴脱落",
                    "李四",
                    "2025-3-8",
                    "王五",
                    "2025-3-9",
                ],
            ],
            [],
        )
    )
    assert only(content).values == {
        "unit": "柳河镇第一小学",
        "found_on": "2025-03-01",
        "finder": "张三",
        "place": "大门",
        "description": "门轴脱落",
        "category": "building",
        "grade": "general",
        "rectifier": "李四",
        "supervisor": None,
        "deadline": None,
        "rectified_on": "2025-03-08",
        "verifier": "王五",
        "verified_on": "2025-03-09",
        "state": "verified",
    }


CANONICAL: list[tuple[str, Any]] = [
    ("序号", 1),
    ("隐患编号", "AQ-1"),
    ("学校/单位", "第一小学"),
    ("检查时间", "2025-3-1"),
    ("检查人员", "张三"),
    ("检查类型/来源", "自查"),
    ("隐患部位", "大门"),
    ("隐患描述", "门轴脱落"),
    ("隐患类别", "校舍"),
    ("隐患等级", "一般"),
    ("是否重大/判定依据", "否"),
    ("原因分析", "年久"),
    ("临时防控措施", "围挡"),
    ("整改措施", "更换"),
    ("整改资金", 500),
    ("整改责任人", "李四"),
    ("责任部门", "总务处"),
    ("整改时限", "2025-3-9"),
    ("应急预案", "有"),
    ("治理方式(即查即改/限期)", "限期"),
    ("完成时间", "2025-3-8"),
    ("整改后照片", ""),
    ("验收人", "王五"),
    ("验收时间", "2025-3-9"),
    ("复查结果/意见", "合格"),
    ("是否销号", "是"),
    ("销号时间", "2025-3-10"),
    ("挂牌级别", ""),
    ("督办单位", ""),
    ("延期至", "2025-3-12"),
    ("备注", "已完成"),
]


def test_the_canonical_columns_are_all_known() -> None:
    canonical = [heading for heading, _ in CANONICAL]
    row = [value for _, value in CANONICAL]
    verdict = only(ledger(row, headings=canonical))
    assert {c.field for sheet in reading(ledger(row, headings=canonical)).columns for c in sheet.columns} >= {
        "register_number",
        "source",
        "is_major",
        "cause",
        "interim_measure",
        "contingency",
        "manner",
        "photo",
        "review_result",
        "closed_on",
        "listed",
        "supervising_unit",
        "extended_to",
    }
    assert verdict.further["funds_fen"] == 50_000
    assert verdict.further["interim_measure"] == "围挡"
    assert (verdict.further["closed_on"], verdict.further["extended_to"]) == ("2025-03-10", "2025-03-12")
    assert codes(verdict) == []


def test_english_headings_are_understood_as_the_product_exports_them() -> None:
    headings = [
        "No.",
        "Unit",
        "Found on",
        "Found by",
        "Place",
        "Description",
        "Category",
        "Grade",
        "Responsible person",
        "Deadline",
        "Rectified on",
        "Verified by",
        "Verified on",
        "Remarks",
    ]
    row = [
        1,
        "No. 1 School",
        "5-Mar-25",
        "Li Lei",
        "Hall",
        "Exit locked",
        "Evacuation and crowding",
        "major",
        "Han Mei",
        "2025-03-10",
        "2025-03-09",
        "Jim Green",
        "2025-03-11",
        "",
    ]
    values = only(ledger(row, headings=headings)).values
    assert values is not None
    assert (values["category"], values["grade"], values["verifier"]) == ("evacuation", "major", "Jim Green")


def test_two_tables_in_one_sheet_each_follow_their_own_headings() -> None:
    content = book(
        (
            "台账",
            [
                ["一、一般隐患台账"],
                ["序号", "单位", "隐患描述", "排查时间", "整改责任人", "整改时限"],
                [1, "甲小学", "门轴脱落", "2025.3.1", "张三", "2025.3.9"],
                [],
                ["二、重大隐患台账"],
                ["序号", "排查时间", "单位", "部位", "隐患描述", "责任人", "完成时间", "验收人", "验收时间"],
                [1, "2025.3.2", "乙小学", "教学楼", "墙体裂缝", "李四", "2025.3.9", "王五", "2025.3.10"],
                ["负责人（签字）："],
            ],
            ["A1:F1", "A5:I5"],
        )
    )
    first, second = verdicts(content)
    assert first.values is not None
    assert second.values is not None
    assert (first.values["unit"], first.values["grade"]) == ("甲小学", "general")
    assert (second.values["unit"], second.values["grade"], second.values["state"]) == ("乙小学", "major", "verified")


def test_a_line_that_names_a_school_heads_the_rows_below_it() -> None:
    headings = ["序号", "隐患地点", "隐患内容", "排查日期", "整改责任人"]
    content = book(
        (
            "台账",
            [
                ["2024-2025学年第二学期隐患台账"],
                headings,
                ["一、城关镇第一小学（共2处）"],
                [1, "三楼", "窗户松动", "9月5日", "张三"],
                [2, "三楼", "灯具脱落", "3月5日", "张三"],
                ["二、城关镇中心幼儿园"],
                [1, "活动室", "地垫破损", "4月1日", ""],
                [2],
            ],
            ["A1:E1", "A3:E3", "A6:E6"],
        )
    )
    rows = [v.values for v in verdicts(content) if v.values]
    assert [(row["unit"], row["found_on"]) for row in rows] == [
        ("城关镇第一小学", "2024-09-05"),
        ("城关镇第一小学", "2025-03-05"),
        ("城关镇中心幼儿园", "2025-04-01"),
    ]


def test_units_written_once_without_merging_hold_for_the_rows_below() -> None:
    blank = changed(序号=2, 单位=None, 隐患描述="插座松动")
    again = changed(序号=3, 单位=None, 隐患描述="门轴脱落")
    other = changed(序号=4, 单位="柳河镇第二小学")
    rows = [v.values for v in verdicts(ledger(ROW, blank, again, other)) if v.values]
    assert [row["unit"] for row in rows] == ["柳河镇第一小学"] * 3 + ["柳河镇第二小学"]


def test_what_is_signed_or_stamped_below_a_table_is_no_record() -> None:
    headings = ["序号", "学校", "检查时间", "隐患描述", "责任人", "整改期限"]
    rows: list[list[Any]] = [
        [1, "甲小学", "2025-3-1", "灯坏", "张三", "2025-3-9"],
        ["镇（街道）意见", None, None, "情况属实，同意。"],
        ["教育局意见：", None, None, "（盖章）", None, "年  月  日"],
        ["打印日期：2025-12-01", None, None, "第1页，共1页"],
        ["合", "计", None, "1处"],
    ]
    assert [verdict.row for verdict in verdicts(ledger(*rows, headings=headings))] == [2]
    unnumbered = [row[1:] if row[1] else [row[0], *row[2:]] for row in rows[:4]]
    assert [verdict.row for verdict in verdicts(ledger(*unnumbered, headings=headings[1:]))] == [2]


def test_a_sheet_without_headings_goes_on_where_the_one_before_ended() -> None:
    rows = [changed(序号=n, 隐患描述=f"插座{n}松动") for n in range(1, 5)]
    content = book(
        ("一", [["2025年台账"], HEADINGS, *rows[:2]], []), ("二", rows[2:], []), ("封面", [["目录"], ["台账"]], [])
    )
    assert [(v.sheet, v.row, v.verdict) for v in verdicts(content)] == [
        ("一", 3, "import"),
        ("一", 4, "import"),
        ("二", 1, "import"),
        ("二", 2, "import"),
    ]
    assert reading(content).passed_over == ("封面",)


def test_a_sheet_without_headings_whose_rows_do_not_fit_is_passed_over() -> None:
    other = [["柳河镇第一小学", "灭火器", 12, "2025-03-05"], ["柳河镇第二小学", "灭火器", 9, "2025-03-05"]]
    content = book(("台账", [HEADINGS, ROW], []), ("器材", other, []))
    assert [v.sheet for v in verdicts(content)] == ["台账"]


def test_units_written_once_are_known_by_the_pages_below_the_first() -> None:
    pages = [[HEADINGS, changed(序号=n), changed(序号=n + 1, 单位=None, 隐患描述=f"插座{n}松动")] for n in (1, 3, 5)]
    read = verdicts(book(("台账", [row for page in pages for row in page], [])))
    assert [code for verdict in read for code in codes(verdict)] == ["duplicate_row", "duplicate_row"]


def test_a_category_before_the_school_holds_for_the_rows_below() -> None:
    headings = ["类别", "学校", "隐患描述", "检查时间"]
    rows: list[list[Any]] = [["交通", "甲小学", "护栏破损", "2025-1-2"], [None, "乙小学", "标线模糊", "2025-1-2"]]
    rows += [[None, "丙小学", "路灯不亮", "2025-1-2"], ["食品", "丁小学", "砧板混用", "2025-1-2"]]
    read = verdicts(ledger(*rows, headings=headings))
    assert [verdict.values and verdict.values["category"] for verdict in read] == ["traffic"] * 3 + ["food"]


def test_units_that_never_stand_twice_in_a_row_are_written_once() -> None:
    rows = [changed(序号=n, 隐患描述=f"插座{n}松动", 单位=None if n in (4, 9) else f"第{n}小学") for n in range(1, 12)]
    units = [verdict.values and verdict.values["unit"] for verdict in verdicts(ledger(*rows))]
    assert (units[3], units[8]) == ("第3小学", "第8小学")


def test_a_single_blank_unit_among_full_ones_is_not_guessed() -> None:
    rows = [changed(序号=n, 隐患描述=f"插座{n}松动", 单位=None if n == 5 else "柳河镇第一小学") for n in range(1, 10)]
    assert [v.row for v in verdicts(ledger(*rows)) if codes(v) == ["no_unit"]] == [6]


def test_ditto_marks_repeat_what_stands_above() -> None:
    second = changed(序号=2, 单位="同上", 检查时间="〃", 检查人员="〃", 隐患描述="插座松动", 隐患类别='"')
    first, repeated = (v.values for v in verdicts(ledger(ROW, second)))
    assert first is not None
    assert repeated is not None
    assert {k: repeated[k] for k in ("unit", "found_on", "finder", "category")} == {
        k: first[k] for k in ("unit", "found_on", "finder", "category")
    }


def test_headings_repeated_on_every_page_are_no_rows() -> None:
    content = ledger(ROW, HEADINGS, changed(序号=2, 隐患描述="插座松动"), ["本页小计", "", "", "", "", "2处"], HEADINGS)
    assert [v.row for v in verdicts(content)] == [2, 4]


def test_after_a_page_break_the_unit_goes_on() -> None:
    rows = [changed(序号=n, 隐患描述=f"插座{n}松动") for n in range(1, 9)]
    rows[4][1] = None
    content = ledger(*rows[:4], HEADINGS, *rows[4:])
    assert {(v.values or {}).get("unit") for v in verdicts(content)} == {"柳河镇第一小学"}


def test_rows_numbered_or_filled_in_beforehand_are_no_records() -> None:
    assert len(verdicts(ledger(ROW, [2], [3, "柳河镇第二小学"], [None], ["4", None, "  "]))) == 1


def test_the_example_of_a_form_is_refused_as_an_example() -> None:
    example = changed(序号="例")
    assert [codes(v) for v in verdicts(ledger(example, ROW))] == [["example_row"], []]


def test_hidden_rows_columns_and_sheets_are_read_like_others() -> None:
    workbook = openpyxl.load_workbook(BytesIO(ledger(ROW, changed(序号=2, 隐患描述="插座松动"))))
    sheet = workbook["台账"]
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    workbook.create_sheet("空白")
    sheet.sheet_state = "hidden"
    assert [v.verdict for v in verdicts(saved(workbook))] == ["import", "import"]


def test_the_day_and_people_of_the_check_may_stand_above_the_table() -> None:
    content = book(
        (
            "检查表",
            [
                ["安全检查隐患登记表"],
                ["受检单位：柳河镇第一小学", None, "检查时间：2025年3月5日", None, "检查人员：张三、李四"],
                ["序号", "隐患部位", "存在问题", "整改责任人", "整改期限"],
                [1, "教学楼", "灯具脱落", "王五", "7日内"],
            ],
            ["A1:E1"],
        )
    )
    values = only(content).values
    assert values is not None
    assert {k: values[k] for k in ("unit", "found_on", "finder", "deadline")} == {
        "unit": "柳河镇第一小学",
        "found_on": "2025-03-05",
        "finder": "张三、李四",
        "deadline": "2025-03-12",
    }


def test_a_monthly_table_needs_only_the_day() -> None:
    content = book(
        (
            "Sheet1",
            [
                ["柳河镇中心小学2025年3月校园安全隐患排查治理台账"],
                ["序号", "排查日期", "隐患情况", "整改措施", "责任人", "整改期限", "整改情况", "备注"],
                [1, "5日", "灭火器过期", "更换", "张三", "10日前", "已于3月8日整改完成", ""],
                [2, "6日", "插座松动", "更换", "张三", "15日", "正在整改", ""],
            ],
            ["A1:H1"],
        )
    )
    rows = [v.values for v in verdicts(content) if v.values]
    assert [(r["unit"], r["found_on"], r["deadline"], r["rectified_on"], r["state"]) for r in rows] == [
        ("柳河镇中心小学", "2025-03-05", "2025-03-10", "2025-03-08", "rectified"),
        ("柳河镇中心小学", "2025-03-06", "2025-03-15", None, "assigned"),
    ]


def test_a_limit_without_a_year_lies_after_the_finding() -> None:
    headings = ["序号", "单位", "检查时间", "隐患描述", "整改责任人", "整改时限", "完成时间"]
    content = book(("2025年", [headings, [1, "一小", "12月20日", "灯具脱落", "王五", "1月5日", "1月3日"]], []))
    values = only(content).values
    assert values is not None
    assert (values["found_on"], values["deadline"], values["rectified_on"]) == (
        "2025-12-20",
        "2026-01-05",
        "2026-01-03",
    )


def test_dates_may_be_real_dates_with_a_time_of_day() -> None:
    verdict = only(ledger(changed(检查时间=datetime(2025, 3, 5, 9, 30), 整改时限=date(2025, 3, 20))))  # noqa: DTZ001
    assert verdict.values == only(ledger(ROW)).values


def test_unknown_columns_are_kept_beside_but_not_those_about_people() -> None:
    headings = [*HEADINGS, "安全网格", "家长联系人", "网格员"]
    verdict = only(ledger([*ROW, "第三网格 13800000000", "赵女士", "钱某"], headings=headings))
    assert verdict.other_cells == ()
    assert only(ledger([*ROW, "第三网格", "赵女士", "钱某"], headings=headings)).other_cells == (
        ("安全网格", "第三网格"),
    )
