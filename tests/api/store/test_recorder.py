"""The recorder's own promises: gapless, in order, whole or not at all, never changed."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, OperationalError, ProgrammingError, StoredEvent

from api.store.pool import Pool, open_pool
from api.store.recorder import PostgresRecorder
from api.system import Database
from domain.application import Append, CommandRepeated
from domain.kernel.identity import Disclosure


def an_event(stream: UUID | None = None, version: int = 1) -> StoredEvent:
    return StoredEvent(stream or uuid4(), version, "hazard.found.v1", b"{}")


@pytest.fixture
def pool(database: Database) -> Iterator[Pool]:
    with open_pool(database.app, is_for_log=True) as opened:
        yield opened


@pytest.fixture
def recorder(pool: Pool) -> PostgresRecorder:
    return PostgresRecorder(pool)


def positions(recorder: PostgresRecorder) -> list[int]:
    return [kept.position for kept in recorder.page(1, 100_000)]


def store(recorder: PostgresRecorder, events: Sequence[StoredEvent], **said: object) -> Sequence[int]:
    stored = recorder.insert_events(events, append=Append(**said))  # type: ignore[arg-type]
    assert stored is not None
    return stored


def test_positions_have_no_gap_when_many_write_and_some_lose(recorder: PostgresRecorder) -> None:
    streams = [uuid4() for _ in range(40)]

    def write(stream: UUID) -> bool:
        try:
            store(recorder, [an_event(stream, 1), an_event(stream, 2)], command=uuid4(), digest=b"d")
        except IntegrityError:
            return False
        return True

    with ThreadPoolExecutor(16) as threads:
        won = sum(threads.map(write, streams * 3))
    assert won == 40
    assert positions(recorder) == list(range(1, 81))


def test_a_losing_request_takes_nothing_with_it_and_leaves_nothing(recorder: PostgresRecorder) -> None:
    taken = uuid4()
    store(recorder, [an_event(taken)])
    with pytest.raises(IntegrityError):
        store(recorder, [an_event(), an_event(taken)], command=uuid4(), digest=b"d")
    assert positions(recorder) == [1]


def test_a_repeated_command_is_told_apart_from_a_conflict(recorder: PostgresRecorder) -> None:
    command = uuid4()
    store(recorder, [an_event()], command=command, digest=b"what was asked")
    with pytest.raises(CommandRepeated):
        store(recorder, [an_event()], command=command, digest=b"what was asked")
    answered = recorder.answered(command)
    assert answered is not None
    assert answered[0] == b"what was asked"
    assert [kept.position for kept in answered[1]] == [1]


def test_a_guarded_stream_that_moved_is_a_conflict(recorder: PostgresRecorder) -> None:
    appointment = uuid4()
    store(recorder, [an_event(appointment, 1)])
    store(recorder, [an_event()], guards=((appointment, 1),))
    store(recorder, [an_event(appointment, 2)])
    with pytest.raises(IntegrityError):
        store(recorder, [an_event()], guards=((appointment, 1),))


def test_recorded_time_never_runs_back(recorder: PostgresRecorder, database: Database) -> None:
    store(recorder, [an_event()])
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with psycopg.connect(database.admin) as admin:
        admin.execute("UPDATE log.head SET recorded_at = %s", (tomorrow,))
    store(recorder, [an_event()])
    assert [kept.recorded_at for kept in recorder.page(2, 1)] == [tomorrow]


def test_only_a_trial_log_takes_a_made_up_time(recorder: PostgresRecorder, trial_database: Database) -> None:
    told = datetime(2025, 9, 1, tzinfo=UTC)
    with pytest.raises(ProgrammingError, match="trial"):
        store(recorder, [an_event()], told_at=told)
    with open_pool(trial_database.app, is_for_log=True) as pool:
        trial = PostgresRecorder(pool)
        store(trial, [an_event()], told_at=told)
        assert trial.page(1, 1)[0].recorded_at == told


def test_disclosures_are_kept_with_the_events_that_commit_to_them(recorder: PostgresRecorder, pool: Pool) -> None:
    name = Disclosure(value="张兰", salt="00" * 32)
    store(recorder, [an_event()], disclosures=(name,))
    with pool.connection() as connection:
        kept = connection.execute("SELECT commitment, value FROM log.disclosures").fetchall()
    assert kept == [(name.commitment, "张兰")]


def test_more_than_a_thousand_events_in_one_call_are_refused(recorder: PostgresRecorder) -> None:
    with pytest.raises(ProgrammingError):
        recorder.insert_events([an_event() for _ in range(1001)])


CHANGES = (
    "UPDATE log.events SET body = '{}'",
    "DELETE FROM log.events",
    "TRUNCATE log.events",
    "UPDATE log.identity SET name = 'other'",
    "DELETE FROM log.identity",
)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ["bihuan_app", "bihuan_reader", "bihuan_owner", "the superuser"])
def test_no_role_changes_the_log(recorder: PostgresRecorder, database: Database, change: str, role: str) -> None:
    store(recorder, [an_event()])
    with psycopg.connect(database.admin) as connection:
        if role != "the superuser":
            connection.execute(f"SET ROLE {role}".encode())
        with pytest.raises(psycopg.errors.Error, match=r"never changed|permission denied"):
            connection.execute(change.encode())
    assert positions(recorder) == [1]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO log.events VALUES (9, now(), gen_random_uuid(), 1, 'x', '')",
        "UPDATE log.head SET position = 9",
        "DELETE FROM log.disclosures",
    ],
)
def test_the_application_role_writes_only_through_the_append_function(database: Database, statement: str) -> None:
    with psycopg.connect(database.app) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def test_an_answer_lost_after_the_commit_is_not_a_conflict(recorder: PostgresRecorder, pool: Pool) -> None:
    command = uuid4()
    append = recorder._append
    lost: list[object] = []

    def append_and_lose_the_answer(batch: object) -> object:
        answer = append(batch)  # type: ignore[arg-type]
        if not lost:
            lost.append(answer)
            with pool.connection() as connection:
                connection.close()
            raise OperationalError("server closed the connection unexpectedly")
        return answer

    recorder._commit._flush = append_and_lose_the_answer  # type: ignore[assignment]
    with pytest.raises(CommandRepeated):
        store(recorder, [an_event()], command=command, digest=b"d")
    assert positions(recorder) == [1]


def cut(database: Database) -> None:
    """End every connection to the log, as a restart of the server does."""
    with psycopg.connect(database.admin, autocommit=True) as admin:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = %s"
        assert admin.execute(others, ("bihuan_app",)).fetchall()


def test_who_reads_does_not_notice_that_connections_were_cut(recorder: PostgresRecorder, database: Database) -> None:
    event = an_event()
    store(recorder, [event])
    cut(database)
    assert [kept.stored for kept in recorder.load({event.originator_id: 0}, [], 0)] == [event]


def test_a_command_with_an_id_is_stored_once_though_connections_were_cut(
    recorder: PostgresRecorder, database: Database
) -> None:
    store(recorder, [an_event()])
    cut(database)
    store(recorder, [an_event()], command=uuid4(), digest=b"d")
    assert positions(recorder) == [1, 2]
