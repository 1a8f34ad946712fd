"""Whoever signs in: everything that the frame, the start page and the pages behind them lead to can be opened."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from threading import Event

import pytest
from httpx2 import Response

from api.services import services_of
from api.system import System
from api.workers.sealer import run_sealer
from domain.appointment.posts import Post
from tests.api.web.reading import events_on
from tests.support.browsing import Browser
from tests.support.district import POSTS, unit_id
from tests.support.following import followed
from tests.support.settled import PASSWORD
from tests.support.stories import HEAD, OFFICER, Stories

LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)')
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
PAPER = (".pdf", ".xlsx")
"""Papers have tests of their own, and take a second each."""

ALIKE, DEEP = 2, 2
"""So many addresses of one shape are opened, so many steps from the start page."""

WHO = {post: code for code, posts in reversed(POSTS.items()) for post in posts}
"""One holder of every post of the district."""


@pytest.fixture
def district(settled_trial: System) -> System:
    """Hazards at every stage, one handed over to a department, one merged."""
    stories = Stories(settled_trial)
    stories.verified(), stories.rectified(), stories.assigned(), stories.found()
    handed, duplicate = stories.registered(), stories.registered()
    stories.does(HEAD, "hazard.hand_over", hazard=str(handed), department=str(unit_id("fire")), text="请到场查看")
    stories.does(OFFICER, "hazard.propose_merge", hazard=str(duplicate), survivor=str(handed), reason="同一处")
    stories.does(HEAD, "hazard.confirm_merge", hazard=str(duplicate), survivor=str(handed))
    run_sealer(settled_trial, Event(), once=True)
    return followed(settled_trial)


def links_of(page: Response) -> list[str]:
    """Where a page leads, in its order, papers left out."""
    links = dict.fromkeys(unescape(each) for each in LINK.findall(page.text))
    return [each for each in links if not each.partition("?")[0].endswith(PAPER)]


def walked(browser: Browser) -> Iterator[tuple[str, str, int]]:
    """From where, where to, and the status: pages reached from the start page, some of every shape."""
    waiting, seen, shapes = deque([("", "/", 0)]), {"/"}, Counter[str]()
    while waiting:
        origin, address, depth = waiting.popleft()
        page = browser.open(address)
        yield origin, address, page.status_code
        for link in links_of(page) if depth < DEEP and "html" in page.headers["content-type"] else ():
            shape = KEY.sub("*", link)
            if link not in seen and shapes[shape] < ALIKE:
                seen.add(link)
                shapes[shape] += 1
                waiting.append((address, link, depth + 1))


def dead_ends(browser: Browser) -> list[tuple[str, str, int]]:
    """Links to what is refused or not there."""
    return [each for each in walked(browser) if each[2] >= 400]


@pytest.mark.parametrize("post", WHO)
def test_no_link_leads_whoever_holds_a_post_to_a_refusal(district: System, post: Post) -> None:
    assert dead_ends(Browser(district).signed_in(WHO[post], post)) == []


def test_no_link_leads_an_administrator_of_accounts_to_a_refusal(district: System) -> None:
    assert dead_ends(Browser(district).as_administrator()) == []


def test_no_link_leads_whoever_holds_no_post_to_a_refusal(district: System) -> None:
    services = services_of(district)
    services.accounts.make("nobody", PASSWORD, by=None, now=district.clock(), must_change=False)
    assert dead_ends(Browser(district).enter("nobody")) == []


def test_reporting_is_offered_only_to_posts_that_report(district: System) -> None:
    for post, may in ((Post.GUARD, True), (Post.AUDITOR, False), (Post.REGISTRAR, False)):
        browser = Browser(district).signed_in(WHO[post], post)
        for address in ("/", "/ledger", "/ledger?state=verified&unit=no9"):
            assert ('href="/report"' in browser.open(address).text) is may, (post, address)


def test_whoever_holds_no_post_is_led_nowhere_and_shown_no_acts(district: System) -> None:
    services = services_of(district)
    services.accounts.make("nobody", PASSWORD, by=None, now=district.clock(), must_change=False)
    browser = Browser(district).enter("nobody")
    assert links_of(browser.open("/")) == ["/", "/me"]
    assert events_on(browser.open("/audit")) == []
