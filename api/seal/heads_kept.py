"""The heads of all streams under a new checkpoint, kept in memory by a process that proves them to people."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.proving import Covering
from api.seal.sealing import heads_until
from domain.seal.heads import HeadTree
from domain.seal.notes import Checkpoint, read_checkpoint

MOST_TRIES = 2
"""What was kept may be of a database that was put in another's place: then all is read again."""


class HeadsDiffer(Exception):
    """The heads that are kept are not those that were signed: a broken or meddled-with database, no refusal."""


class Known(NamedTuple):
    """A checkpoint, and the heads under it."""

    covering: Covering
    checkpoint: Checkpoint
    heads: HeadTree


class KeptHeads:
    """Catches up with what newer checkpoints brought, at about a kilobyte of memory a stream."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._heads, self._size = HeadTree(), 0

    @contextmanager
    def under(self, connection: Connection[TupleRow], covering: Covering) -> Iterator[Known]:
        """As of a checkpoint, and staying there for as long as they are held; raises `HeadsDiffer`.

        Going back to an earlier one than was asked for last means to begin anew.
        """
        with self._lock:
            yield self._caught_up(connection, covering)

    def _caught_up(self, connection: Connection[TupleRow], covering: Covering) -> Known:
        checkpoint = read_checkpoint(covering.note)
        for _ in range(MOST_TRIES):
            if covering.size < self._size:
                self._heads, self._size = HeadTree(), 0
            self._heads.put_all(heads_until(connection, self._size, covering.size))
            if self._heads.root == checkpoint.heads:
                self._size = covering.size
                return Known(covering, checkpoint, self._heads)
            self._heads, self._size = HeadTree(), 0
        raise HeadsDiffer("the heads of streams are not those that were signed")
