"""Pages people open, at a thousand hazards and at a hundred thousand: time in the server, one person at a time."""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from uuid import UUID

from starlette.testclient import TestClient

from api.app import make_app
from api.services import services_of
from api.workers.following import run_follower
from domain.appointment.posts import Post
from tests.bench.filling import fill
from tests.bench.ground import Ratio, come_to_rest, ground
from tests.support.settled import PASSWORD, account

SMALL, LARGE = 1_000, 100_000
TIMES = 120


def measure(times: int, each: int) -> Iterator[Ratio]:
    """p95 in milliseconds of each page at both sizes; `each` below 4 000 takes a smaller large one."""
    large = LARGE if each >= 4_000 else each * 5
    with _grown(SMALL) as small:
        before = {name: _p95(small, paths) for name, paths in small.pages.items()}
    with _grown(large) as grown:
        for name, paths in grown.pages.items():
            what = f"{name}, p95 at {large:,} hazards"
            yield Ratio(what, _p95(grown, paths), f"p95 at {SMALL:,}", before[name], "ms", "≤ 1.5, ≤ 50 ms")


class _Grown:
    """A signed-in person before so many hazards."""

    def __init__(self, client: TestClient, hazards: Sequence[UUID]) -> None:
        self.client = client
        step = max(len(hazards) // TIMES, 1)
        self.pages = {
            "ledger page": ["/ledger"] * TIMES,
            "ledger, open and late": ["/ledger?state=assigned&sort=due"] * TIMES,
            "search of two characters": ["/ledger?q=护栏"] * TIMES,
            "hazard page": [f"/hazards/{each}" for each in hazards[::step][:TIMES]],
        }


@contextmanager
def _grown(hazards: int) -> Iterator[_Grown]:
    with ground({"shared_buffers": "1GB", "max_wal_size": "4GB"}) as (_, system):
        made = fill(system, hazards)
        run_follower(system, Event(), once=True, rebuild=True, tell=lambda _: None)
        come_to_rest(system)
        name = account(system, "dongcheng", Post.BUREAU_HEAD)
        client = TestClient(make_app(services_of(system)), follow_redirects=True)
        client.post("/sign-in", data={"name": name, "password": PASSWORD})
        yield _Grown(client, [each for number, each in enumerate(made) if number % 5 < 4])


def _p95(grown: _Grown, paths: Sequence[str]) -> float:
    for path in paths[:10]:
        grown.client.get(path).raise_for_status()
    return statistics.quantiles([_took(grown.client, path) for path in paths], n=20)[-1]


def _took(client: TestClient, path: str) -> float:
    began = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - began) * 1000
