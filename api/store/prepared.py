"""The statements of every command: prepared once a connection, then asked and answered in one call of libpq.

A cursor takes four times the processor for the same, and gives up the interpreter's lock several times on the way;
each time every other thread may come first.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import Error, OperationalError, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format
from psycopg.pq.abc import PGconn, PGresult
from psycopg.rows import TupleRow

from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))
PARAMETER = re.compile(r"%\((\w+)\)s")


class Prepared:
    """A named statement that gives rows. PostgreSQL says what type each parameter is; values have to be of it."""

    def __init__(self, name: str) -> None:
        self._name, named = name.encode(), SQL[name]
        self._parameters = tuple(dict.fromkeys(PARAMETER.findall(named)))
        self._text = PARAMETER.sub(lambda found: f"${self._parameters.index(found[1]) + 1}", named).encode()
        self._formats = [PyFormat.BINARY] * len(self._parameters)

    def prepare(self, connection: Connection[TupleRow]) -> None:
        """Make the statement known to a connection; to be done once, before it is asked."""
        result = connection.pgconn.prepare(self._name, self._text)
        if result.status != ExecStatus.COMMAND_OK:
            raise _error(connection.pgconn, result)

    def ask(self, connection: Connection[TupleRow], values: Mapping[str, Any]) -> list[TupleRow]:
        """All rows of the answer. Raises what a cursor would raise."""
        adapting = Transformer(connection)
        given: Any = adapting.dump_sequence([values[name] for name in self._parameters], self._formats)
        result = connection.pgconn.exec_prepared(self._name, given, adapting.formats, Format.BINARY)
        if result.status != ExecStatus.TUPLES_OK:
            raise _error(connection.pgconn, result)
        if not result.ntuples:
            return []
        adapting.set_pgresult(result)
        return adapting.load_rows(0, result.ntuples, tuple)


def _error(connection: PGconn, result: PGresult) -> Error:
    """A connection that went away while it was asked leaves no code in the result."""
    if connection.status == ConnStatus.BAD:
        return OperationalError(result.get_error_message())
    return error_from_result(result)


LOAD, LOAD_WITH_HEADS, APPEND = Prepared("load"), Prepared("load_with_heads"), Prepared("append")


def prepare_all(connection: Connection[TupleRow]) -> None:
    """Make a connection ready for the log, whose tables have to be there."""
    for statement in (LOAD, LOAD_WITH_HEADS, APPEND):
        statement.prepare(connection)
