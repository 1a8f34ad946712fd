"""A ledger as offices keep it: merged titles, headings in two rows and again halfway, dates in nine ways, mistakes.

Every row is made up. It is there to be uploaded, looked at row by row, and taken over.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import BinaryIO, NamedTuple

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from api.trial.defects import likely
from api.trial.dice import dice, weighted
from api.trial.district import BY_CODE
from api.trial.names import made_up_names
from api.trial.places import place_in

Cell = str | float | datetime | None

SHEETS = {"柳湾镇": "liuwan liuwan_dong shabu shangping liuwan_yey", "白石镇": "baishi yunping baishi_yey lq_no2"}
GROUPS = (("检查情况", 2, 4), ("隐患情况", 5, 8), ("整改情况", 9, 14), ("验收销号", 15, 17))
ALONE = {0: "序号", 1: "单位", 18: "备注"}
HEADINGS = (
    *("检查时间", "检查人员", "检查类型"),
    *("隐患部位", "隐患描述", "隐患类别", "隐患等级"),
    *("整改措施", "整改资金(万元)", "整改责任人", "督办人", "整改时限", "完成时间"),
    *("验收人", "验收时间", "是否销号"),
)
LAST = 18
CATEGORY_WORDS = {
    "building": "设施",
    "fire": "消防安全",
    "evacuation": "疏散",
    "traffic": "交通",
    "water": "水域",
    "food": "食品卫生",
    "health": "卫生防疫",
    "laboratory": "实验室",
    "dormitory": "宿舍",
    "gas": "燃气",
    "construction": "施工",
    "sports": "体育设施",
    "bullying": "欺凌",
    "security": "三防",
    "disaster": "自然灾害",
    "surroundings": "校园周边",
    "network": "网络安全",
    "management": "管理",
    "events": "大型活动",
    "fraud": "防诈骗",
    "other": "其他",
}
"""How offices call the categories."""


class Row(NamedTuple):
    """One row from the second column on."""

    unit: str
    cells: tuple[Cell, ...]


def write_sample_ledger(out: BinaryIO, today: date) -> None:
    """Write the workbook; the days in it lie in the ten months before a day."""
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy/m/d", "in_memory": True}) as book:
        number = 1
        for town, codes in SHEETS.items():
            number = _write_sheet(book, town, codes.split(), today, number)
        notes = book.add_worksheet("填表说明")
        notes.write_column(0, 0, ["本表为试用数据，单位、人员、隐患均为虚构。", "请在“导入台账”页上传，逐行查看判定。"])


def _write_sheet(book: Workbook, town: str, codes: list[str], today: date, number: int) -> int:
    sheet = book.add_worksheet(town)
    sheet.merge_range(0, 0, 0, LAST, f"{town}校园安全隐患排查整改台账（{today.year}年）", _bold(book))
    sheet.write_row(1, 0, ["填报单位（盖章）：", f"{town}中心校", None, "填报日期：", _in_words(today)])
    line = _write_headings(sheet, book, 2)
    for code in codes:
        first, rows = line, list(_rows(code, today))
        for row in rows:
            sheet.write_row(line, 0, [number, row.unit if line == first else None, *row.cells])
            line, number = line + 1, number + 1
        if len(rows) > 1:
            sheet.merge_range(first, 1, line - 1, 1, rows[0].unit)
        sheet.write(line, 0, "小计")
        sheet.write_formula(line, 10, f"=SUM(K{first + 1}:K{line})")
        line += 1
        if code == codes[1]:
            line = _write_headings(sheet, book, line)
    sheet.write_row(line, 0, ["填表人（签字）：", None, None, "审核人（签字）：", None, None, "单位负责人（签字）："])
    return number


def _bold(book: Workbook) -> object:
    return book.add_format({"bold": True, "align": "center"})


def _write_headings(sheet: Worksheet, book: Workbook, line: int) -> int:
    """Two rows of headings; returns the line after them."""
    bold = _bold(book)
    for column, word in ALONE.items():
        sheet.merge_range(line, column, line + 1, column, word, bold)
    for word, first, last in GROUPS:
        sheet.merge_range(line, first, line, last, word, bold)
    sheet.write_row(line + 1, 2, HEADINGS, bold)
    return line + 2


def _rows(code: str, today: date) -> Iterator[Row]:
    """Six or more rows of one unit: one of them twice, one without a description, one on a day that never was."""
    chance, names = dice("ledger", code), made_up_names()
    for _ in range(chance.randrange(40)):
        next(names)
    made = [_row(code, today, chance, [next(names) for _ in range(4)]) for _ in range(chance.randint(6, 8))]
    yield from made
    yield made[0]
    spoilt = chance.choice((4, 0))
    cells = list(made[1].cells)
    cells[spoilt] = None if spoilt == 4 else "2月30日"
    yield made[1]._replace(cells=tuple(cells))


def _row(code: str, today: date, chance: Random, people: list[str]) -> Row:
    found = today - timedelta(days=chance.randint(20, 300))
    defect = weighted(chance, likely(code, found))
    due, done = found + timedelta(days=15), found + timedelta(days=chance.randint(1, 22))
    is_done = chance.random() < 0.75 and done < today
    checked = min(done + timedelta(days=chance.randint(0, 3)), today)
    finder, rectifier, supervisor, verifier = (_spaced(name, chance) for name in people)
    cells: tuple[Cell, ...] = (
        _written(found, chance),
        finder,
        chance.choice(("自查", "镇级检查", "区级督查", "联合检查")),
        place_in(code, defect.places, chance),
        defect.text.format(n=chance.randint(2, 6)),
        CATEGORY_WORDS[defect.category.partition(".")[0]],
        "重大" if defect.article and chance.random() < 0.3 else chance.choice(("一般", "一般隐患", None)),
        defect.remedy,
        _funds(defect.yuan, chance),
        rectifier,
        supervisor,
        _written(due, chance),
        _written(done, chance) if is_done else chance.choice((None, "/", "未完成")),
        (rectifier if chance.random() < 0.12 else verifier) if is_done else None,
        _written(checked, chance) if is_done else None,
        chance.choice(("是", "√", "已销号")) if is_done else chance.choice(("否", "×", None)),
        chance.choice((None, None, None, "需资金", "已整改" if is_done else "正在整改")),
    )
    return Row(BY_CODE[code].name, cells)


def _written(day: date, chance: Random) -> Cell:
    return chance.choice(WAYS)(day)


def _in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _wide(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if each.isdigit() else each for each in text)


WAYS: tuple[Callable[[date], Cell], ...] = (
    lambda day: datetime(day.year, day.month, day.day),  # noqa: DTZ001 - a cell has no zone
    lambda day: (day - date(1899, 12, 30)).days,
    lambda day: day.isoformat(),
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}.{day.month:02}.{day.day:02} ",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    _in_words,
    lambda day: _wide(f"{day.year}-{day.month}-{day.day}"),
    lambda day: f" {day.year}年{day.month:02}月{day.day:02}日",
)
"""Nine ways to write a day."""


def _funds(yuan: int, chance: Random) -> Cell:
    return (
        chance.choice((None, "/", 0))
        if not yuan
        else chance.choice((yuan / 10_000, f"{yuan / 10_000:g}万", f"{yuan}元"))
    )


def _spaced(name: str, chance: Random) -> str:
    return chance.choice((name, name, name, f"{name} ", f"{name[0]} {name[1:]}", f"\u3000{name}"))
