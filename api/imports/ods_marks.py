"""Merged areas, formulas, errors and extent of .ods sheets; the reader tells none of them for this family."""

import zipfile
from io import BytesIO
from xml.parsers import expat

from api.imports.kinds import UNPACKING_FAILED
from api.imports.limits import Limits
from api.imports.marks import SheetMarks, WorkbookMarks
from api.imports.refusals import LedgerBroken, LedgerTooLarge

CHUNK = 2**18
CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})


def scan(content: bytes, limits: Limits) -> WorkbookMarks:
    """The marks of every sheet. Raises LedgerTooLarge as soon as a limit is passed, LedgerBroken."""
    scanner = _Scanner(limits)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive, archive.open("content.xml") as member:
            while chunk := member.read(CHUNK):
                scanner.feed(chunk)
            scanner.feed(b"", last=True)
    except (*UNPACKING_FAILED, expat.ExpatError) as error:
        raise LedgerBroken from error
    return WorkbookMarks(scanner.sheets)


class _Scanner:
    """Follows tables, rows and cells, each of which may stand for many equal ones."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.sheets = limits, dict[str, SheetMarks]()
        self.marks = SheetMarks()
        self.row = self.column = self.seen = self.text = self.amount = 0
        self.repeated_row = self.repeated = 1
        self.in_cell = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.refuse_document_types
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        self.seen += len(chunk)
        if self.seen > self.limits.unpacked_bytes or self.amount > self.limits.unpacked_bytes:
            raise LedgerTooLarge(what="unpacked", limit=f"{self.limits.unpacked_bytes >> 20} MiB")
        self.parser.Parse(chunk, last)

    def refuse_document_types(self, *_: object) -> None:
        """No program writes one here; entities are the only use for it, and they can swell without end."""
        raise LedgerBroken

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.marks = self.sheets.setdefault(attributes.get("table:name", ""), SheetMarks())
            self.row = 0
        elif name == "table:table-row":
            self.column, self.repeated_row = 0, _count(attributes, "table:number-rows-repeated")
        elif name in CELLS:
            self.in_cell += 1
            self.text = 0
            self.repeated = _count(attributes, "table:number-columns-repeated")
            self.note(attributes)

    def note(self, attributes: dict[str, str]) -> None:
        """A cell's formula, error, span and own value, as its attributes tell them."""
        if "table:formula" in attributes or attributes.get("calcext:value-type") == "error":
            wrong = attributes.get("calcext:value-type") == "error"
            self.marks.cells[self.row, self.column] = "error" if wrong else "formula"
        rows, columns = (
            _count(attributes, "table:number-rows-spanned"),
            _count(attributes, "table:number-columns-spanned"),
        )
        if rows > 1 or columns > 1:
            self.marks.merged.append((self.row, self.column, self.row + rows - 1, self.column + columns - 1))
        if "office:value-type" in attributes:
            self.text = 1

    def characters(self, data: str) -> None:
        if self.in_cell:
            self.text += len(data)

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self.row += self.repeated_row
        elif name in CELLS:
            self.in_cell -= 1
            if self.text:
                self.amount += self.text * self.repeated * self.repeated_row
                self.marks.reach(self.row + self.repeated_row - 1, self.column + self.repeated - 1)
                self.refuse_what_is_too_large()
            self.column += self.repeated

    def refuse_what_is_too_large(self) -> None:
        """At once, for a repeated cell may stand for a thousand million."""
        if self.marks.rows > self.limits.rows or self.marks.columns > self.limits.columns:
            raise LedgerTooLarge(what="rows × columns", limit=f"{self.limits.rows} × {self.limits.columns}")


def _count(attributes: dict[str, str], name: str) -> int:
    """A repetition or span: 1 unless it says more."""
    value = attributes.get(name, "1")
    return max(int(value), 1) if value.isascii() and value.isdigit() else 1
