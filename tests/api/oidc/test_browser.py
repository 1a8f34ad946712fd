"""By the provider in a real browser: from one site to another and back, past every policy that browsers enforce."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from api.access.accounts import Account
from api.services import services_of
from api.system import System
from tests.support.following import followed
from tests.support.providing import LABEL, Providing
from tests.support.serving import serving
from tests.support.settled import PASSWORD

pytestmark = pytest.mark.browser
SIZES = {"phone": (390, 844), "desk": (1280, 800)}


@pytest.fixture
def address(site: System, provider: Providing) -> Iterator[str]:
    followed(site)
    with serving(site) as found:
        provider.behave(redirect_uri=f"{found}/sign-in/provider/back")
        yield found


def opened(chromium: Browser, size: str = "phone") -> Page:
    """A page on which nothing may go against the policy of our pages."""
    width, height = SIZES[size]
    page = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN").new_page()
    page.on("console", _complain)
    return page


def _complain(message: object) -> None:
    if "Security Policy" in str(message):
        raise AssertionError(str(message))


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def sign_in_there(page: Page, user: str, decision: str = "allow") -> None:
    """At the provider."""
    expect(page.locator("h1")).to_have_text("Sign in at the provider")
    page.fill("#user", user)
    page.click(f"button[value={decision}]")


@pytest.mark.parametrize("size", SIZES)
def test_a_person_comes_in_by_the_provider(chromium: Browser, address: str, connected: Account, size: str) -> None:
    page = opened(chromium, size)
    page.goto(f"{address}/report")
    expect(page).to_have_url(re.compile("/sign-in[?]next=/report"))
    assert fits(page)
    page.click(f"text=用{LABEL}登录")
    sign_in_there(page, "wang.li")
    expect(page).to_have_url(re.compile(r"^[^?]*/report"))
    page.goto(f"{address}/me")
    assert fits(page)
    page.click("details.me > summary")
    page.click("text=退出登录")
    expect(page.locator("#left")).to_contain_text("可能仍是登录状态")
    page.click("#left a")
    expect(page.locator("h1")).to_have_text("Signed out at the provider")
    page.click("text=Back")
    expect(page).to_have_url(f"{address}/sign-in")


def test_a_person_connects_their_account_and_comes_in_by_it(
    chromium: Browser, address: str, head: Account, site: System
) -> None:
    page = opened(chromium)
    page.goto(f"{address}/sign-in?next=/me")
    page.fill("#name", head.sign_in)
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.fill("#provider #present_password", PASSWORD)
    page.click("#provider button")
    assert fits(page)
    page.click("main a.btn-primary")
    sign_in_there(page, "wang.li")
    expect(page.locator(".notice")).to_contain_text("已绑定")
    assert fits(page)
    other = opened(chromium)
    other.goto(f"{address}/sign-in")
    other.click(f"text=用{LABEL}登录")
    sign_in_there(other, "wang.li")
    expect(other).to_have_url(f"{address}/")


def test_who_was_invited_connects_by_the_link_and_is_in(
    chromium: Browser, address: str, head: Account, site: System
) -> None:
    door = services_of(site).provider
    assert door is not None
    page = opened(chromium)
    page.goto(f"{address}/sign-in/invited/{door.identities.invite(head.id, by=None, now=site.clock())}")
    assert fits(page)
    page.click("main a.btn-primary")
    sign_in_there(page, "wang.li")
    expect(page).to_have_url(f"{address}/")
    expect(page.locator("details.me summary")).to_contain_text("no3 head")


def test_who_declined_there_stands_before_the_door_again(chromium: Browser, address: str, connected: Account) -> None:
    page = chromium.new_context(locale="zh-CN").new_page()
    page.goto(f"{address}/sign-in")
    page.click(f"text=用{LABEL}登录")
    sign_in_there(page, "wang.li", "deny")
    expect(page.locator("[role=alert]")).to_contain_text("您在那里拒绝了登录")
    page.fill("#name", connected.sign_in)
    page.fill("#password", PASSWORD)
    page.click("main form button")
    expect(page).to_have_url(f"{address}/")
