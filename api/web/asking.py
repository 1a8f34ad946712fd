"""Questions that come by address: what cannot be understood is told on the page, and everything typed stays."""

from collections.abc import Callable
from typing import TypeVar

from fastapi import Request

from api.problems import Problem, problem_of
from api.reading.models import position_seen
from domain.kernel.refusals import Malformed

T = TypeVar("T")


def understood(ask: Callable[[], T]) -> tuple[T | None, Problem | None]:
    """What was asked, or the problem with it; refusals of other kinds rise."""
    try:
        return ask(), None
    except Malformed as refusal:
        return None, problem_of(refusal)


def own_position(request: Request) -> int:
    """Up to where the reader wants to read: what an act of theirs left behind."""
    return position_seen(request.cookies, request.query_params)
