"""Read models as doors ask them: with the eyes of whoever asks, and not before they know what was just written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from api.caller import Caller
from api.services import Services
from domain.kernel.refusals import Refusal
from domain.organisation.directory import Directory
from projections.asking import Eyes, outermost, reached, wait_for

PATIENCE_S = 2.0
"""How long is waited for a read model; a follower that runs needs some milliseconds."""


class NotCaughtUp(Refusal):
    """The read model does not know the position that was asked for, or has not been built."""

    status = "behind"
    sentence = "The lists are being brought up to date. Please try again in a moment."

    def __init__(self) -> None:
        super().__init__(retry_after=1)


class Reading(NamedTuple):
    """A connection to the read models, and the position up to which they are true."""

    connection: Connection[TupleRow]
    position: int


@contextmanager
def reading(services: Services, models: Sequence[str], min_position: int | None = None) -> Iterator[Reading]:
    """Read models at the position asked for, or `NotCaughtUp` after a little patience."""
    with services.system.pool.connection() as connection:
        if min_position is not None and not wait_for(connection, min_position, models, at_most_s=PATIENCE_S):
            raise NotCaughtUp
        position = reached(connection, models)
        if position is None:
            raise NotCaughtUp
        yield Reading(connection, position)


def eyes_of(caller: Caller) -> Eyes:
    """What somebody may see of the read models."""
    return Eyes(prefixes=caller.readable.prefixes, parties=caller.involved)


def all_eyes(directory: Directory) -> Eyes:
    """Everything: for whoever sits at the server's console and has the database anyway."""
    roots = (unit.id for unit in directory.units() if unit.parent is None)
    return Eyes(prefixes=outermost(directory.path(root) for root in roots))
