"""The acts of access, for administrators of accounts: who came in, who was kept out, who changed whose account."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.access.acts import KINDS
from api.depends import Administrator, Shared
from api.reading.access_acts import ActsAsked, ActsPage, acts_asked, acts_page
from api.reading.accounts import accounts_found
from api.web.asking import understood
from api.web.choosing import Choice
from api.web.rendering import page
from api.words import term

router = APIRouter()
PATH = "/access/acts"


@router.get(PATH)
def show(request: Request, services: Shared, caller: Administrator) -> Response:
    """A page of acts, or its list alone; a part of a person's name leads to the accounts it may mean."""
    asked, problem = understood(lambda: acts_asked(services, request.query_params))
    found = acts_page(services, caller, asked) if asked else ActsPage()
    asked = asked or ActsAsked()
    return page(
        request,
        "access/acts.html",
        fragment="access/_acts.html",
        status=problem.status if problem else 200,
        headers={} if problem else {"HX-Push-Url": f"{PATH}?{asked.query()}"},
        problem=problem,
        rows=found.rows,
        meant=accounts_found(services, caller, asked.params.get("account", "")) if asked.is_nowhere else (),
        typed={**request.query_params, **asked.params},
        is_narrowed=bool(asked.params),
        kinds=tuple(Choice(kind, term("act_kind", kind)) for kind in KINDS),
        next=asked.query(after=found.before) if found.before else None,
        path=PATH,
    )
