"""Asking the provider over HTTP: short patience, no redirections, and what was fetched is kept for a while."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

import httpx2

PATIENCE_S = 5.0
"""Seconds to wait for the provider: somebody is looking at a page that does not come."""

KEPT_FOR = timedelta(hours=1)
RESTS_FOR = timedelta(seconds=10)
"""So long after a failure nobody waits for the provider again: they are told at once."""

LONGEST = 512 * 1024
"""Bytes of a document; more is not read (house rule)."""

T = TypeVar("T")


class NoAnswer(Exception):
    """The provider cannot be reached, or what came is no JSON document."""


class Kept(Generic[T]):
    """One thing that was fetched, shared by all threads; renewed when it is old or found wanting."""

    def __init__(self, fetch: Callable[[datetime], T]) -> None:
        self._fetch, self._lock = fetch, Lock()
        self._value: T | None = None
        self._fetched_at: datetime | None = None
        self._failed_at: datetime | None = None

    def get(self, now: datetime) -> T:
        """As it was fetched within the last hour; raises `NoAnswer`."""
        with self._lock:
            if self._value is None or not self._is_recent(now, KEPT_FOR):
                self._renew(now)
            assert self._value is not None
            return self._value

    def newer(self, now: datetime) -> T | None:
        """Fetched anew, unless that was just done: nobody makes us ask at every attempt. Raises `NoAnswer`."""
        with self._lock:
            if self._is_recent(now, RESTS_FOR):
                return None
            self._renew(now)
            return self._value

    def _renew(self, now: datetime) -> None:
        if self._failed_at is not None and timedelta(0) <= now - self._failed_at < RESTS_FOR:
            raise NoAnswer
        try:
            self._value, self._fetched_at, self._failed_at = self._fetch(now), now, None
        except NoAnswer:
            self._failed_at = now
            raise

    def _is_recent(self, now: datetime, limit: timedelta) -> bool:
        return self._fetched_at is not None and timedelta(0) <= now - self._fetched_at < limit


def json_at(address: str) -> object:
    """The JSON document at an address; raises `NoAnswer`."""
    try:
        with httpx2.Client(timeout=PATIENCE_S) as client, client.stream("GET", address) as answer:
            if answer.status_code != 200:
                raise NoAnswer(str(answer.status_code))
            return _json(answer)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        raise NoAnswer(type(error).__name__) from error


def _json(answer: httpx2.Response) -> object:
    body = b""
    for part in answer.iter_bytes():
        body += part
        if len(body) > LONGEST:
            raise NoAnswer("too long")
    try:
        return httpx2.Response(200, content=body).json()
    except ValueError as error:
        raise NoAnswer("no JSON") from error
