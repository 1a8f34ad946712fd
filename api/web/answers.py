"""How a form's act is tried: done and away, or the refusal beside what caused it with everything typed kept."""

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from api.problems import Problem, problem_of
from domain.kernel.refusals import Refusal

Again = Callable[[Problem], Response]


def attempt(act: Callable[[], str], again: Again) -> Response:
    """Do it and go where `act` says; a refusal shows the form again with its sentence. Faults rise."""
    try:
        target = act()
    except Refusal as refusal:
        return again(problem_of(refusal))
    return RedirectResponse(target, 303)


def here_only(target: str | None) -> str:
    """A path of this site; anything else becomes the start page, so that nobody is sent elsewhere."""
    safe = target is not None and target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if safe and target else "/"


def address_of(request: Request) -> str:
    """The asker's network address, for the throttle; never stored as such."""
    return request.client.host if request.client else ""
