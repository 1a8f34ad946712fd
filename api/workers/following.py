"""The follower's process: its connection, its decoder, its words about progress."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from api.system import System
from domain.application import Kept
from domain.record import Recorded
from projections.follow import Follower, follow
from projections.rebuild import Progress

Tell = Callable[[str], None]


def connect_reader(system: System) -> AbstractContextManager[Connection[TupleRow]]:
    """A connection as the role that keeps the read models."""
    return psycopg.connect(system.database.reader, autocommit=True)


def decoder(system: System) -> Callable[[Kept], Recorded]:
    """Stored bytes to events."""

    def decode(kept: Kept) -> Recorded:
        recorded: Recorded = system.mapper.to_domain_event(kept.stored)
        return recorded

    return decode


def run_follower(system: System, stop: Event, *, once: bool, rebuild: bool, tell: Tell) -> None:
    """Follow until told to stop; `once` catches up and returns, `rebuild` fills every model anew first."""
    if not once and not rebuild:
        follow(lambda: connect_reader(system), decoder(system), system.settings.zone, stop)
        return
    with connect_reader(system) as connection:
        follower = Follower(connection, decoder(system), system.settings.zone, report=telling(tell))
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
