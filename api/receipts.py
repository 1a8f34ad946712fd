"""What is answered to a command: where it came to, for programs as for people."""

from uuid import UUID

from msgspec import Struct

from domain.application import Receipt
from domain.record import Recorded


class EventNamed(Struct, kw_only=True):
    """An event that a command yielded."""

    id: UUID
    name: str
    stream: UUID
    version: int


class ReceiptTold(Struct, kw_only=True):
    """A command was recorded. The same request under the same key gets the same receipt again."""

    command: UUID
    stream: UUID
    """What the command was for: the hazard, the unit, the person …"""
    version: int
    """Its version now: the entity tag for the next `If-Match`."""
    versions: dict[UUID, int]
    """Versions of every stream that something was added to."""
    position: int
    """Position in the log: give it as `min_position` to read what was just written."""
    events: list[EventNamed]
    number: str | None = None
    """The number in the register, where this gave one."""


def _named(each: Recorded) -> EventNamed:
    return EventNamed(id=each.id, name=each.event.name, stream=each.stream, version=each.ver)


def told(receipt: Receipt, stream: UUID) -> ReceiptTold:
    """A receipt for whoever asked for something of a stream."""
    numbers = (getattr(recorded.event, "number", None) for recorded in receipt.events)
    return ReceiptTold(
        command=receipt.command,
        stream=stream,
        version=max((event.ver for event in receipt.events if event.stream == stream), default=0),
        versions={stream: version for stream, version in receipt.versions.items()},  # noqa: C416
        position=receipt.position,
        events=[_named(each) for each in receipt.events],
        number=next((number for number in numbers if isinstance(number, str)), None),
    )
