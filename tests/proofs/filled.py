"""The full disk itself: a served home on it, clients that go on asking, a file that takes what is left."""

import errno
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg

from api.system import open_system
from tests.proofs.asking import faults_of_keys, free_port, token_of
from tests.proofs.home import child, faults_of_the_log, proving_ground
from tests.proofs.insisting import Insisting

ENOUGH, REFUSALS = 20, 6
"""So many acknowledged before and after, so many refused between them."""

FULL_S, GOES_ON_S = 180.0, 120.0
BLOCK, SEGMENT = 2**20, 16 * 2**20
MOST_SEGMENTS = 200


def main(disk: Path, times: int, seed: int) -> None:
    """Fill and free the disk so often; tells how it goes, and at the end the faults as a list.

    By turns the engine's log finds no room, which ends it, and rows find none, which it survives.
    """
    dice, home = random.Random(seed), disk / "home"
    home.mkdir(mode=0o755)
    with proving_ground(home) as (found, database):
        _require_on(disk, database.admin)
        settings = replace(found, port=free_port())
        with open_system(settings) as system:
            token = token_of(system)
        server = child(settings, "api.cli", "serve", is_heard=False)
        with Insisting(f"http://127.0.0.1:{settings.port}", token) as clients:
            for turn in range(times):
                log_of = None if turn % 2 else database.admin
                clients.faults += _fill_and_free(disk / "ballast", clients, dice, log_of)
                _say(f"disk {turn + 1}/{times}: {clients.summary()}")
        if not _until(clients.lists_know_all, GOES_ON_S):
            clients.faults.append("the lists did not catch up")
        server.terminate()
        server.wait(60)
        with open_system(settings) as system:
            _say([*clients.faults, *faults_of_keys(system, clients.answered), *faults_of_the_log(system)])


def _fill_and_free(ballast: Path, clients: Insisting, dice: random.Random, log_of: str | None) -> list[str]:
    """One turn: acknowledged, refused while full, acknowledged again without anybody's help."""
    if not _until(lambda: clients.gone_on(ENOUGH), GOES_ON_S):
        return ["nothing was acknowledged before the disk was full"]
    with _full(ballast, clients, log_of) as is_refused:
        time.sleep(2 + 3 * dice.random())
    began, clients.mark = time.monotonic(), len(clients.answered)
    goes_on = _until(lambda: clients.gone_on(ENOUGH), GOES_ON_S)
    _say(f"  went on after {time.monotonic() - began:.1f} s" if goes_on else "  did not go on")
    found = [] if is_refused else ["the disk was full and nothing was refused"]
    return found if goes_on else [*found, f"did not go on within {GOES_ON_S:.0f} s after the disk was freed"]


@contextmanager
def _full(ballast: Path, clients: Insisting, log_of: str | None) -> Iterator[bool]:
    """The disk is full until the block is left; whether anything was refused meanwhile.

    With `log_of`, the engine finds no room for the next segment of its log, and ends.
    """
    before = clients.refused
    try:
        _takes_all(ballast)
        if log_of:
            _end_by_its_log(ballast, log_of)
        yield _until(lambda: (log_of or _takes_all(ballast)) and clients.refused >= before + REFUSALS, FULL_S)
    finally:
        ballast.unlink()


def _end_by_its_log(ballast: Path, conninfo: str) -> None:
    """Leave room for rows and none for a segment, and have segments begun until the engine gives up."""
    os.truncate(ballast, ballast.stat().st_size - SEGMENT // 2)
    with suppress(psycopg.OperationalError), psycopg.connect(conninfo, autocommit=True) as connection:
        for _ in range(MOST_SEGMENTS):
            connection.execute("SELECT pg_logical_emit_message(true, 'proof', 'a segment has to hold something')")
            connection.execute("SELECT pg_switch_wal()")


def _takes_all(ballast: Path) -> bool:
    """Take whatever space is left, what the engine has given back meanwhile too."""
    with ballast.open("ab", buffering=0) as file:
        for size in (BLOCK, 4096):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
    return True


def _until(holds: Callable[[], bool], at_most_s: float) -> bool:
    until = time.monotonic() + at_most_s
    while not (found := holds()) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def _require_on(disk: Path, conninfo: str) -> None:
    with psycopg.connect(conninfo) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    if Path(row[0]).stat().st_dev != disk.stat().st_dev:
        raise AssertionError(f"the cluster {row[0]} is not on the small disk {disk}")


def _say(what: str | list[str]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
