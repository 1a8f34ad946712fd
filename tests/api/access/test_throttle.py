"""Throttled sign-in: what repeated failures cost, whom, and for how long."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context

import pytest

from api.access.accounts import Account, Accounts
from api.access.refusals import PasswordWrong, SignInFailed, TooManyAttempts
from api.access.sign_in import SignIn
from api.access.throttle import FADED_AFTER, PER_ACCOUNT, PER_ADDRESS, Allowance, Throttle, network
from api.store.pool import Pool, open_pool
from api.system import Database
from tests.api.access.people import CAFE, HEAD_PASSWORD, KEY, MONDAY, SCHOOL


def fail(
    throttle: Throttle, times: int, *, name: str = "wang.li", address: str = SCHOOL, now: datetime = MONDAY
) -> int:
    """How many of so many failing attempts are let through."""
    let_through = 0
    for _ in range(times):
        try:
            throttle.admit(name, address, now)
        except TooManyAttempts:
            continue
        let_through += 1
    return let_through


def test_after_five_failures_a_pause_is_asked_for_and_its_end_told(throttle: Throttle) -> None:
    assert fail(throttle, 5) == 5
    with pytest.raises(TooManyAttempts) as refused:
        throttle.admit("wang.li", CAFE, MONDAY)
    assert refused.value.places == {"retry_after": 10, "until": MONDAY + timedelta(seconds=10)}
    assert str(refused.value) == "Too many failed attempts. Please try again in 10 seconds."


def test_each_further_failure_doubles_the_pause_up_to_a_quarter_of_an_hour() -> None:
    pauses = [int(PER_ACCOUNT.pause_after(failures).total_seconds()) for failures in (4, 5, 6, 7, 11, 12, 10_000)]
    assert pauses == [0, 10, 20, 40, 640, 900, 900]


def test_waiting_always_helps_however_many_were_refused_meanwhile(throttle: Throttle) -> None:
    fail(throttle, 5)
    assert fail(throttle, 50, now=MONDAY + timedelta(seconds=9)) == 0
    throttle.admit("wang.li", SCHOOL, MONDAY + timedelta(seconds=10))


def test_no_account_is_locked_for_ever(throttle: Throttle) -> None:
    now = MONDAY
    for _ in range(40):
        now += PER_ACCOUNT.longest
        throttle.admit("wang.li", SCHOOL, now)
    with pytest.raises(TooManyAttempts) as refused:
        throttle.admit("wang.li", SCHOOL, now)
    assert refused.value.places["retry_after"] == 900


def test_a_pause_written_by_a_clock_gone_wrong_does_not_count(throttle: Throttle) -> None:
    fail(throttle, 5, now=MONDAY + timedelta(days=400))
    throttle.admit("wang.li", SCHOOL, MONDAY)


def test_a_success_clears_the_account(throttle: Throttle) -> None:
    fail(throttle, 5)
    later = MONDAY + timedelta(seconds=10)
    throttle.admit("wang.li", SCHOOL, later)
    throttle.clear("wang.li", SCHOOL, later)
    assert fail(throttle, 6, now=later) == 5


def test_one_address_guessing_at_many_accounts_is_held_up(throttle: Throttle) -> None:
    let_through = [fail(throttle, 1, name=f"teacher{number}", address=CAFE) for number in range(30)]
    assert sum(let_through) == PER_ADDRESS.free
    assert fail(throttle, 1, name="teacher29", address=SCHOOL) == 1


def test_signing_in_between_guesses_does_not_clear_an_addresses_count(throttle: Throttle) -> None:
    for number in range(PER_ADDRESS.free - 1):
        fail(throttle, 1, name=f"teacher{number}", address=CAFE)
        throttle.admit("insider", CAFE, MONDAY)
        throttle.clear("insider", CAFE, MONDAY)
    assert fail(throttle, 2, name="teacher99", address=CAFE) == 1


def test_a_school_where_people_mistype_and_then_get_in_is_not_held_up(throttle: Throttle) -> None:
    for number in range(60):
        assert fail(throttle, 3, name=f"teacher{number}") == 3
        throttle.clear(f"teacher{number}", SCHOOL, MONDAY)


def test_names_that_nobody_has_are_throttled_alike(door: SignIn) -> None:
    for _ in range(5):
        with pytest.raises(SignInFailed):
            door.sign_in("nobody", "whatever it is", address=SCHOOL, now=MONDAY)
    with pytest.raises(TooManyAttempts):
        door.sign_in("NOBODY", "whatever it is", address=CAFE, now=MONDAY)


def test_the_right_password_does_not_open_during_a_pause(door: SignIn, head: Account) -> None:
    for _ in range(5):
        with pytest.raises(SignInFailed):
            door.sign_in("13812345678", "not the password", address=CAFE, now=MONDAY)
    with pytest.raises(TooManyAttempts):
        door.sign_in("13812345678", HEAD_PASSWORD, address=SCHOOL, now=MONDAY)
    opened = door.sign_in("13812345678", HEAD_PASSWORD, address=SCHOOL, now=MONDAY + timedelta(seconds=10))
    assert opened.session.account == head


def test_a_stolen_session_cannot_guess_at_the_password(door: SignIn, head: Account) -> None:
    session = door.sign_in("13812345678", HEAD_PASSWORD, address=SCHOOL, now=MONDAY).session
    for number in range(3):
        with pytest.raises(PasswordWrong):
            door.confirm(session, f"guess number {number}", address=CAFE, now=MONDAY)
    for number in range(3, 5):
        with pytest.raises(PasswordWrong):
            door.change_password(session, f"guess number {number}", "my own new one", address=CAFE, now=MONDAY)
    with pytest.raises(TooManyAttempts):
        door.confirm(session, HEAD_PASSWORD, address=CAFE, now=MONDAY)


def attempts_of_a_process(arguments: tuple[str, int, Sequence[str]]) -> int:
    """What one server process lets through, on connections of its own."""
    conninfo, times, addresses = arguments
    with open_pool(conninfo) as pool:
        throttle = Throttle(pool, KEY)
        return sum(fail(throttle, times, address=address) for address in addresses)


def test_two_processes_count_together(database: Database) -> None:
    work = [(database.app, 3, [f"192.0.2.{first + each}" for each in range(5)]) for first in (0, 100)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        assert sum(processes.map(attempts_of_a_process, work)) == PER_ACCOUNT.free


def test_guesses_made_all_at_once_do_not_slip_through_together(accounts: Accounts, head: Account, door: SignIn) -> None:
    def guess(number: int) -> bool:
        try:
            door.sign_in("13812345678", f"guess number {number}", address=f"192.0.2.{number}", now=MONDAY)
        except TooManyAttempts:
            return False
        except SignInFailed:
            return True
        raise AssertionError

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(guess, range(24))) == PER_ACCOUNT.free


def test_counts_fade_after_a_quiet_day(throttle: Throttle, pool: Pool) -> None:
    fail(throttle, 5)
    tomorrow = MONDAY + FADED_AFTER + timedelta(seconds=1)
    assert fail(throttle, 6, now=tomorrow) == 5
    assert throttle.forget(tomorrow) == 0
    assert throttle.forget(tomorrow + FADED_AFTER + timedelta(seconds=1)) == 2


def test_neither_names_nor_addresses_can_be_read_from_the_counts(throttle: Throttle, pool: Pool) -> None:
    fail(throttle, 1)
    with pool.connection() as connection:
        rows = [str(row) for row in connection.execute("SELECT a.* FROM access.attempts a").fetchall()]
    assert len(rows) == 2
    assert not any("wang" in row or "203.0.113" in row for row in rows)
    assert Throttle(pool, b"another key").digest(SCHOOL) != throttle.digest(SCHOOL)


@pytest.mark.parametrize(
    ("address", "held_by_one"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
        ("\ud800", "\\ud800"),
    ],
)
def test_an_address_counts_as_the_network_that_one_household_holds(address: str, held_by_one: str) -> None:
    assert network(address) == held_by_one


def test_an_allowance_without_free_failures_pauses_from_the_first() -> None:
    strict = Allowance(free=1, first=timedelta(seconds=1), longest=timedelta(seconds=4))
    assert [strict.pause_after(each).seconds for each in range(5)] == [0, 1, 2, 4, 4]


def test_attempts_and_successes_of_many_at_one_address_do_not_block_each_other(pool: Pool) -> None:
    throttle = Throttle(pool, KEY, address=Allowance(1000, timedelta(seconds=1), timedelta(seconds=1)))

    def come_and_go(name: str) -> None:
        for _ in range(10):
            throttle.admit(name, SCHOOL, MONDAY)
            throttle.clear(name, SCHOOL, MONDAY)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(come_and_go, [f"teacher{number}" for number in range(8)]))
    with pool.connection() as connection:
        assert connection.execute("SELECT a.failures FROM access.attempts a").fetchall() == [(0,)]
