"""Lists as new as the record, also where no follower is running: at the console there is always time for that."""

from threading import Event

from api.reading.models import ListsNotReady
from api.system import System
from api.workers.following import run_follower
from projections.catalogue import reached, wait_for

PATIENCE_S = 30.0
"""How long is waited for a follower that runs elsewhere."""


def bring_up(system: System, models: tuple[str, ...]) -> None:
    """Follow the log to its newest event, or wait for who does; raises `ListsNotReady`."""
    newest = system.recorder.max_notification_id() or 0
    if _position(system, models) >= newest:
        return
    run_follower(system, Event(), once=True, rebuild=False, tell=_nobody)
    with system.pool.connection() as connection:
        if not wait_for(connection, newest, models, at_most_s=PATIENCE_S):
            raise ListsNotReady(retry_after=5)


def _position(system: System, models: tuple[str, ...]) -> int:
    with system.pool.connection() as connection:
        position = reached(connection, models)
    return -1 if position is None else position


def _nobody(_words: str) -> None:
    """Progress is not told: the answer is awaited on this stream."""
