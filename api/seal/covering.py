"""Which signed head covers an event, and who cosigned it: for a whole page of events in one query."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from projections.sql import statements

SQL = statements(Path(__file__).with_name("covering.sql"))


class Seal(NamedTuple):
    """How an event is sealed."""

    size: int
    """Of the first checkpoint that covers it."""
    signed_at: datetime
    cosigned_size: int | None
    """Of the first checkpoint that covers it and that a witness cosigned; witnesses come by now and then."""
    witnesses: tuple[str, ...]


def seals_of(connection: Connection[TupleRow], positions: Iterable[int]) -> Mapping[int, Seal]:
    """Seals by position; an event that no signed head covers yet is not among them."""
    rows = connection.execute(SQL["covering"], {"positions": sorted(set(positions))})
    return {position: Seal(size, at, cosigned, tuple(names or ())) for position, size, at, cosigned, names in rows}
