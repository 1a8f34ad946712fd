"""The envelope of an event and its canonical stored form: the bytes that are kept, hashed and proved.

The profile is a part of RFC 8785 (JCS) on which every implementation agrees: sorted ASCII keys, no floats,
integers within ±(2⁵³ - 1), instants in UTC with six decimals and `Z`, every field present, unknown is null. The
writer refuses whatever lies outside it, because a stored body can never be written again.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from domain.kernel.circumstances import Basis, Happened
from domain.kernel.events import Event
from domain.kernel.identity import Actor, CommandId, EventId, StreamId, event_id
from domain.kernel.quantities import unreadable

FORM = 1
"""Version of the envelope (`v`)."""

LARGEST = 2**53 - 1
DEEPEST = 64
"""Most lists and objects within each other that a reader follows (house rule)."""


class OutsideTheProfile(ValueError):
    """A value has no canonical form. A bug of the caller: commands refuse such input before it comes here."""


class Recorded(NamedTuple):
    """An event with everything that is said about it, as it is written and as it is read again."""

    log: str
    id: EventId
    stream: StreamId
    ver: int
    prev: str | None
    """Hex SHA-256 of the stream's previous body; null for its first event."""
    command: CommandId
    cause: EventId | None
    """The event that a policy answered with this one."""
    correlation: CommandId
    """The first command of the chain that led here."""
    actor: Actor
    basis: Basis
    happened: Happened
    claimed_at: datetime | None
    received_at: datetime
    device: str | None
    event: Event
    signatures: tuple[str, ...] = ()

    @property
    def is_along(self) -> bool:
        """Whether it came along with another event of the same command, which carries the signature if there is one."""
        return not self.signatures and self.id != event_id(self.command, 0)

    @property
    def originator_id(self) -> UUID:
        """The stream, by the name the event store library knows it."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The version, by the name the event store library knows it."""
        return self.ver


def body(recorded: Recorded) -> bytes:
    """The canonical bytes of an event: what is stored, hashed and proved."""
    return canonical(envelope(recorded))


def envelope(recorded: Recorded) -> object:
    """The body as plain values, checked against the profile: any writer of sorted JSON gives the same bytes of it."""
    return plain(
        {
            "v": FORM,
            "log": recorded.log,
            "id": recorded.id,
            "stream": recorded.stream,
            "ver": recorded.ver,
            "name": recorded.event.name,
            "prev": recorded.prev,
            "command": recorded.command,
            "cause": recorded.cause,
            "correlation": recorded.correlation,
            "actor": recorded.actor,
            "basis": recorded.basis,
            "happened": _said(recorded.happened),
            "claimed_at": recorded.claimed_at,
            "received_at": recorded.received_at,
            "device": recorded.device,
            "data": recorded.event,
            "signatures": recorded.signatures,
        }
    )


def _said(happened: Happened) -> dict[str, date | datetime]:
    if (happened.on is None) == (happened.at is None):
        raise OutsideTheProfile("an event happened on a day or at an instant, exactly one of the two")
    return {"at": happened.at} if happened.at is not None else {"on": happened.on}  # type: ignore[dict-item]


def digest(body: bytes) -> str:
    """Hex SHA-256 of a body: the next event's `prev`."""
    return hashlib.sha256(body).hexdigest()


def canonical(value: object) -> bytes:
    """Canonical JSON of plain values, events and their parts; refuses what lies outside the profile."""
    return written(plain(value))


def written(said: object) -> bytes:
    """What `plain` gave, as canonical JSON."""
    return _WRITER.encode(said).encode()


def read(content: bytes) -> Any:
    """What canonical JSON says, as plain values; raises `ValueError` for bytes that `canonical` never writes.

    Of what is nested deeper than any of ours it may be `RecursionError`.
    """
    said = json.loads(content)
    check_profile(said)
    if written(said) != content:
        raise OutsideTheProfile("written another way")
    return said


_WRITER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def plain(value: object) -> object:
    """The value as dicts, lists, strings, integers, booleans and null, each checked against the profile."""
    return _WRITERS[type(value)](value)


Writer = Callable[[Any], object]


class _Writers(dict[type[Any], Writer]):
    """How values of a class are written; found out once a class."""

    def __missing__(self, kind: type[Any]) -> Writer:
        self[kind] = writer = self._writer(kind)
        return writer

    def _writer(self, kind: type[Any]) -> Writer:
        for known, writer in _BY_KIND:
            if issubclass(kind, known):
                return writer
        if is_dataclass(kind):
            return _writer_of_fields(tuple(_key(field.name) for field in fields(kind)))
        raise OutsideTheProfile(f"{kind.__name__} has no canonical form")


def _writer_of_fields(names: tuple[str, ...]) -> Writer:
    if len(names) < 2:
        return lambda value: {name: plain(getattr(value, name)) for name in names}
    values_of = attrgetter(*names)

    def write(value: object) -> object:
        return {name: _WRITERS[type(each)](each) for name, each in zip(names, values_of(value), strict=True)}

    return write


def _list(value: Iterable[object]) -> object:
    return [_WRITERS[type(each)](each) for each in value]


def _mapping(value: Mapping[str, object]) -> object:
    _keys(value)
    return {key: _WRITERS[type(each)](each) for key, each in value.items()}


def _keys(value: Mapping[str, object]) -> None:
    if not "".join(value).isascii():
        raise OutsideTheProfile("a key outside ASCII")


def check_profile(said: Any) -> None:
    """Refuse what a reader of JSON gave and lies outside the profile; nothing is built again, a log is long."""
    values, depth = [said], 0
    while values:
        below: list[Any] = []
        for value in values:
            kind = type(value)
            if kind is str:
                _text(value)
            elif kind is int:
                _integer(value)
            elif kind is dict and depth < DEEPEST:
                _keys(value)
                below.extend(value.values())
            elif kind is list and depth < DEEPEST:
                below.extend(value)
            elif value is not None and kind is not bool:
                raise OutsideTheProfile(f"{kind.__name__} has no canonical form, or none so deep")
        values, depth = below, depth + 1


def instant(value: datetime) -> str:
    """An instant in UTC with six decimals: `2026-11-21T08:00:00.000000Z`."""
    if value.tzinfo is None:
        raise OutsideTheProfile("an instant without a time zone")
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _as_it_is(value: object) -> object:
    return value


def _text(value: str) -> str:
    if not value.isprintable() and (bad := unreadable(value)):
        raise OutsideTheProfile(f"character {bad}")
    return value


def _integer(value: int) -> int:
    if abs(value) > LARGEST:
        raise OutsideTheProfile("an integer that not every reader can hold")
    return value


def _key(key: str) -> str:
    if not key.isascii():
        raise OutsideTheProfile("a key outside ASCII")
    return key


_BY_KIND: tuple[tuple[type[Any], Writer], ...] = (
    (type(None), _as_it_is),
    (bool, _as_it_is),
    (Enum, lambda value: plain(value.value)),
    (str, _text),
    (int, _integer),
    (UUID, lru_cache(4096)(str)),
    (datetime, instant),
    (date, date.isoformat),
    (tuple, _list),
    (list, _list),
    (Mapping, _mapping),
)
"""The first class that fits decides: booleans come before integers, instants before days.

Identifiers are remembered as text: the same people, posts and units come again with every event.
"""

_WRITERS = _Writers()
