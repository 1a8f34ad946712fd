"""API tokens: what they reach, when they end, who may end them."""

from datetime import timedelta
from uuid import UUID

import pytest

from api.access.accounts import Account, Accounts
from api.access.refusals import TokenExpiryImpossible
from api.access.tokens import Reach, TokenId, Tokens
from api.store.pool import Pool
from domain.kernel.identity import AppointmentId
from domain.kernel.quantities import Blank, TooLong
from domain.kernel.refusals import NotKnown
from tests.api.access.people import MONDAY

POST = AppointmentId(UUID(int=7))
MONTH = timedelta(days=30)


def make(tokens: Tokens, account: Account, reach: Reach = Reach.READ) -> tuple[TokenId, str]:
    return tokens.make(
        account.id, "monthly report", appointment=POST, reach=reach, expires_at=MONDAY + MONTH, now=MONDAY
    )


@pytest.mark.parametrize(("reach", "may_write"), [(Reach.READ, False), (Reach.WRITE, True)])
def test_a_token_acts_for_its_account_in_its_post_and_reach(
    tokens: Tokens, head: Account, reach: Reach, may_write: bool
) -> None:
    made, secret = make(tokens, head, reach)
    bearer = tokens.resolve(secret, MONDAY)
    assert bearer is not None
    assert (bearer.account, bearer.token, bearer.appointment, bearer.may_write) == (head, made, POST, may_write)


def test_a_token_can_be_found_where_it_leaked_but_not_in_the_database(
    tokens: Tokens, pool: Pool, head: Account
) -> None:
    _, secret = make(tokens, head)
    assert secret.startswith("bhn_")
    with pool.connection() as connection:
        rows = str(connection.execute("SELECT t::text FROM access.api_tokens t").fetchall())
    assert secret not in rows
    assert secret not in str(tokens.of(head.id))


def test_a_token_ends_when_it_said_it_would(tokens: Tokens, head: Account) -> None:
    _, secret = make(tokens, head)
    assert tokens.resolve(secret, MONDAY + MONTH - timedelta(seconds=1)) is not None
    assert tokens.resolve(secret, MONDAY + MONTH) is None


@pytest.mark.parametrize(("days", "is_possible"), [(-1, False), (0, False), (1, True), (365, True), (366, False)])
def test_a_token_ends_in_the_future_and_within_a_year(
    tokens: Tokens, head: Account, days: int, is_possible: bool
) -> None:
    end = MONDAY + timedelta(days=days)
    if is_possible:
        tokens.make(head.id, "report", appointment=None, reach=Reach.READ, expires_at=end, now=MONDAY)
        return
    with pytest.raises(TokenExpiryImpossible):
        tokens.make(head.id, "report", appointment=None, reach=Reach.READ, expires_at=end, now=MONDAY)


@pytest.mark.parametrize(("name", "refusal"), [("", Blank), ("  ", Blank), ("x" * 81, TooLong)])
def test_a_token_has_a_name_by_which_its_owner_knows_it(
    tokens: Tokens, head: Account, name: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        tokens.make(head.id, name, appointment=None, reach=Reach.READ, expires_at=MONDAY + MONTH, now=MONDAY)


def test_a_revoked_token_opens_nothing_and_stays_listed(tokens: Tokens, head: Account) -> None:
    made, secret = make(tokens, head)
    tokens.revoke(made, by=head, now=MONDAY)
    assert tokens.resolve(secret, MONDAY) is None
    assert [(each.id, each.revoked_at) for each in tokens.of(head.id)] == [(made, MONDAY)]


def test_tokens_are_ended_by_their_owner_or_an_administrator_only(
    tokens: Tokens, accounts: Accounts, administrator: Account, head: Account
) -> None:
    made, secret = make(tokens, head)
    other = accounts.make("wang.li", "correct horse battery", by=administrator.id, now=MONDAY)
    with pytest.raises(NotKnown):
        tokens.revoke(made, by=other, now=MONDAY)
    with pytest.raises(NotKnown):
        tokens.revoke(TokenId(UUID(int=5)), by=administrator, now=MONDAY)
    tokens.revoke(made, by=administrator, now=MONDAY)
    assert tokens.resolve(secret, MONDAY) is None


def test_a_token_rests_while_its_account_is_disabled_or_must_change_its_password(
    tokens: Tokens, accounts: Accounts, administrator: Account, head: Account
) -> None:
    _, secret = make(tokens, head)
    accounts.disable(head.id, by=administrator.id, now=MONDAY)
    assert tokens.resolve(secret, MONDAY) is None
    accounts.enable(head.id, by=administrator.id, now=MONDAY)
    assert tokens.resolve(secret, MONDAY) is not None
    accounts.set_password(head.id, "told by telephone", by=administrator.id, now=MONDAY)
    assert tokens.resolve(secret, MONDAY) is None


def test_no_token_is_made_for_a_disabled_account(
    tokens: Tokens, accounts: Accounts, administrator: Account, head: Account
) -> None:
    accounts.disable(head.id, by=administrator.id, now=MONDAY)
    with pytest.raises(NotKnown):
        make(tokens, head)


def test_being_used_is_written_at_most_once_a_minute(tokens: Tokens, head: Account) -> None:
    _, secret = make(tokens, head)
    assert tokens.of(head.id)[0].used_at is None
    tokens.resolve(secret, MONDAY)
    tokens.resolve(secret, MONDAY + timedelta(seconds=59))
    assert tokens.of(head.id)[0].used_at == MONDAY
    tokens.resolve(secret, MONDAY + timedelta(seconds=60))
    assert tokens.of(head.id)[0].used_at == MONDAY + timedelta(seconds=60)


@pytest.mark.parametrize("secret", ["", "bhn_", "bhn_" + "x" * 43, "x" * 47, "bhn_令牌", "bhn_" + "x" * 100_000])
def test_anything_else_than_a_token_of_ours_opens_nothing(tokens: Tokens, head: Account, secret: str) -> None:
    make(tokens, head)
    assert tokens.resolve(secret, MONDAY) is None
