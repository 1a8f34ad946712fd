"""Somebody with the database in their hands: changes what is stored, behind the back of everything that keeps it."""

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from api.system import System

STAY = ("log.events", "seal.checkpoints", "seal.cosignatures", "seal.stamps")
"""Tables of which no row is ever changed or removed, while their triggers are on."""


def triggers_off(connection: Connection[TupleRow]) -> None:
    """What only the database's superuser or its owner can do: nothing refuses changes from here on."""
    for table in STAY:
        connection.execute(SQL("ALTER TABLE {} DISABLE TRIGGER ALL").format(Identifier(*table.split("."))))


def tamper(system: System, position: int, old: str, new: str) -> None:
    """Change the stored body of one event; the two are of the same length or not, as it happens."""
    with psycopg.connect(system.database.admin, autocommit=True) as connection:
        connection.execute("ALTER TABLE log.events DISABLE TRIGGER events_stay")
        row = connection.execute("SELECT body FROM log.events WHERE position = %s", (position,)).fetchone()
        assert row is not None
        body = bytes(row[0]).decode()
        assert old in body, body
        changed = body.replace(old, new, 1).encode()
        connection.execute("UPDATE log.events SET body = %s WHERE position = %s", (changed, position))


def tamper_text(system: System, old: str, new: str) -> None:
    """Change every text that was shown to signers, or that names somebody."""
    with psycopg.connect(system.database.admin, autocommit=True) as connection:
        connection.execute("UPDATE log.disclosures SET value = replace(value, %s, %s)", (old, new))


def erase_text(system: System, part: str) -> None:
    """Erase the texts in which something stands."""
    with psycopg.connect(system.database.admin, autocommit=True) as connection:
        connection.execute("DELETE FROM log.disclosures WHERE strpos(value, %s) > 0", (part,))
