"""The forms of registrars: units, people and appointments, each a command asked for by the same machinery."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.caller import Caller, names_of
from api.depends import KeptForm, Shared, SignedIn
from api.reading.powers import may
from api.services import Services
from api.web.forms.asking import Asking, ask, give
from api.web.forms.choices import Choosing
from api.web.forms.resuming import HeldForm
from api.web.forms.shape import fields_of
from api.web.holding import HOLDING
from api.web.posts import signing_words
from api.web.registry import seen_person, seen_unit
from api.words import term
from domain.appointment.state import Appointment
from domain.catalogue import COMMANDS
from domain.kernel.identity import AppointmentId, StreamId, UnitId
from domain.kernel.refusals import NoPower, NotKnown

router = APIRouter(dependencies=[HOLDING])

UNIT_STEPS = {
    each.rpartition(".")[2]: each
    for each in (
        *("organisation.register_unit", "organisation.enrol_unit", "organisation.rename_unit"),
        *("organisation.move_unit", "organisation.close_unit", "organisation.begin_supervision"),
        *("organisation.end_supervision", "organisation.allow_own_verification", "organisation.end_own_verification"),
    )
} | {"enrol": "person.enrol", "make": "appointment.make"}
PERSON_STEPS = {
    "correct_name": "person.correct_name",
    "leave": "person.leave",
    "erase": "person.erase",
    "enrol": "person.enrol",
    "make": "appointment.make",
}
APPOINTMENT_STEPS = {"end": "appointment.end", "delegate": "appointment.delegate"}


@router.get("/registry/units/{unit_id}/{step}")
def show_for_unit(
    request: Request, services: Shared, caller: SignedIn, unit_id: UUID, step: str, held: HeldForm
) -> Response:
    """The form of a command on a unit, or on something new in it."""
    asking = _for_unit(services, caller, unit_id, step, request.query_params)
    return ask(request, services, caller, asking, held)


@router.post("/registry/units/{unit_id}/{step}")
def give_for_unit(
    request: Request, services: Shared, caller: SignedIn, form: KeptForm, unit_id: UUID, step: str
) -> Response:
    """Give the command."""
    return give(request, services, caller, form, _for_unit(services, caller, unit_id, step, request.query_params))


@router.get("/registry/people/{person_id}/{step}")
def show_for_person(
    request: Request, services: Shared, caller: SignedIn, person_id: UUID, step: str, held: HeldForm
) -> Response:
    """The form of a command on a person."""
    unit = {"unit": held.typed.one("unit")} if held else {}
    return ask(request, services, caller, _for_person(services, caller, person_id, step, unit), held)


@router.post("/registry/people/{person_id}/{step}")
def give_for_person(
    request: Request, services: Shared, caller: SignedIn, form: KeptForm, person_id: UUID, step: str
) -> Response:
    """Give the command."""
    return give(request, services, caller, form, _for_person(services, caller, person_id, step, form))


@router.get("/registry/appointments/{appointment_id}/{step}")
def show_for_post(
    request: Request, services: Shared, caller: SignedIn, appointment_id: UUID, step: str, held: HeldForm
) -> Response:
    """The form that ends an appointment or delegates one's own."""
    return ask(request, services, caller, _for_appointment(services, caller, appointment_id, step), held)


@router.post("/registry/appointments/{appointment_id}/{step}")
def give_for_post(
    request: Request, services: Shared, caller: SignedIn, form: KeptForm, appointment_id: UUID, step: str
) -> Response:
    """Give the command."""
    return give(request, services, caller, form, _for_appointment(services, caller, appointment_id, step))


def _for_unit(services: Services, caller: Caller, unit_id: UUID, step: str, query: Mapping[str, str]) -> Asking:
    unit, command = seen_unit(caller, unit_id), _named(UNIT_STEPS, step)
    place, query_kept = f"/registry/units/{unit_id}", ""
    given: dict[str, Any] = {"unit": str(unit_id)}
    fresh = {"organisation.register_unit": "unit", "person.enrol": "person", "appointment.make": "appointment"}
    if command == "organisation.register_unit":
        given = {"parent": str(unit_id)}
    if command == "organisation.end_supervision":
        given |= {"kind": query.get("kind", ""), "by": query.get("by", "")}
        query_kept = f"?kind={given['kind']}&by={given['by']}"
    asking = _asking(services, caller, command, given, fresh=fresh.get(command, ""), unit=unit.id)
    names = {"unit_name": (unit.name,)} if command in ("organisation.rename_unit", "organisation.enrol_unit") else {}
    return replace(
        asking,
        stream=None if asking.fresh else StreamId(unit_id),
        version=_version(services, unit_id),
        action=f"{place}/{step}{query_kept}",
        done=lambda _: f"{place}?done={command}",
        presets={**asking.presets, **names},
        context={**asking.context, "back": {"href": place, "words": unit.name}, "about": unit.name},
    )


def _for_person(services: Services, caller: Caller, person_id: UUID, step: str, typed: Mapping[str, str]) -> Asking:
    person, command = seen_person(caller, person_id), _named(PERSON_STEPS, step)
    place, name = f"/registry/people/{person_id}", _name_of(services, caller, person_id)
    unit = _unit_of(typed.get("unit", ""), caller) or person.unit
    is_post = command == "appointment.make"
    given, fresh = {"person": str(person_id)}, "appointment" if is_post else ""
    asking = _asking(services, caller, command, given, fresh=fresh, unit=unit)
    fields = (replace(each, refreshes=POSTS_OF_UNIT) if each.name == "unit" else each for each in asking.fields)
    presets = {"unit": (str(person.unit),), "person_name": (name,)}
    return replace(
        asking,
        fields=tuple(fields) if is_post else asking.fields,
        stream=None if is_post else StreamId(person_id),
        version=_version(services, person_id),
        action=f"{place}/{step}",
        done=lambda _: f"{place}?done={command}",
        presets={**asking.presets, **presets},
        context={**asking.context, "back": {"href": place, "words": name}, "about": name},
    )


def _for_appointment(services: Services, caller: Caller, appointment_id: UUID, step: str) -> Asking:
    command = _named(APPOINTMENT_STEPS, step)
    appointment = caller.directory.appointment(AppointmentId(appointment_id))
    if appointment is None or not _may_know(caller, appointment):
        raise NotKnown
    is_own = command == "appointment.delegate"
    given = {"giver" if is_own else "appointment": str(appointment_id)}
    giver = {appointment.id} if is_own else {each for each in (appointment.delegated_by,) if each}
    fresh = "appointment" if is_own else ""
    asking = _asking(services, caller, command, given, fresh=fresh, unit=appointment.unit, assigned=giver)
    name, back = _name_of(services, caller, appointment.person), f"/registry/units/{appointment.unit}"
    target = "/me" if is_own else f"{back}?done={command}"
    return replace(
        asking,
        stream=None if is_own else StreamId(appointment_id),
        version=_version(services, appointment_id),
        action=f"/registry/appointments/{appointment_id}/{step}",
        done=lambda _: target,
        context={
            **asking.context,
            "back": {"href": "/me" if is_own else back, "words": name},
            "about": f"{name} · {term('post', appointment.post.value)}",
        },
    )


def _may_know(caller: Caller, appointment: Appointment) -> bool:
    """One's own appointments, and those of units that are read."""
    path = caller.directory.path(appointment.unit, caller.today)
    return appointment.person == caller.account.person or caller.readable.covers(path)


def _asking(
    services: Services,
    caller: Caller,
    command: str,
    given: Mapping[str, Any],
    *,
    fresh: str,
    unit: UnitId | None,
    assigned: Collection[UUID] = (),
) -> Asking:
    """What all these forms share, for who has the power; where it goes back to is added by each."""
    if not may(caller, command, unit, assigned):
        raise NoPower(post=caller.acting.post.value)
    today = caller.today.isoformat()
    known = {*given, fresh}
    return Asking(
        command=command,
        given=given,
        fresh=fresh,
        fields=fields_of(COMMANDS[command], known),
        choices=Choosing(services=services, caller=caller, unit=unit),
        action="",
        done=lambda _: "/registry",
        presets={"from_on": (today,), "on": (today,), "kind": ("substantive",)},
        template="registry/form.html",
        context={"later": (), "signing": signing_words(services, caller)},
    )


POSTS_OF_UNIT = "Show the posts of this unit"


def _named(steps: Mapping[str, str], step: str) -> str:
    if step not in steps:
        raise NotKnown
    return steps[step]


def _version(services: Services, stream: UUID) -> int:
    return services.system.application.reference.versions.get(stream, 0)


def _name_of(services: Services, caller: Caller, person: Any) -> str:
    return names_of(services.system.pool, caller.directory, [person]).get(person, "—")


def _unit_of(text: str, caller: Caller) -> UnitId | None:
    try:
        unit = caller.directory.unit(UnitId(UUID(text)))
    except ValueError:
        return None
    return unit.id if unit else None
