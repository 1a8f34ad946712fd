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
    """Follows tables, rows and cells by their beginnings alone; each may stand for many equal ones."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.sheets, self.marks = limits, dict[str, SheetMarks](), SheetMarks()
        self.row = self.column = self.seen = self.amount = 0
        self.repeated_row, self.began, self.times = 0, 0, 0
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self.refuse_document_types
        self.parser.StartElementHandler = self.start

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Counts what is unpacked, and what it would become with every repetition written out."""
        self.seen += len(chunk)
        if max(self.seen, self.amount) > self.limits.unpacked_bytes:
            raise LedgerTooLarge(what="unpacked", limit=f"{self.limits.unpacked_bytes >> 20} MiB")
        self.parser.Parse(chunk, last)

    def refuse_document_types(self, *_: object) -> None:
        """No program writes one here; entities are the only use for it, and they can swell without end."""
        raise LedgerBroken

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; those inside cells matter only by the room they take."""
        if name in CELLS:
            self.cell(attributes)
        elif name == "table:table-row":
            self.row += self.repeated_row
            self.column, self.repeated_row = 0, _count(attributes, "table:number-rows-repeated")
        elif name == "table:table":
            self.marks = self.sheets.setdefault(attributes.get("table:name", ""), SheetMarks())
            self.row = self.repeated_row = 0

    def cell(self, attributes: dict[str, str]) -> None:
        """A cell: blank, filled, computed or merged, once or many times."""
        self.weigh()
        repeated = _count(attributes, "table:number-columns-repeated")
        if "office:value-type" in attributes:
            self.marks.reach(self.row + self.repeated_row - 1, self.column + repeated - 1)
            self.times = repeated * self.repeated_row
            self.refuse_what_is_too_large()
        if len(attributes) > 1:
            self.note(attributes)
        self.column += repeated

    def weigh(self) -> None:
        """The bytes of the last filled cell, as often as it stands there."""
        here = self.parser.CurrentByteIndex
        self.amount += (here - self.began) * self.times
        self.began, self.times = here, 0

    def note(self, attributes: dict[str, str]) -> None:
        """Formula, error and span, as the attributes tell them."""
        if "table:formula" in attributes or attributes.get("calcext:value-type") == "error":
            wrong = attributes.get("calcext:value-type") == "error"
            self.marks.cells[self.row, self.column] = "error" if wrong else "formula"
        down = _count(attributes, "table:number-rows-spanned")
        right = _count(attributes, "table:number-columns-spanned")
        if down > 1 or right > 1:
            self.marks.merged.append((self.row, self.column, self.row + down - 1, self.column + right - 1))

    def refuse_what_is_too_large(self) -> None:
        """At once, for a repeated cell may stand for a thousand million."""
        if self.marks.rows > self.limits.rows or self.marks.columns > self.limits.columns:
            raise LedgerTooLarge(what="rows × columns", limit=f"{self.limits.rows} × {self.limits.columns}")


def _count(attributes: dict[str, str], name: str) -> int:
    """A repetition or span: 1 unless it says more."""
    value = attributes.get(name)
    return max(int(value), 1) if value and value.isascii() and value.isdigit() else 1
