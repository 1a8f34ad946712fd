"""Made-up ledgers of any length, as workbooks."""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO

import xlsxwriter

from tests.bench.filling import DEFECTS, PLACES
from tests.support.importing import HEADINGS

SCHOOLS = ("第三中学", "第五小学", "西河中心校", "刘庄幼儿园", "城关镇育才学校", "柳林小学", "实验中学", "东关幼儿园")
PEOPLE = ("张兰", "刘超", "朱丽", "何强", "罗伟", "马秀英", "王建国", "李敏", "陈静", "赵军")


def ledger_of(rows: int) -> bytes:
    """A workbook with so many different rows."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        for at, cells in enumerate((HEADINGS, *(_row(number) for number in range(rows)))):
            for place, cell in enumerate(cells):
                sheet.write_string(at, place, cell)
    return out.getvalue()


def _row(number: int) -> Sequence[str]:
    found = date(2025, 1, 6) + timedelta(days=number % 300)
    one, two, three, four = (PEOPLE[(number + step) % len(PEOPLE)] for step in (0, 3, 5, 7))
    days = [(found + timedelta(days=step)).isoformat() for step in (0, 8, 5, 6)]
    return (
        str(number + 1), SCHOOLS[number % len(SCHOOLS)], days[0], one, f"{PLACES[number % len(PLACES)]}{number % 89}号",
        f"{DEFECTS[number // 3 % len(DEFECTS)]}，第{number}处", "建筑", "一般", "更换", two, three, days[1], days[2],
        four, days[3], "年久失修",
    )  # fmt: skip
