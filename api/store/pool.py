"""Connections to PostgreSQL: pooled, autocommit, in UTC, each with a deadline for its statements."""

from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from api.store.arrays import adapt_arrays
from api.store.prepared import prepare_all

RECONNECT_S = 3.0
"""How long a pool tries to connect before it waits for the next request: its pauses double, so longer is later."""

Pool = ConnectionPool[Connection[TupleRow]]


def open_pool(
    conninfo: str,
    *,
    least: int = 1,
    most: int = 16,
    timeout: float = 10.0,
    statement_s: int = 60,
    is_for_log: bool = False,
) -> Pool:
    """A pool over a libpq connection string. `timeout` is how long one waits for a free connection, in seconds.

    A connection that died while it waited is replaced before it is handed out. `is_for_log`: statements on the log are
    few and always the same, planning them once saves a third of their time; the recorder itself notices dead ones.
    """

    def configure(connection: Connection[TupleRow]) -> None:
        connection.execute(f"SET statement_timeout = '{int(statement_s)}s'")
        connection.execute("SET timezone = 'UTC'")
        if is_for_log:
            connection.execute("SET plan_cache_mode = force_generic_plan")
            prepare_all(connection)
        adapt_arrays(connection)

    options: dict[str, Any] = {"autocommit": True, "prepare_threshold": 2, "connect_timeout": 5}
    return ConnectionPool(
        conninfo,
        min_size=least,
        max_size=most,
        timeout=timeout,
        kwargs=options,
        configure=configure,
        check=None if is_for_log else ConnectionPool.check_connection,
        reconnect_timeout=RECONNECT_S,
        open=True,
    )
