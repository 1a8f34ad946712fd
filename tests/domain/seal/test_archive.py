"""An archive is written in one way, and whatever is written otherwise is none."""

import contextlib
import io
import zipfile

import pytest

from domain.seal.archive import ArchiveWrong, Entry, archived, read_archive

ENTRIES = [Entry("manifest.json", b"{}"), Entry("attachments/00ff", bytes(300)), Entry("empty.jsonl", b"")]
WHOLE = b"".join(archived(ENTRIES))


def test_any_tool_opens_it_and_reading_gives_what_was_written() -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as opened:
        assert opened.testzip() is None
        assert {each: opened.read(each) for each in opened.namelist()} == dict(ENTRIES)
    assert read_archive(WHOLE) == ENTRIES


def test_every_single_bit_is_bound_to_something() -> None:
    content, changed = bytearray(WHOLE), 0
    for at in range(len(content)):
        for bit in range(8):
            content[at] ^= 1 << bit
            with contextlib.suppress(ArchiveWrong):
                changed += read_archive(bytes(content)) == ENTRIES
            content[at] ^= 1 << bit
    assert changed == 0


@pytest.mark.parametrize("content", [b"", WHOLE[:-1], WHOLE + b"\0", b"\0" + WHOLE, b"PK\x03\x04"])
def test_more_and_less_is_refused(content: bytes) -> None:
    with pytest.raises(ArchiveWrong):
        read_archive(content)


@pytest.mark.parametrize("name", ["../up", "/root", "a//b", ".hidden", "a b", "名"])
def test_names_lead_nowhere_else(name: str) -> None:
    with pytest.raises(ArchiveWrong):
        b"".join(archived([Entry(name, b"")]))


def test_no_name_stands_twice() -> None:
    with pytest.raises(ArchiveWrong):
        read_archive(b"".join(archived([ENTRIES[0], ENTRIES[0]])))
