"""With helper processes one comes to the same rows as alone; whatever becomes of them, people read what they had."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from api.system import Database
from api.workers.stored import Stored
from domain.application import Kept
from domain.record import Recorded
from projections.catalogue import MODELS
from projections.follow import Follower
from projections.helping import HelperLost, Helpers
from projections.progress import Progress
from projections.reading import Decode, Undecodable
from projections.rebuild import rebuild
from tests.projections.story import ZONE, District
from tests.projections.test_rebuild import a_busy_month, contents

SHARE = 7
"""Events of a share, so that there are many of them."""


@dataclass(frozen=True)
class Blurred(Stored):
    """A source of which helpers can read nothing."""

    def decoder(self) -> Decode:
        """Gives up, and says why."""

        def read(kept: Kept) -> Recorded:
            raise ValueError("too blurred")

        return read


class Deadly(Stored):
    """A source on which helpers die."""

    def decoder(self) -> Decode:
        """Without a word."""
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


@pytest.fixture
def built(district: District, reader: Connection[TupleRow], decode: Decode) -> dict[str, list[str]]:
    """What people read of a busy month, built without helpers."""
    a_busy_month(district)
    rebuild(reader, decode, ZONE, MODELS)
    return contents(reader)


def helped(source: Stored) -> Helpers:
    """Two further processes, for however little there is to do."""
    return Helpers(source=source, number=2, least=0)


def left_over(reader: Connection[TupleRow]) -> list[TupleRow]:
    return reader.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'read_next'").fetchall()


def test_helpers_come_to_the_same_rows_and_tell_how_far_they_are(
    built: dict[str, list[str]], reader: Connection[TupleRow], decode: Decode, trial_database: Database
) -> None:
    told: list[Progress] = []
    helpers = helped(Stored(trial_database.reader))
    position = rebuild(reader, decode, ZONE, MODELS, helpers=helpers, batch=SHARE, report=told.append)
    assert contents(reader) == built
    assert not left_over(reader)
    assert len(told) > position // SHARE
    assert told[-1].done == told[-1].of == position


def test_an_event_that_a_helper_cannot_read_is_named_and_nothing_changes(
    built: dict[str, list[str]], reader: Connection[TupleRow], decode: Decode, trial_database: Database
) -> None:
    with pytest.raises(Undecodable, match=r"v1 at position") as caught:
        rebuild(reader, decode, ZONE, MODELS, helpers=helped(Blurred(trial_database.reader)), batch=SHARE)
    assert any("too blurred" in note for note in caught.value.__notes__)
    assert contents(reader) == built
    assert not left_over(reader)


def test_a_helper_that_is_killed_ends_the_rebuild_and_nothing_changes(
    built: dict[str, list[str]], reader: Connection[TupleRow], decode: Decode, trial_database: Database
) -> None:
    with pytest.raises(HelperLost):
        rebuild(reader, decode, ZONE, MODELS, helpers=helped(Deadly(trial_database.reader)), batch=SHARE)
    assert contents(reader) == built
    assert not left_over(reader)


@pytest.mark.parametrize("lost", ["killed", "cannot be started"])
def test_a_follower_that_loses_its_helpers_goes_on_alone(
    lost: str,
    district: District,
    reader: Connection[TupleRow],
    decode: Decode,
    trial_database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_busy_month(district)
    if lost == "cannot be started":
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
    follower = Follower(reader, decode, ZONE, helpers=helped(Deadly(trial_database.reader)))
    follower.take_over()
    followed = contents(reader)
    assert followed["hazard_ledger"]
    rebuild(reader, decode, ZONE, MODELS)
    assert contents(reader) == followed


def test_an_interrupted_rebuild_with_helpers_leaves_what_people_read(
    built: dict[str, list[str]], reader: Connection[TupleRow], decode: Decode, trial_database: Database
) -> None:
    def interrupt(progress: Progress) -> None:
        raise KeyboardInterrupt

    helpers = helped(Stored(trial_database.reader))
    with pytest.raises(KeyboardInterrupt):
        rebuild(reader, decode, ZONE, MODELS, helpers=helpers, batch=SHARE, report=interrupt)
    assert contents(reader) == built
    assert not left_over(reader)


def test_helpers_of_a_killed_process_go_and_the_next_rebuild_clears_up(
    built: dict[str, list[str]], reader: Connection[TupleRow], decode: Decode, trial_database: Database
) -> None:
    command = [sys.executable, "-m", "tests.projections.test_helping", trial_database.reader]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert contents(reader) == built
    rebuild(reader, decode, ZONE, MODELS, helpers=helped(Stored(trial_database.reader)), batch=SHARE)
    assert contents(reader) == built
    assert not left_over(reader)
    assert alone(reader)


def alone(reader: Connection[TupleRow]) -> bool:
    """Whether, a little later at most, nobody else is connected as the role that keeps the read models."""
    others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename = %s AND pid <> %s"
    for _ in range(100):
        if not reader.execute(others, (reader.info.user, reader.info.backend_pid)).fetchall():
            return True
        time.sleep(0.05)
    return False


def die_rebuilding(conninfo: str) -> None:
    """Begin a rebuild with helpers, and be killed amid it."""

    def die(progress: Progress) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    source = Stored(conninfo)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        rebuild(connection, source.decoder(), ZONE, MODELS, helpers=helped(source), batch=SHARE, report=die)


if __name__ == "__main__":
    die_rebuilding(sys.argv[1])
