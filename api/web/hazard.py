"""One hazard: how it stands, what is due, its line of life, its photos; now or at a moment of the past."""

from collections.abc import Mapping
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.caller import Caller
from api.depends import Shared, SignedIn
from api.naming import hazard_named, identifier
from api.reading.hazard import HazardPage, Loaded, load, page_of
from api.reading.holds import HoldShown, holds_over
from api.reading.moments import Past, local_input, past_asked
from api.seal.covering import Seal, seals_of
from api.seeing import seen_hazard
from api.services import Services
from api.web.asking import understood
from api.web.next_steps import keeping_steps, steps_for
from api.web.rendering import page

router = APIRouter()


@router.get("/hazards/by-number/{number}")
def by_number(services: Shared, caller: SignedIn, number: str) -> Response:
    """To the hazard that has this number, if it may be seen."""
    hazard = hazard_named(services, number)
    seen_hazard(services, caller, hazard)
    return RedirectResponse(f"/hazards/{hazard}", 303)


@router.get("/hazards/{key}")
def show(request: Request, services: Shared, caller: SignedIn, key: str) -> Response:
    """The page by identifier; a number leads to it."""
    hazard_id = identifier(key)
    return by_number(services, caller, key) if hazard_id is None else _shown(request, services, caller, hazard_id)


def _shown(request: Request, services: Services, caller: Caller, hazard_id: UUID) -> Response:
    """Of the past without buttons. A moment before it was known shows an empty page of that moment."""
    zone, loaded = services.system.settings.zone, load(services, caller, hazard_id)
    past, problem = understood(lambda: past_asked(request.query_params, zone))
    now = services.system.clock()
    shown = page_of(services, caller, loaded, past, now) if _is_there(services, loaded, past) else None
    return page(
        request,
        "hazard/show.html",
        status=problem.status if problem else 200,
        shown=shown,
        seals=_seals(services, shown) if shown else {},
        hazard_id=hazard_id,
        steps=[] if past else steps_for(services, caller, hazard_id, loaded.state),
        keeping=[] if past else keeping_steps(caller, hazard_id, loaded.state),
        holds=_holds(services, caller, hazard_id, loaded, past),
        past=past,
        at=local_input(past.at, zone) if past else request.query_params.get("at", ""),
        axis=past.axis.value if past else request.query_params.get("axis", ""),
        now=now,
        problem=problem,
    )


def _seals(services: Services, shown: HazardPage) -> Mapping[int, Seal]:
    with services.system.pool.connection() as connection:
        return seals_of(connection, (event.position for event in shown.life))


def _holds(
    services: Services, caller: Caller, hazard_id: UUID, loaded: Loaded, past: Past | None
) -> tuple[HoldShown, ...]:
    """The holds that cover it; of the past those that stood as far as was known then."""
    assert loaded.state.unit is not None
    at = past.known_at if past else None
    return holds_over(services, caller, hazard=hazard_id, unit=loaded.state.unit, at=at)


def _is_there(services: Services, loaded: Loaded, past: Past | None) -> bool:
    zone = services.system.settings.zone
    return past is None or any(past.covers(each, zone) for each in loaded.happenings)
