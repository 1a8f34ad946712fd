"""The ledger in a real browser: filters swap the list alone, the address follows, the way back shows whole pages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from api.system import System
from domain.appointment.posts import Post
from tests.support.following import followed
from tests.support.serving import serving
from tests.support.settled import PASSWORD, account
from tests.support.stories import Stories

pytestmark = pytest.mark.browser


@pytest.fixture
def ledger(settled_trial: System) -> Iterator[str]:
    """A ledger of two open hazards and one that is closed out."""
    stories = Stories(settled_trial)
    stories.registered(description="灭火器压力不足", category="fire.equipment")
    stories.found()
    stories.verified()
    followed(settled_trial)
    with serving(settled_trial) as address:
        yield address


def signed_in(chromium: Browser, address: str, system: System, *, width: int) -> Page:
    context = chromium.new_context(viewport={"width": width, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("#name", account(system, "no3", Post.HEAD))
    page.fill("#password", PASSWORD)
    page.click("main button")
    return page


def test_a_filter_swaps_the_list_and_stands_in_the_address(
    chromium: Browser, ledger: str, settled_trial: System
) -> None:
    complaints: list[str] = []
    page = signed_in(chromium, ledger, settled_trial, width=1280)
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{ledger}/ledger")
    rows = page.locator("table.ledger tbody tr")
    expect(rows).to_have_count(3)
    page.select_option("#state", "verified")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(f"{ledger}/ledger?state=verified&sort=newest")
    page.select_option("#state", "open")
    expect(rows).to_have_count(2)
    page.go_back()
    expect(rows).to_have_count(1)
    expect(page.locator("header.top")).to_have_count(1)
    assert page.input_value("#state") == "verified", "the way back shows the whole page of that address"
    assert complaints == []


def test_on_a_phone_the_list_is_in_sight_and_the_filters_are_a_touch_away(
    chromium: Browser, ledger: str, settled_trial: System
) -> None:
    page = signed_in(chromium, ledger, settled_trial, width=390)
    page.goto(f"{ledger}/ledger")
    first = page.locator("table.ledger tbody tr").first
    expect(first).to_be_in_viewport()
    expect(page.locator("#state")).to_be_hidden()
    page.click("details.all-filters > summary")
    expect(page.locator("#state")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_list_can_be_filtered_and_opened_by_keyboard_alone(
    chromium: Browser, ledger: str, settled_trial: System
) -> None:
    page = signed_in(chromium, ledger, settled_trial, width=1280)
    page.goto(f"{ledger}/ledger")
    page.focus("#q")
    page.keyboard.type("灭火器")
    page.keyboard.press("Enter")
    expect(page.locator("table.ledger tbody tr")).to_have_count(1)
    page.locator("table.ledger tbody a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("第三中学")
    expect(page.locator("#life-title")).to_be_visible()


def test_the_order_shows_that_it_does_not_apply_to_words(chromium: Browser, settled_trial: System, ledger: str) -> None:
    page = signed_in(chromium, ledger, settled_trial, width=1200)
    page.goto(f"{ledger}/ledger?sort=due")
    unused = page.locator(".order-unused")
    expect(unused).to_be_hidden()
    page.fill("#q", "护栏")
    expect(unused).to_be_visible()


def test_every_entry_of_the_navigation_is_on_a_phone_screen(
    chromium: Browser, settled_trial: System, ledger: str
) -> None:
    page = signed_in(chromium, ledger, settled_trial, width=390)
    ends = page.eval_on_selector_all(".main-nav a", "all => all.map(each => each.getBoundingClientRect().right)")
    assert len(ends) == 6
    assert max(ends) <= 390
