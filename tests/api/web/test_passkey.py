"""In a real browser with a virtual authenticator: a passkey is made, confirmed, signs, and is revoked."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from api.system import System
from domain.appointment.posts import Post
from domain.hazard.events import HazardRegistered
from domain.kernel.identity import Actor, ActorKind
from domain.key.commands import ConfirmKey, RevokeKey
from domain.key.state import Key, fingerprint
from domain.key.terms import Scheme
from domain.record import Recorded
from domain.seal.dsse import read
from tests.support.district import person_id
from tests.support.serving import serving
from tests.support.settled import PASSWORD, account
from tests.support.signing import act_signed, begin_signing, file_key

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
OFFICER = person_id("no3", Post.SAFETY_OFFICER)
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def signing(settled_trial: System) -> System:
    return begin_signing(settled_trial)


@pytest.fixture
def address(signing: System) -> Iterator[str]:
    with serving(signing) as found:
        yield found


class Device(NamedTuple):
    """The part of a phone that makes passkeys and verifies the person."""

    session: CDPSession
    authenticator: str

    def forget_the_finger(self) -> None:
        """From now on the person is not recognised."""
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.authenticator, "isUserVerified": False})


@pytest.fixture
def bare_page(chromium: Browser) -> Page:
    """A phone."""
    page = chromium.new_context(viewport=PHONE, locale="zh-CN").new_page()  # type: ignore[arg-type]
    page.on("pageerror", _complain)
    return page


@pytest.fixture
def device(bare_page: Page) -> Device:
    """Its authenticator."""
    session = bare_page.context.new_cdp_session(bare_page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return Device(session, str(made["authenticatorId"]))


@pytest.fixture
def page(bare_page: Page, device: Device, address: str, signing: System) -> Page:
    """The safety officer of the third middle school, signed in on a phone that can make passkeys."""
    page = bare_page
    page.goto(f"{address}/sign-in")
    page.fill("#name", account(signing, "no3", Post.SAFETY_OFFICER))
    page.fill("#password", PASSWORD)
    page.click("main button")
    return page


def _complain(error: object) -> None:
    raise AssertionError(str(error))


def key_of(system: System) -> Key:
    (key,) = system.application.catch_up().keys.of(OFFICER)
    return key


def make_passkey(page: Page, address: str) -> None:
    """Make a passkey; it signs its own enrolment on the page that follows."""
    page.goto(f"{address}/me/keys")
    page.fill("form[data-make-passkey] [name=label]", "值班手机")
    page.click("form[data-make-passkey] button")
    page.wait_for_url("**/sign/**")
    page.click("form[data-sign-with-passkey] button")
    page.wait_for_url("**/me/keys?done=key.enrol")


def confirm(system: System) -> None:
    """A registrar compares the code and confirms."""
    registrar, key = file_key(system, "qinghe", Post.REGISTRAR), key_of(system)
    assert key.enrolment is not None
    command = ConfirmKey(key=key.id, fingerprint=fingerprint(key.enrolment.public_key))
    act_signed(system, "qinghe", Post.REGISTRAR, command, registrar)


def report(page: Page, address: str) -> str:
    page.goto(f"{address}/report")
    page.fill("[name='place.text']", "三楼东侧走廊")
    page.select_option("[name=category]", "building.railings")
    page.fill("[name=description]", "护栏松动，两根立柱脱焊")
    page.locator(".btn-main").last.click()
    page.wait_for_url("**/receipts/**")
    return page.url.split("/")[4]


def register(page: Page, address: str, hazard: str) -> None:
    page.goto(f"{address}/hazards/{hazard}/steps/register")
    page.locator(".btn-main").last.click()
    page.wait_for_url("**/sign/**")


def newest(system: System, hazard: str) -> Recorded:
    kept = system.recorder.load({UUID(hazard): 0}, [], 2**62)
    found: Recorded = system.mapper.to_domain_event(kept[-1].stored)
    return found


def test_a_passkey_that_was_made_waits_for_a_registrar_and_shows_the_code_to_compare(
    page: Page, address: str, signing: System
) -> None:
    make_passkey(page, address)
    key = key_of(signing)
    assert key.enrolment is not None
    assert key.enrolment.scheme is Scheme.WEBAUTHN
    assert key.is_waiting
    assert page.locator(".key-code").inner_text().replace("-", "").lower() == fingerprint(key.enrolment.public_key)[:8]
    assert bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_confirmed_passkey_signs_a_step_and_signs_none_after_it_was_revoked(
    page: Page, address: str, signing: System
) -> None:
    hazard = report(page, address)
    make_passkey(page, address)
    confirm(signing)
    register(page, address, hazard)
    assert "待签名声明" in page.inner_text("main")
    page.click("form[data-sign-with-passkey] button")
    page.wait_for_url("**/receipts/**")
    recorded = newest(signing, hazard)
    assert isinstance(recorded.event, HazardRegistered)
    (envelope,) = recorded.signatures
    assert read(envelope).signature.authenticator_data
    other = report_signed(page, address)
    register(page, address, other)
    signing.application.handle(
        RevokeKey(key=key_of(signing).id, reason="手机遗失"), signing.asked(Actor(kind=ActorKind.CONSOLE))
    )
    page.click("form[data-sign-with-passkey] button")
    page.wait_for_selector("[data-code=key_is_revoked]")


def report_signed(page: Page, address: str) -> str:
    """Report another hazard and sign it."""
    page.goto(f"{address}/report")
    page.fill("[name='place.text']", "操场")
    page.select_option("[name=category]", "building.railings")
    page.fill("[name=description]", "单杠松动")
    page.locator(".btn-main").last.click()
    page.wait_for_url("**/sign/**")
    page.click("form[data-sign-with-passkey] button")
    page.wait_for_url("**/receipts/**")
    return page.url.split("/")[4]


def test_a_device_that_does_not_verify_the_person_signs_nothing(
    page: Page, device: Device, address: str, signing: System
) -> None:
    hazard = report(page, address)
    make_passkey(page, address)
    confirm(signing)
    register(page, address, hazard)
    device.forget_the_finger()
    page.click("form[data-sign-with-passkey] button")
    page.wait_for_selector("[data-passkey-problem]:not([hidden])", timeout=130_000)
    assert not isinstance(newest(signing, hazard).event, HazardRegistered)
