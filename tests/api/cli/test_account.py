"""Accounts from the console: made, let in, shut out, and tokens of one's own."""

from api.system import System
from domain.appointment.posts import Post
from tests.api.cli.conftest import Line
from tests.api.cli.test_steps import REPORT
from tests.support.district import person_id
from tests.support.settled import PASSWORD


def test_an_account_is_made_changed_and_used(line: Line) -> None:
    made = line("account", "make", "li.min", "--person", "safety_officer@no3", "--json")
    assert made.status == 0, made.err
    first = made.value["password"]
    assert line(*REPORT, "--json", sign_in="li.min", password=first).code == "change_password_first"
    assert line("account", "list", "--json").value[0]["person"] == str(person_id("no3", Post.SAFETY_OFFICER))


def test_ones_own_password_is_changed_with_the_present_one(line: Line, monkeypatch: object) -> None:
    first = line("account", "make", "li.min", "--person", "safety_officer@no3", "--json").value["password"]
    monkeypatch.setenv("BIHUAN_NEW_PASSWORD", PASSWORD)  # type: ignore[attr-defined]
    assert line("account", "change-password", "li.min", sign_in="li.min", password=first).status == 0
    assert line(*REPORT, sign_in="li.min").status == 0
    wrong = line("account", "change-password", "li.min", "--json", sign_in="li.min", password="guess")
    assert wrong.code == "sign_in_failed"


def test_what_cannot_be_an_account_is_refused(line: Line) -> None:
    assert line("account", "make", "x", "--json").code == "sign_in_name_unusable"
    line("account", "make", "li.min", "--person", "head@no3")
    assert line("account", "make", "li.min", "--json").code == "sign_in_name_taken"
    assert line("account", "make", "li.mei", "--person", "head@no3", "--json").code == "person_has_account"
    both = line("account", "make", "boss", "--administrator", "--person", "head@no5", "--json")
    assert both.code == "administrator_signs_nothing"
    assert line("account", "make", "nn.nn", "--person", "king@no3", "--json").code == "not_known"


def test_a_disabled_account_lets_nobody_in(line: Line, officer: str) -> None:
    assert line("account", "disable", officer).status == 0
    assert line(*REPORT, "--json", sign_in=officer).code == "account_disabled"
    assert line("account", "enable", officer).status == 0
    assert line(*REPORT, sign_in=officer).status == 0
    assert line("account", "disable", "nobody", "--json").code == "not_known"


def test_a_password_that_was_set_has_to_be_changed(line: Line, officer: str) -> None:
    fresh = line("account", "password", officer, "--json").value["password"]
    assert line(*REPORT, "--json", sign_in=officer).code == "sign_in_failed"
    assert line(*REPORT, "--json", sign_in=officer, password=fresh).code == "change_password_first"


def test_a_token_acts_for_its_owner_until_it_is_revoked(line: Line, officer: str) -> None:
    made = line("account", "token", "--name", "laptop", "--write", "--json", sign_in=officer)
    assert made.status == 0, made.err
    secret = made.value["secret"]
    assert line(*REPORT, token=secret).status == 0
    reader = line("account", "token", "--name", "looks", "--json", sign_in=officer).value["secret"]
    assert line(*REPORT, "--json", token=reader).code == "may_only_read"
    assert line("ledger", "list", token=reader).status == 0
    assert len(line("account", "tokens", "--json", sign_in=officer).value) == 2
    assert line("account", "revoke", made.value["token"], sign_in=officer).status == 0
    assert line(*REPORT, "--json", token=secret).code == "sign_in_needed"


def test_nobody_makes_a_token_for_somebody_else(line: Line, settled: System) -> None:
    assert line("account", "token", "--name", "x", "--json").code == "sign_in_needed"


def test_what_was_done_to_an_account_is_told_newest_first(line: Line, officer: str) -> None:
    line("account", "disable", officer)
    line("account", "enable", officer)
    line("account", "make", "li.min")
    told = line("account", "acts", "--about", officer, "--json").value
    assert [each["what"] for each in told] == ["account.enabled", "account.disabled", "account.made"]
    assert {(each["who"], each["about"]) for each in told} == {(None, officer)}
    everything = line("account", "acts")
    assert "li.min" in everything.out
    assert everything.out.index("li.min") < everything.out.index("account.enabled")
    assert line("account", "acts", "--about", "nobody.here", "--json").code == "not_known"


PROVIDED = {"BIHUAN_OIDC_ISSUER": "https://login.example.edu", "BIHUAN_OIDC_CLIENT_ID": "bihuan"}


def test_the_console_says_who_somebody_is_at_the_provider(line: Line, officer: str, monkeypatch: object) -> None:
    assert line("account", "connect", officer, "wang.li", "--json").code == "not_known", "there is no provider"
    for name, value in PROVIDED.items():
        monkeypatch.setenv(name, value)  # type: ignore[attr-defined]
    assert line("account", "connect", officer, "wang.li").status == 0
    assert line("account", "connect", officer, "somebody.else", "--json").code == "account_connected"
    assert line("account", "disconnect", officer).status == 0
    assert line("account", "invite", officer).out.startswith("http://localhost:8000/sign-in/invited/")
    told = line("account", "acts", "--about", officer, "--json").value
    assert [each["what"] for each in told][:3] == [
        "identity.invited",
        "identity.disconnected",
        "identity.connected",
    ]


def test_an_account_may_be_made_without_a_password(line: Line) -> None:
    made = line("account", "make", "li.min", "--person", "safety_officer@no3", "--without-password", "--json")
    assert made.value["password"] is None
    assert line("account", "change-password", "li.min", "--json", sign_in="li.min", password="").code == (
        "sign_in_failed"
    )


def test_a_token_makes_and_ends_no_tokens(line: Line, officer: str) -> None:
    made = line("account", "token", "--name", "laptop", "--write", "--json", sign_in=officer).value
    secret, another = made["secret"], ("account", "token", "--name", "next", "--json")
    assert line(*another, token=secret).code == "not_by_token"
    assert line("account", "revoke", made["token"], "--json", token=secret).code == "not_by_token"
    assert len(line("account", "tokens", "--json", sign_in=officer).value) == 1
