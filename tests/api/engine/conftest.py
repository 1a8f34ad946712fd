"""Homes for engines: one that is empty, and one whose cluster is made already."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from api.engine import Binaries, EmbeddedEngine, find_binaries


@dataclass(frozen=True)
class Ground:
    """A home and the folder below which root's clusters go, both for one test or a few."""

    home: Path
    state_root: Path
    binaries: Binaries

    def engine(self, *, patience: float = 20, **settings: str) -> EmbeddedEngine:
        """A handle that has not started yet."""
        return EmbeddedEngine(
            self.home, self.binaries, settings=settings, state_root=self.state_root, patience=patience
        )


@pytest.fixture(scope="session")
def binaries() -> Binaries:
    """What the machine has; the tests cannot do without."""
    return find_binaries()


@contextmanager
def _ground(binaries: Binaries) -> Iterator[Ground]:
    """Open to every account to pass through, unlike pytest's own folders; no server is left behind."""
    folder = Path(tempfile.mkdtemp(prefix="bihuan-engine-"))
    folder.chmod(0o711)
    ground = Ground(folder / "home", folder / "state", binaries)
    try:
        yield ground
    finally:
        _end_server(ground)
        shutil.rmtree(folder)


def _end_server(ground: Ground) -> None:
    engine = ground.engine()
    while (pid := engine.status().pid) is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)


@pytest.fixture
def empty(binaries: Binaries) -> Iterator[Ground]:
    """Nothing is there yet, not even the home."""
    with _ground(binaries) as ground:
        yield ground


@pytest.fixture(scope="session")
def _made_once(binaries: Binaries) -> Iterator[Ground]:
    with _ground(binaries) as ground:
        with ground.engine():
            pass
        yield ground


@pytest.fixture
def made(_made_once: Ground) -> Iterator[Ground]:
    """A home whose cluster exists and whose server does not run."""
    assert _made_once.engine().status().pid is None
    yield _made_once
    _end_server(_made_once)


@pytest.fixture
def ask() -> Callable[[str, str], str]:
    """The first value that a statement answers, as text, on a connection of its own."""

    def answer(conninfo: str, statement: str) -> str:
        with psycopg.connect(conninfo, connect_timeout=5) as connection:
            row = connection.execute(statement.encode()).fetchone()
        assert row is not None
        return str(row[0])

    return answer
