"""All of `/v1`."""

from fastapi import APIRouter, Depends, Request
from fastapi.dependencies.utils import get_flat_params

from api.commanding import NotAField
from api.v1 import (
    access,
    attachments,
    bundles,
    cosignatures,
    directory,
    feed,
    hazards,
    keeping,
    key_records,
    keys,
    log,
    me,
    statements,
    trail,
)
from api.v1.commands import commands
from domain.kernel.quantities import UnreadableCharacter, unreadable


def only_known_questions(request: Request) -> None:
    """Refuse parameters that an address does not have: a filter that is misspelt must not show everything."""
    known = {each.alias for each in get_flat_params(request.scope["route"].dependant)}
    for name, text in request.query_params.multi_items():
        if name not in known:
            raise NotAField(where=name)
        if bad := unreadable(text):
            raise UnreadableCharacter(where=name, character=bad)


def routes() -> APIRouter:
    """Reads before commands, so that their own addresses are found first."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(only_known_questions)])
    for reads in (
        me,
        hazards,
        directory,
        trail,
        feed,
        attachments,
        bundles,
        access,
        keeping,
        keys,
        key_records,
        statements,
        log,
        cosignatures,
    ):
        router.include_router(reads.router)
    router.include_router(commands())
    return router
