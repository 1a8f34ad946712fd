"""What is kept for a time only is gone after it, without anybody asking."""

from datetime import timedelta
from threading import Event
from uuid import UUID, uuid4

import pytest

from api.access.refusals import SignInFailed
from api.held.forms import HELD_FOR, Sent
from api.services import Services, services_of
from api.system import System
from api.workers import housekeeping
from api.workers.housekeeping import chores, keep_house, run_housekeeping
from domain.appointment.posts import Post
from tests.conftest import MORNING
from tests.support.settled import PASSWORD, account

MONTH = timedelta(days=31)


@pytest.fixture
def services(settled_trial: System) -> Services:
    """With a form that waits, a session and a failed attempt at a password."""
    found = services_of(settled_trial)
    opened = found.sign_in.sign_in(account(settled_trial, "no3", Post.GUARD), PASSWORD, address="::1", now=MORNING)
    found.held.hold(Sent("/report", uuid4(), {}, (b"photo",)), opened.session.account, None, MORNING)
    with pytest.raises(SignInFailed):
        found.sign_in.sign_in("nobody", "a password", address="203.0.113.7", now=MORNING)
    return found


def later(services: Services, by: timedelta) -> Services:
    return services_of(services.system.at(lambda: MORNING + by))


def count(services: Services) -> list[int]:
    tables = ("held_forms", "held_files", "sessions", "attempts")
    with services.system.pool.connection() as connection:
        found = [connection.execute(f"SELECT count(*) FROM access.{each}".encode()).fetchone() for each in tables]
    return [each[0] for each in found if each]


def test_nothing_goes_before_its_time(services: Services) -> None:
    before = count(services)
    assert not any(keep_house(services).values())
    assert count(services) == before
    assert min(before) > 0


def test_each_goes_when_its_own_time_is_over(services: Services) -> None:
    assert keep_house(later(services, HELD_FOR))["held_forms"] == 1
    assert count(services)[:3] == [0, 0, 1]
    keep_house(later(services, MONTH))
    assert count(services) == [0, 0, 0, 0]


def test_twice_is_as_good_as_once(services: Services) -> None:
    run_housekeeping(later(services, MONTH), Event(), once=True)
    assert not any(keep_house(later(services, MONTH)).values())


def test_it_comes_round_again_until_it_is_told_to_stop(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds, stop = list[UUID](), Event()

    def noted(_: Services) -> dict[str, int]:
        rounds.append(uuid4())
        if len(rounds) == 3:
            stop.set()
        return {}

    monkeypatch.setattr(housekeeping, "EVERY_S", 0.01)
    monkeypatch.setattr(housekeeping, "keep_house", noted)
    run_housekeeping(services, stop)
    assert len(rounds) == 3


def test_a_store_that_is_away_holds_up_no_later_round(services: Services) -> None:
    services.system.pool.close()
    assert keep_house(services) == {"retention": 0}


def test_everything_that_is_for_a_time_only_is_among_the_chores(services: Services) -> None:
    first = {"held_forms", "sessions", "attempts", "challenges", "prepared_steps"}
    assert set(chores(services)) == first | {"erasures", "retention"}
