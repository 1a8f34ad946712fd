"""Programs that ask `/v1` with an API token, in the made-up district."""

from collections.abc import Mapping
from datetime import timedelta
from threading import Event
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from api.access.tokens import Reach
from api.app import make_app
from api.front import COOKIE
from api.services import services_of
from api.system import System
from api.workers.following import run_follower
from domain.appointment.posts import Post
from tests.support.district import person_id, post_id, unit_id
from tests.support.settled import account

PLACE = {"text": "教学楼三层东侧楼梯"}
FOUND: Mapping[str, Any] = {
    "unit": str(unit_id("no3")),
    "place": PLACE,
    "category": "building",
    "description": "楼梯扶手松动",
}
"""A report as a school makes it."""


class Program:
    """Something that asks in the name of whoever holds a post."""

    def __init__(self, system: System, code: str, post: Post, *, reach: Reach = Reach.WRITE) -> None:
        self.system, self.services = system, services_of(system)
        self.client = TestClient(make_app(self.services), raise_server_exceptions=False)
        self.client.headers["Accept-Language"] = "en"
        self.client.headers["Authorization"] = f"Bearer {self._token(code, post, reach)}"

    def _token(self, code: str, post: Post, reach: Reach) -> str:
        found = self.services.accounts.of_person(person_id(code, post))
        sign_in = found.sign_in if found else account(self.system, code, post)
        made = self.services.accounts.named(sign_in)
        assert made is not None
        self.account = made.id
        now = self.system.clock()
        _, secret = self.services.tokens.make(
            made.id, "test", appointment=post_id(code, post), reach=reach, expires_at=now + timedelta(days=1), now=now
        )
        return secret

    def in_person(self) -> "Program":
        """The person themself, signed in at a browser, in place of the program."""
        account = self.services.accounts.get(self.account)
        opened = self.services.sessions.open(account, now=self.system.clock())
        del self.client.headers["Authorization"]
        self.client.cookies.set(COOKIE, opened.token)
        self.client.headers["X-CSRF-Token"] = opened.session.csrf_token
        return self

    def get(self, path: str, **headers: str) -> Response:
        """Read."""
        return self.client.get(f"/v1{path}", headers=_named(headers))

    def post(self, path: str, values: Mapping[str, Any] | None = None, **headers: str) -> Response:
        """Ask for something; `if_match` and `idempotency_key` are headers."""
        return self.client.post(f"/v1{path}", json=dict(values or {}), headers=_named(headers))

    def report(self, **values: Any) -> str:
        """Report a hazard; returns its identifier."""
        answer = self.post("/hazards", {**FOUND, **values})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["stream"])

    def register(self) -> tuple[str, str]:
        """Report and register one; returns identifier and number."""
        hazard = self.report()
        answer = self.post(f"/hazards/{hazard}/register")
        assert answer.status_code == 200, answer.text
        return hazard, answer.json()["number"]

    def catch_up(self) -> None:
        """Bring the read models up."""
        told: list[str] = []
        run_follower(self.system, Event(), once=True, rebuild=False, tell=told.append)


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def problem(answer: Response) -> tuple[int, str]:
    """Status and code of a refusal, which has to be a problem document."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    said = answer.json()
    assert said["status"] == answer.status_code
    assert said["title"]
    return answer.status_code, said["code"]
