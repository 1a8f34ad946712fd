"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.access.sessions import ABSOLUTE
from api.caller import FormNotOurs
from api.depends import MaybeSignedIn, SentForm, Shared
from api.front import COOKIE
from api.problems import Problem
from api.web.answers import address_of, attempt, here_only
from api.web.rendering import page

router = APIRouter()


@router.get("/sign-in")
def ask(request: Request, next: str = "/") -> Response:  # noqa: A002
    """The form."""
    return page(request, "sign_in.html", problem=None, name="", target=here_only(next))


@router.post("/sign-in")
def sign_in(
    request: Request,
    services: Shared,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002
) -> Response:
    """Open a session and set its cookie; a refusal keeps the name that was typed.

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
        return "/me/password" if opened.session.account.must_change_password else here_only(next)

    def again(problem: Problem) -> Response:
        return page(request, "sign_in.html", status=problem.status, problem=problem, name=name, target=here_only(next))

    answer = attempt(act, again)
    for each in token:
        is_secure = services.system.settings.public_origin.startswith("https")
        lasting = int(ABSOLUTE.total_seconds())
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
