"""Funds → integer fen."""

from decimal import Decimal

import pytest

from api.imports.cells import Cell
from api.imports.money import read_funds, unit_named_in
from api.imports.numerals import in_digits, number


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        (0.5, 500_000),
        ("0.5", 500_000),
        ("1.2万", 1_200_000),
        ("1.2万元", 1_200_000),
        ("0", 0),
        (0.0, 0),
        ("无", 0),
        ("不需资金", 0),
        ("约3千元", 300_000),
        ("三百元", 30_000),
        ("1200元", 120_000),
        ("￥1,200", 120_000),
        ("¥1200.50", 120_050),
        ("壹万贰仟元整", 1_200_000),
        ("1万2千", 1_200_000),
        ("一万二", 1_200_000),
        ("１．２万", 1_200_000),
        ("5百元", 50_000),
        ("12元5角", 1_250),
        ("2w", 2_000_000),
        ("500 元左右", 50_000),
        ("0.2万元（公用经费）", 200_000),
        (0.1, 100_000),
        ("0.33333", 333_330),
    ],
)
def test_a_sum_under_a_heading_in_ten_thousands_is_read_in_fen(cell: Cell, fen: int) -> None:
    assert read_funds(cell, "万元") == (fen, False, False)


@pytest.mark.parametrize("cell", ["", "/", "—", "自筹", "待定", "专项资金"])
def test_a_stroke_or_a_source_says_nothing_of_the_sum(cell: str) -> None:
    assert read_funds(cell, "万元") == (None, False, False)


@pytest.mark.parametrize("cell", ["3-5万", "几百元", "-3", "若干", 1e30, "1.2.3", "万", "一二百"])
def test_what_is_no_sum_is_said_to_be_unreadable(cell: Cell) -> None:
    assert read_funds(cell, "万元").unreadable


@pytest.mark.parametrize(
    ("heading", "unit", "fen"),
    [
        ("整改资金（万元）", "万元", 1_500_000),
        ("资金(元)", "元", 150),
        ("经费/千元", "千元", 150_000),
        ("所需资金（万）", "万元", 1_500_000),
        ("单位：万元", "万元", 1_500_000),
        ("整改资金", None, 150),
    ],
)
def test_a_bare_figure_takes_the_unit_of_its_heading_and_without_one_means_yuan(
    heading: str, unit: str | None, fen: int
) -> None:
    assert unit_named_in(heading) == unit
    assert read_funds("1.5", unit) == (fen, False, unit is None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三十五", 35),
        ("十五", 15),
        ("一百零五", 105),
        ("一万二千三百", 12_300),
        ("两千", 2_000),
        ("3千", 3_000),
        ("1万2000", 12_000),
        ("二〇二五", 2025),
        ("一百二", 120),
        ("12.5", Decimal("12.5")),
        ("五亿", 500_000_000),
        ("", None),
        ("元", None),
        ("3a", None),
    ],
)
def test_numerals_and_figures_make_one_number(text: str, value: int | None) -> None:
    assert number(text) == value


def test_dates_in_numerals_are_written_in_digits() -> None:
    assert in_digits("二〇二五年十二月三十一日") == "2025年12月31日"
