"""Paper evidence as PDF: its structure is checked, its content is never interpreted here."""

import re

from api.attachments.refusals import AttachmentBroken

_HEADING = re.compile(rb"%PDF-[12]\.\d")
_REFERENCE = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_LAST = 2048
"""Readers look for the end mark in so many last bytes: some printers write blanks behind it."""


def check_paper(content: bytes) -> None:
    """Refuse `AttachmentBroken` unless heading, end and list of objects are where ISO 32000-1 §7.5 wants them."""
    ends = _REFERENCE.findall(content, max(0, len(content) - _LAST))
    if not _HEADING.match(content) or not ends or not _begins_a_list(content, int(ends[-1])):
        raise AttachmentBroken


def _begins_a_list(content: bytes, at: int) -> bool:
    """A table (`xref`) or a stream object (`12 0 obj`); white space before it is common."""
    there = content[at : at + 40].lstrip()
    return there.startswith(b"xref") or re.match(rb"\d+\s+\d+\s+obj", there) is not None
