"""The heads of all streams under the newest checkpoint, kept in memory by a process that proves them to people."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.proving import Covering, NotSealedYet, newest
from api.seal.sealing import heads_of
from domain.seal.heads import HeadTree
from domain.seal.notes import Checkpoint, read_checkpoint

MOST_TRIES = 5
"""Heads and checkpoint are read one after the other: when a checkpoint comes in between, both are read again."""


class HeadsDiffer(Exception):
    """The heads that are kept are not those that were signed: a broken or meddled-with database, no refusal."""


class Known(NamedTuple):
    """The newest checkpoint, and the heads under it."""

    covering: Covering
    checkpoint: Checkpoint
    heads: HeadTree


class KeptHeads:
    """Catches up with what newer checkpoints brought, at about a kilobyte of memory a stream."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._heads, self._size = HeadTree(), 0

    @contextmanager
    def newest(self, connection: Connection[TupleRow]) -> Iterator[Known]:
        """As of the newest checkpoint, and staying there for as long as they are held.

        Refuses `NotSealedYet` where there is none; raises `HeadsDiffer`.
        """
        with self._lock:
            yield self._caught_up(connection)

    def _caught_up(self, connection: Connection[TupleRow]) -> Known:
        for _ in range(MOST_TRIES):
            covering = newest(connection)
            if covering is None:
                raise NotSealedYet
            checkpoint = read_checkpoint(covering.note)
            self._heads.put_all(heads_of(connection, self._size))
            if self._heads.root == checkpoint.heads:
                self._size = covering.size
                return Known(covering, checkpoint, self._heads)
            self._heads, self._size = HeadTree(), 0
        raise HeadsDiffer("the heads of streams are not those that were signed")
