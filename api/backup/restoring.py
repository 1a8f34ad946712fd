"""Bringing a backup back: into a database of its own, checked there from its first event, put in place when it holds.

Until the last step nothing that is there is touched. The schema comes from this version's own steps, never from the
file; so a file that somebody prepared can hold wrong rows, which the seal tells of, but no statements.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from graphlib import TopologicalSorter
from itertools import count
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow

from api.backup.archive import Manifest, Progress, Table, pieces, reading
from api.backup.refusals import (
    BackupDamaged,
    BackupOfANewerVersion,
    CheckpointOfAnotherLog,
    RestoredNotWhole,
    RestoreOverSomething,
)
from api.backup.taking import SQL, UNDER_WAY, copy_of, listed
from api.engine.migrate import STEPS, make_database, migrate
from api.seal.checking import Checked, StoreCheck
from api.seal.history import History, history_of
from api.seal.keyring import Keyring
from api.seal.sealing import is_continued
from api.system import Database
from api.words import term
from domain.log.state import epoch_of
from domain.seal.notes import Checkpoint, Note, read_checkpoint, read_note

MAINTENANCE = "postgres"
"""The database from which others are made and renamed."""


class Restored(NamedTuple):
    """What was put in place, and what is known to have been signed beyond it."""

    manifest: Manifest
    checked: Checked
    ahead: Note | None
    """The newest head that whoever restores knows of, where it covers more than came back."""
    has_key: bool
    """Whether the key that counts is at hand."""


def restore(path: Path, database: Database, known: Sequence[Note], keyring: Keyring, progress: Progress) -> Restored:
    """Load, check, put in place. `known` are heads kept elsewhere; `keyring` has the log's keys, if it has them."""
    name = str(conninfo_to_dict(database.admin)["dbname"])
    with reading(path) as (archive, manifest), _alone(database.admin) as maintenance:
        _require_known(manifest)
        _require_free(maintenance, database, name)
        fresh = _at(database, f"{name}_restoring")
        with _own_database(maintenance, fresh, f"{name}_restoring"):
            migrate(fresh.admin, only=manifest.steps, login=fresh.login)
            _load(fresh.admin, archive, manifest, progress)
            migrate(fresh.admin)
            restored = _checked(fresh, manifest, known, keyring, progress)
            _put_in_place(maintenance, f"{name}_restoring", name)
    return restored


def _require_known(manifest: Manifest) -> None:
    ours = {step.name: step.digest for step in STEPS}
    for step, digest in manifest.steps.items():
        if ours.get(step) != digest:
            raise BackupOfANewerVersion(step=step)


@contextmanager
def _alone(admin: str) -> Iterator[Connection[TupleRow]]:
    with psycopg.connect(make_conninfo(admin, dbname=MAINTENANCE), autocommit=True) as connection:
        connection.execute(SQL["one_restore"])
        yield connection


def _require_free(maintenance: Connection[TupleRow], database: Database, name: str) -> None:
    """Refuse to restore over a log; a database that holds none is put aside later."""
    if not _is_there(maintenance, name):
        return
    with psycopg.connect(database.admin) as connection:
        if not _one(connection, "has_steps"):
            found = connection.execute(SQL["anything"]).fetchone()
        else:
            found = connection.execute(SQL["identity"]).fetchone()
        if found is not None:
            raise RestoreOverSomething(database=name, found=found[0])


@contextmanager
def _own_database(maintenance: Connection[TupleRow], fresh: Database, name: str) -> Iterator[None]:
    """A database to load into; one that an interrupted restore left is dropped first, and this one if it goes wrong."""
    _drop(maintenance, name)
    make_database(make_conninfo(fresh.admin, dbname=MAINTENANCE), name)
    try:
        yield
    finally:
        _drop(maintenance, name)


def _load(admin: str, archive: ZipFile, manifest: Manifest, progress: Progress) -> None:
    """Every table, those that others point to first; all or nothing."""
    with psycopg.connect(admin) as connection:
        connection.execute(SQL["as_owner"])
        there = {(each.schema, each.name): frozenset(each.columns) for each in listed(connection)}
        tables = {(each.schema, each.name): each for each in manifest.tables}
        if set(tables) != set(there) or any(set(each.columns) - there[key] for key, each in tables.items()):
            raise BackupDamaged(entry="manifest.json")
        done, whole = 0, sum(each.size for each in manifest.tables)
        for key in _in_order(connection, tables):
            _load_one(connection, archive, tables[key])
            done += tables[key].size
            progress(tables[key].entry, done, whole)
        _go_on_counting(connection)


def _load_one(connection: Connection[TupleRow], archive: ZipFile, table: Table) -> None:
    name = sql.Identifier(table.schema, table.name)
    (has_rows,) = connection.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(name)).fetchone() or (False,)
    if has_rows:
        connection.execute(sql.SQL("DELETE FROM {}").format(name))
    try:
        with connection.cursor() as cursor, cursor.copy(copy_of(table, "FROM STDIN")) as copy:
            for piece in pieces(archive, table):
                copy.write(piece)
    except psycopg.errors.Error as error:
        raise BackupDamaged(entry=table.entry) from error


def _in_order(connection: Connection[TupleRow], tables: Mapping[tuple[str, str], Table]) -> list[tuple[str, str]]:
    order: TopologicalSorter[tuple[str, str]] = TopologicalSorter({key: set() for key in tables})
    for schema, name, to_schema, to_name in connection.execute(SQL["references"]):
        if (schema, name) in tables and (to_schema, to_name) in tables:
            order.add((schema, name), (to_schema, to_name))
    return list(order.static_order())


def _go_on_counting(connection: Connection[TupleRow]) -> None:
    """Columns that number themselves go on after what came back."""
    schemas = sorted({each.schema for each in listed(connection)})
    for schema, table, column in connection.execute(SQL["counters"], {"schemas": schemas}).fetchall():
        if f"{schema}.{table}" not in UNDER_WAY:
            statement = (
                "SELECT setval(pg_get_serial_sequence(%s, %s), coalesce((SELECT max({}) FROM {}), 0) + 1, FALSE)"
            )
            names = sql.Identifier(column), sql.Identifier(schema, table)
            connection.execute(sql.SQL(statement).format(*names), (f"{schema}.{table}", column))


def _checked(
    fresh: Database, manifest: Manifest, known: Sequence[Note], keyring: Keyring, progress: Progress
) -> Restored:
    """The whole store from its first event, against its own checkpoints and those that are known; refuses a fault."""
    for each in map(read_checkpoint, known):
        if epoch_of(manifest.log, each.origin) is None:
            raise CheckpointOfAnotherLog(origin=each.origin, log=manifest.log)
    notes = [*known, *([read_note(manifest.checkpoint)] if manifest.checkpoint else [])]
    with psycopg.connect(fresh.app, autocommit=True) as connection:
        history = history_of(connection, manifest.log)
        within = tuple(note for note in notes if _is_within(history, manifest.position, read_checkpoint(note)))
        key = keyring.pinned(history)
        check = StoreCheck(connection=connection, origin=manifest.log, log_key=key, brought=within)
        checked = check.run(lambda done, of: progress("log", done, of))
    if checked.fault:
        fault = checked.fault
        told = term("log_fault", fault.code)
        raise RestoredNotWhole(fault=told, position=fault.position, told=fault.told)
    ahead = (note for note in known if _is_ahead(history, manifest.position, read_checkpoint(note)))
    newest = max(ahead, key=lambda note: read_checkpoint(note).size, default=None)
    return Restored(manifest, checked, newest, has_key=keyring.has(history.newest))


def _is_within(history: History, position: int, head: Checkpoint) -> bool:
    """Whether what came back has to hold against a head; one of a history that was left says nothing of this one."""
    return head.size <= position and head.origin == history.at(head.size).origin


def _is_ahead(history: History, position: int, head: Checkpoint) -> bool:
    """Whether a head was signed over more than came back, in a history that no fork has left."""
    return head.size > position and is_continued(history, head)


def _put_in_place(maintenance: Connection[TupleRow], fresh: str, name: str) -> None:
    """One rename; an empty database of that name is put aside before it."""
    maintenance.execute(SQL["let_go"], {"name": fresh})
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    if _is_there(maintenance, name):
        aside = next(each for each in (f"{name}_empty{n}" for n in count()) if not _is_there(maintenance, each))
        maintenance.execute(SQL["let_go"], {"name": name})
        maintenance.execute(rename.format(sql.Identifier(name), sql.Identifier(aside)))
    maintenance.execute(rename.format(sql.Identifier(fresh), sql.Identifier(name)))


def _drop(maintenance: Connection[TupleRow], name: str) -> None:
    maintenance.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _is_there(maintenance: Connection[TupleRow], name: str) -> bool:
    return _one(maintenance, "is_there", {"name": name})


def _one(connection: Connection[TupleRow], statement: str, values: Mapping[str, object] | None = None) -> bool:
    row = connection.execute(SQL[statement], values).fetchone()
    return bool(row and row[0])


def _at(database: Database, name: str) -> Database:
    """The same server's database of another name."""
    roles = {role: make_conninfo(getattr(database, role), dbname=name) for role in ("admin", "app", "reader")}
    return replace(database, **roles)
