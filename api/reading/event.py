"""One event for those who may see it: told in words, and with the bytes from which anybody can check its digest."""

from dataclasses import dataclass
from uuid import UUID

from api.caller import Caller
from api.reading.life import LifeEvent, ids_of, life_of
from api.reading.names import may_open_person, may_open_unit, names_for
from api.reading.stored import Stored, stored_at
from api.seeing import seen_hazard
from api.services import Services
from domain.kernel.events import Event
from domain.kernel.identity import AppointmentId
from domain.kernel.refusals import NotKnown
from domain.record import Recorded, digest

LAST = 2**62


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
        event=life_of([stored.happening], names, services.system.settings.zone)[0],
        recorded=stored.happening.recorded,
        body=stored.body.decode(),
        digest=digest(stored.body),
        size=len(stored.body),
        before=stored.before,
        after=stored.after,
        about_href=about,
    )


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
        case "deadline":
            _refuse_nobody(caller)
            return None
    return _unit(caller, recorded.event, stream)


def _person(caller: Caller, person: UUID | None) -> str:
    if person is None or not may_open_person(caller, person):
        raise NotKnown
    return f"/directory/people/{person}"


def _unit(caller: Caller, event: Event, stream: UUID) -> str:
    unit = getattr(event, "unit", None) or stream
    if not may_open_unit(caller, unit):
        raise NotKnown
    return f"/directory/units/{unit}"


def _refuse_nobody(caller: Caller) -> None:
    if caller.appointment is None:
        raise NotKnown
