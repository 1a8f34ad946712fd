"""Events as the store holds them, byte for byte."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from uuid import UUID

from eventsourcing.persistence import MapperDeserialisationError, StoredEvent
from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.leafing import BodyUnreadable, Stored
from api.store.mapper import CanonicalMapper
from domain.record import Recorded
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))


def stored_of(rows: Iterable[TupleRow]) -> list[Stored]:
    """Rows of events as they are read everywhere here."""
    return [
        Stored(position, recorded_at, stream, version, name, bytes(body))
        for position, recorded_at, stream, version, name, body in rows
    ]


def stored_in(connection: Connection[TupleRow], stream: UUID, until: int = 2**62) -> list[Stored]:
    """One stream's events up to a position, in order."""
    return stored_of(connection.execute(SQL["stream"], {"stream": stream, "until": until}, binary=True))


def recorded_of(stored: Stored) -> Recorded:
    """An event as its type reads it; raises `BodyUnreadable`."""
    try:
        found: Recorded = _mapper().to_domain_event(
            StoredEvent(stored.stream, stored.version, stored.name, stored.body)
        )
    except MapperDeserialisationError as error:
        raise BodyUnreadable(str(error)) from error
    return found


@cache
def _mapper() -> CanonicalMapper:
    """One a process; it is made of every event there is."""
    return CanonicalMapper()
