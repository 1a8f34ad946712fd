"""Rebuilding every read model, against a bare COPY of the rows it comes to."""

import time
from collections.abc import Callable, Iterator, Sequence
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
            rows, plain, indexed = _copied(admin)
        ours, what = rows / took, "rebuild of all read models"
        yield Ratio(what, ours, "COPY of the same rows, and their indexes", rows / indexed, "rows/s", "≥ 0.40")
        yield Ratio(what, ours, "COPY of the same bytes, no indexes", rows / plain, "rows/s", "")
        yield Ratio("rebuild, events", events / took, "rows an event", rows / events, "/s", "")


def _rebuild(system: System) -> float:
    began = time.perf_counter()
    run_follower(system, Event(), once=True, rebuild=True, tell=lambda _: None)
    return time.perf_counter() - began


def _copied(admin: Connection[TupleRow]) -> tuple[int, float, float]:
    """How many rows all read models have, and how long two bare COPYs of them take: as bytes, and with indexes."""
    rows, plain, indexed = 0, 0.0, 0.0
    for (name,) in admin.execute(TABLES.encode()).fetchall():
        source, target = sql.Identifier("read", name), sql.Identifier("public", f"copy_{name}")
        admin.execute(sql.SQL("CREATE TABLE {} (LIKE {})").format(target, source))
        lines = _lines(admin, source)
        plain += _timed(lambda target=target, lines=lines: _write(admin, target, lines))  # type: ignore[misc]
        admin.execute(sql.SQL("TRUNCATE {}").format(target))
        indexed += _timed(lambda target=target, lines=lines, name=name: _write_and_index(admin, target, lines, name))  # type: ignore[misc]
        rows += len(lines)
    return rows, plain, indexed


def _lines(admin: Connection[TupleRow], source: sql.Identifier) -> list[bytes]:
    with admin.cursor() as cursor, cursor.copy(sql.SQL("COPY {} TO STDOUT").format(source)) as out:
        return [bytes(part) for part in out]


def _write(admin: Connection[TupleRow], target: sql.Identifier, lines: Sequence[bytes]) -> None:
    with admin.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(target)) as into:
        for line in lines:
            into.write(line)


def _write_and_index(admin: Connection[TupleRow], target: sql.Identifier, lines: Sequence[bytes], name: str) -> None:
    """As a rebuild does: the rows, then every index that the table has, then its statistics."""
    _write(admin, target, lines)
    found = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'read' AND tablename = %s"
    for number, (definition,) in enumerate(admin.execute(found, (name,)).fetchall()):
        before, _, after = definition.partition(f" ON read.{name} ")
        kind = "CREATE UNIQUE INDEX" if "UNIQUE" in before else "CREATE INDEX"
        admin.execute(f"{kind} copy_{name}_{number} ON public.copy_{name} {after}".encode())
    admin.execute(sql.SQL("ANALYZE {}").format(target))


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
