"""HEAD is GET without a body: every page, every read of `/v1`, every file, every refusal."""

import re
from time import monotonic

import httpx2
import pytest
from fastapi.routing import APIRoute, APIRouter
from httpx2 import Response

from api.access.tokens import Reach
from api.system import System
from api.web import routes
from domain.appointment.posts import Post
from tests.support.browsing import Browser
from tests.support.following import followed
from tests.support.programs import Program
from tests.support.serving import serving
from tests.support.stories import Stories

TOLD = ("content-type", "content-length", "etag", "location", "vary", "cache-control", "retry-after", "link")


@pytest.fixture
def head(settled_trial: System) -> Browser:
    stories = Stories(settled_trial)
    stories.registered()
    followed(settled_trial)
    return Browser(settled_trial).signed_in("no3", Post.HEAD)


def told(answer: Response) -> dict[str, str | None]:
    """The headers that describe the body, but the length of a paper that is dated and the identifier of a new form."""
    is_dated = answer.headers.get("content-disposition") is not None
    said = {name: answer.headers.get(name) for name in TOLD if not (is_dated and name == "content-length")}
    return {name: value and re.sub(r"form=[0-9a-f-]{36}", "form", value) for name, value in said.items()}


def asked_plainly(browser: Browser) -> list[str]:
    """Every address that can be read and names nothing."""
    pages = (route for module in vars(routes).values() for route in _routes_of(module))
    reads = [each.path for each in pages if each.methods and "GET" in each.methods]
    reads += [path for path, ways in browser.client.get("/v1/openapi.json").json()["paths"].items() if "get" in ways]
    return sorted(each for each in reads if "{" not in each)


def _routes_of(module: object) -> list[APIRoute]:
    router: APIRouter | None = getattr(module, "router", None)
    return [each for each in router.routes if isinstance(each, APIRoute)] if router else []


def test_every_address_that_can_be_read_answers_head_like_get(head: Browser) -> None:
    named = ("/hazards/no3-2026-0001", "/v1/hazards/no3-2026-0001", "/v1/hazards?colour=red", "/no/such/page")
    addresses = [*asked_plainly(head), *named, "/assets/bihuan.css"]
    assert len(addresses) > 30
    for address in addresses:
        wanted = head.client.get(address, follow_redirects=False)
        answer = head.client.head(address, follow_redirects=False)
        assert (address, answer.status_code, answer.content) == (address, wanted.status_code, b"")
        assert told(answer) == told(wanted), address


def test_what_cannot_be_read_answers_head_with_405(head: Browser) -> None:
    answer = head.client.head("/sign-out")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_head_of_a_stream_that_stays_open_ends_at_once(settled_trial: System) -> None:
    auditor = Program(settled_trial, "qinghe", Post.AUDITOR, reach=Reach.READ)
    asking = {"Authorization": auditor.client.headers["Authorization"], "Accept": "text/event-stream"}
    with serving(settled_trial) as origin, httpx2.Client(base_url=origin, headers=asking) as client:
        began = monotonic()
        answer = client.head("/v1/events?seconds=60")
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert client.get("/v1/me").status_code == 200, "the connection can be used again"
        assert monotonic() - began < 20
