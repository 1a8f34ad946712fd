"""Reading behind a fence: what somebody may not see is not there, whatever the question forgets to ask.

Every question to a read model carries its own limits. Row-level security stands behind them: the role that serves
people sees only the rows that its transaction has said it may see, and none where nothing was said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from psycopg import Connection
from psycopg.rows import BaseRowFactory, TupleRow, class_row, tuple_row

from projections.asking import AFTER_ALL, Eyes
from projections.sql import statements

T = TypeVar("T")
SQL = statements(Path(__file__).with_name("fence.sql"))
Parameters = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Fence:
    """Spans of paths, in order and apart from each other, and the appointments and units to which things are given."""

    lows: tuple[str, ...]
    highs: tuple[str, ...]
    parties: tuple[UUID, ...] = ()

    @property
    def settings(self) -> dict[str, Any]:
        """As the database is told it."""
        return {"lows": list(self.lows), "highs": list(self.highs), "parties": list(self.parties)}


WHOLE = Fence(lows=("",), highs=(AFTER_ALL,))
"""Nothing is left out: for what serves all units at once and shows nothing to anybody by itself."""


def fence_of(eyes: Eyes) -> Fence:
    """The fence around what somebody may see."""
    ranges = sorted(eyes.ranges())
    lows, highs = tuple(each.low for each in ranges), tuple(each.high for each in ranges)
    return Fence(lows=lows, highs=highs, parties=eyes.parties)


@dataclass(frozen=True)
class Reading:
    """A connection over which one reader asks the read models.

    The fence goes ahead of the questions in one message with them, and falls with the transaction that the message is:
    nobody who is lent the connection afterwards reads with it, and no transaction stays open between questions.
    """

    connection: Connection[TupleRow]
    fence: Fence

    def rows(self, statement: str, parameters: Parameters) -> list[TupleRow]:
        """What a statement finds."""
        return self.rows_of_each(statement, [parameters])[0]

    def rows_of_each(self, statement: str, asked: Sequence[Parameters]) -> list[list[TupleRow]]:
        """What a statement finds with each of these parameters, in their order, all in one message."""
        return self._ask(tuple_row, statement, asked)

    def objects(self, kind: type[T], statement: str, parameters: Parameters) -> list[T]:
        """The rows of a statement, each as an object whose fields are the columns."""
        return self.objects_of_each(kind, statement, [parameters])[0]

    def objects_of_each(self, kind: type[T], statement: str, asked: Sequence[Parameters]) -> list[list[T]]:
        """The same with each of these parameters, in their order, all in one message."""
        return self._ask(class_row(kind), statement, asked)

    def _ask(self, factory: BaseRowFactory[T], statement: str, asked: Sequence[Parameters]) -> list[list[T]]:
        """Never prepared: what a filter leaves out is folded away only when the plan is made for these parameters."""
        if not asked:
            return []
        with self.connection.pipeline():
            self.connection.execute(SQL["raise"], self.fence.settings)
            cursors = [self.connection.cursor(binary=True, row_factory=factory) for _ in asked]
            for cursor, parameters in zip(cursors, asked, strict=True):
                cursor.execute(statement, parameters, prepare=False)
        return [cursor.fetchall() for cursor in cursors]
