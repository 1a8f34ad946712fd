"""The made-up district put on a real log, with accounts to sign in by: what tests of doors stand on."""

from collections.abc import Iterable
from uuid import uuid4

from api.access.accounts import Accounts
from api.access.passwords import Passwords
from api.setting_up import calendars
from api.system import System
from domain.application import Append, Asked
from domain.appointment.posts import Post
from domain.deadline.commands import EnterCalendar
from domain.deadline.events import CalendarEntered
from domain.deadline.limits import initial_limits
from domain.deadline.state import LIMITS, calendar_stream
from domain.kernel.commands import On
from domain.kernel.identity import Actor, ActorKind, CommandId, Disclosure
from tests.support.district import POSTS, facts, hidden, person_id

PASSWORD = "correct horse battery"
FIRST_YEAR = 2025


def settle(system: System) -> System:
    """Record the district, the limits and the calendars in one call, as the console; returns the system."""
    outcomes = [On(stream, event) for stream, event in facts()]
    outcomes += [On(LIMITS, limit) for limit in initial_limits()]
    outcomes += [On(calendar_stream(each.year), _entered(each)) for each in calendars() if each.year >= FIRST_YEAR]
    asked = Asked(command_id=CommandId(uuid4()), actor=Actor(kind=ActorKind.CONSOLE), now=system.clock())
    _, stored = system.application.write(None, asked, outcomes, {})
    names = tuple(_names())
    told = system.clock() if system.application.is_trial else None
    for first in range(0, len(stored), 1000):
        append = Append(disclosures=names if first == 0 else (), told_at=told)
        system.recorder.insert_events(stored[first : first + 1000], append=append)
    return system


def _names() -> Iterable[Disclosure]:
    return (hidden(f"{code} {post}") for code, posts in POSTS.items() for post in posts)


def _entered(calendar: EnterCalendar) -> CalendarEntered:
    return CalendarEntered(
        year=calendar.year,
        version=1,
        holidays=calendar.holidays,
        makeup_workdays=calendar.makeup_workdays,
        source=calendar.source,
    )


def account(system: System, code: str, post: Post) -> str:
    """Make an account for whoever holds a post; returns its sign-in name. The password is `PASSWORD`."""
    sign_in = f"{code}.{post}".replace("_", "-")
    cheap = Passwords(system.random, memory_kib=64, passes=1, lanes=1)
    accounts = Accounts(system.pool, system.random, cheap)
    accounts.make(sign_in, PASSWORD, by=None, now=system.clock(), person=person_id(code, post), must_change=False)
    return sign_in


def administrator(system: System) -> str:
    """Make an administrator of accounts; returns the sign-in name."""
    cheap = Passwords(system.random, memory_kib=64, passes=1, lanes=1)
    Accounts(system.pool, system.random, cheap).make(
        "admin", PASSWORD, by=None, now=system.clock(), is_administrator=True, must_change=False
    )
    return "admin"
