"""The log as read models read it: in pages by position, or stream by stream."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from psycopg import Connection
from psycopg.rows import TupleRow

from domain.application import Kept
from domain.kernel.events import Event
from domain.kernel.identity import StreamId
from domain.record import Recorded
from projections.sql import statements

SQL = statements(Path(__file__).with_name("log.sql"))
Decode = Callable[[Kept], Recorded]
"""Makes of stored bytes what they say; raises whatever it likes when it cannot."""

FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)
Share = tuple[UUID, UUID]
"""Streams after one identifier and up to another."""


class Seen(NamedTuple):
    """An event with its place in the log and the instant of recording."""

    position: int
    recorded_at: datetime
    recorded: Recorded

    @property
    def event(self) -> Event:
        """What happened."""
        return self.recorded.event

    @property
    def stream(self) -> StreamId:
        """To what it happened."""
        return self.recorded.stream


Streams = Mapping[StreamId, Sequence[Seen]]
"""Events by stream, each in order of version."""


def by_stream(events: Iterable[Seen]) -> Streams:
    """Events gathered by stream, streams in the order of their first event."""
    streams: dict[StreamId, list[Seen]] = {}
    for seen in events:
        streams.setdefault(seen.recorded.stream, []).append(seen)
    return streams


class Undecodable(Exception):
    """The decoder gave up on an event."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(kept)
        self.kept = kept

    def __str__(self) -> str:
        return f"{self.kept.stored.topic} at position {self.kept.position}"


class Log:
    """Reads the log over one connection."""

    def __init__(self, connection: Connection[TupleRow], decode: Decode) -> None:
        self._connection, self._decode = connection, decode

    def head(self) -> int:
        """The position of the newest event; 0 in an empty log."""
        row = self._connection.execute(SQL["head"]).fetchone()
        assert row is not None
        return int(row[0])

    def page(self, after: int, limit: int, until: int) -> list[Kept]:
        """Up to `limit` events after a position and up to another."""
        return self._kept("page", {"after": after, "limit": limit, "until": until})

    def whole(self, streams: Collection[UUID], until: int) -> Streams:
        """Certain streams from their beginning up to a position."""
        return by_stream(map(self.seen, self._kept("whole", {"streams": list(streams), "until": until})))

    def units(self, until: int) -> Iterator[Seen]:
        """Everything that happened to units up to a position."""
        return map(self.seen, self._kept("units", {"until": until}))

    def shares(self, until: int, size: int) -> Sequence[Share]:
        """All streams up to a position in shares of about `size` events: every so many events there is a cut.

        The last streams come first: among them are the longest, whose identifiers are computed from what they are of.
        """
        cuts = self._connection.execute(SQL["cuts"], {"positions": list(range(size, until, size))})
        return tuple(pairwise((FIRST, *(stream for (stream,) in cuts), LAST)))[::-1]

    def share(self, share: Share, until: int) -> Streams:
        """The streams of a share, whole, up to a position."""
        after, last = share
        return by_stream(map(self.seen, self._kept("share", {"after": after, "last": last, "until": until})))

    def seen(self, kept: Kept) -> Seen:
        """The event decoded; raises `Undecodable`."""
        try:
            return Seen(kept.position, kept.recorded_at, self._decode(kept))
        except Exception as error:
            raise Undecodable(kept) from error

    def first_since(self, instant: datetime, until: int) -> int:
        """The position of the first event recorded at an instant or later; `until` + 1 if there is none up to it."""
        return bisect_left(range(1, until + 1), instant, key=self._recorded_at) + 1

    def recorded_at(self, position: int) -> datetime:
        """When the event at a position was recorded."""
        return self._recorded_at(position)

    def _recorded_at(self, position: int) -> datetime:
        row = self._connection.execute(SQL["recorded_at"], {"position": position}).fetchone()
        assert row is not None, "positions have no gaps"
        instant: datetime = row[0]
        return instant

    def _kept(self, name: str, parameters: Mapping[str, Any]) -> list[Kept]:
        cursor = self._connection.execute(SQL[name], parameters, binary=True)
        return [
            Kept(position, recorded_at, StoredEvent(stream, version, event, body))
            for position, recorded_at, stream, version, event, body in cursor.fetchall()
        ]
