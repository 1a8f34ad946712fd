"""The sealer as a process: one at a time, in the order of the log, at once when something was recorded."""

from threading import Event
from time import monotonic
from uuid import UUID

import psycopg
import structlog
from psycopg import Connection
from psycopg.rows import TupleRow

from api.problems import UNAVAILABLE
from api.seal.keyring import keyring_of
from api.seal.leafing import BodyUnreadable
from api.seal.reading import SQL
from api.seal.sealing import APART, NEWEST, Sealer
from api.system import System
from domain.kernel.identity import KeyId
from domain.kernel.refusals import Refusal
from domain.key.terms import Scheme

log = structlog.get_logger()

EVERY_S = 0.2
"""How often the log is asked for more, when nothing says that there is."""

TRY_AGAIN_S = 5.0


def run_sealer(system: System, stop: Event, *, once: bool = False) -> int:
    """Integrate and sign until told to stop; returns how many events were taken in.

    A log that is behind what was signed, or whose key is away, is not signed: that is said, and tried again, until
    somebody resolves it.
    """
    taken = 0
    while not stop.is_set():
        try:
            with psycopg.connect(system.database.app, autocommit=True) as connection:
                if _is_first(connection):
                    taken += _seal(system, connection, stop, once=once)
            if once:
                return taken
        except (*UNAVAILABLE, BodyUnreadable, Refusal) as error:
            log.error("sealer_stopped", error=type(error).__name__, told=str(error))
            if once:
                raise
        stop.wait(TRY_AGAIN_S)
    return taken


def sealer_of(system: System, connection: Connection[TupleRow]) -> Sealer:
    """A sealer on a connection, with the installation's key."""
    return Sealer(
        connection=connection,
        origin=system.application.log_name,
        signer_for=keyring_of(system.settings).for_era,
        scheme_of=lambda key: scheme_of(system, key),
        kept=system.settings.home / NEWEST,
    )


def scheme_of(system: System, key: str) -> Scheme | None:
    """The scheme of an enrolled key; enrolments are followed when one is not known yet."""
    application = system.application
    try:
        named = KeyId(UUID(key))
    except ValueError:
        return None
    found = application.reference.keys.key(named) or application.catch_up().keys.key(named)
    return found.enrolment.scheme if found and found.enrolment else None


def _seal(system: System, connection: Connection[TupleRow], stop: Event, *, once: bool) -> int:
    sealer, taken, signed_at = sealer_of(system, connection), 0, 0.0
    while True:
        added = sealer.integrate(system.clock())
        taken += added
        is_due = monotonic() - signed_at >= APART.total_seconds()
        if is_due or (once and not added):
            sealer.sign(system.clock())
            signed_at = monotonic()
        if once and not added:
            return taken
        if stop.is_set():
            sealer.sign(system.clock())
            return taken
        if not added:
            stop.wait(EVERY_S)


def _is_first(connection: Connection[TupleRow]) -> bool:
    row = connection.execute(SQL["lock"]).fetchone()
    return bool(row and row[0])
