"""kill −9 of writer, engine, follower and web server at random moments, again and again; then everything is counted."""

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from subprocess import Popen
from threading import Event, Thread, Timer
from typing import IO
from uuid import UUID

import psycopg

from api.engine import open_engine
from api.settings import Settings
from api.system import System, open_system
from api.workers.following import run_follower
from tests.proofs.asking import Clients, faults_of_keys, free_port, token_of
from tests.proofs.home import answers, child, faults_of_the_log, proving_ground

Tell = Callable[[str], None]


def kill_writers(times: int, seed: int, tell: Tell) -> list[str]:
    """Writers die under load; whatever they said was acknowledged is in the log, once."""
    dice, acknowledged = random.Random(seed), list[UUID]()
    with proving_ground() as (settings, _):
        for turn in range(times):
            acknowledged += _write_and_die(settings, 0.3 + dice.random())
            tell(f"writer {turn + 1}/{times}: {len(acknowledged)} acknowledged")
        with open_system(settings) as system:
            return faults_of_the_log(system) + _lost(system, acknowledged)


def kill_engine(times: int, seed: int, tell: Tell) -> list[str]:
    """The engine dies under load and is started again; the writers go on, and nothing acknowledged is lost."""
    dice = random.Random(seed)
    with proving_ground() as (settings, database):
        writer = child(settings, "tests.proofs.writer", "4")
        heard = _Listener(writer.stdout)
        for turn in range(times):
            time.sleep(1.0 + dice.random())
            _kill_postmaster(database.admin)
            with open_engine(settings.home):
                tell(f"engine {turn + 1}/{times}: {len(heard.said)} acknowledged")
        time.sleep(2.0)
        end(writer.pid)
        writer.wait()
        with open_system(settings) as system:
            return faults_of_the_log(system) + _lost(system, heard.stop())


def kill_followers(times: int, seed: int, tell: Tell) -> list[str]:
    """Followers die while they drain; afterwards what they kept equals what a rebuild makes."""
    dice = random.Random(seed)
    with proving_ground() as (settings, database):
        writer = child(settings, "tests.proofs.writer", "2")
        heard = _Listener(writer.stdout)
        for turn in range(times):
            follower = child(settings, "api.cli", "follow", is_heard=False)
            time.sleep(1.0 + 2 * dice.random())
            end(follower.pid)
            follower.wait()
            tell(f"follower {turn + 1}/{times}: {len(heard.said)} hazards")
        end(writer.pid)
        writer.wait()
        heard.stop()
        with open_system(settings) as system:
            run_follower(system, Event(), once=True, rebuild=False, tell=lambda _: None)
            followed = _rows(database.admin)
            run_follower(system, Event(), once=True, rebuild=True, tell=lambda _: None)
            return [
                f"read model {name} differs" for name, rows in _rows(database.admin).items() if followed[name] != rows
            ]


def kill_server(times: int, seed: int, tell: Tell) -> list[str]:
    """The web server dies while it answers; what was not answered is asked again under its key, and is there once."""
    dice = random.Random(seed)
    with proving_ground() as (home, _), open_system(home) as system:
        settings = replace(home, port=free_port())
        clients = Clients(f"http://127.0.0.1:{settings.port}", token_of(system))
        for turn in range(times):
            server = _serving(settings, clients.address)
            Timer(0.3 + dice.random(), end, [server.pid]).start()
            clients.ask()
            server.wait()
            tell(f"server {turn + 1}/{times}: {len(clients.answered)} answered, {len(clients.unanswered)} not")
        last = _serving(settings, clients.address)
        clients.ask(turns=1)
        end(last.pid)
        last.wait()
        unanswered = [f"key {key}: never answered" for key in clients.unanswered]
        return clients.faults + unanswered + faults_of_keys(system, clients.answered) + faults_of_the_log(system)


def _serving(settings: Settings, address: str) -> "Popen[bytes]":
    """A web server that answers; the port is free again as soon as the one before is dead."""
    server = child(settings, "api.cli", "web", is_heard=False)
    if answers(server, address):
        return server
    end(server.pid)
    raise AssertionError("the web server does not come up")


class _Listener:
    """Hears what a writer says while it goes on."""

    def __init__(self, pipe: IO[bytes] | None) -> None:
        assert pipe is not None
        self.said: list[UUID] = []
        self._pipe = pipe
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    def stop(self) -> list[UUID]:
        """Everything that was said to the end."""
        self._thread.join(timeout=30)
        return self.said

    def _listen(self) -> None:
        with self._pipe:
            for line in self._pipe:
                if line.endswith(b"\n"):
                    self.said.append(UUID(line.decode().strip()))


def _write_and_die(settings: Settings, after_s: float) -> list[UUID]:
    writer = child(settings, "tests.proofs.writer", "4")
    heard = _Listener(writer.stdout)
    deadline = time.monotonic() + 30
    while not heard.said and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(after_s)
    end(writer.pid)
    writer.wait()
    return heard.stop()


def end(pid: int) -> None:
    """Kill at once, with no chance to tidy up."""
    os.kill(pid, signal.SIGKILL)


def _kill_postmaster(conninfo: str) -> None:
    with psycopg.connect(conninfo) as connection:
        row = connection.execute("SELECT setting FROM pg_settings WHERE name = 'data_directory'").fetchone()
        assert row is not None
        with open(f"{row[0]}/postmaster.pid", encoding="ascii") as file:  # noqa: PTH123
            pid = int(file.readline())
    end(pid)


def _lost(system: System, acknowledged: list[UUID]) -> list[str]:
    faults = []
    for command in acknowledged:
        found = system.recorder.answered(command)
        if found is None or len(found[1]) != 1:
            faults.append(f"command {command}: acknowledged, but {'lost' if found is None else 'doubled'}")
    return faults


def _rows(conninfo: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every read model, in an order that does not depend on where it lies."""
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'read' AND tablename <> 'positions' ORDER BY tablename"
    with psycopg.connect(conninfo) as connection:
        names = [row[0] for row in connection.execute(tables)]
        return {
            name: sorted(connection.execute(f'SELECT t::text FROM read."{name}" t'.encode()).fetchall())
            for name in names
        }
