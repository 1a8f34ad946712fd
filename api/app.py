"""The HTTP application: pages and `/v1` over the same services, refusals answered by one table."""

from collections.abc import Mapping

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import Match
from starlette.staticfiles import StaticFiles

from api.caller import ChangePasswordFirst, SignInNeeded
from api.front import Front
from api.head import Head
from api.keeping.erasing import watch
from api.problems import MEDIA_TYPE, UNAVAILABLE, Problem, broken, problem_of, unavailable
from api.services import Services
from api.v1 import routes as v1_routes
from api.v1.document import document
from api.web import routes as web_routes
from api.web.assets import ASSETS
from api.web.door import to_the_door, whole_page
from api.web.refused import refused_page
from api.words import say
from domain.kernel.refusals import NotKnown, Refusal

log = structlog.get_logger()
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def make_app(services: Services) -> FastAPI:
    """The application over these services; it opens and closes nothing itself.

    The outermost layer answers for a store that is away already when the asker is identified.
    """
    app = FastAPI(title="Bihuan", version="1", openapi_url="/v1/openapi.json", docs_url=None, redoc_url=None)
    app.state.services = services
    watch(services)
    app.mount("/assets", StaticFiles(directory=ASSETS), name="assets")
    app.include_router(v1_routes.routes())
    app.include_router(web_routes.router)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _not_here)
    app.add_exception_handler(Exception, _broken)
    for kind in UNAVAILABLE:
        app.add_exception_handler(kind, _unavailable)
    app.add_middleware(Front, services=services)
    app.add_middleware(ExceptionMiddleware, handlers=dict.fromkeys(UNAVAILABLE, _unavailable))
    app.add_middleware(Head)
    app.openapi = lambda: document(app)  # type: ignore[method-assign]
    return app


def _answer(request: Request, problem: Problem, more: Mapping[str, str] | None = None) -> Response:
    headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
    headers |= {"WWW-Authenticate": "Bearer"} if problem.status == 401 else {}
    headers |= more or {}
    if request.url.path.startswith("/v1/"):
        return JSONResponse(problem.document(request.url.path), problem.status, headers, media_type=MEDIA_TYPE)
    return refused_page(request, problem, headers)


async def _refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    is_page = not request.url.path.startswith("/v1/")
    if isinstance(refusal, SignInNeeded) and is_page:
        return to_the_door(request, refusal)
    if isinstance(refusal, ChangePasswordFirst) and is_page:
        return whole_page(request, "/me/password")
    return _answer(request, problem_of(refusal))


async def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["loc"][0] == "path":
        return _answer(request, problem_of(NotKnown()))
    field = ".".join(str(part) for part in first["loc"][1:])
    return _answer(
        request, Problem(status=422, code="malformed", title=say("This is not a valid request."), field=field)
    )


async def _not_here(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    titles = {404: "There is nothing here, or it is not for you to see.", 405: "This cannot be asked in this way."}
    title = say(titles.get(error.status_code, "This is not a valid request."))
    code = {404: "not_known", 405: "method_not_allowed"}.get(error.status_code, "malformed")
    headers = {"Allow": _allowed(request)} if error.status_code == 405 else error.headers
    return _answer(request, Problem(status=error.status_code, code=code, title=title), headers)


def _allowed(request: Request) -> str:
    """Every way in which an address can be asked, whichever route answers it; whatever has GET has HEAD."""
    asked = ((method, {**request.scope, "method": method}) for method in METHODS)
    ways = [each for each, scope in asked if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)]
    return ", ".join(part for way in ways for part in (("GET", "HEAD") if way == "GET" else (way,)))


async def _unavailable(request: Request, error: Exception) -> Response:
    log.error("store_unavailable", path=request.scope.get("route_path", ""), error=type(error).__name__)
    request.state.identified = (None, None, False)  # the page that says so does not ask the store again
    return _answer(request, unavailable())


async def _broken(request: Request, error: Exception) -> Response:
    log.error("internal_fault", method=request.method, error=type(error).__name__, exc_info=error)
    return _answer(request, broken())
