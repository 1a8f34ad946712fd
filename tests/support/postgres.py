"""A real PostgreSQL for tests: one engine a run, a migrated template, a fresh database for whoever asks."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from api.engine import EmbeddedEngine, find_binaries
from api.engine.migrate import make_database, migrate, name_the_log
from api.system import Database

FAST = {"fsync": "off", "full_page_writes": "off", "max_connections": "500", "shared_buffers": "128MB"}
"""Nothing in a test's database outlives the machine; a killed server still loses nothing."""


@contextmanager
def shared_engine(home: Path) -> Iterator[EmbeddedEngine]:
    """The engine of this test run, shared by its worker processes; the last of them clears it away.

    Root's cluster is not below the temporary folder, which the server's account cannot enter.
    """
    with EmbeddedEngine(home, find_binaries(), settings=FAST) as engine:
        yield engine
    if not engine.status().is_in_use:
        shutil.rmtree(engine.place.folder)


def template(engine: EmbeddedEngine, name: str) -> str:
    """A migrated database that others are copied from; its log is `test/bihuan`, or `trial/bihuan`."""
    with psycopg.connect(engine.conninfo(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('bihuan.tests'))")
        if make_database(engine.conninfo(), name):
            migrate(engine.conninfo(name))
            log = "trial/bihuan" if name.endswith("trial") else "test/bihuan"
            name_the_log(engine.conninfo(name), log, is_trial=name.endswith("trial"))
    return name


@contextmanager
def fresh_database(engine: EmbeddedEngine, source: str) -> Iterator[Database]:
    """A copy of a template, dropped at the end."""
    name = f"t_{uuid4().hex[:12]}"
    _administer(engine, "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, source)
    try:
        yield Database(
            admin=engine.conninfo(name),
            app=engine.conninfo(name, "bihuan_app"),
            reader=engine.conninfo(name, "bihuan_reader"),
        )
    finally:
        _administer(engine, "DROP DATABASE {} WITH (FORCE)", name)


def _administer(engine: EmbeddedEngine, statement: str, *names: str) -> None:
    with psycopg.connect(engine.conninfo(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('bihuan.tests'))")
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
