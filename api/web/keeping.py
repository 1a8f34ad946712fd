"""Legal holds, retention and erasure as pages: what is held, how long things are kept, what is erased and why."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.caller import Caller
from api.depends import KeptForm, Shared, SignedIn
from api.keeping.erasing import held_of
from api.keeping.finding import rows
from api.keeping.retention import rules_of
from api.naming import identifier
from api.reading.holds import every_hold
from api.reading.powers import holds as has_power
from api.reading.powers import may
from api.seeing import seen_hazard
from api.services import Services
from api.web.forms.asking import Asking, ask, give
from api.web.forms.choices import Choosing
from api.web.forms.fields import Field, Widget
from api.web.forms.finding import Option
from api.web.forms.resuming import HeldForm
from api.web.forms.shape import fields_of
from api.web.holding import HOLDING
from api.web.posts import signing_words
from api.web.registry import notice_of, seen_unit
from api.web.rendering import page
from api.words import say, term
from domain.catalogue import COMMANDS
from domain.hazard.state import Hazard
from domain.hazard.terms import Correctable
from domain.kernel.identity import HazardId, HoldId, StreamId, UnitId
from domain.kernel.refusals import NoPower, NotKnown
from domain.retention.kinds import Kept
from domain.retention.state import RETENTION
from domain.subject.state import erasures_of

router = APIRouter(dependencies=[HOLDING])
FILES = "files"
PLACE, RELEASE, SET, ERASE = "hold.place", "hold.release", "retention.set", "subject.erase"


@router.get("/holds")
def holds(request: Request, services: Shared, caller: SignedIn, case: str = "") -> Response:
    """Every hold on what the caller reads, or those of one case."""
    return page(
        request,
        "keeping/holds.html",
        holds=every_hold(services, caller, case or None),
        case=case,
        may_place=has_power(caller, PLACE),
        notice=notice_of(request),
    )


@router.get("/holds/place")
def show_place(request: Request, services: Shared, caller: SignedIn, held: HeldForm) -> Response:
    """The form that holds a hazard or a unit."""
    return ask(request, services, caller, _to_place(request, services, caller), held)


@router.post("/holds/place")
def place(request: Request, services: Shared, caller: SignedIn, form: KeptForm) -> Response:
    """Hold it."""
    return give(request, services, caller, form, _to_place(request, services, caller))


@router.get("/holds/{hold_id}/release")
def show_release(request: Request, services: Shared, caller: SignedIn, hold_id: UUID, held: HeldForm) -> Response:
    """The form that releases a hold."""
    return ask(request, services, caller, _to_release(services, caller, hold_id), held)


@router.post("/holds/{hold_id}/release")
def release(request: Request, services: Shared, caller: SignedIn, form: KeptForm, hold_id: UUID) -> Response:
    """Release it."""
    return give(request, services, caller, form, _to_release(services, caller, hold_id))


@router.get("/registry/retention")
def retention(request: Request, services: Shared, caller: SignedIn) -> Response:
    """For how many years each kind is kept, by which rule; none is for ever."""
    rules = rules_of(services)
    found = [(kept.value, rules.in_force(kept, caller.today), rules.versions(kept)[-1:]) for kept in Kept]
    return page(
        request,
        "keeping/retention.html",
        rules=found,
        may_set=may(caller, SET, None),
        notice=notice_of(request),
    )


@router.get("/registry/retention/{kept}")
def show_rule(request: Request, services: Shared, caller: SignedIn, kept: str, held: HeldForm) -> Response:
    """The form that changes for how many years a kind is kept."""
    return ask(request, services, caller, _to_set(services, caller, kept), held)


@router.post("/registry/retention/{kept}")
def set_rule(request: Request, services: Shared, caller: SignedIn, form: KeptForm, kept: str) -> Response:
    """Change it from a day on."""
    return give(request, services, caller, form, _to_set(services, caller, kept))


@router.get("/hazards/{hazard_id}/erase")
def show_erase(request: Request, services: Shared, caller: SignedIn, hazard_id: UUID, held: HeldForm) -> Response:
    """The form that makes a sealed source, or photos and papers, unreadable."""
    return ask(request, services, caller, _to_erase(services, caller, hazard_id), held)


@router.post("/hazards/{hazard_id}/erase")
def erase(request: Request, services: Shared, caller: SignedIn, form: KeptForm, hazard_id: UUID) -> Response:
    """Order it; it is carried out at once."""
    return give(request, services, caller, form, _to_erase(services, caller, hazard_id))


def _to_place(request: Request, services: Services, caller: Caller) -> Asking:
    """On the hazard or the unit that the address names."""
    hazard = identifier(request.query_params.get("hazard", ""))
    if hazard:
        found = seen_hazard(services, caller, hazard)
        assert found.unit is not None
        unit, about, back = found.unit, _in_words(caller, found), f"/hazards/{hazard}"
    else:
        named = identifier(request.query_params.get("unit", ""))
        if named is None:
            raise NotKnown
        seen = seen_unit(caller, named)
        unit, about, back = seen.id, seen.name, f"/registry/units/{seen.id}"
    given = {"unit": str(unit), "hazard": str(hazard) if hazard else None}
    query = f"hazard={hazard}" if hazard else f"unit={unit}"
    asking = _asking(services, caller, PLACE, given, unit, fresh="hold")
    return replace(
        asking,
        fields=tuple(sorted(asking.fields, key=lambda each: not each.is_required)),
        action=f"/holds/place?{query}",
        done=lambda _: f"{back}?done={PLACE}",
        context={**asking.context, "back": {"href": back, "words": about}, "about": about},
    )


def _to_release(services: Services, caller: Caller, hold_id: UUID) -> Asking:
    reference = services.system.application.catch_up()
    hold = reference.holds.hold(HoldId(hold_id))
    if hold is None or hold.placed is None:
        raise NotKnown
    seen_unit(caller, hold.placed.unit)
    asking = _asking(services, caller, RELEASE, {"hold": str(hold_id)}, hold.placed.unit)
    return replace(
        asking,
        stream=StreamId(hold_id),
        version=reference.versions.get(hold_id, 0),
        action=f"/holds/{hold_id}/release",
        done=lambda _: f"/holds?done={RELEASE}",
        context={
            **asking.context,
            "back": {"href": "/holds", "words": say("Legal holds")},
            "about": f"{hold.placed.document} · {_unit_words(caller, hold.placed.unit)}: {hold.placed.reason}",
        },
    )


def _to_set(services: Services, caller: Caller, kept: str) -> Asking:
    if kept not in tuple(Kept):
        raise NotKnown
    rules = rules_of(services)
    newest = next(iter(rules.versions(Kept(kept))[-1:]), None)
    asking = _asking(services, caller, SET, {"kept": kept}, None)
    years = str(newest.years) if newest and newest.years is not None else ""
    return replace(
        asking,
        stream=RETENTION,
        version=rules.version,
        action=f"/registry/retention/{kept}",
        done=lambda _: f"/registry/retention?done={SET}",
        presets={"years": (years,), "effective_on": (caller.today.isoformat(),)},
        context={
            **asking.context,
            "back": {"href": "/registry/retention", "words": say("Retention")},
            "about": term("kept", kept),
        },
    )


def _to_erase(services: Services, caller: Caller, hazard_id: UUID) -> Asking:
    found = seen_hazard(services, caller, hazard_id)
    assert found.unit is not None
    given = {"hazard": str(hazard_id), "unit": str(found.unit)}
    asking = _asking(services, caller, ERASE, given, found.unit)
    stream, place = erasures_of(HazardId(hazard_id)), f"/hazards/{hazard_id}"
    files = _files(services, HazardId(hazard_id))
    return replace(
        asking,
        fields=tuple(_of_files(each) if each.name == "attachments" else each for each in asking.fields),
        choices=lambda source: files if source == FILES else asking.choices(source),
        stream=stream,
        version=_version(services, stream),
        action=f"{place}/erase",
        done=lambda _: place,
        context={
            **asking.context,
            "back": {"href": place, "words": found.number or say("not registered yet")},
            "about": _in_words(caller, found),
        },
    )


def _in_words(caller: Caller, hazard: Hazard) -> str:
    """A hazard so that whoever holds or erases something of it knows which one it is."""
    number = hazard.number or say("not registered yet")
    place, description = (hazard.entry.get(each) or "" for each in (Correctable.PLACE, Correctable.DESCRIPTION))
    return f"{number} · {_unit_words(caller, hazard.unit)} · {place}: {description}"


def _unit_words(caller: Caller, unit_id: UnitId | None) -> str:
    unit = caller.directory.unit(unit_id) if unit_id else None
    return unit.name if unit else ""


def _files(services: Services, hazard: HazardId) -> tuple[Option, ...]:
    """Photos and papers that can be read, by their places on the hazard's page."""
    known = tuple(dict.fromkeys(held_of(services, hazard)[1]))
    there = {row[0] for row in rows(services, "keys_still_there", attachments=list(known))}
    return tuple(
        Option(str(each), say("Photo or paper {number}", number=number))
        for number, each in enumerate(known, 1)
        if each in there
    )


def _of_files(field: Field) -> Field:
    return replace(field, widget=Widget.SEVERAL, source=FILES)


def _version(services: Services, stream: StreamId) -> int:
    found = services.system.application.store.load({stream: 0}, [], 2**62)
    return found[-1].stored.originator_version if found else 0


def _asking(
    services: Services, caller: Caller, command: str, given: dict[str, Any], unit: UnitId | None, *, fresh: str = ""
) -> Asking:
    """What these forms share, for who has the power."""
    if not may(caller, command, unit):
        raise NoPower(post=caller.acting.post.value)
    return Asking(
        command=command,
        given=given,
        fresh=fresh,
        fields=fields_of(COMMANDS[command], {*given, fresh}),
        choices=Choosing(services=services, caller=caller, unit=unit),
        action="",
        done=lambda _: "/holds",
        template="registry/form.html",
        context={"later": (), "signing": signing_words(services, caller)},
    )
