"""What titles and the lines above a table say for all its rows."""

import pytest

from api.imports.context import context_of, unit_in_title


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("城关镇第一小学安全隐患整改台账", "城关镇第一小学"),
        ("2025年春季学期柳河镇中心小学安全隐患排查台账", "柳河镇中心小学"),
        ("2025-2026学年第一学期 红星小学 隐患台账", "红星小学"),
        ("阳光幼儿园2025年3月隐患排查清单", "阳光幼儿园"),
        ("县第一中学附属小学隐患台账", "县第一中学附属小学"),
        ("红星小学（东校区）隐患台账", "红星小学（东校区）"),
        ("育才学校校园安全排查台账", "育才学校"),
        ("安全隐患台账-第二小学", "第二小学"),
        ("实验学校", "实验学校"),
        ("云溪县第一中学安全隐患台账", "云溪县第一中学"),
        ("云溪县一中安全隐患台账", "云溪县一中"),
        ("云溪县第一中学分校隐患台账", "云溪县第一中学分校"),
        ("关于红星小学的隐患清单", "红星小学"),
        ("城关镇校园安全隐患排查整改台账", None),
        ("XX学校安全隐患台账", None),
        ("柳河镇各学校隐患汇总", None),
        ("中小学校园安全隐患", None),
        ("学校安全隐患排查整改台账", None),
        ("教育园区安全隐患", None),
        ("Sheet1", None),
    ],
)
def test_a_title_names_a_school_or_schools_in_general(title: str, unit: str | None) -> None:
    assert unit_in_title(title) == unit


def test_labels_above_the_table_name_unit_day_people_and_the_unit_of_money() -> None:
    line = "受检单位：柳河镇第一小学 检查时间：2025年3月5日 检查人员：张三、李四 单位：万元"
    context = context_of([line], sheet="Sheet1", filename="a.xlsx")
    assert (context.unit, context.found_on, context.finder) == ("柳河镇第一小学", "2025年3月5日", "张三、李四")
    assert context.money_unit == "万元"


def test_who_checked_is_not_the_unit_that_was_checked() -> None:
    line = "检查单位：县教育局 被检查单位：红星小学 检查组成员：张三 李四"
    context = context_of([line], sheet="Sheet1", filename="a.xlsx")
    assert (context.unit, context.finder) == ("红星小学", "张三、李四")


def test_the_dotted_lines_of_a_blank_form_say_nothing() -> None:
    line = "填报单位（盖章）：  填报时间： 年 月 日 单位：________"
    context = context_of([line], sheet="Sheet1", filename="a.xlsx")
    assert (context.unit, context.found_on, context.finder) == (None, None, None)


def test_the_nearest_line_wins_over_sheet_and_file() -> None:
    context = context_of(["2025年台账", "2024年台账"], sheet="2023年", filename="2022年第一小学.xlsx")
    assert (context.years.year, context.unit) == (2025, "第一小学")
