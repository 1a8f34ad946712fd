"""Accounts to sign in by: every kind of post at least once, one password for all, told on the console."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from api.access.accounts import AccountId, Accounts
from api.access.passwords import Passwords
from api.setting_up import trial_password
from api.system import System
from api.trial.district import BY_CODE
from api.trial.people import People, Seat
from domain.appointment.posts import Post
from domain.kernel.identity import PersonId

STAFFED = frozenset({"no3", "dongguan", "wenlan", "shankou", "liuwan", "shabu", "chenxing", "hedong_group"})
"""Schools of which everybody may come in, besides everybody above the schools."""


class TrialAccount(NamedTuple):
    """Somebody a visitor may be."""

    sign_in: str
    post: Post
    unit: str


FIRST = TrialAccount("registrar", Post.REGISTRAR, "")
"""The first registrar's account, which every log has."""


class Made(NamedTuple):
    """The accounts that are told with their password, how many are new, and all of them by person."""

    accounts: tuple[TrialAccount, ...]
    password: str
    added: int
    by_person: Mapping[PersonId, AccountId]


def make_accounts(
    system: System,
    people: People,
    others: Iterable[Seat],
    *,
    since: datetime,
    passwords: Passwords | None = None,
) -> Made:
    """Make the accounts that are missing, those of `others` too; nothing is told of these.

    The password follows from the installation's secret and stays the same.
    """
    accounts, password, before = Accounts(system.pool, system.random, passwords), trial_password(system), 0
    told = dict(_told(system, people))
    by_person: dict[PersonId, AccountId] = {}
    for name, seat in {**{sign_in_of(seat): seat for seat in others}, **told}.items():
        found = accounts.named(name)
        before += found is not None
        made = found or accounts.make(name, password, by=None, now=since, person=seat.person, must_change=False)
        by_person[seat.person] = made.id
    added = len(by_person) - before
    first = accounts.named(FIRST.sign_in)
    if first is not None and first.person is not None:
        by_person[first.person] = first.id
    shown = [TrialAccount(name, seat.post, BY_CODE[seat.unit].name if seat.unit else "") for name, seat in told.items()]
    mine = [FIRST] if first is not None and not first.must_change_password else []
    return Made((*mine, *shown), password, added, by_person)


def _told(system: System, people: People) -> Iterator[tuple[str, Seat]]:
    """Whoever can be tried out and holds a post today."""
    on = system.clock().astimezone(system.settings.zone).date()
    return ((name, seat) for name, seat in demonstrated(people) if seat.is_held(on) and seat.giver is None)


def demonstrated(people: People) -> Iterator[tuple[str, Seat]]:
    """Whom a visitor may be, by sign-in name."""
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
