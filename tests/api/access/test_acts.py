"""The record of acts at the door: complete, without secrets, and not to be changed."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

import api.access
from api.access.accounts import Account, Accounts
from api.access.acts import ActDone, acts
from api.access.refusals import PasswordWrong, SignInFailed, SignInNameTaken
from api.access.sign_in import SignIn
from api.access.throttle import Throttle
from api.access.tokens import Reach, Tokens
from api.store.pool import Pool
from api.system import Database
from domain.kernel.identity import PersonId
from projections.sql import statements
from tests.api.access.people import HEAD_PASSWORD, MONDAY, SCHOOL

QUERIES = statements(Path(api.access.__file__).with_name("queries.sql"))


def told(done: list[ActDone]) -> list[tuple[str, UUID | None, UUID | None]]:
    """What, who, about whom, oldest first."""
    return [(each.what, each.who, each.about) for each in reversed(done)]


def test_every_act_on_an_account_is_recorded_with_who_did_it(
    pool: Pool, accounts: Accounts, administrator: Account, head: Account
) -> None:
    accounts.link(head.id, PersonId(UUID(int=1)), by=administrator.id, now=MONDAY)
    accounts.disable(head.id, by=administrator.id, now=MONDAY)
    accounts.enable(head.id, by=None, now=MONDAY)
    accounts.set_password(head.id, "told by telephone", by=administrator.id, now=MONDAY)
    accounts.change_password(accounts.confirm(head.id, "told by telephone", now=MONDAY), "my own one", now=MONDAY)
    assert told(acts(pool, about=head.id)) == [
        ("account.made", administrator.id, head.id),
        ("account.linked", administrator.id, head.id),
        ("account.disabled", administrator.id, head.id),
        ("account.enabled", None, head.id),
        ("password.set", administrator.id, head.id),
        ("password.changed", head.id, head.id),
    ]


def test_sign_in_its_failures_and_the_way_out_are_recorded_with_the_digest_of_the_address(
    pool: Pool, door: SignIn, throttle: Throttle, head: Account
) -> None:
    with pytest.raises(SignInFailed):
        door.sign_in("13812345678", "not the password", address=SCHOOL, now=MONDAY)
    session = door.sign_in("13812345678", HEAD_PASSWORD, address=SCHOOL, now=MONDAY).session
    with pytest.raises(PasswordWrong):
        door.confirm(session, "not the password", address=SCHOOL, now=MONDAY)
    door.confirm(session, HEAD_PASSWORD, address=SCHOOL, now=MONDAY)
    done = acts(pool, about=head.id, limit=4)
    assert told(done) == [
        ("session.refused", None, head.id),
        ("session.opened", head.id, head.id),
        ("session.not_confirmed", None, head.id),
        ("session.confirmed", head.id, head.id),
    ]
    assert {each.address for each in done} == {throttle.digest(SCHOOL)}


def test_a_name_that_nobody_has_is_not_recorded_for_it_may_be_a_password(pool: Pool, door: SignIn) -> None:
    with pytest.raises(SignInFailed):
        door.sign_in("my-secret-typed-in-haste", "", address=SCHOOL, now=MONDAY)
    newest = acts(pool)[0]
    assert (newest.what, newest.about, newest.detail) == ("session.refused", None, None)


def test_making_and_revoking_a_token_is_recorded_once_each(pool: Pool, tokens: Tokens, head: Account) -> None:
    end = MONDAY + timedelta(days=1)
    made, _ = tokens.make(head.id, "report", appointment=None, reach=Reach.READ, expires_at=end, now=MONDAY)
    tokens.revoke(made, by=head, now=MONDAY)
    tokens.revoke(made, by=head, now=MONDAY)
    done = acts(pool, about=head.id, limit=2)
    assert [(each.what, each.detail) for each in done] == [("token.revoked", "report"), ("token.made", "report")]


def test_what_was_refused_leaves_no_act(pool: Pool, accounts: Accounts, administrator: Account, head: Account) -> None:
    before = acts(pool)
    with pytest.raises(SignInNameTaken):
        accounts.make("13812345678", "correct horse battery", by=administrator.id, now=MONDAY)
    accounts.enable(head.id, by=administrator.id, now=MONDAY)
    assert acts(pool) == before


def test_acts_are_read_page_by_page_newest_first(pool: Pool, administrator: Account, head: Account) -> None:
    first = acts(pool, limit=1)
    second = acts(pool, before=first[-1].id)
    assert [each.about for each in first + second] == [head.id, administrator.id]


@pytest.mark.parametrize(
    "statement", ["UPDATE access.acts SET what = 'a.b'", "DELETE FROM access.acts", "TRUNCATE access.acts"]
)
def test_no_role_changes_the_acts(database: Database, administrator: Account, statement: str) -> None:
    with psycopg.connect(database.app) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())
    for stance in ("SET ROLE bihuan_owner", "SET session_replication_role = replica"):
        with psycopg.connect(database.admin) as connection:
            connection.execute(stance.encode())
            with pytest.raises(psycopg.Error) as refused:
                connection.execute(statement.encode())
        assert refused.value.sqlstate == "BH001"


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO access.acts (at, what, recorded_at) VALUES (now(), 'a.b', '2020-01-01')",
        "UPDATE access.accounts SET is_administrator = TRUE",
        "UPDATE access.accounts SET sign_in = 'other'",
        "DELETE FROM access.accounts",
        "UPDATE access.sessions SET expires_at = 'infinity'",
        "UPDATE access.sessions SET account = gen_random_uuid()",
        "UPDATE access.api_tokens SET reach = 'write'",
        "DELETE FROM access.api_tokens",
        "ALTER TABLE access.acts DISABLE TRIGGER acts_stay",
    ],
)
def test_the_application_role_has_no_more_rights_than_it_needs(database: Database, statement: str) -> None:
    with psycopg.connect(database.app) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def test_the_role_of_the_read_models_sees_nothing_of_the_door(database: Database) -> None:
    with psycopg.connect(database.reader) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT a.sign_in FROM access.accounts a")


@pytest.mark.parametrize("name", QUERIES)
def test_postgresql_understands_every_statement(pool: Pool, name: str) -> None:
    places = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", QUERIES[name])))
    numbered = re.sub(r"%\((\w+)\)s", lambda found: f"${places.index(found.group(1)) + 1}", QUERIES[name])
    with pool.connection() as connection:
        connection.execute(f"PREPARE {name} AS {numbered}".encode())
