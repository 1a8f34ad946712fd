"""Cells of a spreadsheet: typed values, with the mark, the unit and the UTC offset in their formats."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from api.exports.characters import spelled
from api.exports.table import CellValue, Column, Kind, Row, mark, printed
from api.exports.words import Language, word

MOST_UNITS = 32_000
"""UTF-16 units kept of one text; Excel stops at 32 767 and would drop the rest unseen."""

FIRST_YEAR = 1900
"""Excel has no days before 1900; they are written as text."""

LONG_TEXT = 255
"""Some versions of Excel show #### where a longer text stands in the text format."""

SURROGATE = re.compile("[\ud800-\udfff]")
MOST_MARKS = 20
"""Excel takes some two hundred number formats; the column of changes has the exact revision."""

CHANGED_COLOUR = "#FFF2CC"


@dataclass
class Formats:
    """Formats of one workbook, made when first needed; a value stays bare, what follows it is only shown."""

    book: Workbook
    made: dict[tuple[str, str, int], Format] = field(default_factory=dict)

    def cell(self, pattern: str, revision: int = 0, after: str = "") -> Format:
        """The format of a cell: `after` stands behind the value, then the mark of a field changed after first entry."""
        key = (pattern, after, min(revision, MOST_MARKS + 1))
        if key not in self.made:
            self.made[key] = self._make(pattern, revision, after)
        return self.made[key]

    def _make(self, pattern: str, revision: int, after: str) -> Format:
        if revision:
            after += f" {mark(MOST_MARKS)}+" if revision > MOST_MARKS else f" {mark(revision)}"
        changes = {"bg_color": CHANGED_COLOUR} if revision else {}
        shown = f'{pattern}"{after}"' if after else pattern
        return self.plain(num_format=shown, border=1, quote_prefix="@" in pattern, **changes)

    def plain(self, **properties: object) -> Format:
        """A format for wrapped text in small print."""
        return self.book.add_format({"text_wrap": True, "valign": "top", "font_size": 9, **properties})


@dataclass(frozen=True)
class CellWriter:
    """Writes the rows of one sheet: instants in the zone of the document, money in yuan."""

    sheet: Worksheet
    formats: Formats
    zone: tzinfo
    language: Language

    def write_row(self, at: int, columns: tuple[Column, ...], row: Row) -> None:
        """One row; a field that was emptied after first entry says so."""
        for place, (column, value) in enumerate(zip(columns, row.values, strict=True)):
            revision = row.revision if column.key in row.changed else 0
            is_cleared = revision > 0 and value in (None, "")
            self.write(at, place, word("cleared", self.language) if is_cleared else value, column.kind, revision)

    def write(self, at: int, place: int, value: CellValue, kind: Kind = "text", revision: int = 0) -> None:
        """One cell, by the type of its value."""
        match value:
            case None | "":
                self.sheet.write_blank(at, place, None, self.formats.cell("@"))
            case bool():
                self.write(at, place, word("yes" if value else "no", self.language), kind, revision)
            case int():
                self._number(at, place, value, kind, revision)
            case date() if value.year >= FIRST_YEAR:
                self._moment(at, place, value, revision)
            case date():
                self.write(at, place, printed(value, kind, self.zone, self.language), kind, revision)
            case str():
                pattern = "@" if len(value) <= LONG_TEXT else "General;General;General;@"
                self.text(at, place, value, self.formats.cell(pattern, revision))

    def text(self, at: int, place: int, text: str, shown: Format) -> None:
        """Text and nothing but text: never a formula, a link, or markup of the library's own."""
        text = fitting(text, self.language)
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter takes such a string for finished rich text and would write it into the file as it is.
            self.sheet.write_rich_string(at, place, text[:1], text[1:2], text[2:], shown)
        else:
            self.sheet.write_string(at, place, text, shown)

    def _number(self, at: int, place: int, value: int, kind: Kind, revision: int) -> None:
        unit = f" {word(kind, self.language)}" if kind in {"yuan", "photos"} else ""
        pattern = "#,##0.00" if kind == "yuan" else "0"
        amount = value / 100 if kind == "yuan" else value
        self.sheet.write_number(at, place, amount, self.formats.cell(pattern, revision, unit))

    def _moment(self, at: int, place: int, value: date | datetime, revision: int) -> None:
        if not isinstance(value, datetime):
            self.sheet.write_datetime(at, place, value, self.formats.cell("yyyy-mm-dd", revision))
            return
        local = value.astimezone(self.zone).replace(microsecond=0)
        shown = self.formats.cell("yyyy-mm-dd hh:mm:ss", revision, f" {local.isoformat()[19:]}")
        self.sheet.write_datetime(at, place, local, shown)


def fitting(text: str, language: Language) -> str:
    """The text within Excel's limit; what is cut says so, and a lone surrogate is named."""
    text = spelled(text, SURROGATE.findall(text))
    if len(text) * 2 <= MOST_UNITS:
        return text
    encoded = text.encode("utf-16-le")
    if len(encoded) <= MOST_UNITS * 2:
        return text
    return encoded[: MOST_UNITS * 2].decode("utf-16-le", "ignore") + word("cut", language)
