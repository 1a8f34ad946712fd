"""The ledger: filters in the address, a list that htmx swaps alone, pages by key, and the past."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.caller import Caller
from api.depends import Shared, SignedIn
from api.problems import Problem
from api.reading.ledger import MODELS, LedgerPage, Reader
from api.reading.ledger_asked import LedgerAsked, ledger_asked
from api.reading.ledger_rows import rows_of
from api.reading.models import eyes_of, reading
from api.reading.moments import Axis, local_input
from api.services import Services
from api.web import choosing
from api.web.asking import own_position, understood
from api.web.rendering import page

router = APIRouter()
EMPTY = LedgerPage(lines=(), after=None, count=None)


@router.get("/ledger")
def show(request: Request, services: Shared, caller: SignedIn) -> Response:
    """A page of the ledger, or its list alone; a filter nobody can have chosen is told beside it."""
    zone, now = services.system.settings.zone, services.system.clock()
    asked, problem = understood(lambda: ledger_asked(request.query_params, caller, zone, now))
    found, late_problem = understood(lambda: _found(request, services, caller, asked)) if asked else (None, None)
    problem = problem or late_problem
    context = _context(request, services, caller, asked or LedgerAsked(), found or EMPTY, problem)
    status = problem.status if problem else 200
    headers = {} if problem else {"HX-Push-Url": f"/ledger?{context['here']}"}
    return page(request, "ledger/show.html", fragment="ledger/_list.html", status=status, headers=headers, **context)


def _found(request: Request, services: Services, caller: Caller, asked: LedgerAsked) -> LedgerPage:
    with reading(services, MODELS, caller, position=own_position(request)) as connection:
        return Reader(services, connection, eyes_of(caller)).page(asked)


def _context(
    request: Request,
    services: Services,
    caller: Caller,
    asked: LedgerAsked,
    found: LedgerPage,
    problem: Problem | None,
) -> dict[str, Any]:
    zone = services.system.settings.zone
    at = asked.past.at if asked.past else services.system.clock()
    typed = {**request.query_params, **asked.params}
    return {
        "rows": rows_of(services, caller, found.lines, at, asked.past),
        "count": found.count,
        "asked": asked,
        "typed": typed,
        "past": asked.past,
        "at": local_input(asked.past.at, zone) if asked.past else typed.get("at", ""),
        "axis": asked.past.axis.value if asked.past else typed.get("axis", Axis.KNOWN.value),
        "here": asked.query(zone, **({"after": asked.after} if asked.after else {})),
        "filters": asked.query(zone),
        "next": asked.query(zone, after=found.after) if found.after else None,
        "problem": problem,
        "choices": {
            "unit": choosing.units(caller),
            "state": choosing.states(),
            "grade": choosing.grades(),
            "category": choosing.categories(),
            "source": choosing.sources(),
            "sort": choosing.sorts(),
        },
    }
