"""The values of a record in the product's words: unit, people, category, grade, funds, and the other texts."""

import re
from typing import Final

from api.imports.categories import category_of
from api.imports.cells import BLANKS
from api.imports.grades import GENERAL, MAJOR, Grade, read_grade, read_is_major
from api.imports.money import read_funds
from api.imports.names import TELEPHONE, people_in, written
from api.imports.records import Record
from api.imports.states import said, ticked

COUNT_BEHIND = re.compile(r"[(（]\s*共?\s*\d+\s*[处条项个]?\s*[)）]$")
INNER_BLANK = re.compile(r"(?<=[\u3400-\u9fff)）])\s+(?=[\u3400-\u9fff(（])")
NIL_REPORT = re.compile(
    r"^(本(次|月|周|日|校)|经(检查|排查|自查))?.{0,8}?(未发现|没有发现|未查出|暂未发现|无|没有|未排查出)"
    r"(任何|明显|安全|重大|一般|其他|新|、)*(安全)?(隐患|问题|异常)(及?(问题|隐患))?[。.!！]?$"
    r"|^(一切|各项)?正常[。.]?$|^零(报告|隐患)$"
)
HAS_WORDS = re.compile(r"[^\W\d_]")
OTHER_TEXTS: Final = (
    "register_number", "town", "source", "basis", "cause", "interim_measure", "measures", "responsible_unit",
    "contingency", "manner", "progress", "review_result", "supervising_unit", "listed", "recurrence", "remarks",
)  # fmt: skip
"""Columns kept as they were written, where the ledger has them."""
LONG_TEXTS: Final = frozenset(
    {"measures", "interim_measure", "cause", "remarks", "progress", "contingency", "basis", "review_result"}
)


def unit(record: Record) -> str | None:
    """The school, from its column, the line that heads the group, or the title; a row without one is refused."""
    name = _unit_name(record.text("unit"))
    if not name and not record.table.plan.has("unit") and record.table.context.unit:
        name = _unit_name(record.table.context.unit)
        record.assumed.add("unit")
    record.flag_formula("unit")
    if not name:
        record.refuse("no_unit")
    return name or None


def _unit_name(text: str) -> str:
    """Without the padding inside and the count behind it."""
    return INNER_BLANK.sub("", COUNT_BEHIND.sub("", text)).strip()


def description(record: Record) -> str | None:
    """What is wrong, in words; a formula, a figure, “/” or “未发现隐患” is no description."""
    text = record.text("description", limit=record.table.limits.description_characters)
    if record.mark("description"):
        record.refuse("description_is_a_formula")
    elif record.written("description") in ("无", "没有") or NIL_REPORT.search(BLANKS.sub("", text)):
        record.refuse("nothing_was_found")
    elif not text:
        record.refuse("no_description")
    elif not HAS_WORDS.search(text):
        record.refuse("description_without_words")
    else:
        return text
    return None


def place(record: Record) -> str | None:
    """Where it is; a room number may stand as a figure."""
    record.flag_formula("place")
    return record.text("place") or None


def person(record: Record, name: str) -> str | None:
    """The people of a column with 、 between them; what is no name is flagged."""
    cell = record.cell(name)
    record.flag_formula(name)
    if not (text := record.text(name)):
        return None
    people = people_in(cell if isinstance(cell, str) else text)
    if not people and ticked(text) is None and said(text) is None:
        record.flag("person_not_readable", name, text)
    return written(people)


def category(record: Record, what: str | None) -> str | None:
    """The code of the category's word; where the word is missing or unknown, what the description shows."""
    record.flag_formula("category")
    words = [record.text("category"), *record.answers("category")]
    known = next((code for word in words if (code := category_of(word))), None)
    if known is None:
        if words[0]:
            record.flag("category_unknown", None, words[0])
        known = category_of(what or "")
        record.assumed.add("category")
    return known


def grade(record: Record) -> str:
    """General unless the row, or the title over a table without grades, says major."""
    record.flag_formula("grade")
    said_so = [read_grade(record.text("grade")), *map(read_grade, record.answers("grade"))]
    said_so += [_major_or_not(record)]
    grades = {g.grade for g in said_so} - {None}
    if any(g.doubtful for g in said_so):
        record.flag("grade_doubtful", None, record.text("grade"))
    if len(grades) > 1:
        record.flag("grades_disagree")
    if not grades:
        record.assumed.add("grade")
        has_column = record.table.plan.has("grade") or record.table.plan.has("is_major")
        return GENERAL if has_column else record.table.context.grade or GENERAL
    return MAJOR if MAJOR in grades else GENERAL


def _major_or_not(record: Record) -> Grade:
    """The column “major or not?”, which may hold the ground for it instead of an answer."""
    ticks = [ticked(answer) for answer in record.answers("is_major")]
    if ticks:
        return Grade(MAJOR if any(ticks) else GENERAL)
    answer = read_is_major(record.written("is_major"))
    return answer if answer.grade else Grade()


def funds(record: Record) -> int | None:
    """In fen."""
    read = read_funds(record.cell("funds"), record.table.plan.money_unit)
    if read.unreadable:
        record.flag("funds_not_readable", None, record.written("funds"))
    if read.unit_assumed:
        record.assumed.add("funds_fen")
    return read.fen


def other_texts(record: Record) -> dict[str, str | int | None]:
    """The remaining columns that the ledger has, “/” and the like as None."""
    columns = record.table.plan.columns
    most = record.table.limits.description_characters
    return {
        name: record.text(name, limit=most if name in LONG_TEXTS else None) or None
        for name in OTHER_TEXTS
        if name in columns
    }


def other_cells(record: Record) -> tuple[tuple[str, str], ...]:
    """Heading and text of columns without a meaning, so that nothing on the paper is lost; never those about people."""
    most = record.table.limits.text_characters
    found = ((heading, record.texts[at]) for at, heading in record.table.plan.unused if at < len(record.texts))
    return tuple((heading, text[:most]) for heading, text in found if text and not TELEPHONE.search(text))
