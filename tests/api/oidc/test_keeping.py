"""What is kept around sign-ins: every statement, what the serving role may touch, how long, and what is never said."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege

import api.access
import api.access.oidc
from api.access.accounts import Account
from api.access.acts import FAILURES, Act
from api.access.oidc.identities import INVITED_FOR, How
from api.access.oidc.provider import KNOWN_ERRORS
from api.access.oidc.under_way import LASTS
from api.services import services_of
from api.store.pool import Pool
from api.system import System
from api.words import catalogue
from api.workers.housekeeping import chores
from projections.sql import statements
from tests.projections.test_statements import numbered
from tests.support.browsing import Browser
from tests.support.provider.server import SECRET
from tests.support.providing import come_in, query_of, sent_to, signed_in_there

STATEMENTS = {
    **statements(Path(api.access.oidc.__file__).with_name("queries.sql")),
    **statements(Path(api.access.__file__).with_name("passkeys.sql")),
}


def test_postgresql_accepts_every_statement_from_the_serving_role(pool: Pool) -> None:
    with pool.connection() as connection:
        for name, statement in STATEMENTS.items():
            connection.execute(f"PREPARE {name} AS {numbered(statement)}".encode())


FORBIDDEN = (
    "UPDATE access.identities SET subject = 'x'",
    "UPDATE access.identities SET account = gen_random_uuid()",
    "UPDATE access.invitations SET expires_at = now() + interval '1 year'",
    "UPDATE access.sign_ins_under_way SET account = gen_random_uuid()",
    "UPDATE access.sessions SET way = 'passkey'",
    "TRUNCATE access.identities",
)


def test_who_is_who_is_not_rewritten_by_the_serving_role(pool: Pool) -> None:
    for each in FORBIDDEN:
        with pool.connection() as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(each.encode())


def test_a_password_that_is_not_there_is_not_one_to_be_changed(site: System, head: Account) -> None:
    with site.pool.connection() as connection, pytest.raises(CheckViolation):
        connection.execute(
            "UPDATE access.accounts SET password_hash = NULL, must_change_password = true WHERE id = %s", (head.id,)
        )


def test_what_nobody_came_back_from_and_what_ran_out_is_removed(site: System, browser: Browser, head: Account) -> None:
    services = services_of(site)
    assert services.provider is not None
    sent_to(browser)
    services.provider.identities.invite(head.id, by=None, now=site.clock())
    services.passkeys.challenge()
    kept, now = chores(services), site.clock()
    assert [kept[name](now) for name in ("sign_ins", "invitations", "challenges")] == [0, 0, 0]
    assert kept["sign_ins"](now + LASTS + timedelta(minutes=1)) == 1
    assert kept["challenges"](now + LASTS + timedelta(minutes=1)) == 1
    assert kept["invitations"](now + INVITED_FOR + timedelta(minutes=1)) == 1


def test_nothing_secret_is_logged(
    browser: Browser,
    connected: Account,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    asked = query_of(sent_to(browser))
    secrets = [SECRET, asked["state"], asked["nonce"], browser.client.cookies["bihuan_provider"]]
    browser.open(signed_in_there(sent_to(browser), "wang.li", decision="deny"))
    come_in(browser, "wang.li")
    told = capsys.readouterr()
    said = caplog.text.replace(str(browser.client.base_url), "") + told.out + told.err
    ours = "\n".join(line for line in said.splitlines() if "testserver" not in line and "localhost:8000" not in line)
    assert "provider_refused" in ours
    assert [each for each in [*secrets, "eyJ", "wang.li"] if each in ours] == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_what_a_check_or_the_provider_says_has_words(language: str) -> None:
    words = catalogue(language)
    claims = ("expired", "exp", "iat", "nbf", "iss", "sub", "aud", "azp", "nonce", "alg", "malformed", "signature")
    whys = {*claims, *KNOWN_ERRORS, "unknown_error"}
    assert [each for each in whys if f"check.{each}" not in words] == []
    assert [each for each in How if f"connected_how.{each}" not in words] == []


def test_a_passkey_that_counted_back_is_among_the_failures() -> None:
    assert Act.WENT_BACK in FAILURES
