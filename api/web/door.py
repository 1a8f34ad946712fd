"""The way to the sign-in page, from wherever somebody turns out not to be signed in; always with the whole page."""

from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.routing import Match

from api.caller import SignInNeeded
from api.web.holding import TimeRanOut

SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"


def to_the_door(request: Request, refusal: SignInNeeded) -> Response:
    """To the sign-in page, which says what happened to what was sent and leads back afterwards."""
    if isinstance(refusal, TimeRanOut):
        return whole_page(request, f"{SIGN_IN}?held={refusal.places['held']}")
    if request.method == "POST" and request.url.path == SIGN_OUT:
        return whole_page(request, SIGN_IN)
    if request.method == "POST":
        return whole_page(request, f"{SIGN_IN}?unsent=yes&next={quote(_page_sent_from(request))}")
    return whole_page(request, f"{SIGN_IN}?next={quote(_asked(request))}")


def whole_page(request: Request, address: str) -> Response:
    """Lead the whole page elsewhere: what htmx asked for a corner of it would swap the answer into that corner."""
    if request.headers.get("HX-Request") == "true":
        return Response(status_code=401, headers={"HX-Redirect": address, "Vary": "HX-Request"})
    return RedirectResponse(address, 303)


def _page_sent_from(request: Request) -> str:
    """The page of a form that is sent to its own address, as a step to be signed; else the start page."""
    scope = {**request.scope, "method": "GET"}
    is_page = any(each.matches(scope)[0] is Match.FULL for each in request.app.routes)
    return _asked(request) if is_page else "/"


def _asked(request: Request) -> str:
    """The address of the page that is open; of a part that htmx asked for, the page around it."""
    around = urlsplit(request.headers.get("HX-Current-URL", ""))
    url = around if around.netloc == request.url.netloc else urlsplit(str(request.url))
    return f"{url.path}?{url.query}" if url.query else url.path
