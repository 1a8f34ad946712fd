"""Helper processes: they make rows and indexes beside us and beside each other, each over a connection of its own.

A helper keeps all its rows in one transaction and ends it only when every share of the log is done. When the process
that started it is gone, however that came about, it finds the channel closed and leaves nothing.
"""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection as Channel
from typing import NamedTuple, Protocol, TypeVar

from psycopg import Connection
from psycopg.rows import TupleRow

from projections.model import Model
from projections.places import Places
from projections.reading import Decode

T = TypeVar("T")
AHEAD = 2
"""Parts that a helper has in hand or before it: it goes on while we are busy with our own."""


class Source(Protocol):
    """How a process of its own comes to the log and the read models. It goes there pickled."""

    def connect(self) -> AbstractContextManager[Connection[TupleRow]]:
        """A connection as the role that keeps the read models, with autocommit."""

    def decoder(self) -> Decode:
        """Makes of stored bytes what they say."""


class Work(NamedTuple):
    """What a helper is told first. Shares of the log follow, and then models whose indexes it makes."""

    source: Source
    models: Sequence[Model]
    places: Places


class HelperLost(Exception):
    """A helper process could not be started, or ended before its work was done."""


class Helper:
    """A process at the other end of a channel, and how many parts it has not answered."""

    def __init__(self, channel: Channel) -> None:
        self._channel, self.given = channel, 0

    def begin(self, work: Work) -> None:
        """Say what it is about. Raises `HelperLost`."""
        with _noticed():
            self._channel.send(work)

    def give(self, part: object) -> None:
        """Something to do; nothing means that all is given, and what it began can be ended. Raises `HelperLost`."""
        with _noticed():
            self._channel.send(part)
        self.given += 1

    def has_answered(self) -> bool:
        """Whether `answer` would not wait."""
        return self._channel.poll()

    def answer(self) -> int:
        """How many events the oldest part that it was given had. Raises what the helper raised, and `HelperLost`."""
        with _noticed():
            answer: int | Exception = self._channel.recv()
        self.given -= 1
        if isinstance(answer, Exception):
            raise answer
        return answer


@contextmanager
def _noticed() -> Iterator[None]:
    try:
        yield
    except (EOFError, OSError) as error:
        raise HelperLost from error


@dataclass(frozen=True, kw_only=True)
class Helpers:
    """So many processes besides this one that help with a rebuild."""

    source: Source
    number: int
    least: int = 20_000
    """Events below which starting them takes longer than it saves."""

    @contextmanager
    def at_work(self, models: Sequence[Model], places: Places) -> Iterator[Sequence[Helper]]:
        """Processes that know what it is about. They end by themselves, or at once when something goes wrong here."""
        with ExitStack() as stack:
            helpers = [Helper(stack.enter_context(_process())) for _ in range(self.number)]
            for helper in helpers:
                helper.begin(Work(self.source, models, places))
            yield helpers


@contextmanager
def _process() -> Iterator[Channel]:
    ours, theirs = Pipe()
    with ours:
        with theirs, _noticed():
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


def shared_out(
    helpers: Sequence[Helper], parts: Iterable[T], do: Callable[[Iterator[T]], Iterator[int]]
) -> Iterator[int]:
    """Give helpers parts as long as there are any, and `do` the others here; yields what each comes to."""
    left = iter(parts)
    for helper in [*helpers] * AHEAD:
        _give_next(helper, left)
    for done in do(left):
        yield done
        for helper in helpers:
            while helper.given and helper.has_answered():
                yield helper.answer()
                _give_next(helper, left)
    for helper in helpers:
        helper.give(None)
    for helper in helpers:
        while helper.given:
            yield helper.answer()


def _give_next(helper: Helper, left: Iterator[object]) -> None:
    if part := next(left, None):
        helper.give(part)
