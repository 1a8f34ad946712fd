"""What a row owes to the rows above it: dittos, values written once for a group, and the line that heads a group."""

import re
from dataclasses import replace
from itertools import pairwise

from api.imports.categories import category_of
from api.imports.cells import Cell, is_blank, text_of, words
from api.imports.columns import Plan
from api.imports.context import is_unit_name
from api.imports.furniture import RowKind, kind_of_row
from api.imports.headings import NUMBERING
from api.imports.workbook import SheetRow

DITTO = words("〃 ″ 同上 同前 同上行 上同 \" '' “ ” ˮ 〞 〝 ditto")
ONCE_PER_GROUP = ("unit", "found_on", "finder", "town", "category")
"""Fields that people often write in the first row of a group only."""
LONGEST_SECTION = 12
TABLE_TITLE = re.compile(r"台[账帐]|清单|汇总|登记|统计|一览|表$")


class Group:
    """Follows a sheet from record to record."""

    def __init__(self) -> None:
        self.after_heading = False
        self.previous: list[Cell] = []
        self.last: dict[str, Cell] = {}
        self.heads: dict[str, Cell] = {}

    def without_dittos(self, cells: list[Cell]) -> list[Cell]:
        """〃 and 同上 replaced by what stands above."""
        if DITTO.isdisjoint(cells):
            return cells
        above = self.previous + [""] * (len(cells) - len(self.previous))
        return [above[place] if cell in DITTO else cell for place, cell in enumerate(cells)]

    def carried(self, plan: Plan) -> dict[str, Cell]:
        """Values for blank cells: what was written once above, and first of all the group's heading line."""
        names = plan.written_once | {"unit"} if self.after_heading and plan.has("unit") else plan.written_once
        heads = {name: value for name, value in self.heads.items() if name == "unit" or not plan.has(name)}
        return {name: self.last[name] for name in names if name in self.last} | heads

    def remember(self, plan: Plan, cells: list[Cell]) -> None:
        """After a record: it is what the next row may refer to."""
        self.previous, self.after_heading = cells, False
        for name in ONCE_PER_GROUP:
            place = plan.columns.get(name, -1)
            if 0 <= place < len(cells) and not is_blank(cells[place]):
                self.last[name] = cells[place]

    def hear(self, row: SheetRow) -> None:
        """A line that names a school heads the rows below it; one that names a category does so within the school."""
        texts = [text for text in row.texts if text]
        heads = _headed_by(texts[0]) if len(texts) == 1 else {}
        self.heads = heads if "unit" in heads else self.heads | heads


def _headed_by(text: str) -> dict[str, Cell]:
    """“城关镇第一小学” or “二、消防安全类” above a group of rows."""
    bare = NUMBERING.sub("", text).rstrip(":： ")
    if is_unit_name(bare):
        return {"unit": bare}
    is_short = len(bare) <= LONGEST_SECTION and not TABLE_TITLE.search(bare)
    return {"category": bare} if is_short and category_of(bare) else {}


def without_empty_columns(plan: Plan, sample: tuple[SheetRow, ...], said_above: set[str]) -> Plan:
    """A column that nobody filled in is none, where what stands above the table says the same for all its rows."""
    records = _records(plan, sample)
    empty = {name for name in said_above & plan.columns.keys() if not any(_texts(plan.columns[name], records))}
    return replace(plan, columns={n: at for n, at in plan.columns.items() if n not in empty}) if records else plan


def _records(plan: Plan, sample: tuple[SheetRow, ...]) -> list[list[Cell]]:
    return [row.cells for row in sample if kind_of_row(row.texts, plan, wide=False) is RowKind.RECORD]


def written_once(plan: Plan, sample: tuple[SheetRow, ...]) -> frozenset[str]:
    """Fields that are blank in every third record or more, though the first record has them.

    Units, which no ledger lacks, need not be blank that often where none is ever written twice in a row.
    """
    records = _records(plan, sample)
    texts = {name: _texts(plan.columns[name], records) for name in ONCE_PER_GROUP if _may_head_a_group(name, plan)}
    return frozenset(name for name, column in texts.items() if _is_written_once(name, column))


def _may_head_a_group(name: str, plan: Plan) -> bool:
    """A category does only where it stands before the school: elsewhere a blank one was left open."""
    place = plan.columns.get(name)
    return place is not None and (name != "category" or place < plan.columns.get("unit", -1))


def _texts(place: int, records: list[list[Cell]]) -> list[str]:
    return [text_of(cells[place]) if place < len(cells) else "" for cells in records]


def _is_written_once(name: str, column: list[str]) -> bool:
    blanks, rows = column.count(""), len(column)
    if not blanks or not column[0]:
        return False
    if name == "unit" and all(above != below for above, below in pairwise(column) if below):
        return blanks * (10 if blanks > 1 else 3) >= rows
    return blanks > 1 and blanks * 3 >= rows
