"""Group commit: requests that wait for the same lock are stored in one transaction, each whole or not at all."""

from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from time import sleep

from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent

from domain.application import Append

Flush = Callable[[Sequence["Request"]], list[tuple[str, int | None, datetime]]]

PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)
"""Seconds to wait before asking again after a lost connection; a second or so covers a restart of the engine."""


class Request:
    """The events of one command on their way, and afterwards what became of them."""

    def __init__(self, events: tuple[StoredEvent, ...], append: Append) -> None:
        self.events, self.append = events, append
        self.outcome: str | None = None
        self.first_position: int | None = None
        self.recorded_at: datetime | None = None
        self.error: BaseException | None = None
        self._signal = Lock()
        self._signal.acquire()

    @property
    def is_done(self) -> bool:
        """Whether somebody stored it, or failed to."""
        return self.outcome is not None or self.error is not None

    def wait(self) -> None:
        """Until it is done, or it is this request's turn to store what has queued."""
        self._signal.acquire()

    def wake(self) -> None:
        """End the wait; called once for each wait."""
        self._signal.release()


class GroupCommit:
    """Whoever has the turn stores what has queued meanwhile, wakes those it stored, and gives the turn on.

    Those who are woken go their way at once; the next to store is the first that is still waiting.
    """

    def __init__(self, flush: Flush, *, most_events: int) -> None:
        self._flush, self._most = flush, most_events
        self._waiting: list[Request] = []
        self._lock = Lock()
        self._is_busy = False

    def submit(self, request: Request) -> Request:
        """Store the request, alone or together with others. Raises what the store raised."""
        with self._lock:
            self._waiting.append(request)
            has_turn, self._is_busy = not self._is_busy, True
        if not has_turn:
            request.wait()
        if not request.is_done:
            self._take_turn(request)
        if request.error is not None:
            raise request.error
        return request

    def _take_turn(self, own: Request) -> None:
        """Store the batch that the own request begins. The turn goes on first, so that the store never idles."""
        batch = self._next_batch()
        try:
            self._store(batch)
        finally:
            self._give_turn_on()
            for request in batch:
                if request is not own:
                    request.wake()

    def _give_turn_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting[0].wake()
            else:
                self._is_busy = False

    def _next_batch(self) -> list[Request]:
        """The longest run of waiting requests that fits into one call; trial requests with their own time go alone."""
        with self._lock:
            taken, events = 0, 0
            for request in self._waiting:
                events += len(request.events)
                if taken and (events > self._most or request.append.told_at is not None):
                    break
                taken += 1
                if request.append.told_at is not None:
                    break
            batch, self._waiting = self._waiting[:taken], self._waiting[taken:]
            return batch

    def _store(self, batch: list[Request]) -> None:
        try:
            outcomes = self._flush_surely(batch)
        except BaseException as error:
            for request in batch:
                request.error = error
            if not isinstance(error, Exception):
                raise
            return
        for request, (outcome, first, recorded_at) in zip(batch, outcomes, strict=True):
            request.outcome, request.first_position, request.recorded_at = outcome, first, recorded_at

    def _flush_surely(self, batch: list[Request]) -> list[tuple[str, int | None, datetime]]:
        """Ask again after a lost connection where every request carries a command id.

        The first call may have been committed before the connection went: then its commands come back as repeated,
        which is no conflict; the caller reads the first answer and compares what was asked.
        """
        for pause in PAUSES:
            try:
                return self._flush(batch)
            except (OperationalError, InterfaceError):
                if any(request.append.command is None for request in batch):
                    raise
                sleep(pause)
        return self._flush(batch)
