"""Schema steps, run once each under an advisory lock; a server refuses a schema that it does not know."""

import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from projections.sql import statements

API = Path(__file__).parent.parent
SQL = statements(Path(__file__).with_name("roles.sql"))


class Step(NamedTuple):
    """A `.sql` file that is run once, as a role. Its text is never edited after release: a further step is added."""

    name: str
    role: str
    path: Path

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the text."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


STEPS = (
    Step("0001-log", "bihuan_owner", API / "store" / "schema.sql"),
    Step("0002-read", "bihuan_reader", API / "engine" / "read.sql"),
    Step("0003-access", "bihuan_owner", API / "access" / "schema.sql"),
    Step("0004-attachments", "bihuan_owner", API / "attachments" / "schema.sql"),
    Step("0005-imports", "bihuan_owner", API / "imports" / "schema.sql"),
    Step("0006-signing", "bihuan_owner", API / "signing" / "schema.sql"),
    Step("0007-held-forms", "bihuan_owner", API / "held" / "schema.sql"),
    Step("0008-fence", "bihuan_reader", API / "engine" / "fence.sql"),
    Step("0009-identities", "bihuan_owner", API / "access" / "oidc" / "schema.sql"),
    Step("0010-seal", "bihuan_owner", API / "seal" / "schema.sql"),
    Step("0011-witnesses", "bihuan_owner", API / "seal" / "witnesses_schema.sql"),
    Step("0012-holds", "bihuan_owner", API / "keeping" / "schema.sql"),
    Step("0013-outside", "bihuan_owner", API / "seal" / "outside_schema.sql"),
)


class SchemaUnknown(Exception):
    """The database has a schema that this version does not know, or lacks steps; the message says what to do."""


def migrate(conninfo: str, *, only: Collection[str] | None = None, login: str | None = None) -> list[str]:
    """Make roles and run the missing steps, all in one transaction; returns their names. Needs a role that may.

    With `only` no other steps are run: a backup is loaded into the schema that it is of. `login` is whoever serves
    from an external server's point of view; it is let take on the working roles.
    """
    with psycopg.connect(conninfo) as connection:
        connection.execute(SQL["lock"])
        connection.execute(SQL["roles"])
        if login:
            _let_work(connection, login)
        connection.execute(SQL["steps_table"])
        connection.execute(SQL["may_read_steps"])
        missing = [step for step in missing_steps(connection) if only is None or step.name in only]
        for step in missing:
            _run(connection, step)
        return [step.name for step in missing]


def _let_work(connection: Connection[TupleRow], login: str) -> None:
    """Let a login take on both working roles, one a session; raises `SchemaUnknown` where the server has no such."""
    if connection.execute(SQL["login_exists"], {"login": login}).fetchone() != (True,):
        raise SchemaUnknown(f"the server has no login {login}: CREATE ROLE {login} LOGIN PASSWORD '…'")
    for (role,) in connection.execute(SQL["not_yet_taken_on"], {"login": login}).fetchall():
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(login)))


def missing_steps(connection: Connection[TupleRow]) -> Sequence[Step]:
    """Steps not yet run, in order; raises `SchemaUnknown` for steps that this version does not have."""
    try:
        done: dict[str, str] = dict(connection.execute(SQL["steps"]).fetchall())
    except psycopg.errors.UndefinedTable as error:
        raise SchemaUnknown("the database is empty: run `bihuan db init`") from error
    known = {step.name: step for step in STEPS}
    for name, digest in done.items():
        if name not in known or known[name].digest != digest:
            raise SchemaUnknown(f"step {name} of the database is not known to this version: use a newer Bihuan")
    return [step for step in STEPS if step.name not in done]


def require_current(conninfo: str) -> None:
    """Raise `SchemaUnknown` unless the database has exactly the steps of this version."""
    with psycopg.connect(conninfo) as connection:
        if missing := missing_steps(connection):
            raise SchemaUnknown(f"{len(missing)} schema steps are missing: run `bihuan db migrate`")


def _run(connection: Connection[TupleRow], step: Step) -> None:
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(step.role)))
    connection.execute(step.path.read_text("utf-8").encode())
    connection.execute("RESET ROLE")
    connection.execute(SQL["note_step"], {"step": step.name, "digest": step.digest})


def make_database(conninfo: str, name: str) -> bool:
    """Make a database where it is missing, in the byte order every build agrees on; says whether it was made."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone():
            return False
        try:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
            )
        except psycopg.errors.DuplicateDatabase:
            return False
        return True


def name_the_log(conninfo: str, name: str, *, is_trial: bool) -> bool:
    """Fix the log's name; says whether it was new. A log that has a name keeps it."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("SET LOCAL ROLE bihuan_owner")
        return connection.execute(SQL["name_the_log"], {"name": name, "is_trial": is_trial}).rowcount == 1
