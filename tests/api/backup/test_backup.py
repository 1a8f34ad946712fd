"""A backup holds the log as of one moment; a restored one holds against its seal, or is not put in place."""

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from api.backup.archive import MANIFEST, reading
from api.backup.refusals import (
    BackupDamaged,
    BackupExists,
    BackupOfANewerVersion,
    CheckpointOfAnotherLog,
    NotABackup,
    RestoredNotWhole,
    RestoreOverSomething,
)
from api.backup.restoring import Restored, restore
from api.backup.taking import UNDER_WAY, Taken, take
from api.seal.keyring import Keyring
from api.seal.sealing import newest_checkpoint
from api.system import Database, System
from api.workers.sealer import run_sealer
from domain.appointment.posts import Post
from domain.seal.notes import Note
from tests.conftest import MORNING
from tests.support.programs import Program


def quiet(_what: str, _done: int, _of: int) -> None:
    """Progress that nobody reads."""


@pytest.fixture
def log(settled_trial: System) -> System:
    """The district with two hazards, sealed."""
    report(settled_trial)
    report(settled_trial)
    run_sealer(settled_trial, Event(), once=True)
    return settled_trial


def report(system: System) -> None:
    Program(system, "no3", Post.SAFETY_OFFICER).report()


def backup_of(system: System, out: Path) -> Taken:
    return take(system.database.admin, out, MORNING, uuid4().hex[:8], quiet)


def newest(database: Database) -> Note:
    with psycopg.connect(database.app) as connection:
        note = newest_checkpoint(connection)
    assert note is not None
    return note


@pytest.fixture
def elsewhere(log: System) -> Iterator[Database]:
    """A database that is not there yet, on the same server."""
    name = f"r_{uuid4().hex[:10]}"
    yield at(log.database, name)
    maintenance = make_conninfo(log.database.admin, dbname="postgres")
    with psycopg.connect(maintenance, autocommit=True) as connection:
        for each in (name, f"{name}_empty0", f"{name}_restoring"):
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(each)))


def at(database: Database, name: str) -> Database:
    roles = {role: make_conninfo(getattr(database, role), dbname=name) for role in ("admin", "app", "reader")}
    return replace(database, **roles)


def back(log: System, path: Path, database: Database, *known: Note) -> Restored:
    return restore(path, database, known, Keyring(log.settings.home), quiet)


def is_there(database: Database) -> bool:
    try:
        psycopg.connect(database.admin).close()
    except psycopg.OperationalError:
        return False
    return True


def rows(database: Database, table: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database.admin) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()


def test_a_restored_log_has_every_row_that_was_copied_and_holds(
    log: System, elsewhere: Database, tmp_path: Path
) -> None:
    taken = backup_of(log, tmp_path)
    done = back(log, taken.path, elsewhere)
    assert done.checked.fault is None
    assert done.checked.events == log.recorder.max_notification_id()
    assert done.ahead is None
    for table in (f"{each.schema}.{each.name}" for each in taken.manifest.tables if each.columns[1:]):
        assert rows(elsewhere, table) == rows(log.database, table), table


def test_nobody_else_can_read_a_backup(log: System, tmp_path: Path) -> None:
    taken = backup_of(log, tmp_path / "kept.backup")
    assert stat.S_IMODE(taken.path.stat().st_mode) == 0o600
    assert list(tmp_path.glob(".*partial")) == []


def test_keys_and_what_was_under_way_are_not_in_a_backup(log: System, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup_of(log, tmp_path).path) as archive:
        names = set(archive.namelist())
        content = b"".join(map(archive.read, names))
    assert names.isdisjoint(f"tables/{each}" for each in UNDER_WAY)
    assert {"tables/log.events", "tables/log.disclosures", "tables/seal.checkpoints", MANIFEST} <= names
    assert (log.settings.home / "seal.pem").read_bytes().splitlines()[1] not in content
    assert not any(name.startswith("tables/read.") for name in names)


def test_what_is_recorded_while_a_backup_is_made_is_in_it_whole_or_not_at_all(log: System, tmp_path: Path) -> None:
    before = log.recorder.max_notification_id()
    told: list[str] = []

    def meanwhile(what: str, _done: int, _of: int) -> None:
        if not told:
            report(log)
        told.append(what)

    taken = take(log.database.admin, tmp_path, MORNING, "m", meanwhile)
    assert taken.manifest.position == before
    assert next(each for each in taken.manifest.tables if each.name == "events").rows == before


def test_a_backup_replaces_nothing(log: System, tmp_path: Path) -> None:
    path = tmp_path / "there"
    path.write_text("something")
    with pytest.raises(BackupExists):
        backup_of(log, path)
    assert path.read_text() == "something"


def test_a_backup_that_was_interrupted_leaves_nothing(log: System, tmp_path: Path) -> None:
    def interrupt(_what: str, _done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(log.database.admin, tmp_path, MORNING, "m", interrupt)
    assert list(tmp_path.glob("*.backup")) == []
    assert list(tmp_path.glob(".*")) == []


def test_a_restore_that_was_interrupted_leaves_nothing_and_can_be_made_again(
    log: System, elsewhere: Database, tmp_path: Path
) -> None:
    taken = backup_of(log, tmp_path)

    def interrupt(_what: str, _done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(taken.path, elsewhere, (), Keyring(log.settings.home), interrupt)
    assert not is_there(elsewhere)
    assert back(log, taken.path, elsewhere).checked.fault is None


def test_a_restore_over_a_log_is_refused(log: System, tmp_path: Path) -> None:
    taken = backup_of(log, tmp_path)
    with pytest.raises(RestoreOverSomething):
        back(log, taken.path, log.database)


def test_an_empty_database_of_that_name_is_put_aside(log: System, elsewhere: Database, tmp_path: Path) -> None:
    taken = backup_of(log, tmp_path)
    name = str(conninfo_to_dict(elsewhere.admin)["dbname"])
    with psycopg.connect(make_conninfo(log.database.admin, dbname="postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    assert back(log, taken.path, elsewhere).checked.fault is None


def test_a_database_of_somebody_elses_is_left_alone(log: System, elsewhere: Database, tmp_path: Path) -> None:
    taken = backup_of(log, tmp_path)
    name = str(conninfo_to_dict(elsewhere.admin)["dbname"])
    with psycopg.connect(make_conninfo(log.database.admin, dbname="postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with psycopg.connect(elsewhere.admin, autocommit=True) as connection:
        connection.execute("CREATE TABLE invoices (number bigint)")
    with pytest.raises(RestoreOverSomething):
        back(log, taken.path, elsewhere)


def changed(path: Path, entry: str, old: bytes, new: bytes) -> Path:
    """The same file with one entry changed."""
    other = path.with_name("changed.backup")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(other, "w") as spoilt:
        for name in archive.namelist():
            content = archive.read(name)
            if name == entry:
                assert old in content
                content = content.replace(old, new, 1)
            spoilt.writestr(name, content)
    return other


def test_a_changed_table_is_found_by_its_digest(log: System, elsewhere: Database, tmp_path: Path) -> None:
    path = backup_of(log, tmp_path).path
    spoilt = changed(path, "tables/log.events", "扶手松动".encode(), "扶手牢固".encode())
    with pytest.raises(BackupDamaged):
        back(log, spoilt, elsewhere)
    assert not is_there(elsewhere)


def test_a_cut_file_is_no_backup(log: System, elsewhere: Database, tmp_path: Path) -> None:
    path = backup_of(log, tmp_path).path
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(NotABackup):
        back(log, path, elsewhere)


def test_a_backup_of_an_altered_log_is_not_put_in_place(log: System, elsewhere: Database, tmp_path: Path) -> None:
    with psycopg.connect(log.database.admin, autocommit=True) as connection:
        connection.execute("ALTER TABLE log.events DISABLE TRIGGER ALL")
        connection.execute("UPDATE log.events SET recorded_at = recorded_at - interval '1 hour' WHERE position = 7")
    path = backup_of(log, tmp_path).path
    with pytest.raises(RestoredNotWhole):
        back(log, path, elsewhere)
    assert not is_there(elsewhere)


def test_a_backup_of_another_schema_is_refused(log: System, elsewhere: Database, tmp_path: Path) -> None:
    path = backup_of(log, tmp_path).path
    with pytest.raises(BackupOfANewerVersion):
        back(log, changed(path, MANIFEST, b'"0010-seal"', b'"0999-seal"'), elsewhere)


def test_a_backup_behind_a_known_head_is_restored_and_says_so(log: System, elsewhere: Database, tmp_path: Path) -> None:
    path = backup_of(log, tmp_path).path
    report(log)
    run_sealer(log, Event(), once=True)
    known = newest(log.database)
    assert back(log, path, elsewhere, known).ahead == known


def test_a_head_of_another_log_is_refused(log: System, elsewhere: Database, tmp_path: Path) -> None:
    path = backup_of(log, tmp_path).path
    note = newest(log.database)
    other = Note(note.text.replace("trial/bihuan", "other/log"), note.signatures)
    with pytest.raises(CheckpointOfAnotherLog):
        back(log, path, elsewhere, other)


def test_a_file_says_what_is_in_it(log: System, tmp_path: Path) -> None:
    with reading(backup_of(log, tmp_path).path) as (_, manifest):
        assert manifest.log == "trial/bihuan"
        assert manifest.checkpoint == newest(log.database).written
        assert set(manifest.left_out) == UNDER_WAY
