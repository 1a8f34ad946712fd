"""Sign-ins that were begun and not yet finished: each once, in the browser that began it, within minutes."""

from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from api.access.accounts import AccountId
from api.access.bearer import digest_of, new_token
from api.clock import Random
from api.store.pool import Pool
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))

LASTS = timedelta(minutes=10)
"""How long somebody may take at the provider (house rule: a password that has to be looked up)."""

LONGEST_TARGET = 2000


class Purpose(StrEnum):
    """Why somebody was sent to the provider."""

    SIGN_IN = "sign_in"
    CONNECT = "connect"
    """The person signed in here says that they are this one there."""
    LINK = "link"
    """The same, by a one-time link of an administrator."""


class UnderWay(NamedTuple):
    """What was begun; `session` is the digest of the session that began it, `held` a form that waits, if any."""

    purpose: str
    account: AccountId | None = None
    session: bytes | None = None
    invitation: UUID | None = None
    held: UUID | None = None
    target: str = "/"


class Begun(NamedTuple):
    """What goes out: `state` to the provider and back, `browser` into a cookie. Neither is stored."""

    state: str
    browser: str


class SignInsUnderWay:
    """Kept by the server, known by digests."""

    def __init__(self, pool: Pool, random: Random) -> None:
        self._pool, self._random = pool, random

    def begin(self, begun: UnderWay, now: datetime) -> Begun:
        """Remember it; the target is a path of this site."""
        told = Begun(new_token(self._random), new_token(self._random))
        target = begun.target if len(begun.target) <= LONGEST_TARGET else "/"
        values = {
            **begun._replace(target=target)._asdict(),
            "state": digest_of(told.state),
            "browser": digest_of(told.browser),
            "now": now,
            "expires_at": now + LASTS,
        }
        with self._pool.connection() as connection:
            connection.execute(SQL["begin_sign_in"], values)
        return told

    def finish(self, state: str, browser: str, now: datetime) -> UnderWay | None:
        """What was begun with this state in this browser; None where it was finished before or took too long."""
        values = {"state": digest_of(state), "browser": digest_of(browser), "now": now}
        with self._pool.connection() as connection:
            row = connection.execute(SQL["finish_sign_in"], values).fetchone()
        return UnderWay(*row) if row else None

    def forget(self, now: datetime) -> int:
        """Remove what nobody came back from; returns how many."""
        with self._pool.connection() as connection:
            return connection.execute(SQL["forget_sign_ins"], {"before": now}).rowcount
