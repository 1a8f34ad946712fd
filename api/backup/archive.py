"""A backup's file: a ZIP with a table an entry (PostgreSQL's binary COPY form) and a manifest of their digests."""

import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import msgspec

from api.backup.refusals import BackupDamaged, NotABackup

FORM = 1
MANIFEST = "manifest.json"
PIECE = 1 << 20
QUICK = 1
"""Level of compression: photos are encrypted and do not shrink, the rest does at once."""

Progress = Callable[[str, int, int], None]
"""Told which table, and how many bytes of how many (estimated) were read so far."""


class Table(msgspec.Struct, frozen=True):
    """A table as it was copied."""

    schema: str
    name: str
    columns: tuple[str, ...]
    rows: int
    size: int
    sha256: str

    @property
    def entry(self) -> str:
        """Where it lies in the file."""
        return f"tables/{self.schema}.{self.name}"


class Manifest(msgspec.Struct, frozen=True):
    """What a backup says of itself."""

    form: int
    log: str
    position: int
    """Up to which event it goes."""
    made_at: str
    postgresql: int
    steps: Mapping[str, str]
    """Schema steps with the digests of their texts."""
    checkpoint: str | None
    """The newest signed head in it."""
    tables: tuple[Table, ...]
    left_out: tuple[str, ...]
    """Tables that are not copied: sign-ins and forms that were under way."""


@contextmanager
def fresh_file(path: Path, mark: str) -> Iterator[Path]:
    """A file beside the final one that only its owner can read; put in place when all went well, else removed."""
    partial = path.with_name(f".{path.name}.{mark}.partial")
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield partial
        _to_disk(partial)
        partial.rename(path)
        _to_disk(path.parent)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[ZipFile]:
    """The file, open for its entries."""
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=QUICK) as archive:
        yield archive


@contextmanager
def reading(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """The file with its manifest; refuses `NotABackup`."""
    try:
        with ZipFile(path) as archive:
            manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
            if manifest.form != FORM:
                raise NotABackup(path=path)
            yield archive, manifest
    except (BadZipFile, KeyError, msgspec.MsgspecError) as error:
        raise NotABackup(path=path) from error


def pieces(archive: ZipFile, table: Table) -> Iterator[bytes]:
    """A table's bytes; refuses `BackupDamaged` at their end where they are not those that were copied."""
    digest, size = sha256(), 0
    try:
        with archive.open(table.entry) as entry:
            for piece in iter(lambda: entry.read(PIECE), b""):
                digest.update(piece)
                size += len(piece)
                yield piece
    except (BadZipFile, KeyError, OSError, EOFError, zlib.error) as error:
        raise BackupDamaged(entry=table.entry) from error
    if (digest.hexdigest(), size) != (table.sha256, table.size):
        raise BackupDamaged(entry=table.entry)


def read_again(path: Path, progress: Progress) -> Manifest:
    """Every entry against its digest; refuses `BackupDamaged`."""
    with reading(path) as (archive, manifest):
        done, whole = 0, sum(table.size for table in manifest.tables)
        for table in manifest.tables:
            for piece in pieces(archive, table):
                done += len(piece)
                progress(table.entry, done, whole)
        return manifest


def _to_disk(path: Path) -> None:
    """What was written outlives a fall of the machine."""
    with suppress(OSError), _opened(path) as number:
        os.fsync(number)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    number = os.open(path, os.O_RDONLY)
    try:
        yield number
    finally:
        os.close(number)
