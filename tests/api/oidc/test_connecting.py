"""Who is who at the provider: said by the person, by an administrator or by a one-time link, and by nothing else."""

import re
from datetime import timedelta
from typing import Any

import pytest

from api.access.accounts import Account, Accounts
from api.access.acts import acts
from api.access.oidc.door import ProviderDoor
from api.access.oidc.refusals import AccountConnected, IdentityTaken, LastWayIn, SubjectUnusable
from api.access.refusals import NotAdministrator
from api.services import services_of
from api.system import System
from domain.appointment.posts import Post
from domain.kernel.refusals import NotKnown
from tests.support.browsing import Browser, forms_of, text_of
from tests.support.providing import Providing, come_in, sent_to, signed_in_there
from tests.support.settled import PASSWORD, account


@pytest.fixture
def door(site: System) -> ProviderDoor:
    found = services_of(site).provider
    assert found is not None
    return found


def press(browser: Browser, address: str, act: str, **typed: str) -> Any:
    """Send one of the several forms of a page."""
    page = browser.open(address)
    form = next(each for each in forms_of(page) if each.action.endswith(act))
    return browser.client.post(form.action, data={**form.values, **typed})


def way_there(browser: Browser, password: str = PASSWORD) -> str:
    """Connect one's own account: the password, then the link to the provider."""
    page = press(browser, "/me", "/me/provider", present_password=password)
    found = re.search(r'href="(http[^"]+/authorize[^"]+)"', page.text)
    assert found is not None, text_of(page)
    return found.group(1).replace("&amp;", "&")


def link_made(manager: Browser, account: Account) -> str:
    page = press(manager, f"/accounts/{account.id}", "/provider/invite")
    found = re.search(r"http://localhost:8000(/sign-in/invited/[\w-]+)", page.text)
    assert found is not None, text_of(page)
    return found.group(1)


def onward(browser: Browser, link: str) -> str:
    """The link on the page of a one-time link."""
    found = re.search(r'href="(/sign-in/provider\?invitation=[\w-]+)"', browser.open(link).text)
    assert found is not None
    return found.group(1)


def newest(site: System) -> tuple[str, object, object]:
    done = acts(site.pool, limit=1)[0]
    return done.what, done.who, done.about


def test_a_person_connects_their_own_account_with_their_password_again(site: System, head: Account) -> None:
    own = Browser(site).enter(head.sign_in)
    answer = own.open(signed_in_there(way_there(own), "wang.li"))
    assert "已绑定" in answer.text
    assert newest(site) == ("identity.connected", head.id, head.id)
    assert come_in(Browser(site), "wang.li", "/sign-in/provider?next=/me").url.path == "/me"


def test_without_the_password_nobody_connects_a_session_left_open(site: System, head: Account) -> None:
    own = Browser(site).enter(head.sign_in)
    refused = press(own, "/me", "/me/provider", present_password="a guess of mine")
    assert refused.status_code == 409
    assert "当前密码不正确" in refused.text
    assert newest(site)[0] == "session.not_confirmed"


def test_a_connection_begun_in_one_session_is_not_finished_in_another(site: System, head: Account) -> None:
    own = Browser(site).enter(head.sign_in)
    back = signed_in_there(way_there(own), "wang.li")
    own.client.cookies.delete("bihuan")
    own.enter(account(site, "no5", Post.HEAD))
    assert "sign_in_not_under_way" in own.open(back).text
    assert come_in(Browser(site), "wang.li").status_code == 401


def test_the_page_sends_no_form_to_the_provider(site: System, head: Account) -> None:
    """The pages' policy lets no form lead to another site: there has to be a link."""
    own = Browser(site).enter(head.sign_in)
    answer = press(own, "/me", "/me/provider", present_password=PASSWORD)
    assert answer.status_code == 200
    assert "form-action 'self'" in answer.headers["content-security-policy"]


def test_one_identity_is_of_one_account_and_one_account_of_one_identity(
    site: System, door: ProviderDoor, connected: Account
) -> None:
    other = Accounts(site.pool, site.random).make("li.ming", "first-key-2026", by=None, now=site.clock())
    with pytest.raises(IdentityTaken):
        door.identities.connect(other.id, "wang.li", by=None, now=site.clock())
    with pytest.raises(AccountConnected):
        door.identities.connect(connected.id, "somebody-else", by=None, now=site.clock())


def test_letter_case_tells_two_people_apart(browser: Browser, connected: Account) -> None:
    assert come_in(browser, "Wang.Li").status_code == 401


@pytest.mark.parametrize("subject", ["", "x" * 256, "王丽", "a\x00b", "a\nb"])
def test_a_subject_is_what_the_standard_says(site: System, door: ProviderDoor, head: Account, subject: str) -> None:
    with pytest.raises(SubjectUnusable):
        door.identities.connect(head.id, subject, by=None, now=site.clock())


def test_an_administrator_enters_who_it_is_and_open_sessions_end(site: System, manager: Browser, head: Account) -> None:
    own = Browser(site).enter(head.sign_in)
    assert "账号已绑定统一身份" in press(manager, f"/accounts/{head.id}", "/connect", subject="wang.li").text
    assert own.open("/me").url.path == "/sign-in", "the person notices that the account was changed"
    assert "账号管理员绑定" in Browser(site).enter(head.sign_in).open("/me").text


def test_nobody_but_administrators_says_who_somebody_else_is(
    site: System, door: ProviderDoor, connected: Account
) -> None:
    other = Accounts(site.pool, site.random).make("li.ming", "first-key-2026", by=None, now=site.clock())
    mine = door.identities.of(connected.id)[0]
    with pytest.raises(NotAdministrator):
        door.identities.connect(other.id, "li.ming", by=connected.id, now=site.clock())
    with pytest.raises(NotAdministrator):
        door.identities.invite(other.id, by=connected.id, now=site.clock())
    with pytest.raises(NotAdministrator):
        door.identities.disconnect(mine.id, by=other.id, has_password=True, now=site.clock())
    head = Browser(site).enter(connected.sign_in)
    csrf = head.open("/me").text.partition('name="csrf" value="')[2].partition('"')[0]
    for what in ("connect", "invite", f"{mine.id}/disconnect"):
        answer = head.client.post(f"/accounts/{other.id}/provider/{what}", data={"csrf": csrf, "subject": "x"})
        assert answer.status_code == 403


def test_a_one_time_link_connects_whoever_signs_in_at_the_provider_and_lets_them_in(
    site: System, manager: Browser, head: Account
) -> None:
    link, own = link_made(manager, head), Browser(site)
    assert head.sign_in in own.open(link).text
    answer = own.open(signed_in_there(sent_to(own, onward(own, link)), "wang.li"))
    assert answer.url.path == "/"
    assert "no3 head" in answer.text
    assert "凭一次性链接绑定" in own.open("/me").text


def test_a_one_time_link_counts_once_and_for_a_week(
    site: System, manager: Browser, door: ProviderDoor, head: Account
) -> None:
    link, own = link_made(manager, head), Browser(site)
    address = onward(own, link)
    own.open(signed_in_there(sent_to(own, address), "wang.li"))
    other = Browser(site)
    assert "invitation_gone" in other.open(address).text
    assert "已经用过或已过期" in other.open(link).text
    late = link_made(manager, Accounts(site.pool, site.random).make("li.ming", None, by=None, now=site.clock()))
    week = Browser(site.at(lambda: site.clock() + timedelta(days=7, minutes=1)))
    assert "已经用过或已过期" in week.open(late).text


def test_two_who_were_sent_off_by_one_link_do_not_both_come_back(site: System, manager: Browser, head: Account) -> None:
    link = link_made(manager, head)
    first, second = Browser(site), Browser(site)
    backs = [signed_in_there(sent_to(each, onward(each, link)), who) for each, who in ((first, "a"), (second, "b"))]
    assert first.open(backs[0]).url.path == "/"
    assert "invitation_gone" in second.open(backs[1]).text


def test_a_newer_link_takes_the_place_of_an_older_one(site: System, manager: Browser, head: Account) -> None:
    older, newer = link_made(manager, head), link_made(manager, head)
    assert "已经用过或已过期" in Browser(site).open(older).text
    assert head.sign_in in Browser(site).open(newer).text


def test_the_secret_of_a_link_is_stored_nowhere(site: System, manager: Browser, head: Account) -> None:
    secret = link_made(manager, head).rpartition("/")[2]
    assert secret not in manager.open(f"/accounts/{head.id}").text
    with site.pool.connection() as connection:
        assert secret not in str(connection.execute("SELECT v::text FROM access.invitations v").fetchall())


def test_an_account_without_a_password_lets_in_by_the_provider_only(
    site: System, manager: Browser, door: ProviderDoor
) -> None:
    page = manager.press(manager.open("/accounts/new"), sign_in="li.ming", comes_in="provider", password="")
    assert "该账号没有密码" in page.text
    made = Accounts(site.pool, site.random).named("li.ming")
    assert made is not None
    assert (made.has_password, made.must_change_password) == (False, False)
    door.identities.connect(made.id, "li.ming", by=None, now=site.clock())
    own = Browser(site)
    assert come_in(own, "li.ming", "/sign-in/provider?next=/me").url.path == "/me"
    assert "/me/password" not in own.open("/me").text
    for password in ("", "x" * 12, PASSWORD):
        refused = Browser(site).client.post("/sign-in", data={"name": "li.ming", "password": password})
        assert refused.status_code == 401


def test_nobody_takes_away_their_only_way_in(site: System, door: ProviderDoor) -> None:
    made = Accounts(site.pool, site.random).make("li.ming", None, by=None, now=site.clock())
    door.identities.connect(made.id, "li.ming", by=None, now=site.clock())
    mine = door.identities.of(made.id)[0]
    with pytest.raises(LastWayIn):
        door.identities.disconnect(mine.id, by=made.id, has_password=False, now=site.clock())
    own = Browser(site)
    come_in(own, "li.ming")
    assert "disconnect" not in own.open("/me").text


def test_who_is_disconnected_comes_in_no_more(site: System, connected: Account) -> None:
    own = Browser(site).enter(connected.sign_in)
    assert "已解除绑定" in press(own, "/me", "/disconnect").text
    assert newest(site) == ("identity.disconnected", connected.id, connected.id)
    assert come_in(Browser(site), "wang.li").status_code == 401


def test_an_administrator_disconnects_and_open_sessions_end(site: System, manager: Browser, connected: Account) -> None:
    own = Browser(site)
    come_in(own, "wang.li")
    assert "已解除统一身份绑定" in press(manager, f"/accounts/{connected.id}", "/disconnect").text
    assert own.open("/me").url.path == "/sign-in"


def test_nobody_disconnects_by_another_s_page(site: System, door: ProviderDoor, connected: Account) -> None:
    other = Browser(site).enter(account(site, "no5", Post.HEAD))
    csrf = other.open("/me").text.partition('name="csrf" value="')[2].partition('"')[0]
    mine = door.identities.of(connected.id)[0]
    assert other.client.post(f"/me/provider/{mine.id}/disconnect", data={"csrf": csrf}).status_code == 404
    assert door.identities.of(connected.id) == [mine]
    with pytest.raises(NotKnown):
        door.identities.disconnect(other.system.new_id(), by=None, has_password=True, now=site.clock())  # type: ignore[arg-type]


def test_the_acts_tell_who_did_what_to_whom_and_nobody_s_name_there(
    site: System, manager: Browser, head: Account
) -> None:
    press(manager, f"/accounts/{head.id}", "/connect", subject="wang.li@example.edu")
    press(manager, f"/accounts/{head.id}", "/disconnect")
    found = [each for each in acts(site.pool, about=head.id) if each.what.startswith("identity.")]
    assert [each.what for each in found] == ["identity.disconnected", "identity.connected"]
    assert all(each.who and each.who != head.id for each in found)
    assert "wang" not in str(found)
    assert found[1].detail == f"administrator {found[0].detail}"


def test_an_administrator_may_come_in_by_the_provider_and_is_an_administrator_still(
    site: System, manager: Browser, door: ProviderDoor, provider: Providing
) -> None:
    admin = Accounts(site.pool, site.random).named("admin")
    assert admin is not None
    door.identities.connect(admin.id, "the.admin", by=None, now=site.clock())
    other = Browser(site)
    assert come_in(other, "the.admin", "/sign-in/provider?next=/accounts").url.path == "/accounts"
    assert other.open("/report").status_code == 403
