"""All read models there are, and how far they have come."""

from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from projections.audit_trail.projection import AuditTrail
from projections.deadlines.projection import Deadlines
from projections.directory.projection import DirectoryModel
from projections.hazard_ledger.projection import HazardLedger
from projections.model import Model
from projections.search.projection import Search
from projections.sql import statements

SQL = statements(Path(__file__).with_name("follow.sql"))

MODELS: tuple[Model, ...] = (DirectoryModel(), HazardLedger(), Deadlines(), AuditTrail(), Search())
"""In the order in which they are brought up with a page: people look for who and where first."""


def reached(connection: Connection[TupleRow], names: Sequence[str]) -> int | None:
    """The position that all these read models have come to; none while one is not there in the shape asked for."""
    asked = [(model.name, model.digest) for model in MODELS if model.name in names]
    models, editions = zip(*asked, strict=True)
    try:
        row = connection.execute(SQL["reached"], {"models": list(models), "editions": list(editions)}).fetchone()
    except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege):
        return None
    assert row is not None
    position: int | None = row[0]
    return position


def wait_for(connection: Connection[TupleRow], position: int, names: Sequence[str], *, at_most_s: float) -> bool:
    """Wait until read models have come to a position, so that people read their own writes; says whether they have."""
    until = monotonic() + at_most_s
    while (reached(connection, names) or 0) < position:
        if monotonic() >= until:
            return False
        sleep(0.01)
    return True
