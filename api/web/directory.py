"""Units and people: found by name, code or initials; who holds which post on a day; what somebody held over time."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.caller import Caller
from api.depends import Shared, SignedIn
from api.reading.directory import Found, person_page, top, unit_page
from api.reading.directory import found as find
from api.reading.holds import holds_over
from api.reading.ledger_asked import day_asked
from api.reading.models import eyes_of, reading
from api.services import Services
from api.web.asking import own_position, understood
from api.web.rendering import page
from api.web.small_units import exception_steps, exceptions_of
from domain.kernel.identity import UnitId

router = APIRouter()
MODELS = ("directory",)
MOST_WORDS = 80


@router.get("/directory")
def show(request: Request, services: Shared, caller: SignedIn, q: str = "") -> Response:
    """What a search finds, or where to begin."""
    words = q.strip()[:MOST_WORDS]
    results = _found(request, services, caller, words) if words else None
    begin = () if words else top(caller)
    return page(
        request, "directory/show.html", fragment="directory/_list.html", words=words, results=results, top=begin
    )


def _found(request: Request, services: Services, caller: Caller, words: str) -> Found:
    with reading(services, MODELS, caller, position=own_position(request)) as connection:
        return find(connection, eyes_of(caller), caller, words)


@router.get("/directory/units/{unit_id}")
def unit(request: Request, services: Shared, caller: SignedIn, unit_id: UUID) -> Response:
    """A unit with its posts on a day."""
    on, problem = understood(lambda: _day(request, caller))
    shown = unit_page(services, caller, unit_id, on or caller.today)
    status = problem.status if problem else 200
    found = caller.directory.unit(UnitId(unit_id))
    return page(
        request,
        "directory/unit.html",
        status=status,
        shown=shown,
        holds=holds_over(services, caller, unit=unit_id),
        zone=services.system.settings.zone,
        exceptions=exceptions_of(caller, found) if found else (),
        steps=exception_steps(caller, found) if found else (),
        problem=problem,
        today=caller.today,
    )


@router.get("/directory/people/{person_id}")
def person(request: Request, services: Shared, caller: SignedIn, person_id: UUID) -> Response:
    """A person with all posts, the newest first."""
    return page(request, "directory/person.html", shown=person_page(services, caller, person_id))


def _day(request: Request, caller: Caller) -> date:
    given = {"on": text} if (text := request.query_params.get("on", "").strip()) else {}
    return day_asked("on", given) or caller.today
