"""Taking a backup: every table of the log's owner as of one moment, into one file, read again before it counts.

Read models are left out (they are made again from the log), and so is what was under way: sessions, sign-ins, forms.
Keys are left out too: whoever finds a backup reads everything in it, and shall not be able to sign as the log.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import msgspec
import psycopg
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from api.backup.archive import FORM, MANIFEST, Manifest, Progress, Table, fresh_file, read_again, writing
from api.backup.refusals import BackupExists
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))

UNDER_WAY = frozenset(
    {
        "access.held_files",
        "access.held_forms",
        "access.sessions",
        "access.sign_ins_under_way",
        "signing.challenges",
        "signing.prepared",
    }
)
"""Tables of what was under way: a session that was ended since must not open again with a restored copy."""


class Listed(NamedTuple):
    """A table that is there."""

    schema: str
    name: str
    columns: tuple[str, ...]
    size: int
    """On the disk, in bytes."""

    @property
    def told(self) -> str:
        """Schema and name."""
        return f"{self.schema}.{self.name}"


class Taken(NamedTuple):
    """A backup that was made."""

    path: Path
    manifest: Manifest


def take(conninfo: str, out: Path, now: datetime, mark: str, progress: Progress) -> Taken:
    """Copy into a file, or into a folder under a name of its own; refuses to replace. `mark` keeps attempts apart."""
    with psycopg.connect(conninfo) as connection:
        connection.execute(SQL["one_moment"])
        steps: dict[str, str] = dict(connection.execute(SQL["steps"]).fetchall())
        connection.execute(SQL["as_owner"])
        log, position = connection.execute(SQL["identity"]).fetchone() or ("", 0)
        path = _path(out, log, now)
        with fresh_file(path, mark) as partial:
            with writing(partial) as archive:
                tables = tuple(_copied(connection, archive, progress))
                manifest = Manifest(
                    form=FORM,
                    log=log,
                    position=position,
                    made_at=now.isoformat(),
                    postgresql=connection.info.server_version,
                    steps=steps,
                    checkpoint=_checkpoint(connection),
                    tables=tables,
                    left_out=tuple(sorted(UNDER_WAY)),
                )
                archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
            read_again(partial, progress)
    return Taken(path, manifest)


def listed(connection: Connection[TupleRow]) -> list[Listed]:
    """The tables that are copied."""
    rows = connection.execute(SQL["tables"]).fetchall()
    found = (Listed(schema, name, tuple(columns), size) for schema, name, columns, size in rows)
    return [each for each in found if each.told not in UNDER_WAY]


def copy_of(table: Listed | Table, way: str) -> sql.Composed:
    """The COPY of a table, `TO STDOUT` or `FROM STDIN`."""
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    name = sql.Identifier(table.schema, table.name)
    return sql.SQL("COPY {} ({}) {} (FORMAT binary)").format(name, columns, sql.SQL(way))


def _path(out: Path, log: str, now: datetime) -> Path:
    name = f"{log.replace('/', '-')}-{now:%Y%m%dT%H%M%SZ}.backup"
    path = out / name if out.is_dir() else out
    if path.exists():
        raise BackupExists(path=path)
    return path


def _copied(connection: Connection[TupleRow], archive: ZipFile, progress: Progress) -> Iterator[Table]:
    tables = listed(connection)
    done, whole = 0, sum(table.size for table in tables)
    for table in tables:
        yield _copy(connection, archive, table, _further(progress, done, whole))
        done += table.size


def _further(progress: Progress, done: int, whole: int) -> Callable[[str, int], None]:
    return lambda name, size: progress(name, done + size, whole)


def _copy(
    connection: Connection[TupleRow], archive: ZipFile, table: Listed, progress: Callable[[str, int], None]
) -> Table:
    digest, size = sha256(), 0
    with (
        connection.cursor() as cursor,
        archive.open(f"tables/{table.told}", "w", force_zip64=True) as entry,
    ):
        with cursor.copy(copy_of(table, "TO STDOUT")) as copy:
            for piece in copy:
                digest.update(piece)
                size += len(piece)
                entry.write(piece)
                progress(table.told, min(size, table.size))
        return Table(table.schema, table.name, table.columns, cursor.rowcount, size, digest.hexdigest())


def _checkpoint(connection: Connection[TupleRow]) -> str | None:
    row: Sequence[str] | None = connection.execute(SQL["checkpoint"]).fetchone()
    return row[0] if row else None
