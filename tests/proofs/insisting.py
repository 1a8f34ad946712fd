"""Clients that ask the same again until it is acknowledged, and look at every answer in between."""

import time
from collections import Counter
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import httpx2

from tests.support.programs import FOUND

WRITERS = 3
PAUSE_S = 0.1
"""Between two questions of one client: the disk shall be filled by the proof, not by them."""

REFUSED = (503, "store_unavailable")
"""How a store that cannot write is told; nothing else is clear enough."""

READ = {(200, ""), REFUSED, (503, "lists_not_ready"), (503, "not_caught_up")}


@dataclass
class Insisting:
    """Writers with a key for each report, and a reader; `with` starts and stops them."""

    address: str
    token: str
    answered: dict[str, int] = field(default_factory=dict)
    """The position that each key was acknowledged with."""
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    mark: int = 0
    told: Counter[tuple[int, str]] = field(default_factory=Counter)
    _stop: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)

    def __enter__(self) -> "Insisting":
        self._threads = [Thread(target=self._write, daemon=True) for _ in range(WRITERS)]
        self._threads.append(Thread(target=self._read, daemon=True))
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Whatever was begun is asked until it is acknowledged, or half a minute long."""
        self._stop.set()
        for each in self._threads:
            each.join(30)

    def gone_on(self, by: int) -> bool:
        """Whether so many more were acknowledged since the mark."""
        return len(self.answered) >= self.mark + by

    def lists_know_all(self) -> bool:
        """Whether the ledger knows what was acknowledged last."""
        with self._client() as client:
            newest = max(self.answered.values())
            return client.get(f"/v1/hazards?limit=1&min_position={newest}").status_code == 200

    def summary(self) -> str:
        """Counts in a line."""
        return f"{len(self.answered)} acknowledged, {self.refused} refused, {len(self.faults)} faults {dict(self.told)}"

    def _write(self) -> None:
        with self._client() as client:
            while not self._stop.is_set():
                self._insist(client, str(uuid4()))
                time.sleep(PAUSE_S)

    def _insist(self, client: httpx2.Client, key: str) -> None:
        body: dict[str, Any] = {**FOUND, "description": key}
        until = None
        while until is None or time.monotonic() < until:
            answer = self._asked(lambda: client.post("/v1/hazards", json=body, headers={"Idempotency-Key": key}))
            if answer is not None and answer.status_code == 201:
                self.answered[key] = answer.json()["position"]
                return
            if answer is not None:
                self._look_at(answer)
            time.sleep(PAUSE_S)
            until = until or (time.monotonic() + 20 if self._stop.is_set() else None)

    def _look_at(self, answer: httpx2.Response) -> None:
        self.refused += 1
        if _told(answer) != REFUSED or not answer.headers.get("retry-after"):
            self.faults.append(f"refused with {_told(answer)}: {answer.text[:200]}")

    def _read(self) -> None:
        with self._client() as client:
            while not self._stop.is_set():
                answer = self._asked(lambda: client.get("/v1/hazards?limit=1"))
                if answer is not None and _told(answer) not in READ:
                    self.faults.append(f"read: {_told(answer)} {answer.text[:200]}")
                time.sleep(PAUSE_S)

    def _asked(self, ask: Any) -> httpx2.Response | None:
        """The answer; none from a server that is not up yet. One that was up and is gone is a fault."""
        try:
            answer: httpx2.Response = ask()
        except httpx2.TransportError as error:
            if self.told:
                self.faults.append(f"no answer: {error!r}")
            return None
        self.told[_told(answer)] += 1
        return answer

    def _client(self) -> httpx2.Client:
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx2.Client(base_url=self.address, headers=headers, timeout=60, trust_env=False)


def _told(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, "" if answer.status_code < 400 else answer.json().get("code", "")
