"""The jobs: imports that were asked for on pages, and the end of what is kept of them.

A run is worked on by whoever holds its lock; the lock goes with the connection, so that the next worker goes on where
one was killed.
"""

from datetime import datetime, timedelta
from threading import Event
from uuid import UUID

import structlog

from api.imports.carrying_out import carry_out
from api.imports.runs import Runs
from api.problems import UNAVAILABLE
from api.services import Services

log = structlog.get_logger()

KEPT = timedelta(days=30)
"""How long the words of rows can be read after a run is over, and how long an upload waits for a word (house rule)."""

FORGETTING_EVERY = timedelta(hours=1)
AFTER_A_FAULT = timedelta(minutes=1)
PAUSE = 1.0
"""Seconds between looks."""


def run_jobs(services: Services, stop: Event, once: bool = False) -> None:
    """Do what waits until told to stop; `once` does what waits now and returns."""
    jobs = Jobs(services)
    jobs.look(stop)
    while not once and not stop.wait(PAUSE):
        jobs.look(stop)


class Jobs:
    """Looks for runs that wait. One whose work fails is left alone for a while and holds up no other."""

    def __init__(self, services: Services) -> None:
        self._system = services.system
        self._runs = Runs(services.system.pool, services.system.random)
        self._not_before: dict[UUID, datetime] = {}
        self._forgot_at: datetime | None = None

    def look(self, stop: Event) -> None:
        """Do what waits, and forget what is old; where the store is away, that is all there is to say."""
        try:
            for run in self._runs.waiting():
                self._work(run, stop)
            self._forget(self._system.clock())
        except UNAVAILABLE as error:
            log.warning("jobs_store_unavailable", error=type(error).__name__)

    def _forget(self, now: datetime) -> None:
        if self._forgot_at is None or now - self._forgot_at >= FORGETTING_EVERY:
            self._runs.forget(now - KEPT, now)
            self._forgot_at = now

    def _work(self, run: UUID, stop: Event) -> None:
        now = self._system.clock()
        if stop.is_set() or self._not_before.get(run, now) > now:
            return
        try:
            with self._runs.alone(run) as mine:
                if mine:
                    carry_out(self._system, self._runs, run, stop)
        except UNAVAILABLE:
            raise
        except Exception as error:
            self._not_before[run] = now + AFTER_A_FAULT
            log.error("import_fault", run=str(run), error=type(error).__name__, exc_info=error)
