"""Rebuilding every read model, against a bare COPY of the rows it comes to."""

import time
from collections.abc import Iterator, Mapping, Sequence
from threading import Event

import psycopg
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from api.system import System
from api.workers.following import run_follower
from tests.bench.filling import fill
from tests.bench.ground import Ratio, ground, rounds

TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'read' AND c.relkind = 'r' ORDER BY c.relname
"""
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'read' AND tablename = %s"
PIECE = 1 << 18
"""Bytes that are sent at once."""
Contents = Mapping[str, Sequence[bytes]]
"""Rows as COPY writes them, by table, in pieces."""


def measure(times: int, each: int) -> Iterator[Ratio]:
    """Rows a second, and events a second for the eye."""
    with ground({"shared_buffers": "512MB", "max_wal_size": "4GB"}) as (_, system):
        fill(system, each * 5)
        run_follower(system, Event(), once=True, rebuild=False, tell=lambda _: None)
        events = system.recorder.max_notification_id() or 0
        with psycopg.connect(system.database.admin, autocommit=True) as admin:
            contents = {name: _pieces(admin, name) for (name,) in admin.execute(TABLES).fetchall()}
            rows = sum(piece.count(b"\n") for pieces in contents.values() for piece in pieces)
            ours, indexed, plain = rounds(
                times // 2 + 1,
                lambda _: rows / _rebuild(system),
                lambda _: rows / _copied(admin, contents, is_indexed=True),
                lambda _: rows / _copied(admin, contents, is_indexed=False),
            )
        what = "rebuild of all read models"
        yield Ratio(what, ours, "COPY of the same rows, and their indexes", indexed, "rows/s", "≥ 0.40")
        yield Ratio(what, ours, "COPY of the same bytes, no indexes", plain, "rows/s", "≥ 0.40")
        yield Ratio("rebuild, events", ours * events / rows, "rows an event", rows / events, "/s", "")


def _rebuild(system: System) -> float:
    began = time.perf_counter()
    run_follower(system, Event(), once=True, rebuild=True, tell=lambda _: None)
    return time.perf_counter() - began


def _pieces(admin: Connection[TupleRow], name: str) -> Sequence[bytes]:
    with (
        admin.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier("read", name))) as out,
    ):
        whole = b"".join(bytes(part) for part in out)
    return [whole[first : first + PIECE] for first in range(0, len(whole), PIECE)]


def _copied(admin: Connection[TupleRow], contents: Contents, *, is_indexed: bool) -> float:
    """Seconds that a bare COPY of all rows takes, of their bytes alone or, as a rebuild does, with their indexes."""
    took = 0.0
    for name, pieces in contents.items():
        source, target = sql.Identifier("read", name), sql.Identifier("public", f"copy_{name}")
        admin.execute(sql.SQL("CREATE TABLE {} (LIKE {})").format(target, source))
        began = time.perf_counter()
        with admin.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(target)) as into:
            for piece in pieces:
                into.write(piece)
        if is_indexed:
            _index(admin, name)
        took += time.perf_counter() - began
        admin.execute(sql.SQL("DROP TABLE {}").format(target))
    return took


def _index(admin: Connection[TupleRow], name: str) -> None:
    """Every index that the table has, and its statistics."""
    for number, (definition,) in enumerate(admin.execute(INDEXES, (name,)).fetchall()):
        before, _, after = definition.partition(f" ON read.{name} ")
        kind = "CREATE UNIQUE INDEX" if "UNIQUE" in before else "CREATE INDEX"
        admin.execute(f"{kind} copy_{name}_{number} ON public.copy_{name} {after}".encode())
    admin.execute(sql.SQL("ANALYZE {}").format(sql.Identifier("public", f"copy_{name}")))
