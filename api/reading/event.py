"""One event for those who may see it: told in words, and with the bytes from which anybody can check its digest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from api.caller import Caller
from api.reading.life import LifeEvent, ids_of, life_of
from api.reading.models import ListsNotReady, reading
from api.reading.names import may_open_person, may_open_unit, names_for
from api.reading.signatures import Signs, signatures_of, superseding
from api.reading.stored import Stored, stored_at
from api.seeing import Happening, happenings, seen_hazard
from api.services import Services
from api.words import say, term
from domain.kernel.events import Event
from domain.kernel.identity import AppointmentId, KeyId
from domain.kernel.refusals import NotKnown
from domain.record import Recorded, digest
from projections.audit_trail.ask import act
from projections.audit_trail.ask import beside as act_beside

MODELS = ("audit_trail",)
LAST = 2**62
AGREES = timedelta(minutes=5)
"""Receipt and recording of one act lie seconds apart (house rule: five minutes are noticed)."""


@dataclass(frozen=True, kw_only=True)
class Flagged:
    """What is odd about an act, the house rule by which it is, and the acts that make it so."""

    words: str
    rule: str
    beside: tuple[int, ...]
    """Positions of the acts that may be opened."""


@dataclass(frozen=True, kw_only=True)
class EventSeen:
    """An event with its envelope, the digest of its body, and its neighbours in the stream by position."""

    event: LifeEvent
    recorded: Recorded
    body: str
    digest: str
    size: int
    before: int | None
    after: int | None
    about_href: str | None
    flags: tuple[Flagged, ...]
    clock_words: str
    """How far receipt and recording lie apart, where that needs an explanation."""


def event_seen(services: Services, caller: Caller, position: int) -> EventSeen:
    """The event at a position; refuses with `NotKnown` what is not there or not for the caller."""
    stored = stored_at(services, position) if 0 < position < LAST else None
    if stored is None:
        raise NotKnown
    about = _about(services, caller, stored.happening.recorded)
    return _seen(services, caller, stored, about)


def _seen(services: Services, caller: Caller, stored: Stored, about: str | None) -> EventSeen:
    names = names_for(services, caller.directory, ids_of([stored.happening]), caller=caller)
    return EventSeen(
        event=life_of([stored.happening], names, services.system.settings.zone, _signs(services, stored.happening))[0],
        recorded=stored.happening.recorded,
        body=stored.body.decode(),
        digest=digest(stored.body),
        size=len(stored.body),
        before=stored.before,
        after=stored.after,
        about_href=about,
        flags=_flags(services, caller, stored.happening.position),
        clock_words=clock_words(
            received_at=stored.happening.recorded.received_at, recorded_at=stored.happening.recorded_at
        ),
    )


def _signs(services: Services, happening: Happening) -> Signs:
    """What stands under an event, and what has taken the place of it by now."""
    stream = happening.recorded.stream
    is_hazard = happening.event.name.startswith("hazard.")
    return Signs(
        signatures=signatures_of(services, [happening]),
        superseded=superseding(happenings(services, stream)) if is_hazard else {},
    )


def _flags(services: Services, caller: Caller, position: int) -> tuple[Flagged, ...]:
    """From the read model; nothing as long as it does not know of the event."""
    try:
        with reading(services, MODELS, caller) as connection:
            found, beside = act(connection, position), act_beside(connection, position)
    except ListsNotReady:
        return ()
    return tuple(
        Flagged(words=term("flag", flag), rule=term("flag_rule", flag), beside=tuple(beside.get(flag, ())))
        for flag in (found.flags if found else ())
    )


def clock_words(*, received_at: datetime, recorded_at: datetime) -> str:
    """What is to be said of the two times; nothing as long as they agree within `AGREES`.

    Times of the log never run back: after the clock was set back, they stand still until it has caught up.
    """
    apart = recorded_at - received_at
    minutes = abs(apart) // timedelta(minutes=1)
    if apart > AGREES:
        return say(
            "recorded {minutes} min after it was received: recorded late, or the clock was set back", minutes=minutes
        )
    if apart < -AGREES:
        return say("recorded {minutes} min before it was received: the clock was set back in between", minutes=minutes)
    return ""


def _about(services: Services, caller: Caller, recorded: Recorded) -> str | None:
    """The page of what it is about. Limits, calendars and codes are for everybody who holds a post."""
    stream = recorded.stream
    match recorded.event.name.partition(".")[0]:
        case "hazard":
            seen_hazard(services, caller, stream)
            return f"/hazards/{stream}"
        case "person":
            return _person(caller, stream)
        case "appointment":
            appointment = caller.directory.appointment(AppointmentId(stream))
            return _person(caller, appointment.person if appointment else None)
        case "deadline" | "policy":
            _refuse_nobody(caller)
            return None
        case "key":
            return _key(services, caller, stream)
    return _unit(caller, recorded.event, stream)


def _person(caller: Caller, person: UUID | None) -> str:
    if person is None or not may_open_person(caller, person):
        raise NotKnown
    return f"/directory/people/{person}"


def _key(services: Services, caller: Caller, stream: UUID) -> str | None:
    """A key is its holder's, and of the unit in which it was enrolled."""
    key = services.system.application.catch_up().keys.key(KeyId(stream))
    if key is None or key.enrolment is None:
        raise NotKnown
    if not (may_open_person(caller, key.enrolment.person) or may_open_unit(caller, key.enrolment.unit)):
        raise NotKnown
    return f"/directory/people/{key.enrolment.person}" if may_open_person(caller, key.enrolment.person) else None


def _unit(caller: Caller, event: Event, stream: UUID) -> str:
    unit = getattr(event, "unit", None) or stream
    if not may_open_unit(caller, unit):
        raise NotKnown
    return f"/directory/units/{unit}"


def _refuse_nobody(caller: Caller) -> None:
    if caller.appointment is None:
        raise NotKnown
