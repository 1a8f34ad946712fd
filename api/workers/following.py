"""The follower's process: its connection, its helpers, its words about progress."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from threading import Event

from psycopg import Connection
from psycopg.rows import TupleRow

from api.system import System
from api.workers.stored import Stored, reading_with
from projections.follow import Follower, follow
from projections.helping import Helpers
from projections.progress import Progress, Stopped, until

Tell = Callable[[str], None]
MOST_PROCESSES = 8
"""At work on a rebuild; more would only wait for each other."""


def connect_reader(system: System) -> AbstractContextManager[Connection[TupleRow]]:
    """A connection as the role that keeps the read models."""
    return Stored(system.database.reader).connect()


def helpers_of(system: System) -> Helpers | None:
    """A process for every processor but our own; none where there is but one."""
    number = min(os.cpu_count() or 1, MOST_PROCESSES) - 1
    return Helpers(source=Stored(system.database.reader), number=number) if number else None


def run_follower(system: System, stop: Event, *, once: bool, rebuild: bool, tell: Tell) -> None:
    """Follow until told to stop; `once` catches up and returns, `rebuild` fills every model anew first."""
    decode, zone, helpers = reading_with(system.mapper), system.settings.zone, helpers_of(system)
    if not once and not rebuild:
        follow(lambda: connect_reader(system), decode, zone, stop, helpers=helpers)
        return
    with connect_reader(system) as connection, suppress(Stopped):
        follower = Follower(connection, decode, zone, report=until(stop, telling(tell)), helpers=helpers)
        follower.take_over()
        if rebuild:
            follower.rebuild()
        follower.drain(stop)
        for stuck in follower.stuck.values():
            tell(f"{stuck.model}: {stuck.name} at {stuck.position}: {stuck.error}")


def telling(tell: Tell) -> Callable[[Progress], None]:
    """Says how far the work is, one line for every fiftieth of it."""
    told: dict[tuple[str, ...], int] = {}

    def report(progress: Progress) -> None:
        part = progress.done * 50 // max(progress.of, 1)
        if told.get(progress.models) != part:
            told[progress.models] = part
            tell(f"{', '.join(progress.models)}: {progress.done} / {progress.of}")

    return report
