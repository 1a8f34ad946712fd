"""What a read model is: tables, and how events by stream become their rows."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import TupleRow

from domain.kernel.identity import UnitId
from projections.copying import binary
from projections.places import Places
from projections.reading import Streams
from projections.sql import NamedStatements, statements


class Keep:
    """Where a model puts what it makes of events.

    Streams come whole; events after position `after` and up to `until` are new. `is_fresh` says that the tables are
    being filled for the first time: every stream comes once, and nothing of it is there yet.
    """

    def __init__(
        self, connection: Connection[TupleRow], places: Places, *, after: int, until: int, is_fresh: bool
    ) -> None:
        self._connection, self.places = connection, places
        self.after, self.until, self.is_fresh = after, until, is_fresh
        self._oids: dict[str, Sequence[int]] = {}

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Add rows to a table."""
        if not (rows := list(rows)):
            return
        into, names = sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        with self._connection.cursor() as cursor:
            if table not in self._oids:
                cursor.execute(sql.SQL("SELECT {} FROM {} LIMIT 0").format(names, into))
                self._oids[table] = [column.type_code for column in cursor.description or ()]
            with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(into, names)) as copy:
                copy.write(binary(rows, self._oids[table]))

    def rows(self, statement: str, parameters: Mapping[str, Any]) -> list[TupleRow]:
        """What a statement finds."""
        return self._connection.execute(statement, parameters, binary=True).fetchall()

    def run(self, statement: str, parameters: Mapping[str, Any]) -> None:
        """Run a statement that gives nothing back."""
        self._connection.execute(statement, parameters)


class Model(ABC):
    """A read model: dropped and rebuilt when its edition or its tables change, never migrated."""

    name: ClassVar[str]
    edition: ClassVar[int] = 1
    """Raised when the same events come to other rows in the same tables."""
    tables: ClassVar[tuple[str, ...]]
    kinds: ClassVar[frozenset[str] | None] = None
    """First words of the names of the events it is made of; none means all."""

    @property
    def folder(self) -> Path:
        """Where its SQL lies."""
        return Path(__file__).parent / self.name

    @cached_property
    def schema(self) -> NamedStatements:
        """Statements `tables`, `indexes` and, where it has them, `functions`."""
        return statements(self.folder / "schema.sql")

    @cached_property
    def keeping(self) -> NamedStatements:
        """The statements by which it keeps its rows, on tables without a schema."""
        return statements(self.folder / "keep.sql")

    @property
    def shape(self) -> tuple[str, ...]:
        """Names of what is packed into one column, in their order."""
        return ()

    @cached_property
    def digest(self) -> str:
        """Edition, tables and shape in one word; tables with another are dropped and rebuilt."""
        text = "\n".join((str(self.edition), *self.shape, (self.folder / "schema.sql").read_text("utf-8")))
        return hashlib.sha256(text.encode()).hexdigest()

    def wants(self, name: str) -> bool:
        """Whether an event of this name can change its rows."""
        return self.kinds is None or name.partition(".")[0] in self.kinds

    def of_units(self, units: Collection[UnitId], keep: Keep) -> Collection[UUID]:
        """Streams with rows that change when these units stand elsewhere or have another name."""
        return ()

    def complete(self, connection: Connection[TupleRow]) -> None:  # noqa: B027 - most models have nothing of the kind
        """Make what follows from all rows together, once the tables are filled for the first time and indexed."""

    @abstractmethod
    def take(self, streams: Streams, keep: Keep) -> None:
        """Make the rows that follow from streams of which something is new, or whose unit stands elsewhere."""
