"""Signing in by name and password, and signing out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.access.sessions import Opened, Way
from api.caller import FormNotOurs
from api.depends import MaybeSignedIn, SentForm, Shared
from api.front import COOKIE
from api.naming import identifier
from api.problems import Problem
from api.services import Services
from api.web.answers import address_of, attempt, here_only
from api.web.entering import leading, with_session
from api.web.rendering import page

router = APIRouter()

OURS = ("same-origin", "none")
"""Where a form without a session's token may come from, by the browser's own word (Fetch Metadata, W3C)."""


@router.get("/sign-in")
def ask(
    request: Request,
    services: Shared,
    next: str = "/",  # noqa: A002
    held: str = "",
    unsent: str = "",
    left: str = "",
) -> Response:
    """The ways in; to whom it happened it says that the time ran out, and what became of what they sent."""
    return door_page(
        request, services, held, target=here_only(next), is_unsent=bool(unsent), has_left_provider=left == "provider"
    )


@router.post("/sign-in")
def sign_in(
    request: Request,
    services: Shared,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002
    held: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Open a session and set its cookie; a refusal keeps the name that was typed. A form that was held goes on.

    There is no session yet whose token could stand in the form: the browser's own word on where it comes from must do.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in OURS:
        raise FormNotOurs
    came_in: list[Opened] = []

    def act() -> str:
        opened = services.sign_in.sign_in(
            name,
            password,
            address=address_of(request),
            now=services.system.clock(),
            device=request.headers.get("user-agent", ""),
            replacing=request.state.session,
        )
        came_in.append(opened)
        return leading(services, opened.session, held) or here_only(next)

    def again(problem: Problem) -> Response:
        return door_page(request, services, held, problem=problem, name=name, target=here_only(next))

    answer = attempt(act, again)
    return with_session(answer, services, came_in[0]) if came_in else answer


@router.post("/sign-out")
def sign_out(services: Shared, caller: MaybeSignedIn, _form: SentForm) -> Response:
    """End the session here; who came in by the provider is told how to sign out there."""
    session = caller.session if caller else None
    if session:
        services.sessions.close(session, services.system.clock())
    is_by_provider = session is not None and session.way == Way.PROVIDER
    answer = RedirectResponse("/sign-in?left=provider" if is_by_provider else "/sign-in", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def door_page(
    request: Request,
    services: Services,
    held: object = "",
    *,
    target: str = "/",
    problem: Problem | None = None,
    name: str = "",
    is_unsent: bool = False,
    has_left_provider: bool = False,
) -> Response:
    """The ways in, with what was refused or has happened."""
    named, provider, now = identifier(str(held or "")), services.provider, services.system.clock()
    return page(
        request,
        "sign_in.html",
        status=problem.status if problem else 200,
        problem=problem,
        name=name,
        target=target,
        held=named or "",
        held_until=services.held.until(named, now) if named else None,
        has_lapsed=request.state.lapsed is not None,
        is_unsent=is_unsent,
        provider=provider.provider.client.label if provider else None,
        left_at=provider.provider.sign_out_address(now) if provider and has_left_provider else None,
        has_left_provider=provider is not None and has_left_provider,
        has_passkeys=services.passkeys.is_offered,
        is_secure=services.passkeys.site.is_secure,
    )
