"""The audit trail: who did what, in which post, when; and every event as it is stored."""

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.caller import Caller
from api.depends import Shared, SignedIn
from api.problems import Problem
from api.reading.audit import ANY_FLAG, KINDS, MODELS, AuditAsked, audit_asked, rows_of, trail_page
from api.reading.event import event_seen
from api.reading.models import reading
from api.reading.names import names_for
from api.seal.covering import seals_of
from api.services import Services
from api.web import choosing
from api.web.asking import own_position, understood
from api.web.bundles import evidence_of
from api.web.rendering import page
from api.words import say, term
from domain.key.terms import Level
from projections.audit_trail.flags import FLAGS
from projections.audit_trail.view import Trail

router = APIRouter()


@router.get("/audit")
def show(request: Request, services: Shared, caller: SignedIn) -> Response:
    """A page of the trail, or its list alone."""
    asked, problem = understood(lambda: audit_asked(services, caller, request.query_params))
    found, late_problem = understood(lambda: _found(request, services, caller, asked)) if asked else (None, None)
    problem = problem or late_problem
    context = _context(request, services, caller, asked or AuditAsked(), found or Trail(acts=(), after=None), problem)
    status = problem.status if problem else 200
    headers = {} if problem else {"HX-Push-Url": f"/audit?{context['here']}"}
    return page(request, "audit/show.html", fragment="audit/_list.html", status=status, headers=headers, **context)


def _found(request: Request, services: Services, caller: Caller, asked: AuditAsked) -> Trail:
    with reading(services, MODELS, caller, position=own_position(request)) as connection:
        return trail_page(connection, caller, asked)


def _context(
    request: Request, services: Services, caller: Caller, asked: AuditAsked, found: Trail, problem: Problem | None
) -> dict[str, Any]:
    person = asked.filter.person
    return {
        "rows": rows_of(services, caller, found.acts),
        "typed": {**request.query_params, **asked.params},
        "person_name": names_for(services, caller.directory, [person]).person(person),
        "here": asked.query(**({"after": asked.after} if asked.after else {})),
        "filters": asked.query(),
        "is_narrowed": bool(asked.params),
        "evidence_href": evidence_of(caller, asked),
        "next": asked.query(after=found.after) if found.after else None,
        "problem": problem,
        "choices": {
            "unit": choosing.units(caller),
            "post": choosing.posts(),
            "kind": tuple(choosing.Choice(kind, term("kind", kind)) for kind in KINDS),
            "level": tuple(choosing.Choice(level, term("level", level)) for level in Level),
            "flag": (
                choosing.Choice(ANY_FLAG, say("whatever is flagged")),
                *(choosing.Choice(flag, term("flag", flag)) for flag in FLAGS),
            ),
        },
    }


@router.get("/events/{position}")
def event(request: Request, services: Shared, caller: SignedIn, position: int) -> Response:
    """One event: its envelope in words, its body as stored, its digest and its place in the chain."""
    seen = event_seen(services, caller, position)
    pretty = json.dumps(json.loads(seen.body), ensure_ascii=False, indent=2)
    with services.system.pool.connection() as connection:
        seal = seals_of(connection, [position]).get(position)
    return page(request, "audit/event.html", seen=seen, pretty=pretty, seal=seal)
