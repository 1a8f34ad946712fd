"""Rebuilding every read model, against a bare COPY of the rows it comes to."""

import time
from collections.abc import Iterator
from threading import Event

import psycopg
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from api.system import System
from api.workers.following import run_follower
from tests.bench.filling import fill
from tests.bench.ground import Ratio, ground

TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'read' AND c.relkind = 'r' ORDER BY c.relname
"""


def measure(times: int, each: int) -> Iterator[Ratio]:
    """Rows a second, and events a second for the eye."""
    with ground({"shared_buffers": "512MB", "max_wal_size": "4GB"}) as (_, system):
        fill(system, each * 5)
        run_follower(system, Event(), once=True, rebuild=False, tell=lambda _: None)
        took = min(_rebuild(system) for _ in range(max(times // 2, 1)))
        events = system.recorder.max_notification_id() or 0
        with psycopg.connect(system.database.admin, autocommit=True) as admin:
            rows, copied = _copy(admin)
        yield Ratio(
            "rebuild of all read models", rows / took, "bare COPY of the same rows", rows / copied, "rows/s", "≥ 0.40"
        )
        yield Ratio("rebuild, events", events / took, "rows an event", rows / events, "/s", "")


def _rebuild(system: System) -> float:
    began = time.perf_counter()
    run_follower(system, Event(), once=True, rebuild=True, tell=lambda _: None)
    return time.perf_counter() - began


def _copy(admin: Connection[TupleRow]) -> tuple[int, float]:
    """How many rows all read models have, and how long a bare COPY of them into like tables with like indexes takes."""
    rows, took = 0, 0.0
    for (name,) in admin.execute(TABLES.encode()).fetchall():
        source, target = sql.Identifier("read", name), sql.Identifier("public", f"copy_{name}")
        admin.execute(sql.SQL("CREATE TABLE {} (LIKE {})").format(target, source))
        with admin.cursor() as cursor:
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(source)) as out:
                data = [bytes(part) for part in out]
            began = time.perf_counter()
            with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(target)) as into:
                for part in data:
                    into.write(part)
            rows += len(data)
        took += time.perf_counter() - began
    return rows, took
