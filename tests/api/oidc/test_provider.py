"""What the provider publishes, and what happens while it is away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from api.access.accounts import Account
from api.access.oidc import fetching
from api.access.oidc import provider as asking
from api.access.oidc.client import Client, client_of
from api.access.oidc.fetching import Kept, NoAnswer
from api.access.oidc.metadata import ALGORITHMS, metadata_of
from api.access.oidc.provider import Provider
from api.access.oidc.refusals import ProviderUnusable
from api.cli.doctor import look_at_provider
from api.settings import Settings, SettingUnusable, settings_from
from api.system import System
from tests.support.browsing import Browser, text_of
from tests.support.providing import LABEL, Providing, come_in, sent_to, signed_in_there

ISSUER = "https://login.example.edu"
CLIENT = Client(issuer=ISSUER, client_id="bihuan", secret="s", label=LABEL, origin="https://bihuan.example.edu")
PUBLISHED: dict[str, Any] = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
    "id_token_signing_alg_values_supported": ["HS256", "none", "RS256", "ES256"],
}
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_algorithms_are_the_provider_s_own_and_never_none_or_a_shared_secret() -> None:
    assert metadata_of(PUBLISHED, CLIENT).algorithms == ("ES256", "RS256")
    assert not any(each.startswith("HS") or each == "none" for each in ALGORITHMS)


def test_what_is_left_out_is_what_the_standard_takes_for_granted() -> None:
    few = {name: value for name, value in PUBLISHED.items() if name != "id_token_signing_alg_values_supported"}
    said = metadata_of(few, CLIENT)
    assert (said.algorithms, said.client_authentication) == (("RS256",), "client_secret_basic")
    assert metadata_of(few, replace(CLIENT, secret=None)).client_authentication == "none"


UNUSABLE: tuple[tuple[object, str], ...] = (
    ([], "document"),
    ({}, "issuer"),
    ({**PUBLISHED, "issuer": f"{ISSUER}/"}, "issuer"),
    ({**PUBLISHED, "issuer": "https://elsewhere.example.org"}, "issuer"),
    ({**PUBLISHED, "token_endpoint": "http://login.example.edu/token"}, "token_endpoint"),
    ({**PUBLISHED, "jwks_uri": "file:///etc/passwd"}, "jwks_uri"),
    ({**PUBLISHED, "jwks_uri": None}, "jwks_uri"),
    ({**PUBLISHED, "authorization_endpoint": "javascript:alert(1)"}, "authorization_endpoint"),
    ({**PUBLISHED, "end_session_endpoint": "http://[::1"}, "end_session_endpoint"),
    ({**PUBLISHED, "code_challenge_methods_supported": ["plain"]}, "code_challenge_methods_supported"),
    (
        {**PUBLISHED, "id_token_signing_alg_values_supported": ["HS256", "none"]},
        "id_token_signing_alg_values_supported",
    ),
    (
        {**PUBLISHED, "token_endpoint_auth_methods_supported": ["private_key_jwt"]},
        "token_endpoint_auth_methods_supported",
    ),
)


@pytest.mark.parametrize(("document", "why"), UNUSABLE)
def test_a_document_we_cannot_work_with_is_refused_by_name(document: object, why: str) -> None:
    with pytest.raises(ProviderUnusable) as refused:
        metadata_of(document, CLIENT)
    assert refused.value.places["why"] == why


def test_the_secret_is_in_no_description_of_anything() -> None:
    settings = settings_from({**GIVEN, "BIHUAN_OIDC_CLIENT_SECRET": "s3cret"})
    assert settings.oidc_client_secret == "s3cret"
    assert "s3cret" not in repr(settings) + repr(replace(CLIENT, secret="s3cret"))


GIVEN = {"HOME": "/tmp", "BIHUAN_OIDC_ISSUER": ISSUER, "BIHUAN_OIDC_CLIENT_ID": "bihuan"}
MISUSED = (
    {"BIHUAN_OIDC_ISSUER": ISSUER},
    {"BIHUAN_OIDC_CLIENT_ID": "bihuan"},
    {**GIVEN, "BIHUAN_OIDC_ISSUER": "http://login.example.edu"},
    {**GIVEN, "BIHUAN_OIDC_ISSUER": "login.example.edu"},
    {**GIVEN, "BIHUAN_OIDC_CLIENT_SECRET_FILE": "/nowhere/at/all"},
)


@pytest.mark.parametrize("environment", MISUSED)
def test_settings_that_do_not_go_together_are_refused_at_the_start(environment: dict[str, str]) -> None:
    with pytest.raises(SettingUnusable):
        settings_from({"HOME": "/tmp", **environment})


def test_the_secret_may_stand_in_a_file(tmp_path: Any) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    settings: Settings = settings_from({**GIVEN, "BIHUAN_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")})
    assert settings.oidc_client_secret == "s3cret"


def counted() -> Kept[int]:
    """Says how often it was fetched."""
    times = count(1)
    return Kept(lambda _now: next(times))


def test_what_was_fetched_is_kept_for_an_hour() -> None:
    kept = counted()
    assert [kept.get(MONDAY + timedelta(minutes=each)) for each in (0, 59, 60, 61)] == [1, 1, 2, 2]


def test_after_a_failure_nobody_waits_again_for_a_while() -> None:
    tried: list[datetime] = []

    def fetch(now: datetime) -> int:
        tried.append(now)
        raise NoAnswer

    kept = Kept(fetch)
    for seconds in (0, 1, 9, 10):
        with pytest.raises(NoAnswer):
            kept.get(MONDAY + timedelta(seconds=seconds))
    assert len(tried) == 2


def test_nobody_makes_us_ask_for_keys_again_and_again() -> None:
    kept = counted()
    kept.get(MONDAY)
    assert kept.newer(MONDAY + timedelta(seconds=5)) is None
    assert kept.newer(MONDAY + timedelta(seconds=15)) == 2


def away(site: System) -> System:
    """A client of a provider that is not there: nobody listens on that port."""
    return replace(site, settings=replace(site.settings, oidc_issuer="http://127.0.0.1:9"))


def test_while_the_provider_is_away_people_are_told_and_come_in_by_password(site: System, head: Account) -> None:
    lost = Browser(away(site))
    answer = lost.open("/sign-in/provider?next=/report")
    assert answer.status_code == 503
    assert f"{LABEL}暂时没有响应" in text_of(answer)
    page = lost.press(answer, name=head.sign_in, password="correct horse battery")
    assert page.url.path == "/report", "the form on the same page lets in, and leads to where they wanted"
    assert lost.open("/me").status_code == 200


def test_signing_out_needs_no_provider(site: System, connected: Account, provider: Providing) -> None:
    browser = Browser(site)
    page = come_in(browser, "wang.li", "/sign-in/provider?next=/me")
    csrf = page.text.partition('name="csrf" value="')[2].partition('"')[0]
    lost = Browser(away(site))
    lost.client.cookies.update(browser.client.cookies)
    left = lost.client.post("/sign-out", data={"csrf": csrf})
    assert left.status_code == 200
    assert "可能仍是登录状态" in left.text
    assert "end-session" not in left.text


def test_a_provider_that_does_not_come_is_waited_for_shortly(
    site: System, provider: Providing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PATIENCE_S", 0.3)
    provider.behave("slow")
    assert Browser(site).open("/sign-in/provider").status_code == 503


def test_faults_of_the_provider_are_told_in_plain_words(
    site: System, provider: Providing, connected: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for spoilt, status, words in (
        ("in trouble", 503, "暂时没有响应"),
        ("metadata of another", 503, "对接设置有误（签发者不符）"),
    ):
        provider.behave(spoilt)
        answer = Browser(site).open("/sign-in/provider")
        assert (answer.status_code, words in text_of(answer)) == (status, True), spoilt
    provider.behave()
    browser = Browser(site)
    back = signed_in_there(sent_to(browser), "wang.li")
    provider.behave("token in trouble")
    monkeypatch.setattr(asking, "PATIENCE_S", 2)
    answer = browser.open(back)
    assert (answer.status_code, "暂时没有响应" in text_of(answer)) == (503, True)


def test_the_doctor_says_whether_the_provider_answers(site: System, provider: Providing) -> None:
    client = client_of(site.settings)
    assert client is not None
    assert look_at_provider(Provider(client, b"")).level == "ok"
    provider.behave("in trouble")
    found = look_at_provider(Provider(client, b""))
    assert (found.level, found.what) == ("warning", "provider"), "people still come in by password"
