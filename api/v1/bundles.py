"""Evidence bundles over HTTP: what may be read may be taken along, names hidden as files hide them."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from api.bundles.about import About
from api.bundles.asking import about_hazard, about_person, about_unit
from api.bundles.handing_out import MEDIA_TYPE, hand_out, period_of
from api.caller import Caller
from api.depends import Shared, SignedIn
from api.naming import identifier, unit_named
from api.reading.masking import masking_of
from api.services import Services
from api.v1.commands import Key
from domain.kernel.identity import UnitId
from domain.kernel.refusals import NotKnown

router = APIRouter()

Since = Annotated[
    list[int] | None,
    Query(max_length=20, description="Sizes of earlier checkpoints: proofs from there come along."),
]
Digests = Annotated[bool, Query(description="Digests in place of photos and papers.")]
FirstDay = Annotated[date | None, Query(alias="from", description="First day; else that of the year.")]
LastDay = Annotated[date | None, Query(alias="to", description="Last day; else today.")]

ZIP: dict[str, Any] = {
    "responses": {
        "200": {
            "description": "The bundle.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get("/hazards/{key}/bundle", tags=["hazards"], operation_id="hazard.bundle", openapi_extra=ZIP)
def of_hazard(services: Shared, caller: SignedIn, key: Key, since: Since = None, digests: Digests = False) -> Response:
    """Evidence of one hazard as far as it is sealed; who took it is recorded."""
    return _sent(services, caller, about_hazard(services, caller, key), since, digests=digests)


@router.get("/units/{key}/bundle", tags=["units"], operation_id="unit.bundle", openapi_extra=ZIP)
def of_unit(
    services: Shared,
    caller: SignedIn,
    key: Key,
    from_on: FirstDay = None,
    to_on: LastDay = None,
    since: Since = None,
    digests: Digests = False,
) -> Response:
    """Evidence of every hazard that a unit registered from one day to another."""
    unit = caller.directory.unit(UnitId(unit_named(caller.directory, key)))
    if unit is None:
        raise NotKnown
    about = about_unit(services, caller, unit.code, *period_of(caller, from_on, to_on))
    return _sent(services, caller, about, since, digests=digests)


@router.get("/people/{key}/bundle", tags=["people"], operation_id="person.bundle", openapi_extra=ZIP)
def of_person(services: Shared, caller: SignedIn, key: Key, since: Since = None, digests: Digests = False) -> Response:
    """Evidence of a person's own record, and of the hazards in which they acted and that may be seen."""
    person = identifier(key)
    if person is None:
        raise NotKnown
    return _sent(services, caller, about_person(services, caller, person), since, digests=digests)


def _sent(services: Services, caller: Caller, about: About, since: list[int] | None, *, digests: bool) -> Response:
    handed = hand_out(services, caller, about, masking_of(caller), since=since or (), with_files=not digests)
    return StreamingResponse(handed.pieces(), headers=handed.headers, media_type=MEDIA_TYPE)
