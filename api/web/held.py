"""Forms that wait for whoever typed them: gone on with after signing in or from the start page, or thrown away."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from api.access.sessions import Session
from api.caller import Caller
from api.depends import SentForm, Shared, SignedIn
from api.services import Services
from api.words import say, term
from domain.catalogue import COMMANDS

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class ShownWaiting:
    """A form that waits, as the start page shows it."""

    id: UUID
    words: str
    held_until: datetime


@router.post("/held/{form_id}/go-on")
def resume(services: Shared, caller: SignedIn, _form: SentForm, form_id: UUID) -> Response:
    """To the form, in the post in which it was filled in; to the start page where it waits no more."""
    target = go_on(services, caller.session, form_id) if caller.session else None
    return RedirectResponse(target or "/", 303)


@router.post("/held/{form_id}/discard")
def discard(services: Shared, caller: SignedIn, _form: SentForm, form_id: UUID) -> Response:
    """Throw away what was typed."""
    services.held.drop(form_id, caller.account.id)
    return RedirectResponse("/", 303)


def go_on(services: Services, session: Session, form: UUID) -> str | None:
    """Where a form goes on, for whoever it is of; its post is chosen again. None for everybody else."""
    found = services.held.find(form, session.account, services.system.clock())
    if found is None:
        return None
    waiting = found[0]
    if waiting.appointment:
        services.sessions.choose(session, waiting.appointment)
    return f"{waiting.address}{'&' if '?' in waiting.address else '?'}held={form}"


def shown_waiting(services: Services, caller: Caller) -> tuple[ShownWaiting, ...]:
    """What waits for the caller, newest first."""
    return tuple(
        ShownWaiting(id=each.id, words=_words(each.address), held_until=each.held_until)
        for each in services.held.of(caller.account, services.system.clock())
    )


def _words(address: str) -> str:
    """What the form was for, as far as its address tells."""
    path = address.partition("?")[0]
    name = f"hazard.{path.rpartition('/')[2]}"
    return term("command", name) if name in COMMANDS else say("Registry")
