"""Formulas, errors, passwords and extent of .xls workbooks ([MS-XLS] records of the workbook stream)."""

import struct
from collections.abc import Iterator

from api.imports.compound import CompoundFile, NotCompound
from api.imports.marks import CellMark, SheetMarks, WorkbookMarks
from api.imports.refusals import LedgerBroken, PasswordProtected

BOF, EOF, FILEPASS, DATE1904, BOUNDSHEET = 0x809, 0x0A, 0x2F, 0x22, 0x85
FORMULA, BOOLERR = 0x06, 0x205
VALUES = frozenset({FORMULA, BOOLERR, 0x203, 0x204, 0x27E, 0xFD, 0xD6, 0xBD})
"""Records of one cell (MULRK, the last, of several) that begin with row and column."""
MULRK = 0xBD
ERROR_RESULT = 2


def scan(content: bytes) -> tuple[list[SheetMarks], bool]:
    """Marks of the sheets in the order of the workbook, and whether its days count from 1904.

    Raises PasswordProtected and LedgerBroken.
    """
    try:
        compound = CompoundFile(content)
        stream = compound.stream("Workbook") or compound.stream("Book")
        return _scan(stream)
    except (NotCompound, struct.error, IndexError, OverflowError) as error:
        raise LedgerBroken from error


def by_name(names: list[str], content: bytes) -> WorkbookMarks:
    """The marks under the sheets' names, which the reader knows in the same order."""
    sheets, epoch_1904 = scan(content)
    return WorkbookMarks(dict(zip(names, sheets, strict=False)), epoch_1904)


def _scan(stream: bytes) -> tuple[list[SheetMarks], bool]:
    places, epoch_1904 = [], False
    for code, body in _records(stream, 0):
        if code == FILEPASS:
            raise PasswordProtected
        if code == BOUNDSHEET:
            places.append(struct.unpack_from("<I", body)[0])
        elif code == DATE1904:
            epoch_1904 = body[:1] == b"\x01"
    return [_sheet(stream, place) for place in places], epoch_1904


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Code and body of the records from `start` to the end of that part."""
    at, end = start, len(stream)
    while at + 4 <= end:
        code, length = struct.unpack_from("<HH", stream, at)
        yield code, stream[at + 4 : at + 4 + length]
        if code == EOF:
            return
        at += 4 + length


def _sheet(stream: bytes, place: int) -> SheetMarks:
    marks, cell = SheetMarks(), struct.Struct("<HH")
    for code, body in _records(stream, place):
        if code not in VALUES or len(body) < 6:
            continue
        row, column = cell.unpack_from(body)
        last = column if code != MULRK else struct.unpack_from("<H", body, len(body) - 2)[0]
        marks.reach(row, max(column, last))
        if mark := _mark(code, body):
            marks.cells[row, column] = mark
    return marks


def _mark(code: int, body: bytes) -> CellMark | None:
    """A formula's result is an error when its bytes say so; so is a constant of the kind error."""
    if code == FORMULA and len(body) >= 14:
        return "error" if body[12:14] == b"\xff\xff" and body[6] == ERROR_RESULT else "formula"
    return "error" if code == BOOLERR and len(body) >= 8 and body[7] == 1 else None
