"""A ZIP file in which nothing is free: one way of writing given files in a given order, so that every bit is bound.

Entries are stored, without times, extra fields or comments (PKWARE APPNOTE 6.3.10, method 0). Whoever reads one writes
it again from what was read and compares: any tool opens the file, and none can hide anything in it.
"""

import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LARGEST = 2**32 - 1
"""Bytes of an archive without the extension for large ones."""
MOST = 2**16 - 1

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _DAY = 20, 0x21
"""Version 2.0; 1 January 1980, the day with which the format's calendar begins."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_LOCAL_SIZE = 30


class ArchiveWrong(Exception):
    """The bytes are no archive of this one form."""


class Entry(NamedTuple):
    """A file of an archive."""

    name: str
    content: bytes


def archived(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The archive, piece by piece; raises `ArchiveWrong` where it would be too large, or a name is not of the form."""
    directory, at, count = [], 0, 0
    for entry in entries:
        if not _NAME.fullmatch(entry.name):
            raise ArchiveWrong(f"not a name: {entry.name}")
        head, told = _told(entry), struct.pack("<HHHLL", 0, 0, 0, 0, at)
        directory.append(_CENTRAL + struct.pack("<H", _VERSION) + head + told + entry.name.encode())
        local = _LOCAL + head + entry.name.encode()
        at, count = at + len(local) + len(entry.content), count + 1
        yield local
        yield entry.content
    whole = b"".join(directory)
    if at + len(whole) > LARGEST or count > MOST:
        raise ArchiveWrong("too large")
    yield whole
    yield _END + struct.pack("<HHHHLLH", 0, 0, count, count, len(whole), at, 0)


def _told(entry: Entry) -> bytes:
    """What both headers of a file say: version, flags, method, time, day, checksum, sizes, lengths."""
    size = len(entry.content)
    if size > LARGEST:
        raise ArchiveWrong("too large")
    return struct.pack(
        "<HHHHHLLLHH", _VERSION, 0, 0, 0, _DAY, zlib.crc32(entry.content), size, size, len(entry.name), 0
    )


def read_archive(content: bytes) -> list[Entry]:
    """The files of an archive in their order; raises `ArchiveWrong` for any that would be written otherwise."""
    entries = list(_entries(content))
    at = 0
    for piece in archived(entries):
        if content[at : at + len(piece)] != piece:
            raise ArchiveWrong("written otherwise")
        at += len(piece)
    if at != len(content) or len({entry.name for entry in entries}) != len(entries):
        raise ArchiveWrong("bytes beyond the end, or a name twice")
    return entries


def _entries(content: bytes) -> Iterator[Entry]:
    at = 0
    while content[at : at + 4] == _LOCAL:
        if at + _LOCAL_SIZE > len(content):
            raise ArchiveWrong("cut off")
        size, length = struct.unpack_from("<L", content, at + 18)[0], struct.unpack_from("<H", content, at + 26)[0]
        begin = at + _LOCAL_SIZE + length
        if begin + size > len(content):
            raise ArchiveWrong("cut off")
        try:
            yield Entry(content[at + _LOCAL_SIZE : begin].decode("ascii"), content[begin : begin + size])
        except UnicodeDecodeError as error:
            raise ArchiveWrong("not a name") from error
        at = begin + size
