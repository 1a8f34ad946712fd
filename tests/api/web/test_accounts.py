"""Accounts by the administrator's pages, and one's own API tokens."""

import re
from typing import Any

import pytest

from api.web import accounts as pages
from domain.appointment.posts import Post
from tests.api.web.conftest import Entering
from tests.support.browsing import Browser, forms_of, main_form, text_of
from tests.support.district import person_id
from tests.support.settled import PASSWORD


@pytest.fixture
def administrator(enter: Entering) -> Browser:
    """An administrator, on a log where the head of the third middle school has an account as well."""
    head = enter("no3", Post.HEAD)
    return Browser(head.system).as_administrator()


def address_of(browser: Browser, sign_in: str) -> str:
    found = re.search(rf'href="(/accounts/[0-9a-f-]+)">{re.escape(sign_in)}<', browser.open("/accounts").text)
    assert found is not None
    return found.group(1)


def press(browser: Browser, address: str, act: str, **typed: str) -> str:
    """Send one of the several forms of an account's page; gives the answer's text."""
    page = browser.open(address)
    form = next(each for each in forms_of(page) if each.action.endswith(act))
    return text_of(browser.client.post(form.action, data={**form.values, **typed}))


@pytest.mark.parametrize("words", ["NO3.head ", "第三中学"])
def test_an_account_is_found_by_sign_in_name_or_unit(administrator: Browser, words: str) -> None:
    page = administrator.client.get("/accounts", params={"find": words})
    assert "no3.head" in page.text
    assert page.text.count('<th scope="row">') == 1


def test_where_no_account_fits_it_says_so(administrator: Browser) -> None:
    assert "没有相符的账号" in text_of(administrator.open("/accounts?find=没有这个人"))


def test_only_administrators_come_in(enter: Entering) -> None:
    head = enter("no3", Post.HEAD)
    for address in ("/accounts", "/accounts/new", "/accounts/00000000-0000-7000-8000-000000000000"):
        assert head.open(address).status_code == 403


def test_an_account_is_made_for_a_person_found_by_name(administrator: Browser) -> None:
    page = administrator.press(administrator.open("/accounts/new"), find="no5 head", button=("look", "yes"))
    assert main_form(page).choices["person"] == [str(person_id("no5", Post.HEAD))]
    assert main_form(page).values["find"] == ["no5 head"]
    person = str(person_id("no5", Post.HEAD))
    made = administrator.press(page, person=person, sign_in="13800000005", password="first-key-2026")
    assert "账号已建立" in made.text
    assert Browser(administrator.system).enter("13800000005", "first-key-2026")


NO_ACCOUNT = (
    ("sign_in", "a b"),
    ("sign_in", "<script>"),
    ("sign_in", "no3.head"),
    ("password", "short"),
    ("password", "123456789a\x00"),
)


def test_what_cannot_be_an_account_is_refused_and_the_password_never_shown(administrator: Browser) -> None:
    page = administrator.open("/accounts/new")
    for field, value in NO_ACCOUNT:
        said: dict[str, Any] = {"sign_in": "li.ming", "password": "first-key-2026", field: value}
        refused = administrator.press(page, **said)
        assert refused.status_code in (409, 422)
        assert main_form(refused).values["sign_in"] == [said["sign_in"]]
        assert main_form(refused).values["password"] == [""]


def test_a_disabled_account_lets_nobody_in_until_it_is_enabled(administrator: Browser) -> None:
    address = address_of(administrator, "no3.head")
    assert "账号已停用" in press(administrator, address, "disabled")
    answer = administrator.client.post("/sign-in", data={"name": "no3.head", "password": PASSWORD})
    assert "/sign-in" in str(answer.url)
    assert "已停用" in answer.text
    assert "账号已恢复使用" in press(administrator, address, "enabled")
    assert Browser(administrator.system).enter("no3.head")


def test_a_password_that_was_set_has_to_be_changed(administrator: Browser) -> None:
    address = address_of(administrator, "no3.head")
    assert "密码已设置" in press(administrator, address, "password", password="another-key-2026")
    head = Browser(administrator.system).enter("no3.head", "another-key-2026")
    assert str(head.open("/report").url).endswith("/me/password")


def test_an_account_is_linked_to_one_person_and_to_nobody_else(administrator: Browser) -> None:
    address = address_of(administrator, "no3.head")
    administrator.press(administrator.open("/accounts/new"), sign_in="li.ming", password="first-key-2026")
    other, taken = address_of(administrator, "li.ming"), str(person_id("no3", Post.HEAD))
    assert "已与此人关联" not in press(administrator, f"{other}?find=no3", "linked", person=taken)
    assert "账号已解除关联" in press(administrator, address, "unlinked")
    free = str(person_id("no5", Post.HEAD))
    assert "已与此人关联" in press(administrator, f"{address}?find=no5", "linked", person=free)


def test_accounts_come_page_by_page(administrator: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LINES", 1)
    first = administrator.open("/accounts")
    assert "/accounts?after=admin" in first.text
    second = administrator.open("/accounts?after=admin")
    assert "no3.head" in second.text
    assert "after=no3" not in second.text


def test_a_token_is_shown_once_and_works_until_it_is_revoked(enter: Entering) -> None:
    head = enter("no3", Post.HEAD)
    made = head.press(head.open("/me/tokens"), token_name="月报", reach="read")
    secret = re.search(r"bhn_[\w-]+", made.text)
    assert secret is not None
    assert secret.group() not in head.open("/me/tokens").text
    revoke = next(each for each in forms_of(head.open("/me/tokens")) if each.action.endswith("/revoke"))
    assert head.services.tokens.resolve(secret.group(), head.system.clock()) is not None
    head.client.post(revoke.action, data=revoke.values)
    assert head.services.tokens.resolve(secret.group(), head.system.clock()) is None


def test_a_session_that_was_left_open_makes_no_token_without_the_password(enter: Entering) -> None:
    head = enter("no3", Post.HEAD)
    assert "present_password" not in head.open("/me/tokens").text
    with head.system.pool.connection() as connection:
        connection.execute("UPDATE access.sessions SET confirmed_at = confirmed_at - interval '11 minutes'")
    for typed in ("", "a guess at it"):
        refused = head.press(head.open("/me/tokens"), token_name="月报", reach="write", present_password=typed)
        assert (refused.status_code, "bhn_" in refused.text) == (409, False)
    made = head.press(head.open("/me/tokens"), token_name="月报", reach="write", present_password=PASSWORD)
    assert "bhn_" in made.text


NO_TOKEN = (
    ("token_name", ""),
    ("token_name", "令" * 81),
    ("expires_on", "2026-02-30"),
    ("expires_on", "2026-03-01"),
    ("expires_on", "2036-03-01"),
    ("expires_on", "9999-12-31"),
    ("reach", "everything"),
    ("appointment", "00000000-0000-7000-8000-000000000000"),
)


def test_a_token_that_cannot_be_is_refused(enter: Entering) -> None:
    head = enter("no3", Post.HEAD)
    page = head.open("/me/tokens")
    for field, value in NO_TOKEN:
        said: dict[str, Any] = {"token_name": "月报", "reach": "read", field: value}
        refused = head.press(page, **said)
        assert refused.status_code == 422, (field, value)
        assert "bhn_" not in refused.text


def test_nobody_revokes_the_token_of_another(enter: Entering) -> None:
    head = enter("no3", Post.HEAD)
    head.press(head.open("/me/tokens"), token_name="月报", reach="read")
    revoke = next(each for each in forms_of(head.open("/me/tokens")) if each.action.endswith("/revoke"))
    other = Browser(head.system).signed_in("no5", Post.HEAD)
    csrf = main_form(other.open("/me/password")).values["csrf"]
    assert other.client.post(revoke.action, data={"csrf": csrf}).status_code == 404
