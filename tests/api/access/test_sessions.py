"""Sessions: how long they last, what they are known by, what forms must bring."""

from datetime import timedelta
from uuid import UUID

import pytest

from api.access.accounts import Account, Accounts
from api.access.refusals import PasswordTooShort, SignInFailed
from api.access.sessions import Sessions, shortened
from api.access.sign_in import SignIn
from api.clock import Random
from api.store.pool import Pool
from domain.kernel.identity import AppointmentId
from tests.api.access.people import HEAD_PASSWORD, MONDAY, SCHOOL

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
POST = AppointmentId(UUID(int=7))


def test_a_session_is_known_by_its_token_until_twelve_hours_have_passed(sessions: Sessions, head: Account) -> None:
    token = sessions.open(head, now=MONDAY).token
    for hour in range(1, 12):
        assert sessions.resolve(token, MONDAY + hour * HOUR) is not None
    assert sessions.resolve(token, MONDAY + 12 * HOUR - MINUTE) is not None
    assert sessions.resolve(token, MONDAY + 12 * HOUR) is None


def test_a_session_that_idles_for_two_hours_is_over(sessions: Sessions, head: Account) -> None:
    token = sessions.open(head, now=MONDAY).token
    assert sessions.resolve(token, MONDAY + 2 * HOUR - MINUTE) is not None
    assert sessions.resolve(token, MONDAY + 4 * HOUR - MINUTE) is None


def test_how_long_a_session_lasts_can_be_told(pool: Pool, random: Random, head: Account) -> None:
    short = Sessions(pool, random, absolute=HOUR, idle=10 * MINUTE)
    token = short.open(head, now=MONDAY).token
    assert short.resolve(token, MONDAY + 9 * MINUTE) is not None
    assert short.resolve(token, MONDAY + 19 * MINUTE) is None


def test_a_session_whose_time_ran_out_is_still_known(sessions: Sessions, head: Account) -> None:
    old, idle = sessions.open(head, now=MONDAY), sessions.open(head, now=MONDAY + 10 * HOUR)
    assert sessions.lapsed(old.token, MONDAY + 2 * HOUR - MINUTE) is None
    assert sessions.lapsed(old.token, MONDAY + 2 * HOUR) == old.session
    assert sessions.lapsed(idle.token, MONDAY + 12 * HOUR) == idle.session
    assert sessions.lapsed("x" * 43, MONDAY) is None


def test_a_session_that_was_signed_out_or_revoked_has_not_run_out(
    accounts: Accounts, sessions: Sessions, administrator: Account, head: Account
) -> None:
    signed_out, revoked, disabled = (sessions.open(head, now=MONDAY) for _ in range(3))
    sessions.close(signed_out.session, MONDAY)
    assert sessions.lapsed(signed_out.token, MONDAY + 12 * HOUR) is None
    sessions.close_all(head.id, by=head.id, now=MONDAY + 12 * HOUR, keep=disabled.session)
    assert sessions.lapsed(revoked.token, MONDAY + 12 * HOUR) is None
    assert sessions.lapsed(disabled.token, MONDAY + 12 * HOUR) is not None
    accounts.disable(head.id, by=administrator.id, now=MONDAY + 12 * HOUR)
    assert sessions.lapsed(disabled.token, MONDAY + 12 * HOUR) is None


def test_forms_of_an_accounts_own_sessions_are_known_until_somebody_ends_them(
    sessions: Sessions, administrator: Account, head: Account
) -> None:
    earlier, others = sessions.open(head, now=MONDAY).session, sessions.open(administrator, now=MONDAY).session
    sessions.open(head, now=MONDAY + 13 * HOUR)
    assert sessions.issued(head.id, earlier.csrf_token)
    assert not sessions.issued(head.id, others.csrf_token)
    assert not any(sessions.issued(head.id, token) for token in (None, "", "0" * 64, "\ud800"))
    sessions.close(earlier, MONDAY)
    assert not sessions.issued(head.id, earlier.csrf_token)


def test_being_seen_is_written_at_most_once_a_minute(sessions: Sessions, pool: Pool, head: Account) -> None:
    token = sessions.open(head, now=MONDAY).token

    def written() -> object:
        with pool.connection() as connection:
            return connection.execute("SELECT s.seen_at, s.xmin::text FROM access.sessions s").fetchone()

    before = written()
    sessions.resolve(token, MONDAY + MINUTE - timedelta(seconds=1))
    assert written() == before
    seen = sessions.resolve(token, MONDAY + MINUTE)
    assert seen is not None
    assert seen.seen_at == MONDAY + MINUTE
    assert written() != before


def test_the_token_itself_is_stored_nowhere(sessions: Sessions, pool: Pool, head: Account) -> None:
    token = sessions.open(head, now=MONDAY).token
    assert len(token) == 43
    with pool.connection() as connection:
        rows = str(connection.execute("SELECT s::text FROM access.sessions s").fetchall())
    assert token not in rows
    assert token.encode().hex() not in rows


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 100_000, "\x00", "令牌", "\ud800"])
def test_anything_else_than_a_token_of_ours_opens_nothing(sessions: Sessions, head: Account, token: str) -> None:
    sessions.open(head, now=MONDAY)
    assert sessions.resolve(token, MONDAY) is None


def test_signing_in_gives_a_new_token_and_ends_the_session_the_browser_had(
    door: SignIn, sessions: Sessions, head: Account
) -> None:
    first = door.sign_in("13812345678", HEAD_PASSWORD, address=SCHOOL, now=MONDAY)
    second = door.sign_in("13812345678", HEAD_PASSWORD, address=SCHOOL, now=MONDAY, replacing=first.session)
    assert first.token != second.token
    assert sessions.resolve(first.token, MONDAY) is None
    assert sessions.resolve(second.token, MONDAY) == second.session


def test_no_session_opens_for_a_password_that_was_replaced_meanwhile(
    accounts: Accounts, sessions: Sessions, administrator: Account, head: Account
) -> None:
    accounts.set_password(head.id, "told by telephone", by=administrator.id, now=MONDAY)
    with pytest.raises(SignInFailed):
        sessions.open(head, now=MONDAY)


def test_no_session_opens_for_an_account_that_was_disabled_meanwhile(
    accounts: Accounts, sessions: Sessions, administrator: Account, head: Account
) -> None:
    accounts.disable(head.id, by=administrator.id, now=MONDAY)
    with pytest.raises(SignInFailed):
        sessions.open(head, now=MONDAY)


def test_signing_out_ends_one_session_and_signing_out_everywhere_the_others(sessions: Sessions, head: Account) -> None:
    phone, office, home = (sessions.open(head, now=MONDAY) for _ in range(3))
    sessions.close(phone.session, MONDAY)
    assert sessions.resolve(phone.token, MONDAY) is None
    assert sessions.close_all(head.id, by=head.id, now=MONDAY, keep=office.session) == 1
    assert sessions.resolve(home.token, MONDAY) is None
    assert sessions.resolve(office.token, MONDAY) is not None


def test_the_post_somebody_acts_in_is_remembered(sessions: Sessions, head: Account) -> None:
    opened = sessions.open(head, now=MONDAY)
    assert opened.session.appointment is None
    assert sessions.choose(opened.session, POST).appointment == POST
    found = sessions.resolve(opened.token, MONDAY)
    assert found is not None
    assert found.appointment == POST


def test_a_form_must_bring_the_token_of_its_own_session(sessions: Sessions, head: Account) -> None:
    mine, other = sessions.open(head, now=MONDAY).session, sessions.open(head, now=MONDAY).session
    assert mine.accepts(mine.csrf_token)
    assert not mine.accepts(other.csrf_token)
    assert not mine.accepts(None)
    assert not mine.accepts("")
    assert not mine.accepts("\ud800")
    assert mine.csrf_secret.hex() not in mine.csrf_token


def test_the_password_given_again_counts_for_a_while(door: SignIn, sessions: Sessions, head: Account) -> None:
    opened = door.sign_in("13812345678", HEAD_PASSWORD, address=SCHOOL, now=MONDAY)
    later = MONDAY + HOUR
    assert opened.session.was_confirmed_within(5 * MINUTE, MONDAY + 5 * MINUTE)
    assert not opened.session.was_confirmed_within(5 * MINUTE, later)
    door.confirm(opened.session, HEAD_PASSWORD, address=SCHOOL, now=later)
    found = sessions.resolve(opened.token, later)
    assert found is not None
    assert found.was_confirmed_within(5 * MINUTE, later)


def test_a_weak_new_password_is_refused_without_counting_as_a_guess(
    door: SignIn, sessions: Sessions, head: Account
) -> None:
    opened = door.sign_in("13812345678", HEAD_PASSWORD, address=SCHOOL, now=MONDAY)
    for _ in range(8):
        with pytest.raises(PasswordTooShort):
            door.change_password(opened.session, HEAD_PASSWORD, "short", address=SCHOOL, now=MONDAY)
    door.change_password(opened.session, HEAD_PASSWORD, "my own new one", address=SCHOOL, now=MONDAY)
    assert sessions.resolve(opened.token, MONDAY) is not None


def test_a_browsers_description_is_shortened_and_printable() -> None:
    assert shortened("Mozilla/5.0\n\x00(X11)" + "x" * 500) == ("Mozilla/5.0(X11)" + "x" * 500)[:120]


def test_sessions_are_forgotten_a_month_after_their_end(sessions: Sessions, head: Account) -> None:
    sessions.open(head, now=MONDAY)
    assert sessions.forget(MONDAY + timedelta(days=30)) == 0
    assert sessions.forget(MONDAY + timedelta(days=31)) == 1
