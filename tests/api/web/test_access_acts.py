"""The acts of access on the administrator's page."""

import re

import pytest

from domain.appointment.posts import Post
from tests.api.web.conftest import Entering
from tests.api.web.reading import next_of
from tests.support.browsing import Browser, text_of
from tests.support.district import person_id
from tests.support.settled import PASSWORD

ROW = re.compile(r"<tr>\s*<td class=\"cell-times\".*?</tr>", re.DOTALL)


@pytest.fixture
def administrator(enter: Entering) -> Browser:
    """An administrator, after the head of the third middle school came in and somebody guessed at a password."""
    head = enter("no3", Post.HEAD)
    head.client.post("/sign-in", data={"name": "no3.head", "password": "not the password"})
    return Browser(head.system).as_administrator()


def rows(browser: Browser, query: str = "") -> list[str]:
    """The acts of a page, as text, in its order."""
    page = browser.open(f"/access/acts{query}")
    assert page.status_code == 200, page.text
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in ROW.findall(page.text)]


def test_acts_are_told_in_words_newest_first_by_the_clock_of_the_zone(administrator: Browser) -> None:
    signed_in, made, failed, came_in, first = rows(administrator)
    assert "登录 admin 本人账号" in signed_in
    assert "新建账号" in made
    assert "控制台" in made
    assert "✕ 登录失败" in failed
    assert "未登录" in failed
    assert "no3.head · no3 head" in came_in
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+08:00 ", each) for each in (signed_in, made, failed, first))


def test_the_same_network_address_has_the_same_mark(administrator: Browser) -> None:
    marks = {found for row in rows(administrator, "?kind=session") for found in re.findall(r"\b[0-9a-f]{8}$", row)}
    assert len(marks) == 1


def test_acts_are_asked_for_by_kind_and_by_account(administrator: Browser) -> None:
    assert len(rows(administrator, "?kind=account")) == 2
    assert len(rows(administrator, "?account=no3.head")) == 3
    assert len(rows(administrator, "?account=NO3.HEAD&kind=session")) == 2
    person = person_id("no3", Post.HEAD)
    assert rows(administrator, f"?person={person}") == rows(administrator, "?account=no3.head")
    assert rows(administrator, f"?person={person_id('no3', Post.GUARD)}") == []


def test_a_part_of_a_name_leads_to_the_accounts_it_may_mean(administrator: Browser) -> None:
    page = administrator.open("/access/acts?account=no3 he")
    assert "/access/acts?account=no3.head" in page.text
    assert rows(administrator, "?account=nobody+at+all") == []


def test_pages_lead_through_all_acts_without_loss_or_doubling(
    administrator: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = rows(administrator)
    monkeypatch.setattr("api.reading.access_acts.found_acts.__defaults__", (2,))
    told, address = list[str](), "/access/acts"
    while address:
        told += rows(administrator, address.removeprefix("/access/acts"))
        address = next_of(administrator.open(address)) or ""
    assert told == everything


def test_a_filter_that_cannot_be_is_told(administrator: Browser) -> None:
    for query in ("kind=weather", "after=x", "after=-1"):
        page = administrator.open(f"/access/acts?{query}")
        assert page.status_code == 422, query
        assert 'class="refusal"' in page.text


def test_only_administrators_see_them(enter: Entering) -> None:
    assert enter("qinghe", Post.AUDITOR).open("/access/acts").status_code == 403


def test_an_account_leads_to_its_acts_and_the_frame_to_all_of_them(administrator: Browser) -> None:
    accounts = administrator.open("/accounts")
    assert 'href="/access/acts"' in accounts.text
    found = re.search(r'href="(/accounts/[0-9a-f-]{36})">no3.head<', accounts.text)
    assert found
    assert 'href="/access/acts?account=no3.head"' in administrator.open(found.group(1)).text


def test_a_link_of_an_account_to_a_person_names_the_person(administrator: Browser) -> None:
    services = administrator.services
    made = services.accounts.make("guard.no3", PASSWORD, by=None, now=administrator.system.clock())
    services.accounts.link(made.id, person_id("no3", Post.GUARD), by=None, now=administrator.system.clock())
    assert "关联人员 no3 guard" in rows(administrator)[0]
    assert str(person_id("no3", Post.GUARD)) not in text_of(administrator.open("/access/acts"))
