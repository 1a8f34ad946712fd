"""The recorder: gapless positions in commit order, one server-side call an append, waiting requests stored together."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing import persistence
from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.types.numeric import Int8

from api.store.arrays import Bytes, Integers, Texts, Uuids
from api.store.group_commit import GroupCommit, Request
from api.store.pool import Pool
from api.store.prepared import APPEND, LOAD, LOAD_WITH_HEADS, SQL
from api.store.subscription import LogSubscription
from domain.application import Append, CommandRepeated, Kept

MOST_EVENTS = 1000
"""Most events of one append call (5 000 in one call were seen to hang over a socket)."""

LAST = 2**62


class PostgresRecorder(ApplicationRecorder):
    """Keeps events in `log.events`. Errors are the library's: `IntegrityError` for a conflict, and so on.

    To load and to insert it needs a pool that was opened for the log.
    """

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._commit = GroupCommit(self._append, most_events=MOST_EVENTS)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Store the events whole or not at all; returns their positions, which are consecutive.

        Raises `IntegrityError` when a stream has that version already or a guarded stream has moved, and
        `CommandRepeated` when the command was answered before.
        """
        if not stored_events:
            return []
        if len(stored_events) > MOST_EVENTS:
            raise persistence.ProgrammingError(f"at most {MOST_EVENTS} events in one append")
        request = self._commit.submit(Request(tuple(stored_events), kwargs.get("append") or Append()))
        match request.outcome:
            case "stored":
                assert request.first_position is not None
                return list(range(request.first_position, request.first_position + len(stored_events)))
            case "repeated":
                raise CommandRepeated
        raise persistence.IntegrityError("a stream has moved on")

    def load(self, streams: Mapping[Any, int], heads: Sequence[UUID], after: int) -> list[Kept]:
        """Streams after a version each, newest events of others, and reference events after a position, in order."""
        asked = {"streams": Uuids(streams), "versions": Integers(streams.values()), "after": Int8(after)}
        if not heads:
            return self._kept(lambda connection: LOAD.ask(connection, asked))
        return self._kept(lambda connection: LOAD_WITH_HEADS.ask(connection, {**asked, "heads": Uuids(heads)}))

    def answered(self, command: UUID) -> tuple[bytes, list[Kept]] | None:
        """Digest and events of a command that was answered before, or None."""
        with self._connection() as connection:
            rows = connection.execute(SQL["answered"], {"command": command}, binary=True).fetchall()
        return (bytes(rows[0][0]), [_kept(row[1:]) for row in rows]) if rows else None

    def page(self, start: int, limit: int, stop: int = LAST) -> list[Kept]:
        """Up to `limit` events from a position, in the order of the log."""
        return self._select("page", {"start": start, "stop": stop, "limit": limit})

    def identity(self) -> tuple[str, bool] | None:
        """The log's name and whether it is a trial; None before `db init`."""
        with self._connection() as connection:
            row = connection.execute(SQL["identity"]).fetchone()
        return (row[0], row[1]) if row else None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Events of one stream in order of version, or backwards."""
        bounds = {"gt": -1 if gt is None else gt, "lte": LAST if lte is None else lte, "limit": limit}
        kept = self._select("stream_backwards" if desc else "stream", {"stream": originator_id, **bounds})
        return [each.stored for each in kept]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """A page of the log, in order of position."""
        first = (start or 0) + (0 if inclusive_of_start else 1)
        bounds = {"start": first, "stop": LAST if stop is None else stop, "limit": limit}
        name = "page_of_names" if topics else "page"
        return [_notification(each) for each in self._select(name, {**bounds, "names": list(topics)})]

    def max_notification_id(self) -> int | None:
        """The position of the newest event, or None in an empty log."""
        with self._connection() as connection:
            row = connection.execute(SQL["newest"]).fetchone()
        return row[0] if row else None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> LogSubscription:
        """Events after a position, waiting for new ones."""
        return LogSubscription(recorder=self, gt=gt, topics=topics)

    def _select(self, name: str, parameters: dict[str, Any]) -> list[Kept]:
        return self._kept(lambda connection: connection.execute(SQL[name], parameters, binary=True))

    def _kept(self, read: Callable[[Connection[TupleRow]], Iterable[TupleRow]]) -> list[Kept]:
        """Read; a connection that died since it was last used is replaced, and the read is done again once."""
        try:
            return self._kept_once(read)
        except (persistence.OperationalError, persistence.InterfaceError):
            self.pool.check()
            return self._kept_once(read)

    def _kept_once(self, read: Callable[[Connection[TupleRow]], Iterable[TupleRow]]) -> list[Kept]:
        with self._connection() as connection:
            return [_kept(row) for row in read(connection)]

    @contextmanager
    def _connection(self) -> Iterator[Connection[TupleRow]]:
        """One that commits every statement by itself: there is nothing to commit or to roll back at the end."""
        try:
            connection = self.pool.getconn()
            try:
                yield connection
            finally:
                self.pool.putconn(connection)
        except psycopg.Error as error:
            raise _in_the_library(error)(str(error)) from error

    def _append(self, batch: Sequence[Request]) -> list[tuple[str, int | None, datetime]]:
        with self._connection() as connection:
            rows = APPEND.ask(connection, _parameters(batch))
        return [(row[1], row[2], row[3]) for row in sorted(rows)]


def _parameters(batch: Sequence[Request]) -> dict[str, Any]:
    events = [(number, event) for number, request in enumerate(batch, 1) for event in request.events]
    guards = [(number, *guard) for number, request in enumerate(batch, 1) for guard in request.append.guards]
    hidden = [disclosure for request in batch for disclosure in request.append.disclosures]
    told = [request.append.told_at for request in batch if request.append.told_at]
    return {
        "streams": Uuids(event.originator_id for _, event in events),
        "versions": Integers(event.originator_version for _, event in events),
        "names": Texts(event.topic for _, event in events),
        "bodies": Bytes(event.state for _, event in events),
        "requests": Integers(number for number, _ in events),
        "commands": Uuids(request.append.command for request in batch),
        "digests": Bytes(request.append.digest for request in batch),
        "guard_requests": Integers(number for number, _, _ in guards),
        "guard_streams": Uuids(stream for _, stream, _ in guards),
        "guard_versions": Integers(version for _, _, version in guards),
        "commitments": Texts(disclosure.commitment for disclosure in hidden),
        "salts": Texts(disclosure.salt for disclosure in hidden),
        "disclosed": Texts(disclosure.value for disclosure in hidden),
        "told_at": max(told) if told else None,
    }


def _kept(row: Sequence[Any]) -> Kept:
    position, recorded_at, stream, version, name, body = row
    return Kept(position, recorded_at, StoredEvent(stream, version, name, bytes(body)))


def _notification(kept: Kept) -> Notification:
    stored = kept.stored
    return Notification(stored.originator_id, stored.originator_version, stored.topic, stored.state, kept.position)


def _in_the_library(error: psycopg.Error) -> type[Exception]:
    """The library's class for an error of the driver's."""
    match error:
        case psycopg.IntegrityError():
            return persistence.IntegrityError
        case psycopg.OperationalError():
            return persistence.OperationalError
        case psycopg.InterfaceError():
            return persistence.InterfaceError
    return persistence.ProgrammingError
