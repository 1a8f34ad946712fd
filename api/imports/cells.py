"""What a cell may hold, and its text as a clerk would copy it: one line, no padding, nothing invisible."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta


def words(text: str) -> frozenset[str]:
    """The words of a table line."""
    return frozenset(text.split())


CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
TURNS_WRITING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
CARRIAGE_RETURN_ESCAPED = re.compile(r"_x000[dD]_")
WRAPPED = re.compile(r"(?<=[\u3400-\u9fff，。、；：）])\s*[\n\r\v\f]\s*(?=[\u3400-\u9fff（])")
"""A line broken by hand between two Chinese characters: it only fitted the column."""
BLANKS = re.compile(r"\s+")
PADDED = re.compile(r"[\u3400-\u9fff](?: [\u3400-\u9fff]){1,2}")
"""食 堂 and 教　学　楼: blanks between all characters only fill the cell. Four may be two people."""
NARROW = {wide: wide - 0xFEE0 for run in ("０９", "ＡＺ", "ａｚ") for wide in range(ord(run[0]), ord(run[1]) + 1)}
PLACEHOLDERS = words(
    "/ // \\ - -- --- — —— – _ ／ ＼ － * ** . 。 、 ? ？ ... …… "
    "无 暂无 没有 空 空白 不详 未知 未定 待定 待补 待填 略 "
    "n/a na none null nil tbd"
)
"""What people type to say that a cell stays empty, in small letters."""


@lru_cache(maxsize=16384)
def tidy(text: str) -> str:
    """One line of text in NFC, figures and letters narrow, without control or invisible characters and padding."""
    if text.isascii() and text.isalnum():
        return text
    text = INVISIBLE.sub("", CARRIAGE_RETURN_ESCAPED.sub("\n", text))
    text = CONTROL.sub("", unicodedata.normalize("NFC", text)).translate(NARROW)
    text = BLANKS.sub(" ", WRAPPED.sub("", text)).strip()
    return text.replace(" ", "") if PADDED.fullmatch(text) else text


def has_control_characters(cell: Cell) -> bool:
    """True when `tidy` has to take out something that no keyboard puts into a ledger."""
    return isinstance(cell, str) and bool(CONTROL.search(cell) or TURNS_WRITING.search(cell))


def text_of(cell: Cell) -> str:
    """The cell as one line of text: 3.0 is “3”, a date its ISO form, a tick “是” or “否”."""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Nothing in it, or nothing that can be seen."""
    return cell == "" or (isinstance(cell, str) and not tidy(cell))


def is_placeholder(text: str) -> bool:
    """True for “/”, “—”, “无” and the like: somebody said that there is nothing to say."""
    return text.casefold() in PLACEHOLDERS


def without_blanks(text: str) -> str:
    """Folded for comparison: full-width forms made narrow, small letters, no blanks at all."""
    return BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
