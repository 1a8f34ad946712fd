"""One's API tokens: made for a post with a reach and an end, the secret told once, revoked at any time."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.access.tokens import Reach, TokenId
from api.caller import Caller
from api.commanding import NoSuchDay, NotOfItsKind
from api.depends import SentForm, Shared, SignedIn
from api.problems import Problem, problem_of
from api.services import Services
from api.web.answers import address_of
from api.web.posts import post_words
from api.web.rendering import page
from domain.kernel.identity import AppointmentId
from domain.kernel.refusals import Refusal

router = APIRouter()

USUAL = timedelta(days=90)
PROVED_FOR = timedelta(minutes=10)
"""For so long it is not asked again who sits there (house rule): the screen may have been left open."""


@router.get("/me/tokens")
def show(request: Request, services: Shared, caller: SignedIn) -> Response:
    """My tokens and the form of a new one."""
    until = (caller.today + USUAL).isoformat()
    return _shown(request, services, caller, {"expires_on": until, "reach": Reach.READ.value}, None)


@router.post("/me/tokens")
def make(request: Request, services: Shared, caller: SignedIn, form: SentForm) -> Response:
    """Make one and show its secret, this once; it stands in no address, so there is no way back to it.

    A token outlives the session: who is not known to have proved it just now gives the password again.
    """
    try:
        _prove(request, services, caller, form)
        _, secret = services.tokens.make(
            caller.account.id,
            form.get("token_name", "").strip(),
            appointment=_post(caller, form.get("appointment", "")),
            reach=_reach(form.get("reach", "")),
            expires_at=_end_of(services, form.get("expires_on", "")),
            now=services.system.clock(),
        )
    except Refusal as refusal:
        return _shown(request, services, caller, form, problem_of(refusal))
    return _shown(request, services, caller, {}, None, secret=secret)


@router.post("/me/tokens/{token_id}/revoke")
def revoke(services: Shared, caller: SignedIn, _form: SentForm, token_id: UUID) -> Response:
    """End one; a second time does nothing."""
    services.tokens.revoke(TokenId(token_id), by=caller.account, now=services.system.clock())
    return RedirectResponse("/me/tokens", 303)


def _prove(request: Request, services: Services, caller: Caller, form: SentForm) -> None:
    if _must_prove(services, caller):
        assert caller.session is not None
        now = services.system.clock()
        password = form.get("present_password", "")
        services.sign_in.confirm(caller.session, password, address=address_of(request), now=now)


def _must_prove(services: Services, caller: Caller) -> bool:
    return caller.session is None or not caller.session.was_confirmed_within(PROVED_FOR, services.system.clock())


def _shown(
    request: Request, services: Services, caller: Caller, typed: Any, problem: Problem | None, secret: str = ""
) -> Response:
    now = services.system.clock()
    posts = {each.id: post_words(services, caller, each) for each in caller.appointments}
    return page(
        request,
        "me/tokens.html",
        status=problem.status if problem else 200,
        problem=problem,
        secret=secret,
        tokens=services.tokens.of(caller.account.id),
        posts=posts,
        now=now,
        must_prove=not secret and _must_prove(services, caller),
        **{name: typed.get(name, "") for name in ("token_name", "reach", "expires_on", "appointment")},
    )


def _post(caller: Caller, text: str) -> AppointmentId | None:
    """One of the posts that are held today; an administrator has none."""
    found = next((each.id for each in caller.appointments if str(each.id) == text), None)
    if found is None and caller.appointments:
        raise NotOfItsKind(where="appointment")
    return found


def _reach(text: str) -> Reach:
    if text not in {each.value for each in Reach}:
        raise NotOfItsKind(where="reach")
    return Reach(text)


def _end_of(services: Services, text: str) -> datetime:
    """24:00 of a day, in the zone people live in."""
    try:
        day = date.fromisoformat(text.strip()) + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise NoSuchDay(where="expires_on") from error
    return datetime.combine(day, time.min, tzinfo=services.system.settings.zone)
