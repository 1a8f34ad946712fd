"""A table on its way out: columns with headings in two languages, rows of typed values, what changed in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Literal

from api.exports.words import Language, either, word
from api.times import due, said

Kind = Literal["text", "count", "photos", "yuan", "yes_no", "day", "when", "due"]
"""`when` is a day or an instant, whichever was recorded, `due` when time runs out; `yuan` is given in fen."""

CellValue = str | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` names the field it shows, `width` is in characters of a spreadsheet."""

    key: str
    zh: str
    en: str
    width: int
    kind: Kind = "text"

    def heading(self, language: Language) -> str:
        """The heading in the language of the document."""
        return either(self.zh, self.en, language)


@dataclass(frozen=True, slots=True)
class Row:
    """Values in the order of the columns; `changed` names the keys that differ from the first entry."""

    values: tuple[CellValue, ...]
    changed: frozenset[str] = frozenset()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """What is printed: `name` and `legend` are keys of the table of words; rows are read once."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    legend: tuple[str, ...] = ()


def printed(value: CellValue, kind: Kind, zone: tzinfo, language: Language) -> str:
    """A value as it stands on paper: instants with seconds and UTC offset, money in yuan with two decimals."""
    match value:
        case None:
            return ""
        case bool():
            return word("yes" if value else "no", language)
        case datetime():
            return due(value, zone) if kind == "due" else said(value, zone)
        case date():
            return value.isoformat()
        case int():
            return _number(value, kind, language)
        case str():
            return value


def _number(value: int, kind: Kind, language: Language) -> str:
    if kind == "yuan":
        sign = "-" if value < 0 else ""
        return f"{sign}{abs(value) // 100:,}.{abs(value) % 100:02} {word('yuan', language)}"
    return f"{value} {word('photos', language)}" if kind == "photos" else str(value)


def mark(revision: int) -> str:
    """`※2`, behind a field that changed since it was first entered."""
    return f"※{revision}"
