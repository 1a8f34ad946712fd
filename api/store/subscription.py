"""Following the log in this process by LISTEN with a poll beside it, so that a missed notice costs a second at most."""

from collections.abc import Sequence
from threading import Thread
from typing import TYPE_CHECKING, Any

from eventsourcing.persistence import ListenNotifySubscription
from psycopg import Connection
from psycopg.rows import TupleRow

if TYPE_CHECKING:
    from api.store.recorder import PostgresRecorder

POLL_S = 1.0


class LogSubscription(ListenNotifySubscription["PostgresRecorder"]):
    """The library's subscription, woken by notices and at least once a second."""

    def __init__(self, recorder: "PostgresRecorder", gt: int | None = None, topics: Sequence[str] = ()) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        try:
            super().__exit__(*args, **kwargs)
        finally:
            self._listener.join()

    def _listen(self) -> None:
        try:
            with self._recorder.pool.connection() as connection:
                connection.execute("LISTEN bihuan_log")
                self._has_been_notified.set()
                while not self._has_been_stopped and not self._thread_error:
                    self._wait(connection)
                connection.execute("UNLISTEN bihuan_log")
        except Exception as error:
            if self._thread_error is None:
                self._thread_error = error
            self.stop()

    def _wait(self, connection: Connection[TupleRow]) -> None:
        """Until a notice comes or the poll is due; looks ten times a second whether to stop."""
        for _ in range(10):
            if self._has_been_stopped or any(True for _ in connection.notifies(timeout=POLL_S / 10, stop_after=1)):
                break
        self._has_been_notified.set()
