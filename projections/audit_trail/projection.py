"""A row from every event, and from the stream what it is about."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from domain.appointment.events import AppointmentEnded
from domain.hazard.events import HazardAssigned, HazardTakenOver
from domain.kernel.circumstances import Basis
from domain.kernel.identity import Actor, ActorKind, UnitId
from domain.key.events import KeyConfirmed, KeyRevoked
from domain.key.terms import Level
from domain.person.events import PersonLeft
from domain.record import Recorded
from projections.audit_trail.flags import OWN_KEY, PARAMETERS, PRESENCE, SIGNED_UNREAD
from projections.audit_trail.signatures import NOT_ASKED, NOT_SIGNED, Signature, read_signatures
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
    "signature_key",
    "signature_fingerprint",
    "signature_meaning",
    "recorded_on",
    "was_at",
    "flags",
    "said",
)
LEFT_OUT = frozenset(
    {"by", "clocks", "evidence", "person_name", "sealed_source", "other_cells", "commitments", "attachments"}
)
"""Who did it and until when stand beside; commitments tell nobody anything."""
GIVEN_UP = frozenset({AppointmentEnded.name, PersonLeft.name})
"""What may make an assignment odd that was recorded long before."""
FLAGGED_BY = {
    "flag_key_lost": frozenset({KeyRevoked.name}),
    "flag_post_not_held": frozenset({HazardAssigned.name, HazardTakenOver.name}) | GIVEN_UP,
}
FLAGGING = ("flag_many_at_once", "flag_elsewhere", *FLAGGED_BY)
_WRITER = msgspec.json.Encoder()


class AuditTrail(Model):
    """Who did what, in which post, when."""

    name = "audit_trail"
    edition = 2
    tables = ("audit_trail",)

    def take(self, streams: Streams, keep: Keep) -> None:
        """Add the rows of what is new; what a stream is about may have been said long before."""
        signed = read_signatures(streams, keep, self.keeping["enrolments"])
        rows = (row for events in streams.values() for row in _rows(events, keep, signed))
        keep.copy("audit_trail", COLUMNS, rows)
        if not keep.is_fresh:
            names = _new_names(streams, keep.after)
            asked = {**PARAMETERS, "after": keep.after, "is_fresh": False, "looks_back": bool(names & GIVEN_UP)}
            for name in _flagging(names, is_signed=bool(signed)):
                keep.run(self.keeping[name], asked)

    def complete(self, connection: Connection[TupleRow]) -> None:
        """Flag what is odd among other acts."""
        for name in FLAGGING:
            connection.execute(self.keeping[name], {**PARAMETERS, "after": 0, "is_fresh": True, "looks_back": False})


class _About(NamedTuple):
    unit: UnitId | None = None
    person: UUID | None = None
    hazard: UUID | None = None
    appointment: UUID | None = None


def _new_names(streams: Streams, after: int) -> frozenset[str]:
    return frozenset(seen.event.name for events in streams.values() for seen in events if seen.position > after)


def _flagging(names: frozenset[str], *, is_signed: bool) -> Iterator[str]:
    """Names of the statements that new events may make something of; the rest would find nothing."""
    if is_signed:
        yield "flag_many_at_once"
    if names & PRESENCE:
        yield "flag_elsewhere"
    yield from (name for name, waited in FLAGGED_BY.items() if names & waited)


def _rows(events: Iterable[Seen], keep: Keep, signed: Mapping[int, Signature]) -> Iterator[tuple[object, ...]]:
    about = _About()
    for seen in events:
        about = _about(seen, about)
        if seen.position > keep.after:
            day = keep.places.day(seen.recorded_at)
            path = keep.places.path(about.unit, seen.position)
            yield _row(seen, about, path, day, signed.get(seen.position, NOT_SIGNED))


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
        case "key":
            return _About(unit=unit, person=getattr(event, "person", None) or before.person)
        case "hold" | "subject" | "retention":
            said_of = {name: getattr(event, name, None) for name in ("hazard", "person")}
            return _About(unit=unit, hazard=said_of["hazard"], person=said_of["person"])
        case "access":
            said_unit = UnitId(said) if isinstance(said, UUID) else seen.recorded.actor.unit
            return _About(unit=said_unit, hazard=getattr(event, "hazard", None))
    return _About(unit=unit)


def _row(seen: Seen, about: _About, path: str, day: date, signature: Signature) -> tuple[object, ...]:
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
        signature.level if recorded.signatures else _unsigned(recorded),
        signature.key,
        signature.fingerprint,
        signature.meaning,
        day,
        _was_at(seen, day),
        _flags(seen, about, signature),
        _said(recorded.event),
    )


def _flags(seen: Seen, about: _About, signature: Signature) -> tuple[str, ...]:
    """What is odd about an act by itself."""
    recorded = seen.recorded
    is_own = isinstance(recorded.event, KeyConfirmed) and recorded.actor.person == about.person
    found = {OWN_KEY: is_own, SIGNED_UNREAD: signature.was_unread(seen.recorded_at)}
    return tuple(flag for flag, is_so in found.items() if is_so)


def _unsigned(recorded: Recorded) -> str:
    """People sign; what comes along with their step is signed with it."""
    is_asked = recorded.actor.kind is ActorKind.PERSON and not recorded.is_along
    return Level.NONE.value if is_asked else NOT_ASKED


def _was_at(seen: Seen, day: date) -> datetime | None:
    """When whoever acted was at the place: the instant said, or that of recording if it is said to be of that day."""
    recorded = seen.recorded
    if recorded.event.name not in PRESENCE or recorded.basis is not Basis.WITNESSED:
        return None
    happened = recorded.happened
    return happened.at or (seen.recorded_at if happened.on == day else None)


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
