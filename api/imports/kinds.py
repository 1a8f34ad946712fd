"""What a file really is, told by its content: names and endings are not trusted."""

import lzma
import re
import zipfile
import zlib
from enum import StrEnum
from io import BytesIO

from api.imports.compound import CompoundFile, NotCompound
from api.imports.refusals import (
    CsvInDisguise,
    HtmlInDisguise,
    LedgerBroken,
    LedgerEmpty,
    NotASpreadsheet,
    PasswordProtected,
)


class WorkbookKind(StrEnum):
    """The three families of workbook that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


UNPACKING_FAILED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
)
"""What the standard library raises over archives that are damaged, odd or hostile."""
ZIP_MAGIC = b"PK\x03\x04"
EMPTY_ZIP_MAGIC = b"PK\x05\x06"
COMPOUND_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS_MIMETYPES = tuple(b"application/vnd.oasis.opendocument.spreadsheet" + end for end in (b"", b"-template"))
HTML = re.compile(
    r"<(!doctype\s+html|html|head|body|table|meta|style|div|script|tr|td)\b|^mime-version:", re.IGNORECASE
)
XML = re.compile(r"\s*<\?xml\b")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
SAMPLE = 8192


def kind_of(content: bytes) -> WorkbookKind:
    """The family of this workbook.

    Raises LedgerEmpty, HtmlInDisguise, CsvInDisguise, PasswordProtected, LedgerBroken or NotASpreadsheet.
    """
    if not content.strip(b"\x00 \r\n\t"):
        raise LedgerEmpty
    if content.startswith(ZIP_MAGIC):
        return _packed(content)
    if content.startswith(COMPOUND_MAGIC):
        return _compound(content)
    if content.startswith(EMPTY_ZIP_MAGIC):
        raise LedgerBroken
    raise _disguise(content)


def _packed(content: bytes) -> WorkbookKind:
    """A zip archive: Office Open XML, OpenDocument, or something else that is packed the same way."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = {name.replace("\\", "/").casefold() for name in archive.namelist()}
            if "xl/workbook.xml" in names:
                return WorkbookKind.XLSX
            if "mimetype" in names and "content.xml" in names:
                return _open_document(archive)
    except UNPACKING_FAILED as error:
        raise LedgerBroken from error
    raise NotASpreadsheet


def _open_document(archive: zipfile.ZipFile) -> WorkbookKind:
    """A spreadsheet says so in its first member; an encrypted one lists keys in its manifest."""
    with archive.open("mimetype") as member:
        if member.read(128).strip() not in ODS_MIMETYPES:
            raise NotASpreadsheet
    if "META-INF/manifest.xml" in archive.namelist():
        with archive.open("META-INF/manifest.xml") as member:
            if b"encryption-data" in member.read(2**20):
                raise PasswordProtected
    return WorkbookKind.ODS


def _compound(content: bytes) -> WorkbookKind:
    """A compound file: an old workbook, an encrypted new one, or a document of another program."""
    try:
        names = CompoundFile(content).names
    except NotCompound as error:
        raise LedgerBroken from error
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise PasswordProtected
    if "Workbook" in names or "Book" in names:
        return WorkbookKind.XLS
    raise NotASpreadsheet


def _disguise(content: bytes) -> NotASpreadsheet | HtmlInDisguise | CsvInDisguise:
    """A page, separated text, or nothing that belongs here."""
    text = _as_text(content[:SAMPLE])
    if text is None:
        return NotASpreadsheet()
    if HTML.search(text[:2048]):
        return HtmlInDisguise()
    if XML.match(text) or text.startswith(("%PDF", "{\\rtf")):
        return NotASpreadsheet()
    lines = [line for line in text.splitlines() if line.strip()]
    separated = sum(any(mark in line for mark in ",\t;|，") for line in lines)
    return CsvInDisguise() if lines and separated * 2 >= len(lines) else NotASpreadsheet()


def _as_text(sample: bytes) -> str | None:
    """The sample in the first encoding that yields text without control characters; None for binary data."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = sample[: len(sample) // 2 * 2].decode("utf-16", errors="replace")
        return None if CONTROL.search(text) else text
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = sample[:-4].decode(encoding, errors="strict") if len(sample) == SAMPLE else sample.decode(encoding)
        except UnicodeDecodeError:
            text = sample.decode(encoding, errors="replace")
            if text.count("\ufffd") > max(2, len(text) // 200):
                continue
        return None if CONTROL.search(text) else text.lstrip("\ufeff")
    return None
