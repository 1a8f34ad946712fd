"""Every named statement about imports is one that PostgreSQL accepts, and the tables open only what they must."""

from pathlib import Path

import pytest
from psycopg.errors import InsufficientPrivilege

import api.imports
from api.store.pool import Pool
from projections.sql import statements
from tests.projections.test_statements import numbered

STATEMENTS = statements(Path(api.imports.__file__).with_name("queries.sql"))


@pytest.mark.parametrize("name", STATEMENTS)
def test_postgresql_accepts_the_statement_from_the_serving_role(name: str, pool: Pool) -> None:
    with pool.connection() as connection:
        connection.execute(f"PREPARE asked AS {numbered(STATEMENTS[name])}".encode())


@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE imports.runs SET actor = '{}'",
        "UPDATE imports.runs SET unit = gen_random_uuid()",
        "DELETE FROM imports.runs",
        "UPDATE imports.keys SET key = key",
        "TRUNCATE imports.verdicts",
    ],
)
def test_who_asked_for_what_cannot_be_changed_by_the_serving_role(forbidden: str, pool: Pool) -> None:
    with pool.connection() as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(forbidden.encode())


def test_the_follower_reads_nothing_of_imports(pool: Pool) -> None:
    with pool.connection() as connection:
        seen = connection.execute("SELECT has_schema_privilege('bihuan_reader', 'imports', 'USAGE')").fetchone()
    assert seen == (False,)
