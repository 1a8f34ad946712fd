"""Accounts to sign in by: every kind of post at least once, one password for all, told on the console."""

import hmac
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from api.access.accounts import Accounts
from api.access.passwords import Passwords
from api.setting_up import READABLE
from api.system import System
from api.trial.district import BY_CODE
from api.trial.people import People, Seat
from domain.appointment.posts import Post

STAFFED = frozenset({"no3", "dongguan", "wenlan", "shankou", "liuwan", "shabu", "chenxing", "hedong_group"})
"""Schools of which everybody may come in, besides everybody above the schools."""


class TrialAccount(NamedTuple):
    """Somebody a visitor may be."""

    sign_in: str
    post: Post
    unit: str


class Made(NamedTuple):
    """The accounts with their password, and how many are new."""

    accounts: tuple[TrialAccount, ...]
    password: str
    added: int


def make_accounts(system: System, people: People, passwords: Passwords | None = None) -> Made:
    """Make the accounts that are missing; the password follows from the installation's secret and stays the same."""
    accounts, told, added = Accounts(system.pool, system.random, passwords), [], 0
    password, on = _password(system), system.clock().astimezone(system.settings.zone).date()
    for name, seat in _chosen(people):
        if seat.is_held(on) and seat.giver is None:
            told.append(TrialAccount(name, seat.post, BY_CODE[seat.unit].name if seat.unit else ""))
            if accounts.named(name) is None:
                accounts.make(name, password, by=None, now=system.clock(), person=seat.person, must_change=False)
                added += 1
    return Made(tuple(told), password, added)


def _chosen(people: People) -> Iterator[tuple[str, Seat]]:
    told: set[str] = set()
    for seat in people.seats:
        is_school = seat.post in SCHOOL_POSTS and seat.unit not in STAFFED
        name = sign_in_of(seat)
        if not is_school and name not in told:
            told.add(name)
            yield name, seat


SCHOOL_POSTS = frozenset(
    {
        Post.HEAD,
        Post.PARTY_SECRETARY,
        Post.DEPUTY_HEAD,
        Post.SAFETY_OFFICER,
        Post.CLASS_TEACHER,
        Post.GUARD,
        Post.LOGISTICS,
    }
)


def sign_in_of(seat: Seat) -> str:
    """The sign-in name of a seat, e.g. `no3.safety-officer`; who sits at the root has the post's name alone."""
    return f"{seat.unit}.{seat.post}".strip(".").replace("_", "-")


def _password(system: System) -> str:
    """Three readable words that only this installation has."""
    digest = hmac.digest(system.application.keyed(b"trial password"), system.application.log_name.encode(), sha256)
    letters = [READABLE[byte % len(READABLE)] for byte in digest[:12]]
    return "-".join("".join(letters[first : first + 4]) for first in (0, 4, 8))
