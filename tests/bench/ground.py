"""The ground measurements stand on: an engine that really waits for its disk, and a system on it."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from api.engine import EmbeddedEngine, find_binaries
from api.engine.migrate import make_database, migrate, name_the_log
from api.system import Database, System
from tests.conftest import running
from tests.support.settled import settle


@dataclass(frozen=True)
class Ratio:
    """One line of the report: what was measured, against what, and how they compare."""

    what: str
    ours: float
    against: str
    theirs: float
    unit: str
    target: str

    @property
    def ratio(self) -> float:
        """Ours by theirs."""
        return self.ours / self.theirs if self.theirs else float("nan")

    def line(self) -> str:
        """As a row of the README's table."""
        return (
            f"| {self.what} | {self.ours:,.4g} {self.unit} | {self.against}: {self.theirs:,.4g} | "
            f"{self.ratio:.2f} | {self.target} |"
        )


@contextmanager
def ground(settings: dict[str, str] | None = None) -> Iterator[tuple[EmbeddedEngine, System]]:
    """A system with the made-up district, on an engine with `synchronous_commit` and `fsync` on."""
    with TemporaryDirectory() as folder, EmbeddedEngine(Path(folder), find_binaries(), settings=settings) as engine:
        make_database(engine.conninfo(), "bench")
        migrate(engine.conninfo("bench"))
        name_the_log(engine.conninfo("bench"), "bench/bihuan", is_trial=False)
        database = Database(
            admin=engine.conninfo("bench"),
            app=engine.conninfo("bench", "bihuan_app"),
            reader=engine.conninfo("bench", "bihuan_reader"),
        )
        for system in running(database, Path(folder)):
            yield engine, settle(system)


def rate(act: Callable[[Any], object], over: Sequence[Any], threads: int) -> float:
    """How many a second, each once, by so many threads that take equal shares; the first of each does not count."""

    def share(first: int) -> None:
        for each in over[first::threads]:
            act(each)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(act, over[:threads]))
        began = time.perf_counter()
        list(pool.map(share, range(threads, 2 * threads)))
        return (len(over) - threads) / (time.perf_counter() - began)


def rounds(times: int, *measures: Callable[[int], float]) -> list[float]:
    """Median of each measure, taken in turns so that the machine's moods fall on all alike."""
    taken = [[measure(turn) for measure in measures] for turn in range(times)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def come_to_rest(system: System) -> None:
    """What filling left to be cleaned up and written out is not what reading costs."""
    with psycopg.connect(system.database.admin, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
