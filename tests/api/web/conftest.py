"""Somebody at a browser, over the made-up district, on Monday 2 March 2026 at nine in Shanghai."""

from collections.abc import Callable

import pytest

from api.system import System
from domain.appointment.posts import Post
from tests.support.browsing import Browser

Entering = Callable[[str, Post], Browser]


@pytest.fixture
def enter(settled_trial: System) -> Entering:
    """Signs in whoever holds a post: `enter("no3", Post.HEAD)`."""

    def entering(code: str, post: Post) -> Browser:
        return Browser(settled_trial).signed_in(code, post)

    return entering
