"""Clients of a server that may die at any moment: each key is asked until it is answered, and then never again."""

import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import httpx2

from api.access.tokens import Reach
from api.services import services_of
from api.system import System
from domain.appointment.posts import Post
from domain.hazard.events import HazardFound
from tests.support.district import post_id
from tests.support.programs import FOUND
from tests.support.settled import account

CLIENTS, MOST_A_TURN = 3, 2000


@dataclass
class Clients:
    """Report hazards to one address, each under a key of its own that stands in the description as well."""

    address: str
    token: str
    answered: dict[str, int] = field(default_factory=dict)
    """The position that each key was acknowledged with."""
    unanswered: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def ask(self, turns: int = MOST_A_TURN) -> None:
        """First what was not answered, then new keys, until the server is gone or each client has had its turns."""
        waiting, self.unanswered = self.unanswered, []
        shares = [waiting[number::CLIENTS] for number in range(CLIENTS)]
        with ThreadPoolExecutor(CLIENTS) as pool:
            for lost in pool.map(lambda share: self._one(share, turns), shares):
                self.unanswered += lost

    def _one(self, waiting: list[str], turns: int) -> list[str]:
        keys = [*waiting, *(str(uuid4()) for _ in range(turns))]
        headers = {"Authorization": f"Bearer {self.token}"}
        with httpx2.Client(base_url=self.address, headers=headers, timeout=30, trust_env=False) as client:
            for number, key in enumerate(keys):
                try:
                    self._told(key, _reported(client, key))
                except httpx2.TransportError:
                    return list(dict.fromkeys([*waiting[number:], key]))
        return []

    def _told(self, key: str, answer: httpx2.Response) -> None:
        if answer.status_code != 201:
            self.faults.append(f"key {key}: {answer.status_code} {answer.text[:200]}")
            return
        self.answered[key] = answer.json()["position"]


def _reported(client: httpx2.Client, key: str) -> httpx2.Response:
    body = {**FOUND, "description": key}
    return client.post("/v1/hazards", json=body, headers={"Idempotency-Key": key})


def token_of(system: System) -> str:
    """A token of the safety officer of school no. 3, who has an account from now on."""
    services, now = services_of(system), system.clock()
    made = services.accounts.named(account(system, "no3", Post.SAFETY_OFFICER))
    assert made is not None
    return services.tokens.make(
        made.id,
        "proof",
        appointment=post_id("no3", Post.SAFETY_OFFICER),
        reach=Reach.WRITE,
        expires_at=now + timedelta(days=1),
        now=now,
    )[1]


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port: int = taken.getsockname()[1]
        return port


def faults_of_keys(system: System, answered: dict[str, int]) -> list[str]:
    """Keys that were acknowledged and are not in the log where the answer said, and keys that are in it twice."""
    kept: dict[str, list[int]] = {}
    for key, position in _found(system):
        kept.setdefault(key, []).append(position)
    doubled = [f"key {key}: recorded at {at}" for key, at in kept.items() if len(at) > 1]
    return doubled + [f"key {key}: lost" for key, position in answered.items() if position not in kept.get(key, [])]


def _found(system: System) -> Iterable[tuple[str, int]]:
    position = 0
    while page := system.recorder.page(position + 1, 1000):
        for kept in page:
            event = system.mapper.to_domain_event(kept.stored).event
            if isinstance(event, HazardFound):
                yield event.description, kept.position
        position = page[-1].position
