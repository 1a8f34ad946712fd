"""The page that says no where no form was there to say it beside."""

import re
from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.problems import Problem
from api.web.rendering import page

STEP = re.compile(r"(/hazards/[0-9a-f-]{36})/(?:steps|erase|receipts)\b")
"""Pages of a hazard from which the way back is the hazard, for whoever may see it."""


def refused_page(request: Request, problem: Problem, headers: Mapping[str, str]) -> HTMLResponse:
    """The refusal in words, with a way back; as a fragment where htmx asked."""
    step = STEP.match(request.url.path) if problem.status in (403, 409) else None
    return page(
        request,
        "refused.html",
        fragment="_refused.html",
        status=problem.status,
        headers=headers,
        problem=problem,
        back=step[1] if step else None,
    )
