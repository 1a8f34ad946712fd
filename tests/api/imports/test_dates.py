"""Days in every notation that offices use, and what is no day."""

from datetime import date, datetime, time

import pytest

from api.imports.cells import Cell
from api.imports.dates import day_within, read_day
from api.imports.years import NO_YEARS, Years, years_named_in

TODAY = date(2026, 3, 2)
OF_2025 = Years(2025)
MARCH_5 = date(2025, 3, 5)


@pytest.mark.parametrize(
    "cell",
    [
        MARCH_5,
        datetime(2025, 3, 5, 14, 30),  # noqa: DTZ001 - a cell has no zone
        45721,
        45721.6,
        "45721",
        20250305,
        "20250305",
        250305,
        "250305",
        "2025-03-05",
        "2025-3-5",
        "2025/3/5",
        "2025.3.5",
        "2025.03.05 ",
        "2025.3.5.",
        "2025。3。5",
        "2025、3、5",
        "2025,3,5",
        "2025年3月5日",
        "2025年3月5号",
        "2025 年 3 月 5 日",
        "２０２５-３-５",
        "二〇二五年三月五日",
        "二零二五年三月五日",
        "25/3/5",
        "25.3.5",
        "2025-03-05 14:30",
        "2025-03-05T14:30:00",
        "2025年3月5日上午",
        "2025年3月5日（星期三）",
        "2025.3.5周三",
        "2025年3月5日 10时20分",
        "2025.3.5前",
        "2025年3月5日之前",
        "5-Mar-25",
        "Mar 5, 2025",
        "5 March 2025",
        "2025 3 5",
        "2025—3—5",
        "2025/3/5/",
        "2025年3月5日10:30",
        "'2025-03-05",
        "于2025年3月5日",
        "二Ｏ二五年三月五日",
        "2025.3.5排查",
    ],
)
def test_a_full_date_is_read_in_every_notation(cell: Cell) -> None:
    assert read_day(cell, years=NO_YEARS, today=TODAY).on == MARCH_5


@pytest.mark.parametrize("cell", ["3月5日", "三月五日", "3.5", "3/5", "03-05", "3月5号", 3.5])
def test_a_date_without_a_year_takes_the_year_of_the_title(cell: str) -> None:
    day = read_day(cell, years=OF_2025, today=TODAY)
    assert (day.on, day.assumed) == (MARCH_5, "year")
    assert read_day(cell, years=NO_YEARS, today=TODAY).problem == "no_year"


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("三月初", "not_a_date"),
        ("整改中", "not_a_date"),
        ("昨天", "not_a_date"),
        (0.5, "not_a_date"),
        (3.125, "not_a_date"),
        (3.1, "ambiguous"),
        (True, "not_a_date"),
        (time(8, 30), "not_a_date"),
        (1e300, "not_a_date"),
        (float("nan"), "not_a_date"),
        ("2025-02-30", "never_was"),
        ("2025.13.5", "never_was"),
        ("2025.2.29", "never_was"),
        ("4月31日", "never_was"),
        ("农历三月初五", "lunar"),
        ("腊月廿三", "lunar"),
        ("3/5/2025", "ambiguous"),
        ("2025年3月", "imprecise"),
        ("2025.3", "imprecise"),
        ("3月底", "imprecise"),
        ("1025-03-05", "implausible"),
        ("99/3/5", "implausible"),
        (date(1900, 1, 5), "implausible"),
    ],
)
def test_what_is_no_day_is_said_to_be_none_and_why(cell: Cell, problem: str) -> None:
    day = read_day(cell, years=OF_2025, today=TODAY)
    assert (day.on, day.problem) == (None, problem)


@pytest.mark.parametrize("cell", ["", "  ", "/", "／", "—", "-", "无", "待定", "N/A"])
def test_a_blank_or_a_stroke_is_no_date_and_no_mistake(cell: str) -> None:
    assert read_day(cell, years=NO_YEARS, today=TODAY) == (None, None, None)


@pytest.mark.parametrize(
    "cell",
    ["2025.3.5-3.7", "2025年3月5日-7日", "3月5日至3月7日", "2025/3/5-2025/3/7", "2025-03-05至2025-03-07", "2025.3.5~7"],
)
def test_of_a_range_the_first_day_counts_and_for_a_limit_the_last(cell: str) -> None:
    assert read_day(cell, years=OF_2025, today=TODAY).on == MARCH_5
    assert read_day(cell, years=OF_2025, today=TODAY, last=True).on == date(2025, 3, 7)


@pytest.mark.parametrize("cell", [0, 0.0, time(0, 0)])
def test_zero_is_what_a_link_to_an_empty_cell_shows(cell: Cell) -> None:
    assert read_day(cell, years=NO_YEARS, today=TODAY) == (None, None, None)


def test_a_range_that_runs_backwards_never_was() -> None:
    assert read_day("2025.3.5-3.1", years=NO_YEARS, today=TODAY).problem == "never_was"


@pytest.mark.parametrize(
    ("limit", "on"),
    [
        ("立即整改", date(2025, 1, 31)),
        ("当天", date(2025, 1, 31)),
        ("7日内", date(2025, 2, 7)),
        ("三天内", date(2025, 2, 3)),
        ("一周内", date(2025, 2, 7)),
        ("一个月内", date(2025, 2, 28)),
        ("2025年2月底前", date(2025, 2, 28)),
        ("2025年4月", date(2025, 4, 30)),
        ("3月底", date(2025, 3, 31)),
        ("3月份", date(2025, 3, 31)),
        ("年底前", date(2025, 12, 31)),
        ("2025年底", date(2025, 12, 31)),
        ("限期3天", date(2025, 2, 3)),
        ("半个月", date(2025, 2, 15)),
        ("24小时内", date(2025, 2, 1)),
        ("即日起至3月10日", date(2025, 3, 10)),
        ("限3月15日前", date(2025, 3, 15)),
        (3.15, date(2025, 3, 15)),
    ],
)
def test_a_time_limit_may_count_from_the_day_of_finding_or_name_a_month(limit: str, on: date) -> None:
    assert read_day(limit, years=OF_2025, today=TODAY, last=True, since=date(2025, 1, 31)).on == on


@pytest.mark.parametrize("limit", ["长期坚持", "尽快", "开学前", "15个工作日内", "99999天内"])
def test_a_limit_that_names_no_day_is_not_guessed(limit: str) -> None:
    assert read_day(limit, years=OF_2025, today=TODAY, last=True, since=MARCH_5).problem == "not_a_date"


def test_serial_numbers_of_old_macintosh_workbooks_count_from_1904() -> None:
    assert read_day(45721 - 1462, years=NO_YEARS, today=TODAY, epoch_1904=True).on == MARCH_5


@pytest.mark.parametrize(
    ("lines", "years"),
    [
        (["2025年3月校园安全隐患台账"], Years(2025, month=3)),
        (["二〇二五年隐患台账"], Years(2025)),
        (["2024-2025学年第一学期隐患台账", "2025年2月"], Years(school_year_from=2024)),
        (["隐患台账", "填报日期：2026年1月3日"], Years(2026, until=date(2026, 1, 3))),
        (["隐患台账", "town-202503"], Years(2025, month=3)),
        (["3月份隐患台账"], Years(month=3)),
        (["2025年秋季学期隐患台账"], Years(school_year_from=2025)),
        (["2025年春季学期隐患台账"], Years(2025)),
        (["排查时间：2025年3月1日—3月5日"], Years(2025)),
        (["2025年10月15日校园安全专项检查问题清单"], Years(2025)),
        (["校园安全检查台账（2025年10月15日）"], Years(2025, until=date(2025, 10, 15))),
        (["柳河镇"], Years()),
    ],
)
def test_the_year_is_what_title_date_line_sheet_or_file_name_say(lines: list[str], years: Years) -> None:
    assert years_named_in(lines) == years


def test_a_school_year_begins_in_august() -> None:
    years = Years(school_year_from=2024)
    assert read_day("9月5日", years=years, today=TODAY).on == date(2024, 9, 5)
    assert read_day("3月5日", years=years, today=TODAY).on == MARCH_5


def test_what_was_found_lies_before_the_day_on_which_the_table_was_filled_in() -> None:
    years = Years(2026, until=date(2026, 1, 3))
    assert read_day("12月28日", years=years, today=TODAY).on == date(2025, 12, 28)
    assert read_day("12月28日", years=years, today=TODAY, last=True).on == date(2026, 12, 28)


def test_in_a_table_about_one_month_a_day_alone_is_enough() -> None:
    assert read_day("5日", years=Years(2025, month=3), today=TODAY).on == MARCH_5
    assert read_day("5日", years=OF_2025, today=TODAY).problem == "not_a_date"


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("已于2025年3月5日整改完毕", MARCH_5),
        ("3月5日已更换", MARCH_5),
        ("已整改（3.5）", MARCH_5),
        ("已更换1.5米护栏", None),
        ("已整改", None),
        ("已更换3/4", None),
    ],
)
def test_a_day_is_found_inside_a_sentence_but_measures_are_none(text: str, on: date | None) -> None:
    assert day_within(text, years=OF_2025, today=TODAY) == on
