"""The sealer takes every event into the tree once, signs what is committed, and goes on after any fault."""

from collections.abc import Iterator
from threading import Event

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from api.seal.keys import signer_in, verify_ed25519
from api.seal.sealing import NEWEST, BehindCheckpoint, events, newest_checkpoint, tile_of
from api.system import System
from api.workers.sealer import run_sealer, scheme_of, sealer_of
from domain.appointment.posts import Post
from domain.seal.heads import check_head
from domain.seal.merkle import check_consistency, consistency_proof, range_root
from domain.seal.notes import Checkpoint, Note, read_checkpoint
from domain.seal.tiles import node
from tests.support.programs import Program
from tests.support.tampering import STAY


@pytest.fixture
def connection(settled_trial: System) -> Iterator[Connection[TupleRow]]:
    with psycopg.connect(settled_trial.database.app, autocommit=True) as opened:
        yield opened


@pytest.fixture
def sealed(settled_trial: System, connection: Connection[TupleRow]) -> Note:
    """The district, taken in and signed."""
    run_sealer(settled_trial, Event(), once=True)
    note = newest_checkpoint(connection)
    assert note is not None
    return note


def report(system: System) -> str:
    return Program(system, "no3", Post.SAFETY_OFFICER).report()


def test_everything_recorded_is_in_the_tree_and_its_head_is_signed(
    settled_trial: System, connection: Connection[TupleRow], sealed: Note
) -> None:
    checkpoint = read_checkpoint(sealed)
    assert checkpoint.size == settled_trial.recorder.max_notification_id()
    assert checkpoint.origin == settled_trial.application.log_name
    key = signer_in(settled_trial.settings.home, checkpoint.origin).key
    assert sealed.signed_by(key, verify_ed25519) == 0


def test_the_root_that_was_signed_is_that_of_the_tiles(connection: Connection[TupleRow], sealed: Note) -> None:
    checkpoint = read_checkpoint(sealed)

    def at(level: int, index: int) -> bytes:
        return node(lambda tile_level, number: tile_of(connection, tile_level, number), level, index)

    assert range_root(at, 0, checkpoint.size) == checkpoint.root


def test_a_later_head_is_consistent_with_the_earlier_one(
    settled_trial: System, connection: Connection[TupleRow], sealed: Note
) -> None:
    old = read_checkpoint(sealed)
    report(settled_trial)
    run_sealer(settled_trial, Event(), once=True)
    note = newest_checkpoint(connection)
    assert note is not None
    new = read_checkpoint(note)

    def at(level: int, index: int) -> bytes:
        return node(lambda tile_level, number: tile_of(connection, tile_level, number), level, index)

    assert new.size == old.size + 1
    check_consistency(old.size, new.size, consistency_proof(at, old.size, new.size), old.root, new.root)


def test_the_newest_event_of_every_stream_is_proved_under_the_signed_root(
    settled_trial: System, connection: Connection[TupleRow], sealed: Note
) -> None:
    sealer = sealer_of(settled_trial, connection)
    checkpoint, newest = read_checkpoint(sealed), {each.stream: each for each in events(connection, 0, limit=10_000)}
    tree = sealer.heads
    assert tree.root == checkpoint.heads
    for stream, each in newest.items():
        head = tree.head(str(stream))
        assert (head.version, head.digest) == (each.version, each.digest.hex())
        check_head(head, tree.prove(str(stream)).beside, checkpoint.heads)


def test_nothing_new_is_not_signed_again(settled_trial: System, connection: Connection[TupleRow], sealed: Note) -> None:
    assert run_sealer(settled_trial, Event(), once=True) == 0
    assert newest_checkpoint(connection) == sealed


def test_a_batch_that_was_not_committed_is_taken_in_again(
    settled_trial: System, connection: Connection[TupleRow], sealed: Note
) -> None:
    report(settled_trial)
    sealer = sealer_of(settled_trial, connection)
    connection.execute("BEGIN")
    sealer.integrate(settled_trial.clock())
    connection.execute("ROLLBACK")
    again = sealer_of(settled_trial, connection)
    assert again.size == read_checkpoint(sealed).size
    assert again.integrate(settled_trial.clock()) == 1


def test_what_was_integrated_and_not_signed_is_signed_after_a_restart(
    settled_trial: System, connection: Connection[TupleRow], sealed: Note
) -> None:
    report(settled_trial)
    sealer_of(settled_trial, connection).integrate(settled_trial.clock())
    run_sealer(settled_trial, Event(), once=True)
    note = newest_checkpoint(connection)
    assert note is not None
    assert read_checkpoint(note).size == read_checkpoint(sealed).size + 1


def test_a_restored_database_is_not_signed_below_what_was_signed_before(
    settled_trial: System, connection: Connection[TupleRow], sealed: Note
) -> None:
    signer = signer_in(settled_trial.settings.home, settled_trial.application.log_name)
    ahead = read_checkpoint(sealed)
    later = Checkpoint(origin=ahead.origin, size=ahead.size + 5, root=ahead.root, heads=ahead.heads)
    note = Note(later.text, (signer.sign(later.text),))
    (settled_trial.settings.home / NEWEST).write_text(note.written, "utf-8")
    report(settled_trial)
    with pytest.raises(BehindCheckpoint) as refused:
        run_sealer(settled_trial, Event(), once=True)
    assert refused.value.signed == ahead.size + 5
    assert newest_checkpoint(connection) == sealed


def test_another_history_of_the_same_size_is_not_signed(
    settled_trial: System, connection: Connection[TupleRow], sealed: Note
) -> None:
    signer = signer_in(settled_trial.settings.home, settled_trial.application.log_name)
    signed = read_checkpoint(sealed)
    other = Checkpoint(origin=signed.origin, size=signed.size, root=bytes(32), heads=signed.heads)
    (settled_trial.settings.home / NEWEST).write_text(Note(other.text, (signer.sign(other.text),)).written, "utf-8")
    with pytest.raises(BehindCheckpoint):
        run_sealer(settled_trial, Event(), once=True)


def test_one_sealer_at_a_time(settled_trial: System, connection: Connection[TupleRow]) -> None:
    connection.execute("SELECT pg_advisory_lock(hashtext('bihuan.sealer'))")
    assert run_sealer(settled_trial, Event(), once=True) == 0
    assert newest_checkpoint(connection) is None


def test_the_applications_role_changes_no_checkpoint(connection: Connection[TupleRow], sealed: Note) -> None:
    for statement in ("UPDATE seal.checkpoints SET note = 'x'", "DELETE FROM seal.checkpoints"):
        with pytest.raises(psycopg.Error):
            connection.execute(statement)


@pytest.mark.parametrize("table", STAY)
def test_not_even_the_superuser_changes_what_was_signed_while_the_triggers_are_on(
    settled_trial: System, sealed: Note, table: str
) -> None:
    schema, name = table.split(".")
    with psycopg.connect(settled_trial.database.admin, autocommit=True) as superuser:
        superuser.execute("INSERT INTO seal.cosignatures SELECT size, 'w', 'line', now() FROM seal.checkpoints")
        superuser.execute("INSERT INTO seal.stamps SELECT size, now(), 'stamp', now() FROM seal.checkpoints")
        superuser.execute("SET session_replication_role = replica")
        for statement in ("UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
            column = Identifier("position" if name == "events" else "size")
            with pytest.raises(psycopg.Error, match="the log is never changed"):
                superuser.execute(SQL(statement).format(Identifier(schema, name), column, column))


def test_schemes_are_those_of_enrolments(settled_trial: System) -> None:
    assert scheme_of(settled_trial, "no identifier") is None
