"""Ledgers as strangers send them: what a careful clerk makes of other words, slips and layouts."""

from typing import Any

import pytest

from tests.api.imports.books import HEADINGS, ROW, book, changed, ledger, only, verdicts

ONE_ROW = {
    "traditional characters": """
學校安全隱患整改臺賬
編號|單位|檢查時間|檢查人|隱患部位|隱患描述|隱患類別|隱患等級|責任人|整改情況|完成時間
1|東區小學|2025年3月5日|張三|禮堂|試劑櫃未上鎖|實驗室|較大|李四|已經整改|2025年3月8日
=> unit=東區小學 description=試劑櫃未上鎖 category=laboratory grade=general state=rectified
""",
    "unusual words in every heading": """
被查学校|摸排人员|摸排时间|隐患所在地|风险点描述|整改实施人|分管副局长|最迟完成时间|复检人|复检时间
梅林小学|张三|2025.3.5|东楼|护栏松动|李四|赵六|2025.3.31|王五|2025.3.20
=> unit=梅林小学 finder=张三 place=东楼 rectifier=李四 supervisor=赵六 deadline=2025-03-31 verifier=王五
=> verified_on=2025-03-20
""",
    "English": """
No.|School|Date found|Found by|Location|Problem|Category|Responsible person|Status
1|Riverside|5 March 2025|Anna|Gym|Extinguisher expired|Fire|Bob|Closed
=> unit=Riverside finder=Anna category=fire rectifier=Bob state=verified
""",
    "place and description in one column": """
学校|隐患部位及描述|检查时间|检查人|责任人
石桥小学|二楼走廊灭火器压力不足|2025-3-5|张三|李四
=> description=二楼走廊灭火器压力不足 place=None category=fire state=assigned
""",
    "unit and person in one column": """
学校|隐患描述|发现时间|检查单位/人员|责任单位及责任人|完成时间
石桥小学|灭火器缺失|2025-3-6|张三|总务处 李四|2025-3-8
=> finder=张三 rectifier=李四 state=rectified
""",
    "answers as headings without a group": """
学校|隐患描述|发现时间|责任人|已整改|未整改
石桥小学|灭火器缺失|2025-3-6|李四|√|
=> state=rectified
""",
    "awaiting acceptance": """
学校|隐患描述|发现时间|责任人|整改状态
石桥小学|灭火器缺失|2025-3-6|李四|已整改待验收
=> state=rectified
""",
    "a planned day of striking off": """
学校|隐患描述|发现时间|责任人|计划销号时间
石桥小学|灭火器缺失|2025-3-6|李四|2025-4-6
=> deadline=2025-04-06 verified_on=None state=assigned
""",
    "a day of rectification that somebody checked": """
学校|隐患描述|发现时间|责任人|整改时间|复查人
石桥小学|灭火器缺失|2025-3-6|李四|3月9日|王五
=> rectified_on=2025-03-09 deadline=None state=rectified
""",
    "the day of the check in the title": """
白云区2025年10月15日校园安全专项检查问题清单
序号|学校|问题描述|整改时限|责任人
1|白云一小|消防通道停放车辆|10月20日|陈一
=> found_on=2025-10-15 deadline=2025-10-20
""",
    "groups over columns without merged cells": """
序号|学校|排查||隐患|||整改||复查
||时间|人员|地点|内容|类型|责任人|完成时间|人员|时间
1|光明学校|2025/3/1|甲某某|东楼|窗户破损|设施|乙某某|2025/3/5|丙某某|2025/3/6
=> found_on=2025-03-01 finder=甲某某 place=东楼 description=窗户破损 category=building rectifier=乙某某
=> rectified_on=2025-03-05 verifier=丙某某 verified_on=2025-03-06 state=verified
""",
    "days told by what stands beside them": """
学校|检查时间|检查人|隐患描述|责任人|时间|复查人|时间
甲校|2025-3-5|张三|灯坏|李四|2025-3-9|王五|2025-3-10
=> found_on=2025-03-05 rectified_on=2025-03-09 verified_on=2025-03-10 state=verified
""",
    "columns that nobody filled in, for the title says it": """
学校：甲镇第一小学|||检查时间：2025年3月5日|检查人：张三
序号|学校|检查时间|检查人|隐患描述|责任人
1||||灯坏|李四
=> unit=甲镇第一小学 found_on=2025-03-05 finder=张三
""",
    "names and days in one column": """
学校|检查人/时间|隐患描述|整改责任人及时限|完成时间|验收人及日期
甲校|张三 2025.3.5|灯坏|李四（2025年3月20日前）|2025.3.8|王五2025年3月9日
=> finder=张三 found_on=2025-03-05 rectifier=李四 deadline=2025-03-20 verifier=王五 verified_on=2025-03-09
""",
    "hints below the headings": """
学校|检查时间|隐患描述|隐患等级|整改资金|责任人
|年/月/日||一般/重大|万元|姓名
甲校|2025-3-5|灯坏|一般|0.5|李四
=> found_on=2025-03-05 state=assigned
""",
    "wide letters and padding": """
学校|检查时间|隐患部位|隐患描述|隐患类别|责任人
第１小学|２０２５．３．５|食 堂|ＬＥＤ灯损坏３处|用　电|校长 李四、总务主任 王七
=> unit=第1小学 place=食堂 description=LED灯损坏3处 category=fire rectifier=李四、王七
""",
}
"""Name → a ledger of one row, line by line, and what is read from it."""


@pytest.mark.parametrize("name", ONE_ROW)
def test_a_ledger_in_other_words_says_the_same(name: str) -> None:
    lines = ONE_ROW[name].strip().splitlines()
    rows = [line.split("|") for line in lines if not line.startswith("=>")]
    said = [each.split("=") for line in lines if line.startswith("=>") for each in line[2:].split()]
    verdict = only(book(("台账", rows, [])), filename="2025年.xlsx")
    assert (verdict.verdict, verdict.reasons) == ("import", ())
    assert verdict.values is not None
    assert [[field, str(verdict.values[field])] for field, _ in said] == said


def test_a_row_of_headings_is_known_among_many_columns_of_ones_own() -> None:
    own = [f"扩展{number}" for number in range(100)]
    assert only(ledger(ROW, headings=[*HEADINGS, *own])).verdict == "import"


def test_the_first_of_several_schools_loses_its_number_too() -> None:
    headings = ["隐患部位", "存在的问题", "排查时间", "责任人"]
    row = ["食堂", "健康证过期", "2025-03-01", "许二"]
    rows = [["2025年度台账"], ["一、清江市第一中学"], headings, row, ["二、清江市第二小学"], headings, row]
    units = [
        verdict.values and verdict.values["unit"] for verdict in verdicts(book(("台账", rows, ["A2:D2", "A5:D5"])))
    ]
    assert units == ["清江市第一中学", "清江市第二小学"]


def test_a_middle_school_is_named_in_full_by_its_title() -> None:
    rows = [
        ["云溪县第一中学2025年安全隐患台账"],
        ["隐患部位", "隐患描述", "排查时间"],
        ["食堂", "健康证过期", "2025-03-01"],
    ]
    values = only(book(("一中", rows, []))).values
    assert values is not None
    assert values["unit"] == "云溪县第一中学"


@pytest.mark.parametrize("nothing", ["0000-00-00", "1900/1/0", "1900-01-00 00:00:00"])
def test_the_empty_day_of_another_program_is_no_day(nothing: str) -> None:
    verdict = only(ledger(changed(完成时间=nothing, 验收人=None, 验收时间=None, 是否销号=None)))
    assert verdict.values is not None
    assert (verdict.values["rectified_on"], verdict.values["state"]) == (None, "assigned")


def test_every_block_of_a_sheet_is_about_the_school_named_above_it() -> None:
    headings = ["序号", "隐患部位", "隐患描述", "整改责任人", "整改时限", "复查人"]
    rows: list[list[Any]] = [
        ["学校：红星小学", None, None, "检查时间：2025年9月1日", "检查人员：张三、李四"],
        headings,
        [1, "食堂", "砧板混用", "何一", "2025年9月5日"],
        ["受检单位负责人签字：", None, None, None, "检查人签字："],
        ["学校：", "红旗中学", None, "检查时间：2025年9月2日", "检查人员：", "王五"],
        headings,
        [1, "宿舍", "消防栓无水", "何二", "2025年9月10日"],
        [None, None, "（以下空白）"],
    ]
    read = verdicts(book(("登记表", rows, [])))
    assert [verdict.row for verdict in read] == [3, 7]
    assert [(v.values["unit"], v.values["found_on"], v.values["finder"]) for v in read if v.values] == [
        ("红星小学", "2025-09-01", "张三、李四"),
        ("红旗中学", "2025-09-02", "王五"),
    ]


@pytest.mark.parametrize(
    "line", ["（二）梅林镇中心学校", "(2) 梅林镇中心学校", "2）梅林镇中心学校", "二.梅林镇中心学校", "梅林镇中心学校："]
)
def test_a_school_that_heads_a_group_is_known_however_its_line_is_written(line: str) -> None:
    rows = [
        ["2025年度台账"],
        ["隐患部位", "隐患描述", "排查时间"],
        ["清江市第一中学"],
        ["食堂", "灯坏", "2025-03-01"],
        [line],
    ]
    rows.append(["宿舍", "门坏", "2025-03-01"])
    read = verdicts(book(("台账", rows, ["A3:C3", "A5:C5"])))
    assert [verdict.values and verdict.values["unit"] for verdict in read] == ["清江市第一中学", "梅林镇中心学校"]
