"""Accounts, throttle, sessions and tokens on a fresh database, as the application role, with cheap hashes."""

import hashlib
from collections.abc import Iterator
from itertools import count

import pytest

from api.access.accounts import Account, Accounts
from api.access.passwords import Passwords
from api.access.sessions import Sessions
from api.access.sign_in import SignIn
from api.access.throttle import Throttle
from api.access.tokens import Tokens
from api.clock import Random
from api.store.pool import Pool
from tests.api.access.people import HEAD_PASSWORD, KEY, MONDAY


class CountingPasswords(Passwords):
    """Notes how often the work of a verification was done."""

    done = 0

    def _fits(self, password_hash: str, password: str) -> bool:
        self.done += 1
        return super()._fits(password_hash, password)


@pytest.fixture
def random() -> Random:
    """Bytes that differ at each call and are the same in each run."""
    calls: Iterator[int] = count()
    return lambda length: hashlib.shake_256(str(next(calls)).encode()).digest(length)


@pytest.fixture
def passwords(random: Random) -> CountingPasswords:
    return CountingPasswords(random, memory_kib=64, passes=1)


@pytest.fixture
def accounts(pool: Pool, random: Random, passwords: Passwords) -> Accounts:
    return Accounts(pool, random, passwords)


@pytest.fixture
def sessions(pool: Pool, random: Random) -> Sessions:
    return Sessions(pool, random)


@pytest.fixture
def tokens(pool: Pool, random: Random) -> Tokens:
    return Tokens(pool, random)


@pytest.fixture
def throttle(pool: Pool) -> Throttle:
    return Throttle(pool, KEY)


@pytest.fixture
def door(accounts: Accounts, throttle: Throttle, sessions: Sessions) -> SignIn:
    return SignIn(accounts, throttle, sessions)


@pytest.fixture
def administrator(accounts: Accounts) -> Account:
    """The first administrator, made at the console."""
    return accounts.make(
        "admin", "first-key-2026", by=None, now=MONDAY, is_administrator=True, must_change=False, language="zh-CN"
    )


@pytest.fixture
def head(accounts: Accounts, administrator: Account) -> Account:
    """The head of a primary school, who signs in by mobile number."""
    return accounts.make("13812345678", HEAD_PASSWORD, by=administrator.id, now=MONDAY, must_change=False)
