"""Every named statement of the read models is one that PostgreSQL accepts."""

import re
from pathlib import Path

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

import projections
from projections.follow import Follower
from projections.sql import statements

FOLDER = Path(projections.__file__).parent
FILES = sorted(path for path in FOLDER.rglob("*.sql") if path.name != "schema.sql")
DEFINING = re.compile(r"CREATE|GRANT|SET|DROP", re.IGNORECASE)


def is_prepared(statement: str) -> bool:
    """Whether it is a question or a change of rows; what defines things cannot be prepared."""
    return not DEFINING.match(re.sub(r"^--.*\n", "", statement, flags=re.MULTILINE).lstrip())


def numbered(statement: str) -> str:
    """The statement with `$1` for its first parameter and so on."""
    places: dict[str, int] = {}
    with_numbers = re.sub(
        r"%\((\w+)\)[sb]", lambda match: f"${places.setdefault(match[1], len(places) + 1)}", statement
    )
    return with_numbers.replace("%%", "%")


ALL = [
    pytest.param(statement, id=f"{path.relative_to(FOLDER)}:{name}")
    for path in FILES
    for name, statement in statements(path).items()
    if is_prepared(statement)
]


@pytest.mark.parametrize("statement", ALL)
def test_postgresql_accepts_the_statement(statement: str, follower: Follower, reader: Connection[TupleRow]) -> None:
    reader.execute(f"PREPARE asked AS {numbered(statement)}".encode())


def test_every_folder_of_a_model_has_its_statements() -> None:
    assert len(ALL) > 30
    assert {path.parent.name for path in FILES} >= {"directory", "hazard_ledger", "deadlines", "audit_trail", "search"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_statement_says_what_it_answers(path: Path) -> None:
    assert all(statement.startswith("-- ") for statement in statements(path).values())
