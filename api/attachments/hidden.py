"""Whether a second file hides in a photo or a PDF, which another program would open instead.

Phones write lawful things behind a photo (a short film, a depth map, a second exposure, the maker's own notes), so
what follows the picture's end is not refused as such; archives, documents and pages are. House rule.
"""

import re

from api.attachments.kinds import Kind
from api.attachments.refusals import AttachmentBroken, AttachmentHidesAnotherFile

_JPEG_MARKER = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])")
"""Inside picture data FF is followed by 00, by a restart marker, or begins the next segment."""

_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|script|iframe|\?php)[\s>]", re.IGNORECASE)
"""Signs long enough not to occur by chance in the film behind a photo."""

_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_ZIP_MEMBER, _ZIP_END, _ZIP_END_REACH = b"PK\x01\x02", b"PK\x05\x06", 22 + 65535
_PDF_REACH = 1024
"""Readers of PDF look for its heading in so many first bytes."""


def refuse_hidden_files(content: bytes, kind: Kind) -> None:
    """Refuse `AttachmentHidesAnotherFile`; `AttachmentBroken` when the picture has no end."""
    end = end_of(content, kind)
    if (
        _is_zip(content)
        or (kind.is_picture and b"%PDF-" in content[:_PDF_REACH])
        or _MARKUP.search(content, end)
        or any(content.find(sign, end) >= 0 for sign in (*_ARCHIVES, b"%PDF-"))
    ):
        raise AttachmentHidesAnotherFile


def end_of(content: bytes, kind: Kind) -> int:
    """Where the picture or document itself ends: the number of its bytes."""
    match kind:
        case Kind.JPEG:
            return _end_of_jpeg(content)
        case Kind.PNG:
            return _end_of_png(content)
        case Kind.WEBP:
            return _within(content, 8 + int.from_bytes(content[4:8], "little"))
        case Kind.PDF:
            return _within(content, content.rfind(b"%%EOF") + 5)


def _is_zip(content: bytes) -> bool:
    """An archive's list of members ends near the end of the file, whatever comes before it."""
    return content.find(_ZIP_END, max(0, len(content) - _ZIP_END_REACH)) >= 0 and _ZIP_MEMBER in content


def _end_of_jpeg(content: bytes) -> int:
    """Follow the segments (ITU-T T.81 B.1.1) to the end-of-image marker."""
    at = 2
    while found := _JPEG_MARKER.search(content, at):
        at, marker = found.end(), found[1][0]
        if marker == 0xD9:
            return at
        if marker not in (0x01, 0xD8):
            at += max(2, int.from_bytes(content[at : at + 2], "big"))
    raise AttachmentBroken


def _end_of_png(content: bytes) -> int:
    """Follow the chunks (length, name, data, check sum) to the one named IEND."""
    at = 8
    while at + 12 <= len(content):
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND":
            return _within(content, at)
    raise AttachmentBroken


def _within(content: bytes, end: int) -> int:
    if end > len(content):
        raise AttachmentBroken
    return end
