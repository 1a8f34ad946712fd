"""Cells of a spreadsheet: typed values, with the mark, the unit and the UTC offset in their formats."""

from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from api.exports.characters import spelled
from api.exports.table import CellValue, Column, Kind, Row, mark
from api.exports.words import Language, word

MOST_UNITS = 32_000
"""UTF-16 units kept of one text; Excel stops at 32 767 and would drop the rest unseen."""

FIRST_YEAR = 1900
"""Excel has no days before 1900; they are written as text."""

MOST_MARKS = 20
"""Excel takes some two hundred number formats; the column of changes has the exact revision."""

CHANGED_COLOUR = "#FFF2CC"


@dataclass
class Formats:
    """Formats of one workbook, made when first needed. The value of a cell stays bare: marks are only shown."""

    book: Workbook
    made: dict[tuple[str, int], Format] = field(default_factory=dict)

    def cell(self, number_format: str, revision: int) -> Format:
        """The format of a cell, coloured and marked when its field changed after first entry."""
        key = (number_format, min(revision, MOST_MARKS + 1))
        if key not in self.made:
            shown = f"{mark(MOST_MARKS)}+" if revision > MOST_MARKS else mark(revision)
            changes = {"bg_color": CHANGED_COLOUR} if revision else {}
            suffix = f'" {shown}"' if revision else ""
            self.made[key] = self.plain(num_format=number_format + suffix, border=1, **changes)
        return self.made[key]

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
            shown = word("cleared", self.language) if value is None and revision else value
            self.write(at, place, shown, column.kind, revision)

    def write(self, at: int, place: int, value: CellValue, kind: Kind, revision: int = 0) -> None:
        """One cell, by the type of its value."""
        match value:
            case bool():
                self.text(at, place, word("yes" if value else "no", self.language), self.formats.cell("@", revision))
            case int():
                amount = value / 100 if kind == "yuan" else value
                self.sheet.write_number(at, place, amount, self.formats.cell(self._number_format(kind), revision))
            case date() if value.year >= FIRST_YEAR:
                self._moment(at, place, value, revision)
            case date():
                self.text(at, place, value.isoformat(), self.formats.cell("@", revision))
            case _:
                self.text(at, place, value or "", self.formats.cell("@", revision))

    def text(self, at: int, place: int, text: str, shown: Format) -> None:
        """Text and nothing but text: never a formula, a link, or markup of the library's own."""
        text = fitting(text, self.language)
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter takes such a string for finished rich text and would write it into the file as it is.
            self.sheet.write_rich_string(at, place, text[:1], text[1:], shown)
        else:
            self.sheet.write_string(at, place, text, shown)

    def _moment(self, at: int, place: int, value: date | datetime, revision: int) -> None:
        if not isinstance(value, datetime):
            self.sheet.write_datetime(at, place, value, self.formats.cell("yyyy-mm-dd", revision))
            return
        local = value.astimezone(self.zone).replace(microsecond=0)
        shown = self.formats.cell(f'yyyy-mm-dd hh:mm:ss" {local.isoformat()[19:]}"', revision)
        self.sheet.write_datetime(at, place, local, shown)

    def _number_format(self, kind: Kind) -> str:
        unit = f'" {word(kind, self.language)}"' if kind in {"yuan", "photos"} else ""
        return ("#,##0.00" if kind == "yuan" else "0") + unit


def fitting(text: str, language: Language) -> str:
    """The text within Excel's limit; what is cut says so, and a lone surrogate is named."""
    text = spelled(text, {one for one in text if "\ud800" <= one <= "\udfff"})
    encoded = text.encode("utf-16-le")
    if len(encoded) <= MOST_UNITS * 2:
        return text
    return encoded[: MOST_UNITS * 2].decode("utf-16-le", "ignore") + word("cut", language)
