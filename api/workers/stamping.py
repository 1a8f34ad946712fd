"""Time stamps asked for by themselves: of the newest head, at intervals, where an authority is set."""

from datetime import timedelta
from threading import Event

import structlog

from api.problems import UNAVAILABLE
from api.seal.proving import newest
from api.seal.stamping import newest_stamp, stamp_newest
from api.system import System
from domain.kernel.refusals import Refusal

log = structlog.get_logger()

EVERY_S = 30.0


def run_stamping(system: System, stop: Event, *, once: bool = False) -> None:
    """Have heads stamped until told to stop; `once` looks once whether one is due."""
    if system.settings.tsa_url is None or not system.settings.tsa_minutes:
        return
    while not stop.is_set():
        try:
            stamp_if_due(system)
        except Refusal as refusal:
            log.warning(refusal.code(), told=str(refusal))
        except UNAVAILABLE as error:
            log.warning("stamping_interrupted", error=type(error).__name__)
        if once:
            return
        stop.wait(EVERY_S)


def stamp_if_due(system: System) -> bool:
    """Have the newest head stamped if it is a new one and the last stamp is old enough; says whether it was."""
    now = system.clock()
    with system.pool.connection() as connection:
        head, last = newest(connection), newest_stamp(connection)
        if head is None or (last and last.size >= head.size):
            return False
        if last and now - last.stamped_at < timedelta(minutes=system.settings.tsa_minutes):
            return False
    stamp_newest(system.pool, system.settings, now)
    return True
