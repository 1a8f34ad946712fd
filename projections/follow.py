"""Keeping the read models up with the log: one runner a model, a page of events a transaction, nothing skipped."""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import tzinfo
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic
from typing import NamedTuple

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from domain.application import Kept
from projections.catalogue import MODELS
from projections.helping import HelperLost, Helpers
from projections.model import Model
from projections.places import Places, places_at
from projections.progress import Progress, Report, Stopped, silent, until
from projections.reading import Decode, Log, Undecodable
from projections.rebuild import rebuild
from projections.sql import statements
from projections.taking import take_page

SQL = statements(Path(__file__).with_name("follow.sql"))
PAGE = 1000
"""Most events of one transaction."""
POLL_S = 1.0
PAUSES_S = (1, 2, 4, 8, 15, 30, 60)
"""How long to wait before trying again, time after time."""

log = logging.getLogger("bihuan.follow")
Connect = Callable[[], AbstractContextManager[Connection[TupleRow]]]
"""Opens a connection as the role that keeps the read models, with autocommit."""


class Stuck(NamedTuple):
    """An event that a model cannot digest: it stays before it and tries again later."""

    model: str
    position: int
    name: str
    stream: str
    error: str
    tries: int = 1
    again_at: float = 0.0
    """By the monotonic clock."""


class Follower:
    """Keeps read models over one connection. `stuck` names the models that cannot go on, with the event."""

    def __init__(
        self,
        connection: Connection[TupleRow],
        decode: Decode,
        zone: tzinfo,
        *,
        models: Sequence[Model] = MODELS,
        report: Report = silent,
        page: int = PAGE,
        helpers: Helpers | None = None,
    ) -> None:
        self._connection, self._decode, self._zone = connection, decode, zone
        self._log = Log(connection, decode)
        self._models, self._report, self._page, self._helpers = models, report, page, helpers
        self._positions: dict[Model, int] = {}
        self._places: Places | None = None
        self.stuck: dict[Model, Stuck] = {}

    def take_over(self) -> bool:
        """Become the runner of every model nobody else runs, and build those that are missing or of another edition.

        Says whether there is anything to run.
        """
        self._connection.execute(SQL["work_now"])
        mine = [model for model in self._models if model in self._positions or self._lock(model)]
        stored = {name: (position, edition) for name, position, edition in self._connection.execute(SQL["positions"])}
        old = [model for model in mine if stored.get(model.name, (0, ""))[1] != model.digest]
        self._positions = {model: stored[model.name][0] for model in mine if model not in old}
        if old:
            self._positions.update(dict.fromkeys(old, self._rebuild(old)))
        return bool(mine)

    def rebuild(self) -> int:
        """Build every model that is run here anew, beside, and swap; returns the position they have then."""
        position = self._rebuild(tuple(self._positions))
        self._positions = dict.fromkeys(self._positions, position)
        self.stuck.clear()
        return position

    def drain(self, stop: Event | None = None) -> int:
        """Digest all there is; returns the position that the slowest model has then."""
        while not (stop and stop.is_set()) and self.step():
            pass
        return min(self._positions.values(), default=0)

    def step(self) -> bool:
        """One page for the models that lag most; says whether there was anything to do."""
        group, until = self._next_group()
        if not group:
            return False
        page = self._log.page(self._positions[group[0]], self._page, until)
        if not page:
            return False
        self._digest(group, page)
        return True

    def _next_group(self) -> tuple[list[Model], int]:
        """The models at the lowest position that are not resting, and up to where they go on together."""
        now = monotonic()
        awake = {m: p for m, p in self._positions.items() if m not in self.stuck or self.stuck[m].again_at <= now}
        first, *others = sorted(set(awake.values())) or (0,)
        head = self._log.head()
        group = [model for model, position in awake.items() if position == first and position < head]
        healthy = [model for model in group if model not in self.stuck]
        return healthy or group[:1], others[0] if others else head

    def _digest(self, group: Sequence[Model], page: Sequence[Kept]) -> None:
        """Digest a page, or find the event on which it breaks by trying less and less."""
        try:
            self._take(group, page)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            self._places = None
            raise
        except Exception as error:
            self._places = None
            if len(group) > 1:
                for model in group:
                    self._digest([model], page)
            elif len(page) > 1:
                self._digest(group, page[: len(page) // 2])
            else:
                self._stick(group[0], page[0], error)

    def _take(self, group: Sequence[Model], page: Sequence[Kept]) -> None:
        until = page[-1].position
        places = self._places_after(page[0].position - 1)
        with self._connection.transaction():
            take_page(self._connection, self._log, places, group, page)
            for model in group:
                self._connection.execute(SQL["advance"], {"model": model.name, "position": until})
        for model in group:
            self._positions[model] = until
            self.stuck.pop(model, None)
        self._report(Progress(tuple(model.name for model in group), until, self._log.head(), is_rebuild=False))

    def _places_after(self, position: int) -> Places:
        if self._places is None or self._places.position != position:
            self._places = places_at(self._log, position, self._zone)
        return self._places

    def _stick(self, model: Model, kept: Kept, error: Exception) -> None:
        before = self.stuck.get(model)
        tries = before.tries + 1 if before else 1
        pause = PAUSES_S[min(tries, len(PAUSES_S)) - 1]
        cause = error.__cause__ if isinstance(error, Undecodable) else error
        stored = kept.stored
        self.stuck[model] = Stuck(
            model.name, kept.position, stored.topic, str(stored.originator_id), repr(cause), tries, monotonic() + pause
        )
        log.error("%s cannot digest %s at position %s", model.name, stored.topic, kept.position, exc_info=error)

    def _rebuild(self, models: Sequence[Model]) -> int:
        self._places = None
        build = partial(rebuild, self._connection, self._decode, self._zone, models, report=self._report)
        try:
            return build(helpers=self._helpers)
        except HelperLost:
            log.warning("rebuilding alone, without helpers", exc_info=True)
            return build()

    def _lock(self, model: Model) -> bool:
        row = self._connection.execute(SQL["try_lock"], {"model": model.name}).fetchone()
        return bool(row and row[0])


def follow(
    connect: Connect,
    decode: Decode,
    zone: tzinfo,
    stop: Event,
    *,
    models: Sequence[Model] = MODELS,
    report: Report = silent,
    helpers: Helpers | None = None,
) -> None:
    """Follow the log until told to stop; after a lost connection begin again with another."""
    tries, report = 0, until(stop, report)
    while not stop.is_set():
        began = monotonic()
        try:
            with connect() as connection:
                follower = Follower(connection, decode, zone, models=models, report=report, helpers=helpers)
                _serve(connection, follower, stop)
        except Stopped:
            return
        except Exception:
            tries = 0 if monotonic() - began > PAUSES_S[-1] else tries
            log.exception("following was interrupted and begins again")
            stop.wait(PAUSES_S[min(tries, len(PAUSES_S) - 1)])
            tries += 1


def _serve(connection: Connection[TupleRow], follower: Follower, stop: Event) -> None:
    connection.execute("LISTEN bihuan_log")
    while not stop.is_set():
        if follower.take_over():
            follower.drain(stop)
        _wait(connection, stop)


def _wait(connection: Connection[TupleRow], stop: Event) -> None:
    """Until a notice comes or the poll is due; looks ten times a second whether to stop."""
    for _ in range(10):
        if stop.is_set() or any(True for _ in connection.notifies(timeout=POLL_S / 10, stop_after=1)):
            return
