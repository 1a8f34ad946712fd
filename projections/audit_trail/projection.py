"""A row from every event, and from the stream what it is about."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.kernel.identity import Actor, UnitId
from projections.model import Keep, Model
from projections.reading import Seen, Streams

COLUMNS = (
    "position",
    "recorded_at",
    "happened_on",
    "happened_at",
    "claimed_at",
    "received_at",
    "event",
    "stream",
    "version",
    "kind",
    "name",
    "command",
    "cause",
    "hazard",
    "unit",
    "unit_path",
    "person",
    "appointment",
    "actor_kind",
    "actor_person",
    "actor_appointment",
    "actor_post",
    "actor_unit",
    "on_behalf_of",
    "rule",
    "rule_version",
    "basis",
    "device",
    "signature_level",
    "said",
)
LEFT_OUT = frozenset({"by", "clocks", "evidence", "person_name", "sealed_source", "other_cells"})
"""Who did it and until when stand beside; commitments tell nobody anything."""
NOT_SIGNED = "none"
_WRITER = msgspec.json.Encoder()


class AuditTrail(Model):
    """Who did what, in which post, when."""

    name = "audit_trail"
    tables = ("audit_trail",)

    def take(self, streams: Streams, keep: Keep) -> None:
        """Add the rows of what is new; what a stream is about may have been said long before."""
        keep.copy("audit_trail", COLUMNS, (row for events in streams.values() for row in _rows(events, keep)))


class _About(NamedTuple):
    unit: UnitId | None = None
    person: UUID | None = None
    hazard: UUID | None = None
    appointment: UUID | None = None


def _rows(events: Iterable[Seen], keep: Keep) -> Iterator[tuple[object, ...]]:
    about = _About()
    for seen in events:
        about = _about(seen, about)
        if seen.position > keep.after:
            yield _row(seen, about, keep.places.path(about.unit, seen.position))


def _about(seen: Seen, before: _About) -> _About:
    """What an event is about: what it says, else what was said before in its stream."""
    event, stream = seen.recorded.event, seen.recorded.stream
    kind = event.name.partition(".")[0]
    said = getattr(event, "unit", None)
    unit = UnitId(said) if isinstance(said, UUID) else before.unit
    match kind:
        case "hazard":
            return before if before.hazard else _About(unit=unit, hazard=stream)
        case "organisation":
            return _About(unit=unit or UnitId(stream))
        case "person":
            return _About(unit=unit, person=stream)
        case "appointment":
            return _About(unit=unit, person=getattr(event, "person", None) or before.person, appointment=stream)
    return _About(unit=unit)


def _row(seen: Seen, about: _About, path: str) -> tuple[object, ...]:
    recorded = seen.recorded
    return (
        seen.position,
        seen.recorded_at,
        recorded.happened.on,
        recorded.happened.at,
        recorded.claimed_at,
        recorded.received_at,
        recorded.id,
        recorded.stream,
        recorded.ver,
        recorded.event.name.partition(".")[0],
        recorded.event.name,
        recorded.command,
        recorded.cause,
        about.hazard,
        about.unit,
        path,
        about.person,
        about.appointment,
        *_actor(recorded.actor),
        recorded.basis.value,
        recorded.device,
        NOT_SIGNED,
        _said(recorded.event),
    )


def _actor(actor: Actor) -> tuple[object, ...]:
    rule = actor.rule
    return (
        actor.kind.value,
        actor.person,
        actor.appointment,
        actor.post,
        actor.unit,
        actor.on_behalf_of,
        rule.name if rule else None,
        rule.version if rule else None,
    )


def _said(event: object) -> bytes:
    """What the event says, as JSON; of photos their number, of clocks the days on which they end."""
    kind: type[object] = type(event)
    said = {name: getattr(event, name) for name in _names(kind)}  # type: ignore[arg-type]
    if evidence := getattr(event, "evidence", ()):
        said["photos"] = len(evidence)
    if clocks := getattr(event, "clocks", ()):
        said["due"] = {deadline.clock: deadline.due_on for deadline in clocks}
    return _WRITER.encode(said)


@cache
def _names(kind: type[object]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in LEFT_OUT)  # type: ignore[arg-type]
