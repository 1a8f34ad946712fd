"""Importing a ledger: rows a second from file to record, and what the process needs for it."""

import resource
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from io import BytesIO

import xlsxwriter

from api.imports.carrying_out import take_over
from api.imports.opening import read
from api.imports.runs import Runs
from tests.bench.filling import DEFECTS, PLACES
from tests.bench.ground import Ratio, ground
from tests.support.importing import HEADINGS, begun

LEAST = 1_500
"""Rows a second that are wanted."""

SCHOOLS = ("第三中学", "第五小学", "西河中心校", "刘庄幼儿园", "城关镇育才学校", "柳林小学", "实验中学", "东关幼儿园")
PEOPLE = ("张兰", "刘超", "朱丽", "何强", "罗伟", "马秀英", "王建国", "李敏", "陈静", "赵军")


def measure(times: int, each: int) -> Iterator[Ratio]:
    """Twenty thousand rows at the usual size, and a hundred thousand for the memory."""
    for rows in (each * 5, each * 25):
        began_kib, took = _peak_kib(), _imported(rows)
        yield Ratio(f"import of {rows:,} ledger rows", rows / took, "wanted", LEAST, "rows/s", "≥ 1")
        what = f"memory while importing {rows:,} rows"
        yield Ratio(what, _peak_kib() / 1024, "before", began_kib / 1024, "MiB", "flat")


def _imported(rows: int) -> float:
    content = ledger_of(rows)
    with ground({"shared_buffers": "256MB"}) as (_, system):
        began = time.perf_counter()
        reading = read(system, content, "ledger.xlsx", None)
        for _ in take_over(system, Runs(system.pool, system.random), begun(system, reading), reading):
            pass
        return time.perf_counter() - began


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


def _peak_kib() -> float:
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
