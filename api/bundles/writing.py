"""The files of a bundle, in their order, and the archive they are written into."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import BinaryIO

from domain.record import canonical
from domain.seal.archive import Entry, archived

FORM = 1
"""Version of the bundle (`v`)."""

PURPOSE = "bihuan-bundle/v1"
"""First line of what is signed: a manifest is never taken for a checkpoint."""

MANIFEST, SIGNED = "manifest.json", "manifest.note"

Progress = Callable[[int, int], None]
"""Told how many files were written, of how many."""


@dataclass(frozen=True)
class Part:
    """A file of the bundle; large ones are read when they are written."""

    name: str
    sha256: str
    size: int
    read: Callable[[], bytes]

    @property
    def told(self) -> dict[str, object]:
        """As the manifest lists it."""
        return {"name": self.name, "sha256": self.sha256, "size": self.size}


def part(name: str, content: bytes) -> Part:
    """A file whose content is at hand."""
    return Part(name, sha256(content).hexdigest(), len(content), partial(bytes, content))


def lines(said: Iterable[object]) -> bytes:
    """Canonical JSON, one value a line."""
    return b"".join(canonical(each) + b"\n" for each in said)


def coded(hashes: Iterable[bytes]) -> list[str]:
    """Hashes in base64."""
    return [base64.b64encode(each).decode() for each in hashes]


def plainly(said: object) -> bytes:
    """JSON for people: indented, in its own order."""
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def manifest_of(said: Mapping[str, object], parts: Sequence[Part]) -> bytes:
    """The manifest over the files."""
    return canonical({"v": FORM, **said, "files": [each.told for each in parts], "ignored": []})


def signed_text(log: str, manifest: bytes) -> str:
    """What the log signs of a manifest."""
    return f"{PURPOSE}\n{log}\n{base64.b64encode(sha256(manifest).digest()).decode()}\n"


def write(out: BinaryIO, manifest: bytes, note: str, parts: Sequence[Part], progress: Progress) -> int:
    """The archive; returns its size. Raises `ArchiveWrong` where it would be too large."""
    size = 0
    for piece in archived(_entries(manifest, note, parts, progress)):
        size += out.write(piece)
    return size


def _entries(manifest: bytes, note: str, parts: Sequence[Part], progress: Progress) -> Iterator[Entry]:
    yield Entry(MANIFEST, manifest)
    yield Entry(SIGNED, note.encode())
    for done, each in enumerate(parts, 1):
        yield Entry(each.name, each.read())
        progress(done, len(parts))
