"""Coming in by passkey: a challenge for the page's script, and the answer that the device made of it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from api.caller import FormNotOurs
from api.depends import Shared
from api.problems import MEDIA_TYPE, problem_of
from api.signing.browser import LARGEST, assertion_of, request_options
from api.web.answers import address_of, here_only
from api.web.entering import leading, with_session
from api.web.sign_in import OURS
from domain.kernel.refusals import Refusal


class Answer(BaseModel):
    """What the script sends."""

    challenge: UUID
    credential: Annotated[str, Field(max_length=LARGEST)]
    """The credential as JSON (Web Authentication L3, 5.1.8)."""
    next: Annotated[str, Field(max_length=2000)] = "/"
    held: Annotated[str, Field(max_length=100)] = ""


def from_our_page(request: Request) -> None:
    """There is no session yet: the browser's own word on where it comes from must do."""
    if request.headers.get("sec-fetch-site", "same-origin") not in OURS:
        raise FormNotOurs


router = APIRouter(dependencies=[Depends(from_our_page)])


@router.post("/sign-in/passkey/challenge")
def challenge(services: Shared) -> dict[str, Any]:
    """A fresh challenge; the person chooses the passkey, so nothing here tells whose there are."""
    made = services.passkeys.challenge()
    return {"id": str(made.id), "options": request_options(services.passkeys.site, made.value)}


@router.post("/sign-in/passkey")
def sign_in(request: Request, services: Shared, answer: Answer) -> Response:
    """Open a session and say where to go; a refusal is a problem document."""
    try:
        opened = services.passkeys.sign_in(
            answer.challenge,
            assertion_of(answer.credential),
            address=address_of(request),
            device=request.headers.get("user-agent", ""),
            replacing=request.state.session,
        )
    except Refusal as refusal:
        problem = problem_of(refusal)
        return JSONResponse(problem.document(request.url.path), problem.status, media_type=MEDIA_TYPE)
    to = leading(services, opened.session, answer.held) or here_only(answer.next)
    return with_session(JSONResponse({"to": to}), services, opened)
