"""Formulas, errors and extent of .xlsx sheets, by a scan of the packed XML that never holds a whole sheet."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

from api.imports.kinds import UNPACKING_FAILED
from api.imports.limits import Limits
from api.imports.marks import CellMark, SheetMarks, WorkbookMarks
from api.imports.refusals import LedgerBroken, LedgerTooLarge

CHUNK = 2**20
LONGEST_CELL = 4 * 2**20
SMALL_PART = 16 * 2**20
FORMULA = re.compile(rb"<(?:\w+:)?c\b([^>]*[^>/])>\s*<(?:\w+:)?f[\s>/]")
ERROR = re.compile(rb"""<(?:\w+:)?c\b([^>]*\bt=["']e["'][^>]*)>""")
WHERE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
LAST_ROWS = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["'](\d{1,5})["']""")
"""Rows to 99 999, empty ones too; beyond that only filled cells count."""
FAR_CELLS = re.compile(
    rb"""\br=["']([A-Z]{2,4})(\d{1,9})["'][^>]*[^>/]>|\br=["']([A-Z]{1,4})(\d{6,9})["'][^>]*[^>/]>"""
)
"""Filled cells beyond column Z or row 99 999; formatted but empty ones close themselves and are left out."""
STRING_REFERENCE = re.compile(rb"""\bt=["']s["'][^>]*>\s*<(?:\w+:)?v>(\d{1,9})<""")
STRING_END = re.compile(rb"</(?:\w+:)?si>")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RELATION_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def scan(content: bytes, limits: Limits) -> WorkbookMarks:
    """The marks of every sheet. Raises LedgerTooLarge before anything is unpacked whole, LedgerBroken."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _scan(archive, limits)
    except (*UNPACKING_FAILED, ElementTree.ParseError) as error:
        raise LedgerBroken from error


def _scan(archive: zipfile.ZipFile, limits: Limits) -> WorkbookMarks:
    members = {name.replace("\\", "/").casefold(): name for name in archive.namelist()}
    workbook = _parsed(archive, members["xl/workbook.xml"])
    targets = _targets(archive, members)
    longest = _longest_string(archive, members, limits)
    unpacked, sheets = sum(info.file_size for info in archive.infolist()), {}
    if unpacked > limits.unpacked_bytes:
        raise LedgerTooLarge(what="unpacked", limit=f"{limits.unpacked_bytes >> 20} MiB")
    for sheet in workbook.iter():
        relation = sheet.get(RELATION) or sheet.get(RELATION_STRICT)
        if sheet.tag.endswith("}sheet") and relation in targets and targets[relation] in members:
            sheets[sheet.get("name", "")] = _sheet(archive, members[targets[relation]], limits, longest)
    return WorkbookMarks(sheets, any(e.get("date1904") in ("1", "true") for e in workbook.iter()))


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part that is always small; a large one is an attempt to fill the memory."""
    with archive.open(name) as member:
        part = member.read(SMALL_PART + 1)
    if len(part) > SMALL_PART:
        raise LedgerTooLarge(what=name, limit=f"{SMALL_PART >> 20} MiB")
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise LedgerBroken
    return part


def _parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """Without document types there are no entities to expand, which is all that could do harm here."""
    return ElementTree.fromstring(_small(archive, name))  # noqa: S314


def _targets(archive: zipfile.ZipFile, members: dict[str, str]) -> dict[str, str]:
    """Relation id → folded member name of the sheet."""
    name = members.get("xl/_rels/workbook.xml.rels")
    relations = _parsed(archive, name) if name else ()
    return {
        r.get("Id", ""): target.lstrip("/") if target.startswith(("/", "xl/")) else "xl/" + target
        for r in relations
        for target in [r.get("Target", "").casefold()]
    }


def _pieces(archive: zipfile.ZipFile, name: str, limits: Limits, boundary: bytes) -> Iterator[bytes]:
    """The part in pieces that end at `boundary`, so that no cell is cut; counts what really comes out."""
    rest, seen = b"", 0
    with archive.open(name) as member:
        while chunk := member.read(CHUNK):
            seen += len(chunk)
            if seen > limits.unpacked_bytes:
                raise LedgerTooLarge(what="unpacked", limit=f"{limits.unpacked_bytes >> 20} MiB")
            rest += chunk
            cut = rest.rfind(boundary)
            if cut > 0 or len(rest) > LONGEST_CELL:
                cut = cut if cut > 0 else len(rest)
                yield rest[:cut]
                rest = rest[cut:]
    yield rest


def _longest_string(archive: zipfile.ZipFile, members: dict[str, str], limits: Limits) -> int:
    """Bytes of the longest shared string: a million cells may point at the same one."""
    name = members.get("xl/sharedstrings.xml")
    longest = 0
    for piece in _pieces(archive, name, limits, b"<si") if name else ():
        ends = [m.end() for m in STRING_END.finditer(piece)]
        longest = max([longest, *(b - a for a, b in zip([0, *ends], [*ends, len(piece)], strict=True))])
    return longest


def _sheet(archive: zipfile.ZipFile, name: str, limits: Limits, longest: int) -> SheetMarks:
    """One pass over a sheet; what it would take up is told before it is read."""
    marks, shared = SheetMarks(), 0
    for piece in _pieces(archive, name, limits, b"<row"):
        _mark(piece, marks)
        shared += len(STRING_REFERENCE.findall(piece)) if longest > 2**15 else 0
        if shared * longest > 4 * limits.unpacked_bytes:
            raise LedgerTooLarge(what="text", limit=f"{limits.unpacked_bytes >> 20} MiB")
    return marks


def _mark(piece: bytes, marks: SheetMarks) -> None:
    """Cheap searches first: most sheets have neither formulas nor errors nor far cells."""
    if b"<f" in piece or b":f" in piece:
        _note(FORMULA, piece, "formula", marks)
    if b't="e"' in piece or b"t='e'" in piece:
        _note(ERROR, piece, "error", marks)
    if rows := LAST_ROWS.findall(piece):
        marks.reach(max(map(int, rows)) - 1, 25)
    for letters, row, far_letters, far_row in FAR_CELLS.findall(piece):
        marks.reach(int(row or far_row) - 1, _column(letters or far_letters))


def _note(pattern: re.Pattern[bytes], piece: bytes, mark: CellMark, marks: SheetMarks) -> None:
    for cell in pattern.finditer(piece):
        if where := WHERE.search(cell.group(1)):
            marks.cells[int(where[2]) - 1, _column(where[1])] = mark


def _column(letters: bytes) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
