"""Whatever is killed, torn or left behind: nothing acknowledged is lost, and the next one gets in."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from api.engine import EmbeddedEngine
from api.engine.keeping import kept_up
from api.engine.locks import held_alone
from api.engine.refusals import EngineBusy, EngineDidNotStart, EngineNotAnswering
from api.engine.serverlog import trim_log
from tests.api.engine.conftest import Ground
from tests.api.engine.processes import holder

Ask = Callable[[str, str], str]


def server_of(engine: EmbeddedEngine) -> int:
    """The process of the running server."""
    pid = engine.status().pid
    assert pid is not None
    return pid


def kill_server(engine: EmbeddedEngine) -> None:
    """As a power failure would, and wait until the process is gone."""
    pid = server_of(engine)
    os.kill(pid, signal.SIGKILL)
    while engine.status().pid == pid:
        pass


def record(conninfo: str, number: int) -> None:
    """Commit one row, acknowledged."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number integer)")
        connection.execute("INSERT INTO kept VALUES (%s)", (number,))


def test_a_killed_server_is_started_again_and_keeps_what_it_acknowledged(empty: Ground, ask: Ask) -> None:
    with empty.engine() as engine:
        for number in range(20):
            record(engine.conninfo(), number)
        kill_server(engine)
        engine.start()
        assert ask(engine.conninfo(), "SELECT count(*) FROM kept") == "20"


def test_a_server_that_is_kept_up_is_started_again_by_itself(empty: Ground, ask: Ask) -> None:
    engine = empty.engine()
    with kept_up(engine):
        record(engine.conninfo(), 1)
        pid = server_of(engine)
        os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 20
        while engine.status().pid in (pid, None) and time.monotonic() < until:
            time.sleep(0.05)
        engine.start()
        assert ask(engine.conninfo(), "SELECT count(*) FROM kept") == "1"
    assert engine.status().pid is None


def test_a_server_that_cannot_start_is_tried_again_until_it_can(empty: Ground, ask: Ask) -> None:
    engine = empty.engine(patience=3)
    with kept_up(engine):
        settings = engine.place.configuration / "local.conf"
        before = settings.read_text()
        settings.write_text("work_mem = 'as much as there is'\n")
        os.kill(server_of(engine), signal.SIGKILL)
        time.sleep(1.5)
        assert not engine.is_up
        settings.write_text(before)
        until = time.monotonic() + 20
        while not engine.is_up and time.monotonic() < until:
            time.sleep(0.05)
        engine.start()
        assert ask(engine.conninfo(), "SELECT 1") == "1"


def test_a_server_whose_last_user_was_killed_is_noticed_and_adopted(made: Ground, ask: Ask) -> None:
    with holder(made.home, made.state_root) as user:
        assert ask(user.said, "SELECT 1") == "1"
        user.kill()
    left = made.engine().status()
    assert left.is_orphaned
    with made.engine() as engine:
        assert engine.status().pid == left.pid
        assert not engine.status().is_orphaned
    assert engine.status().pid is None


def test_a_killed_user_does_not_keep_the_server_from_stopping(made: Ground) -> None:
    with made.engine() as engine:
        with holder(made.home, made.state_root) as user:
            assert user.said == engine.conninfo()
            user.kill()
        assert server_of(engine)
    assert engine.status().pid is None


@pytest.mark.parametrize("where", ["/", "cluster"])
def test_a_stale_pid_file_whose_number_another_process_has_by_now_is_survived(
    made: Ground, ask: Ask, where: str
) -> None:
    engine = made.engine()
    engine.start()
    kill_server(engine)
    with stranger(engine, engine.place.folder / where) as pid:
        pid_file = engine.place.cluster / "postmaster.pid"
        lines = pid_file.read_text().split("\n")
        pid_file.write_text("\n".join([str(pid), *lines[1:]]))
        engine.start()
        assert ask(engine.conninfo(), "SELECT 1") == "1"
    engine.stop()


@contextmanager
def stranger(engine: EmbeddedEngine, where: Path) -> Iterator[int]:
    """A process of the server's own account that is no server; it must outlive what the engine does."""
    with subprocess.Popen(["sleep", "60"], cwd=where, **engine.place.account.identity) as process:
        yield process.pid
        assert process.poll() is None
        process.kill()


@pytest.mark.parametrize("torn", ["", "garbage\n", "99999999\n"])
def test_a_torn_pid_file_is_survived(made: Ground, ask: Ask, torn: str) -> None:
    engine = made.engine()
    pid_file = engine.place.cluster / "postmaster.pid"
    pid_file.write_text(torn)
    with engine:
        assert ask(engine.conninfo(), "SELECT 1") == "1"


def test_memory_that_a_dead_servers_child_still_holds_is_waited_for(made: Ground, ask: Ask) -> None:
    engine = made.engine()
    engine.start()
    with psycopg.connect(engine.conninfo()) as connection:
        child = connection.info.backend_pid
        os.kill(child, signal.SIGSTOP)
        kill_server(engine)
        threading.Timer(1, os.kill, (child, signal.SIGKILL)).start()
        engine.start()
    assert "pre-existing shared memory block" in engine.place.log.read_text()
    assert ask(engine.conninfo(), "SELECT 1") == "1"
    engine.stop()


def test_a_living_server_that_does_not_answer_is_not_doubled(made: Ground) -> None:
    with made.engine() as engine:
        pid = server_of(engine)
        os.kill(pid, signal.SIGSTOP)
        try:
            with pytest.raises(EngineNotAnswering) as refused:
                made.engine(patience=0.5).start()
        finally:
            os.kill(pid, signal.SIGCONT)
        assert refused.value.facts["pid"] == str(pid)
        assert server_of(engine) == pid


def test_what_a_killed_starter_left_half_made_never_counts(empty: Ground, ask: Ask) -> None:
    engine = empty.engine()
    engine.place.prepare()
    half = engine.place.folder / "cluster.unfinished-gone"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with engine:
        assert ask(engine.conninfo(), "SELECT 1") == "1"
    assert not half.exists()


def test_a_lock_that_somebody_else_keeps_is_waited_for_only_so_long(made: Ground) -> None:
    engine = made.engine(patience=0.2)
    with held_alone(engine.place.start_lock, 0), pytest.raises(EngineBusy, match=r"0\.2 seconds"):
        engine.start()


def test_a_server_that_cannot_start_is_refused_in_its_own_words(made: Ground) -> None:
    with pytest.raises(EngineDidNotStart, match="shared_buffers"):
        made.engine(shared_buffers="much").start()


def test_a_long_log_is_cut_and_the_running_server_goes_on_writing(made: Ground) -> None:
    with made.engine() as engine:
        log = engine.place.log
        trim_log(log, limit=10)
        assert log.stat().st_size == 0
        assert b"ready to accept connections" in log.with_suffix(".log.1").read_bytes()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(engine.conninfo(dbname="nowhere"))
        assert b'database "nowhere" does not exist' in log.read_bytes()
        assert b"\0" not in log.read_bytes()


def test_the_log_never_holds_the_values_of_a_failed_statement(made: Ground) -> None:
    with made.engine() as engine, psycopg.connect(engine.conninfo()) as connection:
        connection.execute("CREATE TEMPORARY TABLE people (name text CONSTRAINT one_each PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES ('王小明')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('王小明')")
        said = engine.place.log.read_text()
    assert "one_each" in said
    assert "王小明" not in said
