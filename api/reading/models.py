"""Reading the read models as somebody, once they have come as far as that reader's own last act."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from api.caller import Caller
from api.services import Services
from domain.kernel.refusals import Refusal
from projections.asking import Eyes
from projections.catalogue import reached, wait_for
from projections.fence import Reading, fence_of

POSITION_COOKIE = "bihuan_position"
"""Where a page that acted leaves the position of what it recorded, so that the next list shows it."""

PATIENCE_S = 1.0


class ListsNotReady(Refusal):
    """The read models are being built for the first time; the record itself is complete."""

    status = "behind"
    sentence = "The lists are being built. Please try again in {retry_after} seconds; nothing is lost."


def eyes_of(caller: Caller) -> Eyes:
    """What the caller may see, as read models ask for it."""
    return Eyes(prefixes=caller.readable.prefixes, parties=caller.involved)


@contextmanager
def reading(services: Services, models: tuple[str, ...], caller: Caller, *, position: int = 0) -> Iterator[Reading]:
    """A connection that reads for the caller; waits a little until the models have come to a position.

    Raises `ListsNotReady` while one of them has not been built. Behind a slow follower the older list is shown.
    """
    with services.system.pool.connection() as connection:
        if reached(connection, models) is None:
            raise ListsNotReady(retry_after=5)
        if position:
            wait_for(connection, position, models, at_most_s=PATIENCE_S)
        yield Reading(connection, fence_of(eyes_of(caller)))


def position_seen(cookies: Mapping[str, str], params: Mapping[str, str]) -> int:
    """The position up to which the reader wants to read, from the address or the cookie; 0 for no wish."""
    for text in (params.get("min_position", ""), cookies.get(POSITION_COOKIE, "")):
        if text.isascii() and text.isdigit() and len(text) < 16:
            return int(text)
    return 0
