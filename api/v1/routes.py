"""All of `/v1`."""

from fastapi import APIRouter, Depends, Request

from api.commanding import NotAField
from api.v1.commands import commands


def only_known_questions(request: Request) -> None:
    """Refuse parameters that an address does not have: a filter that is misspelt must not show everything."""
    known = {each.alias for each in request.scope["route"].dependant.query_params}
    for name in request.query_params:
        if name not in known:
            raise NotAField(where=name)


def routes() -> APIRouter:
    """Reads before commands, so that their own addresses are found first."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(only_known_questions)])
    router.include_router(commands())
    return router
