"""Units, people and appointments over HTTP, from the directory as the rules know it: always the newest."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import islice
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import Response as Answer

from api.caller import Caller
from api.depends import Shared, SignedIn
from api.naming import identifier, unit_named
from api.reading.names import Names, names_for
from api.services import Services
from api.v1.answers import answer, documented, next_link, unless_known
from api.v1.commands import Key
from api.v1.knowing import may_know_of
from api.v1.reading import After, Limit
from api.v1.shapes import AppointmentsTold, AppointmentTold, PeopleTold, PersonTold, UnitsTold, UnitTold
from domain.appointment.posts import Post
from domain.appointment.state import Appointment
from domain.kernel.identity import AppointmentId, PersonId, UnitId
from domain.kernel.refusals import NotKnown
from domain.organisation.kinds import UnitKind
from domain.organisation.state import Unit
from domain.person.state import Person

router = APIRouter()
T = TypeVar("T")
Below = Annotated[str | None, Query(max_length=100, description="Identifier or code of a unit: it and all below it.")]


@router.get("/units", tags=["units"], operation_id="unit.list", openapi_extra=documented(UnitsTold, "Units."))
def units(
    request: Request,
    services: Shared,
    caller: SignedIn,
    unit: Below = None,
    kind: UnitKind | None = None,
    code: Annotated[str | None, Query(max_length=100)] = None,
    is_open: Annotated[bool | None, Query(description="Whether it exists today.")] = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """Units that whoever asks may know of, by path: the own subtree, those above, and those one can hand over to."""
    top = _below(caller, unit)
    found = [
        (caller.directory.path(each.id, caller.today), each)
        for each in caller.directory.units()
        if kind in (None, each.kind)
        and code in (None, each.code)
        and is_open in (None, not each.is_closed(caller.today))
        and may_know_of(caller, each)
        and (top is None or caller.directory.is_below(each.id, top, caller.today))
    ]
    items, leads_on = _page(found, lambda pair: pair[0], after, limit)
    told = UnitsTold(items=[_unit_told(services, caller, each) for _, each in items], after=leads_on)
    return answer(told, headers=next_link(request, leads_on))


@router.get("/units/{key}", tags=["units"], operation_id="unit.show", openapi_extra=documented(UnitTold, "The unit."))
def unit(request: Request, services: Shared, caller: SignedIn, key: Key) -> Response:
    """One unit by identifier or code."""
    found = caller.directory.unit(UnitId(unit_named(caller.directory, key)))
    if found is None or not may_know_of(caller, found):
        raise NotKnown
    told = _unit_told(services, caller, found)
    return unless_known(request, answer(told, version=told.version))


@router.get("/people", tags=["people"], operation_id="person.list", openapi_extra=documented(PeopleTold, "People."))
def people(
    request: Request,
    services: Shared,
    caller: SignedIn,
    unit: Below = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """People of the units whose subtrees whoever asks reads, by identifier."""
    top = _below(caller, unit)
    found = [each for each in caller.directory.people() if _reads(caller, each.unit, top)]
    items, leads_on = _page(found, lambda each: str(each.id), after, limit)
    names = names_for(services, caller.directory, [each.id for each in items])
    told = PeopleTold(items=[_person_told(services, each, names) for each in items], after=leads_on)
    return answer(told, headers=next_link(request, leads_on))


@router.get(
    "/people/{key}", tags=["people"], operation_id="person.show", openapi_extra=documented(PersonTold, "The person.")
)
def person(request: Request, services: Shared, caller: SignedIn, key: Key) -> Response:
    """One person."""
    found = caller.directory.person(PersonId(identifier(key) or UUID(int=0)))
    if found is None or not _reads(caller, found.unit, None):
        raise NotKnown
    told = _person_told(services, found, names_for(services, caller.directory, [found.id]))
    return unless_known(request, answer(told, version=told.version))


@router.get(
    "/appointments",
    tags=["appointments"],
    operation_id="appointment.list",
    openapi_extra=documented(AppointmentsTold, "Appointments."),
)
def appointments(
    request: Request,
    services: Shared,
    caller: SignedIn,
    unit: Below = None,
    person: UUID | None = None,
    post: Post | None = None,
    on: Annotated[date | None, Query(description="Held on this day.")] = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """Appointments in the units that whoever asks may know of, held or ended, by identifier."""
    top = _below(caller, unit)
    found = [
        each
        for each in _everybody(caller)
        if person in (None, each.person)
        and post in (None, each.post)
        and (on is None or caller.directory.holds(each.id, on))
        and _may_know_post(caller, each)
        and (top is None or caller.directory.is_below(each.unit, top, caller.today))
    ]
    items, leads_on = _page(found, lambda each: str(each.id), after, limit)
    names = names_for(services, caller.directory, [each.id for each in items])
    told = AppointmentsTold(items=[_post_told(services, caller, each, names) for each in items], after=leads_on)
    return answer(told, headers=next_link(request, leads_on))


@router.get(
    "/appointments/{key}",
    tags=["appointments"],
    operation_id="appointment.show",
    openapi_extra=documented(AppointmentTold, "The appointment."),
)
def appointment(request: Request, services: Shared, caller: SignedIn, key: Key) -> Answer:
    """One appointment."""
    found = caller.directory.appointment(AppointmentId(identifier(key) or UUID(int=0)))
    if found is None or not _may_know_post(caller, found):
        raise NotKnown
    told = _post_told(services, caller, found, names_for(services, caller.directory, [found.id]))
    return unless_known(request, answer(told, version=told.version))


def _below(caller: Caller, unit: str | None) -> UnitId | None:
    return None if unit is None else UnitId(unit_named(caller.directory, unit))


def _reads(caller: Caller, unit: UnitId | None, top: UnitId | None) -> bool:
    """Whether the unit lies in a subtree that is read, and in the one that is asked for."""
    if unit is None or not caller.readable.covers(caller.directory.path(unit, caller.today)):
        return False
    return top is None or caller.directory.is_below(unit, top, caller.today)


def _may_know_post(caller: Caller, appointment: Appointment) -> bool:
    unit = caller.directory.unit(appointment.unit)
    return unit is not None and may_know_of(caller, unit)


def _everybody(caller: Caller) -> Iterable[Appointment]:
    directory = caller.directory
    return (each for person in directory.people() for each in directory.every_appointment_of(person.id))


def _page(found: Iterable[T], key: Callable[[T], str], after: str | None, limit: int) -> tuple[list[T], str | None]:
    """The next so many in the order of their keys, and the key that leads on, if anything is left."""
    rest = sorted((each for each in found if after is None or key(each) > after), key=key)
    items = list(islice(rest, limit))
    return items, key(items[-1]) if len(rest) > limit else None


def _version(services: Services, stream: UUID) -> int:
    return services.system.application.reference.versions.get(stream, 0)


def _unit_told(services: Services, caller: Caller, unit: Unit) -> UnitTold:
    return UnitTold(
        unit=unit.id,
        code=unit.code,
        kind=unit.kind.value,
        name=unit.name,
        path=caller.directory.path(unit.id, caller.today),
        parent=unit.parent,
        closed_on=unit.closed_on,
        is_enrolled=unit.is_enrolled,
        version=_version(services, unit.id),
    )


def _person_told(services: Services, person: Person, names: Names) -> PersonTold:
    assert person.unit is not None
    return PersonTold(
        person=person.id,
        name=names.people.get(person.id),
        unit=person.unit,
        is_enrolled=person.is_enrolled,
        left_on=person.left_on,
        version=_version(services, person.id),
    )


def _post_told(services: Services, caller: Caller, held: Appointment, names: Names) -> AppointmentTold:
    told: dict[str, Any] = {name: getattr(held, name) for name in ("person", "unit", "from_on", "until_on")}
    return AppointmentTold(
        appointment=held.id,
        person_name=names.people.get(held.person),
        post=held.post.value,
        kind=held.kind.value,
        delegated_by=held.delegated_by,
        only=sorted(held.only),
        document=held.document,
        is_held=caller.directory.holds(held.id, caller.today),
        version=_version(services, held.id),
        **told,
    )
