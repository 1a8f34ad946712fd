"""The log and the read models as a process comes to them that has nothing but a connection string."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from api.store.mapper import CanonicalMapper
from domain.application import Kept
from domain.record import Recorded
from projections.reading import Decode


@dataclass(frozen=True)
class Stored:
    """A database, as the role that keeps the read models."""

    conninfo: str

    def connect(self) -> AbstractContextManager[Connection[TupleRow]]:
        """A connection with autocommit."""
        return psycopg.connect(self.conninfo, autocommit=True)

    def decoder(self) -> Decode:
        """Stored bytes to events."""
        return reading_with(CanonicalMapper())


def reading_with(mapper: CanonicalMapper) -> Decode:
    """Stored bytes to events, by a mapper that is there already."""

    def decode(kept: Kept) -> Recorded:
        recorded: Recorded = mapper.to_domain_event(kept.stored)
        return recorded

    return decode
