"""In a real browser: every signature is checked again by the reader's own machine, which sees what was altered."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from api.seeing import Happening, happenings
from api.services import services_of
from api.system import System
from domain.key.events import KeyEnrolled
from tests.support.serving import serving
from tests.support.settled import PASSWORD
from tests.support.signed_stories import SignedStories
from tests.support.signing import begin_signing
from tests.support.stories import HEAD, LOGISTICS
from tests.support.tampering import erase_text, tamper, tamper_text

pytestmark = pytest.mark.browser
Altered = Callable[[str], str]


@pytest.fixture
def stories(settled_trial: System) -> SignedStories:
    """A hazard verified in the third middle school: by passkeys (ES256), logistics and head by key files (Ed25519)."""
    return SignedStories(begin_signing(settled_trial), by_file=frozenset({HEAD, LOGISTICS}))


@pytest.fixture
def hazard(stories: SignedStories) -> UUID:
    return stories.verified()


@pytest.fixture
def page(chromium: Browser, stories: SignedStories, hazard: UUID) -> Iterator[Page]:
    """The head at a browser, before the hazard's page is opened; `page.goto("")` opens it."""
    with serving(stories.system.at(lambda: stories.now)) as address:
        context = chromium.new_context(
            viewport={"width": 1280, "height": 900}, locale="zh-CN", base_url=f"{address}/hazards/{hazard}"
        )
        page = context.new_page()
        page.on("pageerror", _complain)
        page.goto("/sign-in")
        page.fill("#name", stories.account_of(services_of(stories.system), HEAD).sign_in)
        page.fill("#password", PASSWORD)
        page.click("main button")
        yield page
        context.close()


def _complain(error: object) -> None:
    raise AssertionError(str(error))


def last_of(stories: SignedStories, stream: UUID) -> Happening:
    return happenings(services_of(stories.system), stream)[-1]


def verdicts(page: Page) -> list[str]:
    """What this browser came to, block by block."""
    expect(page.locator("[data-browser]:not([hidden])")).to_have_count(page.locator("[data-signature]").count())
    return [str(each.get_attribute("data-browser")) for each in page.locator("[data-browser]").all()]


def last_check(page: Page) -> tuple[str, str]:
    """Verdict on the newest signature of the page, and the check that failed."""
    verdicts(page)
    last = page.locator("[data-browser]").last
    return str(last.get_attribute("data-browser")), str(last.get_attribute("data-check"))


def altered(page: Page, change: Altered) -> None:
    """Open the page as somebody between the server and the reader has altered it."""

    def fulfil(route: Route) -> None:
        answer = route.fetch()
        body = answer.text()
        assert change(body) != body
        route.fulfill(response=answer, body=change(body))

    page.route("**/hazards/*", fulfil)
    page.goto("")


def in_the_last(old: str, new: str) -> Altered:
    """A change behind the last place where something stands."""

    def change(body: str) -> str:
        head, found, tail = body.rpartition(old)
        assert found, old
        return head + new + tail

    return change


def test_passkeys_and_key_files_are_verified_in_the_browser(page: Page) -> None:
    page.goto("")
    assert verdicts(page) == ["good"] * 7
    assert "✓ 本浏览器已验证" in page.locator("[data-signature]").last.inner_text()


def test_the_page_of_an_event_and_a_receipt_are_verified_too(page: Page, stories: SignedStories, hazard: UUID) -> None:
    last = last_of(stories, hazard)
    page.goto(f"/events/{last.position}")
    assert verdicts(page) == ["good"]
    page.goto(f"/hazards/{hazard}/receipts/{last.recorded.command}")
    assert verdicts(page) == ["good"]


def test_a_text_that_was_altered_on_the_way_is_seen(page: Page) -> None:
    altered(page, in_the_last("现场查看，牢固", "未到现场，牢固"))
    assert last_check(page) == ("bad", "display")
    assert "✗ 本浏览器验证不通过: 显示的原文与所签的不是同一文字" in page.locator("[data-signature]").last.inner_text()


def test_a_text_that_was_altered_in_the_database_is_seen(page: Page, stories: SignedStories) -> None:
    tamper_text(stories.system, "现场查看，牢固", "未到现场，牢固")
    page.goto("")
    assert last_check(page) == ("bad", "display")


def test_an_event_that_was_altered_in_the_database_is_seen(page: Page, stories: SignedStories, hazard: UUID) -> None:
    position = last_of(stories, hazard).position
    tamper(stories.system, position, '"remarks":"现场查看，牢固"', '"remarks":"未到现场，牢固"')
    page.goto("")
    assert last_check(page) == ("bad", "content")


def test_a_signature_that_was_altered_is_seen(page: Page, stories: SignedStories, hazard: UUID) -> None:
    sent = last_of(stories, hazard).recorded.signatures[0].partition('"sig":"')[2][:10]
    altered(page, in_the_last(sent, sent[::-1]))
    assert last_check(page) == ("bad", "signature")


def test_a_statement_that_was_altered_is_seen(page: Page, stories: SignedStories, hazard: UUID) -> None:
    payload = last_of(stories, hazard).recorded.signatures[0].partition('"payload":"')[2][:60]
    altered(page, in_the_last(payload[8:20], payload[20:32]))
    assert last_check(page)[0] == "bad"


def test_another_key_than_the_pinned_one_is_seen(page: Page, stories: SignedStories) -> None:
    mine, others = (last_key(stories, who) for who in (HEAD, LOGISTICS))
    altered(page, lambda body: body.replace(mine, others))
    assert last_check(page) == ("bad", "fingerprint")


def test_a_key_that_was_altered_in_the_database_is_seen(page: Page, stories: SignedStories) -> None:
    mine, others = (last_key(stories, who) for who in (HEAD, LOGISTICS))
    enrolled = happenings(services_of(stories.system), stories.keys[HEAD].id)[0]
    tamper(stories.system, enrolled.position, mine, others)
    page.goto("")
    assert last_check(page) == ("bad", "signature")


def test_a_signature_that_was_moved_to_another_hazard_is_seen(page: Page, stories: SignedStories, hazard: UUID) -> None:
    other = last_of(stories, stories.verified())
    mine = last_of(stories, hazard)
    quoted = [each.recorded.signatures[0].replace('"', '\\"') for each in (mine, other)]
    erase_text(stories.system, str(mine.recorded.command))
    tamper(stories.system, mine.position, quoted[0], quoted[1])
    page.goto("")
    assert last_check(page)[0] == "bad"
    assert last_check(page)[1] in ("display", "id")


def test_an_erased_text_does_not_keep_the_signature_from_being_checked(page: Page, stories: SignedStories) -> None:
    erase_text(stories.system, "现场查看，牢固")
    page.goto("")
    assert last_check(page) == ("good", "")
    page.locator("[data-signature] summary").last.click()
    assert "原文已删除" in page.locator("[data-signature]").last.inner_text()


def test_where_the_browser_may_not_check_it_says_so_and_the_servers_word_stays(page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { get: () => false })")
    page.goto("")
    assert set(verdicts(page)) == {"unable"}
    last = page.locator("[data-signature]").last.inner_text()
    assert "须用 https 或 localhost" in last
    assert "服务器已验证" in last


def last_key(stories: SignedStories, who: tuple[str, str]) -> str:
    """The public key of somebody, as it was enrolled."""
    enrolled = happenings(services_of(stories.system), stories.keys[who].id)[0].event  # type: ignore[index]
    assert isinstance(enrolled, KeyEnrolled)
    return enrolled.public_key
