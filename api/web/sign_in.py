"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.access.sessions import KEPT_FOR, Session
from api.caller import FormNotOurs
from api.depends import MaybeSignedIn, SentForm, Shared
from api.front import COOKIE
from api.naming import identifier
from api.problems import Problem
from api.services import Services
from api.web.answers import address_of, attempt, here_only
from api.web.held import go_on
from api.web.rendering import page

router = APIRouter()


@router.get("/sign-in")
def ask(
    request: Request,
    services: Shared,
    next: str = "/",  # noqa: A002
    held: str = "",
    unsent: str = "",
) -> Response:
    """The form; to whom it happened it says that the time ran out, and what became of what they sent."""
    return _door(request, services, held, target=here_only(next), is_unsent=bool(unsent))


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
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise FormNotOurs
    token: list[str] = []

    def act() -> str:
        opened = services.sign_in.sign_in(
            name,
            password,
            address=address_of(request),
            now=services.system.clock(),
            device=request.headers.get("user-agent", ""),
            replacing=request.state.session,
        )
        token.append(opened.token)
        return _leading(services, opened.session, held) or here_only(next)

    def again(problem: Problem) -> Response:
        return _door(request, services, held, problem=problem, name=name, target=here_only(next))

    answer = attempt(act, again)
    for each in token:
        is_secure = services.system.settings.public_origin.startswith("https")
        lasting = int(KEPT_FOR.total_seconds())
        answer.set_cookie(COOKIE, each, max_age=lasting, httponly=True, samesite="lax", secure=is_secure, path="/")
    return answer


@router.post("/sign-out")
def sign_out(services: Shared, caller: MaybeSignedIn, _form: SentForm) -> Response:
    """End the session."""
    if caller and caller.session:
        services.sessions.close(caller.session, services.system.clock())
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _leading(services: Services, session: Session, held: str) -> str | None:
    """Where whoever just came in has to go first, or goes on."""
    if session.account.must_change_password:
        return "/me/password"
    named = identifier(held)
    return go_on(services, session, named) if named else None


def _door(
    request: Request,
    services: Services,
    held: str,
    *,
    target: str,
    problem: Problem | None = None,
    name: str = "",
    is_unsent: bool = False,
) -> Response:
    named = identifier(held)
    return page(
        request,
        "sign_in.html",
        status=problem.status if problem else 200,
        problem=problem,
        name=name,
        target=target,
        held=named or "",
        held_until=services.held.until(named, services.system.clock()) if named else None,
        has_lapsed=request.state.lapsed is not None,
        is_unsent=is_unsent,
    )
