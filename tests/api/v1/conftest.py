"""Programs over the made-up district, on Monday 2 March 2026 at nine in Shanghai."""

from collections.abc import Callable

import pytest

from api.access.tokens import Reach
from api.system import System
from domain.appointment.posts import Post
from tests.support.programs import Program

Asking = Callable[..., Program]


@pytest.fixture
def asking(settled_trial: System) -> Asking:
    """A program for whoever holds a post: `asking("no3", Post.SAFETY_OFFICER)`."""

    def program(code: str, post: Post, reach: Reach = Reach.WRITE) -> Program:
        return Program(settled_trial, code, post, reach=reach)

    return program


@pytest.fixture
def officer(asking: Asking) -> Program:
    """The safety officer of school no. 3."""
    return asking("no3", Post.SAFETY_OFFICER)
