"""Evidence bundles from the pages that show events: of a hazard, of a unit's hazards in a time, of a person."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from api.bundles.about import About
from api.bundles.asking import about_hazard, about_person, about_unit
from api.bundles.handing_out import MEDIA_TYPE, hand_out, period_of
from api.caller import Caller
from api.depends import Form, SentForm, Shared, SignedIn
from api.reading.audit import AuditAsked
from api.reading.ledger_asked import day_asked
from api.reading.masking import masking_of
from api.reading.unmasking import unmask_bundle
from api.services import Services
from domain.kernel.identity import UnitId
from domain.kernel.refusals import NotKnown

router = APIRouter()
FILE = "evidence.zip"

FirstDay = Annotated[date | None, Query(alias="from")]
LastDay = Annotated[date | None, Query(alias="to")]


@router.get(f"/hazards/{{hazard_id}}/{FILE}")
def of_hazard(services: Shared, caller: SignedIn, hazard_id: UUID) -> Response:
    """Of one hazard, names as files show them."""
    return _sent(services, caller, about_hazard(services, caller, str(hazard_id)))


@router.post(f"/hazards/{{hazard_id}}/{FILE}")
def of_hazard_in_full(services: Shared, caller: SignedIn, form: SentForm, hazard_id: UUID) -> Response:
    """The same with names in full, once the reason is recorded."""
    return _sent(services, caller, about_hazard(services, caller, str(hazard_id)), form)


@router.get(f"/directory/units/{{unit_id}}/{FILE}")
def of_unit(
    services: Shared, caller: SignedIn, unit_id: UUID, from_on: FirstDay = None, to_on: LastDay = None
) -> Response:
    """Of every hazard that a unit registered from one day to another; of this year where no days are named."""
    return _sent(services, caller, _unit(services, caller, unit_id, from_on, to_on))


@router.post(f"/directory/units/{{unit_id}}/{FILE}")
def of_unit_by_form(
    services: Shared, caller: SignedIn, form: SentForm, unit_id: UUID, from_on: FirstDay = None, to_on: LastDay = None
) -> Response:
    """The same with the days that a form says, and with names in full once the reason is recorded."""
    first, last = day_asked("from", form) or from_on, day_asked("to", form) or to_on
    return _sent(services, caller, _unit(services, caller, unit_id, first, last), form)


@router.get(f"/directory/people/{{person_id}}/{FILE}")
def of_person(services: Shared, caller: SignedIn, person_id: UUID) -> Response:
    """Of everything that a person had a hand in."""
    return _sent(services, caller, about_person(services, caller, person_id))


@router.post(f"/directory/people/{{person_id}}/{FILE}")
def of_person_in_full(services: Shared, caller: SignedIn, form: SentForm, person_id: UUID) -> Response:
    """The same with names in full, once the reason is recorded."""
    return _sent(services, caller, about_person(services, caller, person_id), form)


def evidence_of(caller: Caller, asked: AuditAsked) -> str:
    """Where the evidence of what a trail is narrowed to is made; nothing where it is narrowed to no one thing.

    A trail of a unit is of all below it too, and evidence is of one register: offered where there is nothing below.
    """
    if asked.filter.hazard:
        return f"/hazards/{asked.filter.hazard}/{FILE}"
    if asked.filter.person:
        return f"/directory/people/{asked.filter.person}/{FILE}"
    unit = caller.directory.unit_by_code(asked.params.get("unit", ""))
    if unit is None or caller.directory.below(unit.id):
        return ""
    days = {"from": asked.params.get("from"), "to": asked.params.get("until")}
    return f"/directory/units/{unit.id}/{FILE}?{urlencode({name: day for name, day in days.items() if day})}"


def _unit(services: Services, caller: Caller, unit_id: UUID, from_on: date | None, to_on: date | None) -> About:
    unit = caller.directory.unit(UnitId(unit_id))
    if unit is None:
        raise NotKnown
    return about_unit(services, caller, unit.code, *period_of(caller, from_on, to_on))


def _sent(services: Services, caller: Caller, about: About, form: Form | None = None) -> Response:
    masking = masking_of(caller)
    if form is not None and form.get("names_in_full"):
        hazard = about.id if about.kind == "hazard" else None
        masking = unmask_bundle(services, caller, form.get("reason", ""), unit=about.unit, hazard=hazard)
    handed = hand_out(services, caller, about, masking)
    return StreamingResponse(handed.pieces(), headers=handed.headers, media_type=MEDIA_TYPE)
