"""A home of its own for a proof: an embedded engine that really waits for its disk, a district, child processes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import httpx2
import psycopg

from api.engine.migrate import make_database, migrate, name_the_log
from api.settings import Settings
from api.system import DATABASE, Database, System, open_database, open_system
from domain.record import digest
from tests.conftest import SHANGHAI
from tests.support.settled import settle

LOG = "proof/bihuan"
UP_S = 60


@contextmanager
def proving_ground(home: Path | None = None) -> Iterator[tuple[Settings, Database]]:
    """A set-up home, a temporary one unless it is given; its engine runs as long as the block does."""
    with TemporaryDirectory() as folder:
        settings = Settings(home=home or Path(folder), zone=SHANGHAI)
        with open_database(settings) as database:
            make_database(psycopg.conninfo.make_conninfo(database.admin, dbname="postgres"), DATABASE)
            migrate(database.admin)
            name_the_log(database.admin, LOG, is_trial=False)
            with open_system(settings) as system:
                settle(system)
            yield settings, database


def child(settings: Settings, module: str, *arguments: str, is_heard: bool = True) -> "subprocess.Popen[bytes]":
    """A process of its own on the same home; what it says is for whoever listens to its pipe."""
    environment = {**os.environ, "BIHUAN_HOME": str(settings.home), "BIHUAN_PORT": str(settings.port)}
    environment.pop("BIHUAN_DATABASE_URL", None)
    heard = subprocess.PIPE if is_heard else subprocess.DEVNULL
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, env=environment, stdout=heard, stderr=subprocess.DEVNULL)


def answers(server: "subprocess.Popen[bytes]", address: str) -> bool:
    """Whether a web server that was started answers within a minute; waits no longer where it has ended."""
    deadline = time.monotonic() + UP_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            httpx2.get(f"{address}/sign-in", trust_env=False)
        except httpx2.TransportError:
            time.sleep(0.05)
        else:
            return True
    return False


def faults_of_the_log(system: System) -> list[str]:
    """What is wrong with the log: gaps in positions, times that run back, broken chains, versions out of order."""
    faults: list[str] = []
    position, told_at, heads = 0, None, dict[UUID, tuple[int, str]]()
    while page := system.recorder.page(position + 1, 1000):
        for kept in page:
            recorded = system.mapper.to_domain_event(kept.stored)
            version, prev = heads.get(recorded.stream, (0, None))
            if kept.position != position + 1:
                faults.append(f"gap before {kept.position}")
            if told_at is not None and kept.recorded_at < told_at:
                faults.append(f"time runs back at {kept.position}")
            if (recorded.ver, recorded.prev) != (version + 1, prev):
                faults.append(f"chain of {recorded.stream} broken at {kept.position}")
            position, told_at = kept.position, kept.recorded_at
            heads[recorded.stream] = (recorded.ver, digest(kept.stored.state))
    return faults
