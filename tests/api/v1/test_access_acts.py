"""The acts of access for programs of administrators."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access.tokens import Reach
from api.app import make_app
from api.services import services_of
from api.system import System
from domain.appointment.posts import Post
from tests.api.v1.conftest import Asking
from tests.support.programs import problem
from tests.support.settled import account
from tests.support.settled import administrator as make_administrator


@pytest.fixture
def client(settled_trial: System) -> TestClient:
    """A program of an administrator of accounts."""
    services, now = services_of(settled_trial), settled_trial.clock()
    made = services.accounts.named(make_administrator(settled_trial))
    assert made
    _, secret = services.tokens.make(
        made.id, "watch", appointment=None, reach=Reach.READ, expires_at=now + timedelta(days=1), now=now
    )
    account(settled_trial, "no3", Post.HEAD)
    return TestClient(make_app(services), headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})


def told(client: TestClient, query: str = "") -> Any:
    answer = client.get(f"/v1/access/acts{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_acts_are_told_newest_first_with_the_names_of_their_accounts(client: TestClient) -> None:
    page = told(client)
    assert [each["what"] for each in page["items"]] == ["account.made", "token.made", "account.made"]
    assert [page["accounts"][each["about"]] for each in page["items"]] == ["no3.head", "admin", "admin"]
    assert page["items"][1]["detail"] == "watch"
    assert page["items"][0]["who"] is None


def test_acts_are_read_page_by_page_by_their_links(client: TestClient) -> None:
    first = client.get("/v1/access/acts?limit=2")
    second = client.get(first.headers["link"].partition(">")[0].removeprefix("<"))
    assert "link" not in second.headers
    assert first.json()["items"] + second.json()["items"] == told(client)["items"]


def test_acts_are_asked_for_by_account_and_kind(client: TestClient) -> None:
    assert [each["what"] for each in told(client, "?account=no3.head")["items"]] == ["account.made"]
    assert [each["what"] for each in told(client, "?kind=token")["items"]] == ["token.made"]
    assert problem(client.get("/v1/access/acts?kind=weather")) == (422, "not_a_choice")
    assert problem(client.get("/v1/access/acts?after=x")) == (422, "page_unknown")


def test_acts_are_for_administrators_only(asking: Asking) -> None:
    assert problem(asking("qinghe", Post.AUDITOR).get("/access/acts")) == (403, "only_administrators")
