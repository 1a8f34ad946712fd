"""The page that says no where no form was there to say it beside."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.problems import Problem
from api.web.rendering import page


def refused_page(request: Request, problem: Problem, headers: Mapping[str, str]) -> HTMLResponse:
    """The refusal in words, with a way back; as a fragment where htmx asked."""
    return page(
        request, "refused.html", fragment="_refused.html", status=problem.status, headers=headers, problem=problem
    )
