"""What registrars keep: units in their tree, people, appointments; pages to look at, with what may be done there."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.caller import Caller, names_of
from api.depends import Shared, SignedIn
from api.reading.holds import holds_over
from api.reading.powers import may
from api.services import Services
from api.web.paging import by_key
from api.web.rendering import page
from api.web.small_units import exception_steps, exceptions_of
from api.words import say, term
from domain.appointment.state import Appointment
from domain.catalogue import COMMANDS
from domain.kernel.identity import PersonId, UnitId
from domain.kernel.refusals import NotKnown
from domain.organisation.state import Relation, Unit
from domain.person.state import Person

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class PostShown:
    """An appointment as a list shows it."""

    id: UUID
    person: UUID
    name: str
    unit: str
    post: str
    kind: str
    kind_words: str
    from_on: object
    until_on: object
    is_current: bool
    may_end: bool


@dataclass(frozen=True, kw_only=True)
class RelationShown:
    """Supervision beside the tree as a list shows it."""

    kind: str
    by: UUID
    by_name: str
    from_on: object
    until_on: object


@dataclass(frozen=True, kw_only=True)
class PersonShown:
    """Somebody of a unit."""

    id: UUID
    name: str
    is_enrolled: bool
    left_on: object
    posts: str


def seen_unit(caller: Caller, unit_id: UUID) -> Unit:
    """A unit in what the caller reads; refuses `NotKnown`."""
    unit = caller.directory.unit(UnitId(unit_id))
    if unit is None or not caller.readable.covers(caller.directory.path(unit.id, caller.today)):
        raise NotKnown
    return unit


def seen_person(caller: Caller, person_id: UUID) -> Person:
    """A person of a unit that the caller reads; refuses `NotKnown`."""
    person = caller.directory.person(PersonId(person_id))
    if person is None or person.unit is None:
        raise NotKnown
    seen_unit(caller, person.unit)
    return person


def notice_of(request: Request) -> str | None:
    """What has just been recorded, as the address says it."""
    done = request.query_params.get("done", "")
    return say("Recorded: {what}", what=term("command", done)) if done in COMMANDS else None


@router.get("/registry")
def home(caller: SignedIn) -> Response:
    """To one's own unit."""
    return RedirectResponse(f"/registry/units/{caller.directory.body(caller.acting.unit, caller.today)}", 303)


@router.get("/registry/units/{unit_id}")
def show_unit(
    request: Request, services: Shared, caller: SignedIn, unit_id: UUID, after: str = "", after_person: str = ""
) -> Response:
    """A unit: where it stands, what is below it, who belongs to it and in which posts."""
    unit = seen_unit(caller, unit_id)
    directory, today = caller.directory, caller.today
    above = [each for each in reversed(directory.ancestors(unit.id, today)) if _is_seen(caller, each)]
    people = _people(services, caller, unit)
    return page(
        request,
        "registry/unit.html",
        unit=unit,
        above=above,
        path=directory.path(unit.id, today),
        below=by_key(directory.below(unit.id), lambda each: each.code, after),
        people=by_key(people, lambda each: f"{each.name}\x1f{each.id}", after_person),
        posts=posts_shown(services, caller, directory.appointments_in(unit.id, today)),
        relations=tuple(_relation(caller, each) for each in unit.relations),
        steps=(*_unit_steps(caller, unit), *exception_steps(caller, unit)),
        exceptions=exceptions_of(caller, unit),
        holds=holds_over(services, caller, unit=unit.id),
        zone=services.system.settings.zone,
        may_hold=may(caller, "hold.place", unit.id),
        may_end_supervision=may(caller, "organisation.end_supervision", unit.id),
        notice=notice_of(request),
    )


@router.get("/registry/people/{person_id}")
def show_person(request: Request, services: Shared, caller: SignedIn, person_id: UUID) -> Response:
    """A person: unit, every post ever held, and what may be done."""
    person = seen_person(caller, person_id)
    assert person.unit is not None
    names = names_of(services.system.pool, caller.directory, [person.id])
    return page(
        request,
        "registry/person.html",
        person=person,
        name=names.get(person.id),
        unit=caller.directory.unit(person.unit),
        posts=posts_shown(services, caller, caller.directory.every_appointment_of(person.id)),
        steps=_person_steps(caller, person),
        notice=notice_of(request),
    )


def posts_shown(services: Services, caller: Caller, appointments: tuple[Appointment, ...]) -> tuple[PostShown, ...]:
    """Appointments in words, the newest first."""
    names = names_of(services.system.pool, caller.directory, {each.person for each in appointments})
    shown = (_post(caller, each, names.get(each.person) or f"〔{say('name erased')}〕") for each in appointments)
    return tuple(sorted(shown, key=lambda each: str(each.from_on), reverse=True))


def _post(caller: Caller, each: Appointment, name: str) -> PostShown:
    unit = caller.directory.unit(each.unit)
    giver = {each.delegated_by} if each.delegated_by else set()
    is_current = caller.directory.holds(each.id, caller.today)
    is_here = caller.directory.is_here(each.person, caller.today)
    return PostShown(
        id=each.id,
        person=each.person,
        name=name,
        unit=unit.name if unit else "",
        post=term("post", each.post.value),
        kind=each.kind.value,
        kind_words=term("appointment_kind", each.kind.value),
        from_on=each.from_on,
        until_on=caller.directory.last_day(each),
        is_current=is_current,
        may_end=each.ended_on is None and is_here and may(caller, "appointment.end", each.unit, giver),
    )


def _relation(caller: Caller, each: Relation) -> RelationShown:
    by = caller.directory.unit(each.by)
    return RelationShown(
        kind=each.kind.value, by=each.by, by_name=by.name if by else "", from_on=each.from_on, until_on=each.until_on
    )


def _is_seen(caller: Caller, unit: Unit) -> bool:
    return caller.readable.covers(caller.directory.path(unit.id, caller.today))


def _people(services: Services, caller: Caller, unit: Unit) -> tuple[PersonShown, ...]:
    directory, today = caller.directory, caller.today
    found = [each for each in directory.people() if each.unit == unit.id]
    names = names_of(services.system.pool, directory, [each.id for each in found])
    return tuple(
        PersonShown(
            id=each.id,
            name=names.get(each.id) or f"〔{say('name erased')}〕",
            is_enrolled=each.is_enrolled,
            left_on=each.left_on,
            posts="、".join(term("post", held.post.value) for held in directory.appointments_of(each.id, today)),
        )
        for each in found
    )


def _unit_steps(caller: Caller, unit: Unit) -> tuple[str, ...]:
    """Commands on a unit that the caller's post may give, as the state of the unit allows."""
    if unit.is_closed(caller.today):
        return ()
    if not unit.is_enrolled:
        wanted: tuple[str, ...] = ("organisation.enrol_unit",)
    else:
        wanted = (
            *("person.enrol", "appointment.make", "organisation.register_unit", "organisation.rename_unit"),
            *("organisation.move_unit", "organisation.begin_supervision", "organisation.close_unit"),
        )
    return tuple(each for each in wanted if may(caller, each, unit.id))


def _person_steps(caller: Caller, person: Person) -> tuple[str, ...]:
    if person.is_enrolled and person.left_on is None:
        wanted: tuple[str, ...] = ("appointment.make", "person.correct_name", "person.leave")
    else:
        wanted = ("person.enrol", "person.correct_name")
    if not (person.is_erased or person.awaits_erasure):
        wanted = (*wanted, "person.erase")
    return tuple(each for each in wanted if may(caller, each, person.unit))
