"""Every named statement of the evident log is one that PostgreSQL accepts, as the role that serves people."""

from pathlib import Path

import psycopg

import api.seal
from api.system import Database
from projections.sql import statements
from tests.projections.test_statements import numbered

FOLDER = Path(api.seal.__file__).parent
FILES = sorted(path for path in FOLDER.glob("*.sql") if not path.name.endswith("schema.sql"))
ALL = [statement for path in FILES for statement in statements(path).values()]


def test_postgresql_accepts_every_statement(database: Database) -> None:
    assert {"queries.sql", "witnesses.sql"} <= {path.name for path in FILES}
    with psycopg.connect(database.app) as connection:
        for place, statement in enumerate(ALL):
            connection.execute(f"PREPARE asked_{place} AS {numbered(statement)}".encode())


def test_every_statement_says_what_it_answers() -> None:
    assert all(statement.startswith("-- ") for statement in ALL)
