"""Coming in by the provider, and everything that must not let anybody in."""

import re

import httpx2

from api.access.accounts import Account, Accounts
from api.access.acts import acts
from api.access.sessions import Way
from api.system import System
from tests.support.browsing import Browser, text_of
from tests.support.provider.server import CLIENT, SECRET
from tests.support.provider.tokens import SPOILT_CLAIMS, SPOILT_FORMS
from tests.support.providing import LABEL, Providing, come_in, query_of, sent_to, signed_in_there


def is_in(browser: Browser) -> bool:
    """Whether the browser has a session."""
    return "/sign-in" not in str(browser.open("/me").url)


def refusal_in(answer: httpx2.Response) -> str:
    """The code of the refusal that a page says."""
    found = re.search(r'data-code="(\w+)"', answer.text)
    return found.group(1) if found else ""


def why_not(site: System) -> str | None:
    """What the newest act of access says of the failure."""
    newest = acts(site.pool, limit=1)[0]
    assert newest.what == "session.refused"
    return newest.detail


def test_somebody_who_is_connected_comes_in_and_goes_where_they_wanted(
    site: System, browser: Browser, connected: Account
) -> None:
    answer = come_in(browser, "wang.li", "/sign-in/provider?next=/report")
    assert (answer.status_code, answer.url.path) == (200, "/report")
    newest = acts(site.pool, limit=1)[0]
    assert (newest.what, newest.who, newest.detail) == ("session.opened", connected.id, Way.PROVIDER)


def test_the_door_offers_the_provider_by_its_name(browser: Browser) -> None:
    assert f"用{LABEL}登录" in text_of(browser.open("/sign-in")).replace(" ", "")


def test_only_who_it_is_is_asked_for_with_state_nonce_and_s256(browser: Browser, provider: Providing) -> None:
    signed_in_there(sent_to(browser), "wang.li")
    asked = provider.asked()
    assert (asked["scope"], asked["response_type"], asked["code_challenge_method"]) == ("openid", "code", "S256")
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert "prompt" not in asked


def test_what_goes_out_is_another_thing_each_time(browser: Browser) -> None:
    first, second = (query_of(sent_to(browser)) for _ in range(2))
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


def test_nothing_secret_is_stored_while_somebody_is_away(site: System, browser: Browser) -> None:
    asked = query_of(sent_to(browser))
    with site.pool.connection() as connection:
        rows = str(connection.execute("SELECT s::text FROM access.sign_ins_under_way s").fetchall())
    cookie = browser.client.cookies["bihuan_provider"]
    assert not any(secret in rows for secret in (asked["state"], asked["nonce"], cookie))


def test_a_public_client_comes_in_without_a_secret(settled: System, provider: Providing) -> None:
    public = provider.known_to(settled, is_public=True)
    answer = come_in(Browser(public), "wang.li")
    assert "wang.li" in answer.text, "known there, and told what to give the administrator"
    assert refusal_in(answer) == "identity_not_connected"


def test_es256_is_taken_as_well(browser: Browser, provider: Providing, connected: Account) -> None:
    provider.behave("ES256")
    come_in(browser, "wang.li")
    assert is_in(browser)


def test_somebody_whom_no_account_is_connected_with_is_told_what_to_do(
    site: System, browser: Browser, head: Account
) -> None:
    """Not even where the identifier is a sign-in name here: names connect nobody."""
    answer = come_in(browser, head.sign_in)
    assert answer.status_code == 401
    assert head.sign_in in text_of(answer)
    assert "请用登录名和密码登录" in text_of(answer)
    assert not is_in(browser)
    assert why_not(site) == "provider identity_not_connected"


def test_a_token_that_is_not_to_be_believed_lets_nobody_in(
    site: System, browser: Browser, provider: Providing, connected: Account
) -> None:
    for spoilt in (*SPOILT_CLAIMS, *SPOILT_FORMS):
        provider.behave()
        back = signed_in_there(sent_to(browser), "wang.li")
        provider.behave(spoilt)
        answer = browser.open(back)
        assert (answer.status_code, refusal_in(answer)) == (401, "id_token_refused"), spoilt
        assert not is_in(browser), spoilt
        assert why_not(site) == "provider id_token_refused", spoilt


WHY = {
    "nonce": "与这次登录不符",
    "audience": "不是发给本系统的",
    "two audiences": "不是发给本系统的",
    "expired": "已过期",
    "not yet": "尚未生效",
    "issuer": "签发者不符",
    "none": "签名算法不可接受",
    "HS256 with the secret": "签名算法不可接受",
    "HS256 with the public key": "签名算法不可接受",
    "unpublished algorithm": "签名算法不可接受",
    "another key": "签名与公钥不符",
    "no such key": "签名与公钥不符",
}


def test_the_page_says_which_check_failed(browser: Browser, provider: Providing, connected: Account) -> None:
    for spoilt, words in WHY.items():
        provider.behave()
        back = signed_in_there(sent_to(browser), "wang.li")
        provider.behave(spoilt)
        assert f"未通过核验（{words}）" in text_of(browser.open(back)), spoilt


def test_an_answer_that_is_not_said_to_be_the_provider_s_is_refused(
    browser: Browser, provider: Providing, connected: Account
) -> None:
    for spoilt in ("answer of another", "answer of nobody"):
        provider.behave(spoilt)
        assert refusal_in(come_in(browser, "wang.li")) == "id_token_refused"
        assert not is_in(browser)


def test_a_sign_in_is_finished_once(site: System, browser: Browser, connected: Account) -> None:
    back = signed_in_there(sent_to(browser), "wang.li")
    cookie = browser.client.cookies["bihuan_provider"]
    browser.open(back)
    again = Browser(site)
    again.client.cookies.set("bihuan_provider", cookie, domain="localhost.local", path="/sign-in/provider")
    answer = again.open(back)
    assert answer.status_code == 401
    assert refusal_in(answer) == "sign_in_not_under_way"
    assert not is_in(again)


def test_a_sign_in_of_another_browser_is_refused_and_stays_where_it_was_begun(
    site: System, browser: Browser, connected: Account
) -> None:
    """Else somebody could be signed in, unawares, as somebody else."""
    back = signed_in_there(sent_to(browser), "wang.li")
    other = Browser(site)
    sent_to(other)
    assert refusal_in(other.open(back)) == "sign_in_not_under_way"
    assert not is_in(other)
    browser.open(back)
    assert is_in(browser)


def test_an_answer_that_nobody_asked_for_is_refused(browser: Browser) -> None:
    sent_to(browser)
    for state in ("", "x", "x" * 43, "\x00", "令牌", "x" * 5000):
        answer = browser.client.get("/sign-in/provider/back", params={"state": state, "code": "x"})
        assert (answer.status_code, refusal_in(answer)) == (401, "sign_in_not_under_way")


def test_a_stolen_code_is_worth_nothing_without_the_verifier(
    browser: Browser, provider: Providing, connected: Account
) -> None:
    back = query_of(signed_in_there(sent_to(browser), "wang.li"))
    asked = {
        "grant_type": "authorization_code",
        "code": back["code"],
        "redirect_uri": "http://localhost:8000/sign-in/provider/back",
    }
    for verifier in ({}, {"code_verifier": "x" * 43}):
        answer = httpx2.post(f"{provider.issuer}/token", data=asked | verifier, auth=(CLIENT, SECRET))
        assert answer.status_code == 400, answer.text


def test_who_declines_at_the_provider_is_told_so(site: System, browser: Browser) -> None:
    answer = browser.open(signed_in_there(sent_to(browser), "wang.li", decision="deny"))
    assert answer.status_code == 401
    assert refusal_in(answer) == "provider_said_no"
    assert why_not(site) == "provider provider_said_no"


def test_what_an_error_says_of_itself_is_never_shown(browser: Browser, provider: Providing) -> None:
    said = {"error": "call 0900 123456", "error_description": "<b>call</b>", "iss": provider.issuer}
    state = query_of(sent_to(browser))["state"]
    answer = browser.client.get("/sign-in/provider/back", params={"state": state, **said})
    assert answer.status_code == 401
    assert "0900" not in answer.text
    assert "未说明原因" in answer.text


ELSEWHERE = ("https://elsewhere.example.org", "//elsewhere.example.org", "/\\elsewhere.example.org", "javascript:1")


def test_nobody_is_sent_elsewhere_afterwards(browser: Browser, connected: Account) -> None:
    for target in ELSEWHERE:
        begun = browser.client.get("/sign-in/provider", params={"next": target}, follow_redirects=False)
        back = signed_in_there(begun.headers["location"], "wang.li")
        assert browser.client.get(back, follow_redirects=False).headers["location"] == "/", target


def test_a_disabled_account_stays_disabled(site: System, browser: Browser, connected: Account) -> None:
    Accounts(site.pool, site.random).disable(connected.id, by=None, now=site.clock())
    answer = come_in(browser, "wang.li")
    assert answer.status_code == 403
    assert refusal_in(answer) == "account_disabled"
    assert not is_in(browser)


def test_keys_that_the_provider_changed_are_fetched_anew(
    browser: Browser, provider: Providing, connected: Account
) -> None:
    come_in(browser, "wang.li")
    provider.behave(rotate=True)
    other = Browser(browser.system)
    come_in(other, "wang.li")
    assert is_in(other)


def test_a_first_password_does_not_have_to_be_changed_by_who_does_not_use_it(
    site: System, browser: Browser, connected: Account
) -> None:
    Accounts(site.pool, site.random).set_password(connected.id, "told by telephone", by=None, now=site.clock())
    assert come_in(browser, "wang.li", "/sign-in/provider?next=/report").url.path == "/report"
    by_password = Browser(site).enter(connected.sign_in, "told by telephone")
    assert by_password.open("/report").url.path == "/me/password"


def test_signing_out_leads_to_where_one_signs_out_at_the_provider(
    browser: Browser, provider: Providing, connected: Account
) -> None:
    page = come_in(browser, "wang.li", "/sign-in/provider?next=/me")
    csrf = page.text.partition('name="csrf" value="')[2].partition('"')[0]
    left = browser.client.post("/sign-out", data={"csrf": csrf})
    assert f'href="{provider.issuer}/end-session?client_id={CLIENT}&amp;post_logout_redirect_uri=' in left.text
    assert not is_in(browser)
    by_password = Browser(browser.system).enter(connected.sign_in)
    csrf = by_password.open("/me").text.partition('name="csrf" value="')[2].partition('"')[0]
    assert "end-session" not in by_password.client.post("/sign-out", data={"csrf": csrf}).text


def test_an_installation_without_a_provider_has_no_such_door(settled: System) -> None:
    plain = Browser(settled)
    assert plain.open("/sign-in/provider").status_code == 404
    assert plain.open("/sign-in/provider/back?state=x").status_code == 404
    assert "/sign-in/provider" not in plain.open("/sign-in").text
