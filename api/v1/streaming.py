"""Server-sent events: the feed as it grows, with a heartbeat, for a bounded time, for a bounded number of readers."""

from collections.abc import AsyncIterator
from time import monotonic
from typing import NamedTuple

import anyio
import msgspec
from fastapi import Request
from fastapi.responses import StreamingResponse

from api.depends import caller as caller_of
from api.services import Services
from api.v1.feeding import Batch, batch, refuse_others
from api.v1.shapes import CloudEvent
from domain.kernel.refusals import Refusal

EVENT_STREAM = "text/event-stream"
MOST_STREAMS = 16
"""Readers at a time in one process; each costs a look at the log every second."""

POLL_S, HEARTBEAT_S = 1.0, 15.0
COMES_BACK_MS = 2000
"""After how long a browser follows again when the stream has ended."""


class TooManyStreams(Refusal):
    """The process has as many readers as it can serve."""

    status = "busy"
    sentence = "Too many are following at the moment. Please try again in {retry_after} seconds."


class Following(NamedTuple):
    """Who follows from where: the request is asked again and again who it is from."""

    request: Request
    after: int
    limit: int
    seconds: int


def stream(services: Services, following: Following) -> StreamingResponse:
    """The open answer; raises `TooManyStreams`."""
    if len(_readers(following)) >= MOST_STREAMS:
        raise TooManyStreams(retry_after=30)
    return StreamingResponse(_counted(services, following), media_type=EVENT_STREAM)


def _readers(following: Following) -> set[int]:
    """Everybody who is following in this process."""
    state = following.request.app.state
    if not hasattr(state, "streams"):
        state.streams = set()
    readers: set[int] = state.streams
    return readers


async def _counted(services: Services, following: Following) -> AsyncIterator[bytes]:
    readers, mine = _readers(following), id(following.request)
    readers.add(mine)
    try:
        async for part in _told(services, following):
            yield part
    finally:
        readers.discard(mine)


async def _told(services: Services, following: Following) -> AsyncIterator[bytes]:
    started = spoken = monotonic()
    after = following.after
    yield f"retry: {COMES_BACK_MS}\n\n".encode()
    while monotonic() - started < following.seconds:
        found = await anyio.to_thread.run_sync(_next, services, following, after)
        if found is None:
            return
        for event in found.events:
            yield _sent(event)
        if found.reached > after and not found.events:
            yield f"id: {found.reached}\n\n".encode()
        if found.events:
            spoken = monotonic()
        elif monotonic() - spoken >= HEARTBEAT_S:
            spoken = monotonic()
            yield b": still here\n\n"
        after = found.reached
        if not found.is_more:
            await anyio.sleep(POLL_S)


def _next(services: Services, following: Following, after: int) -> Batch | None:
    """The next events by what the reader may see at this moment; none ends the stream."""
    try:
        caller = caller_of(following.request)
        refuse_others(caller)
        account = services.accounts.get(caller.account.id)
    except Refusal:
        return None
    if account.disabled_at or account.password_round != caller.account.password_round:
        return None
    return batch(services, caller, after, following.limit)


def _sent(event: CloudEvent) -> bytes:
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (
        event.sequence.encode(),
        event.type.encode(),
        msgspec.json.encode(event),
    )
