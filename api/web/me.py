"""One's own account: post, language, password."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.caller import Caller
from api.depends import SentForm, Shared, SignedIn
from api.front import LANGUAGE_COOKIE
from api.problems import Problem
from api.reading.powers import may
from api.services import Services
from api.web.answers import address_of, attempt, here_only
from api.web.rendering import page
from api.words import LANGUAGES, say
from domain.kernel.identity import AppointmentId

router = APIRouter()

DONE = {
    "connected": "Connected. From now on you can sign in this way too.",
    "disconnected": "Disconnected. Nobody comes in this way any more.",
}
"""What has just been done, by the word in the address."""


@router.get("/me")
def show(request: Request, services: Shared, caller: SignedIn) -> Response:
    """Who I am here and what I may change."""
    return account_page(request, services, caller)


@router.post("/me/post")
def choose_post(services: Shared, caller: SignedIn, form: SentForm) -> Response:
    """Act in another post that I hold; one that I do not hold changes nothing."""
    chosen = next((each.id for each in caller.appointments if str(each.id) == form.get("appointment")), None)
    if caller.session and chosen:
        services.sessions.choose(caller.session, AppointmentId(chosen))
    return RedirectResponse("/", 303)


@router.post("/me/language")
def choose_language(services: Shared, caller: SignedIn, form: SentForm) -> Response:
    """Read in another language from now on."""
    language = form.get("language", "")
    answer = RedirectResponse(here_only(form.get("back")), 303)
    if language in LANGUAGES:
        services.accounts.choose_language(caller.account.id, language)
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=31_536_000, samesite="lax", path="/")
    return answer


@router.get("/me/password")
def ask_password(request: Request, caller: SignedIn) -> Response:
    """The form for a new password."""
    return page(request, "me/password.html", problem=None, account=caller.account)


@router.post("/me/password")
def change_password(request: Request, services: Shared, caller: SignedIn, form: SentForm) -> Response:
    """Change my password; all my other sessions end."""

    def act() -> str:
        assert caller.session is not None
        services.sign_in.change_password(
            caller.session,
            form.get("present_password", ""),
            form.get("password", ""),
            address=address_of(request),
            now=services.system.clock(),
        )
        return "/me"

    def again(problem: Problem) -> Response:
        return page(request, "me/password.html", status=problem.status, problem=problem, account=caller.account)

    return attempt(act, again)


def account_page(request: Request, services: Services, caller: Caller, problem: Problem | None = None) -> Response:
    """My account, with what was refused beside what caused it."""
    own, provider = caller.appointment, services.provider
    done = DONE.get(request.query_params.get("done", ""))
    return page(
        request,
        "me/show.html",
        status=problem.status if problem else 200,
        problem=problem,
        account=caller.account,
        may_delegate=own is not None and may(caller, "appointment.delegate", own.unit, {own.id}),
        provider=provider.provider.client if provider else None,
        identities=provider.identities.of(caller.account.id) if provider else (),
        notice=say(done) if done and not problem else None,
    )
