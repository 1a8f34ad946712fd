"""Keeping the embedded engine up: whatever ended its server, it is started again."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog

from api.engine.embedded import EmbeddedEngine
from api.engine.refusals import EngineRefusal

log = structlog.get_logger()

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 10.0


@contextmanager
def kept_up(engine: EmbeddedEngine) -> Iterator[None]:
    """While the block lasts, a server that died is started again; again and again, where the disk is full."""
    stop = Event()
    with engine:
        keeper = Thread(target=_keep, args=(engine, stop), name="engine-keeper", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            stop.set()
            keeper.join()


def _keep(engine: EmbeddedEngine, stop: Event) -> None:
    pause = FIRST_PAUSE_S
    while not stop.wait(pause):
        is_up = engine.is_up or _started(engine)
        pause = FIRST_PAUSE_S if is_up else min(pause * 2, LONGEST_PAUSE_S)


def _started(engine: EmbeddedEngine) -> bool:
    """Whether it could be started; what stands against it is logged, and tried again."""
    log.warning("engine_down", folder=str(engine.place.folder))
    try:
        engine.start()
    except EngineRefusal as refusal:
        log.error("engine_not_started", code=refusal.code, error=str(refusal))
        return False
    return True
