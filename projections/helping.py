"""Helper processes: they make rows and indexes beside each other, each over a connection of its own.

A helper keeps all its rows in one transaction and ends it only when every share of the log is done. When the process
that started it is gone, however that came about, it finds the channel closed and leaves nothing.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection as Channel
from multiprocessing.connection import wait
from typing import NamedTuple, Protocol

from psycopg import Connection
from psycopg.rows import TupleRow

from projections.model import Model
from projections.places import Places
from projections.reading import Decode, Share


class Source(Protocol):
    """How a process of its own comes to the log and the read models. It goes there pickled."""

    def connect(self) -> AbstractContextManager[Connection[TupleRow]]:
        """A connection as the role that keeps the read models, with autocommit."""

    def decoder(self) -> Decode:
        """Makes of stored bytes what they say."""


class Work(NamedTuple):
    """What a helper is told first; shares of the log follow, and then models whose indexes it makes."""

    source: Source
    models: Sequence[Model]
    places: Places


class HelperLost(Exception):
    """A helper process could not be started, or ended before its work was done."""


@dataclass(frozen=True, kw_only=True)
class Helpers:
    """So many processes that help with a rebuild."""

    source: Source
    number: int
    least: int = 20_000
    """Events below which starting them takes longer than it saves."""

    def make(self, models: Sequence[Model], places: Places, shares: Sequence[Share]) -> Iterator[int]:
        """Fill the tables and index them; yields how many events each step has done.

        Raises what the helpers raise, and `HelperLost`.
        """
        try:
            with ExitStack() as stack:
                channels = [stack.enter_context(_helper()) for _ in range(min(self.number, len(shares)))]
                for channel in channels:
                    channel.send(Work(self.source, models, places))
                yield from _shared_out(channels, shares)
                yield from _shared_out(channels, models)
        except (EOFError, OSError) as error:
            raise HelperLost from error


@contextmanager
def _helper() -> Iterator[Channel]:
    """The channel to a helper, which ends with it: by itself when all is done, at once when something went wrong."""
    ours, theirs = Pipe()
    with ours:
        with theirs:
            command = [sys.executable, "-m", "projections.helper"]
            process = subprocess.Popen(command, stdin=theirs.fileno(), process_group=0)
        try:
            yield ours
        except BaseException:
            process.terminate()
            raise
        finally:
            ours.close()
            process.wait()


def _shared_out(channels: Sequence[Channel], parts: Iterable[object]) -> Iterator[int]:
    """Give each helper a part, and the next when it has done it; when all are done, let them end what they began."""
    left, busy = iter(parts), []
    for channel, part in zip(channels, left, strict=False):
        channel.send(part)
        busy.append(channel)
    while busy:
        for ready in wait(busy):
            assert isinstance(ready, Channel)
            yield _answer(ready)
            if part := next(left, None):
                ready.send(part)
            else:
                busy.remove(ready)
    for channel in channels:
        channel.send(None)
    for channel in channels:
        yield _answer(channel)


def _answer(channel: Channel) -> int:
    answer: int | Exception = channel.recv()
    if isinstance(answer, Exception):
        raise answer
    return answer
