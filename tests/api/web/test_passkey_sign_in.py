"""Coming in by passkey in a real browser with a virtual authenticator."""

import re
from base64 import b64encode
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import Browser, CDPSession, Page, expect

from api.signing.client_data import coded
from api.signing.public_keys import written
from api.system import System
from domain.appointment.posts import Post
from domain.kernel.identity import Actor, ActorKind, KeyId
from domain.key.commands import RevokeKey
from domain.key.terms import Algorithm, Scheme
from tests.support.district import person_id
from tests.support.following import followed
from tests.support.serving import serving
from tests.support.settled import account
from tests.support.signing import begin_signing, record_key

pytestmark = pytest.mark.browser
CREDENTIAL = b"c" * 32
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
BUTTON = "form[data-passkey-sign-in] button"


@pytest.fixture
def private() -> EllipticCurvePrivateKey:
    return generate_private_key(SECP256R1())


@pytest.fixture
def signing(settled_trial: System) -> System:
    account(settled_trial, "no3", Post.SAFETY_OFFICER)
    return begin_signing(settled_trial)


@pytest.fixture
def key(signing: System, private: EllipticCurvePrivateKey) -> KeyId:
    """The safety officer's passkey, enrolled and confirmed."""
    return record_key(
        signing,
        "no3",
        Post.SAFETY_OFFICER,
        scheme=Scheme.WEBAUTHN,
        algorithm=Algorithm.ES256,
        public_key=written(private.public_key()),
        credential=coded(CREDENTIAL),
        relying_party="localhost",
    )


@pytest.fixture
def address(signing: System, key: KeyId) -> Iterator[str]:
    followed(signing)
    with serving(signing) as found:
        yield found


def phone(chromium: Browser, *, scripts: bool = True, width: int = 390) -> Page:
    context = chromium.new_context(
        viewport={"width": width, "height": 844}, locale="zh-CN", java_script_enabled=scripts
    )
    page = context.new_page()
    page.on("pageerror", _complain)
    return page


def _complain(error: object) -> None:
    raise AssertionError(str(error))


def with_device(page: Page, private: EllipticCurvePrivateKey, counter: int = 1) -> tuple[CDPSession, str]:
    """Give the phone a device that holds the officer's passkey."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = str(session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"])
    put_in(session, made, private, counter)
    return session, made


def put_in(session: CDPSession, device: str, private: EllipticCurvePrivateKey, counter: int) -> None:
    secret = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    credential = {
        "credentialId": b64encode(CREDENTIAL).decode(),
        "isResidentCredential": True,
        "rpId": "localhost",
        "privateKey": b64encode(secret).decode(),
        "userHandle": b64encode(person_id("no3", Post.SAFETY_OFFICER).bytes).decode(),
        "signCount": counter,
    }
    session.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": credential})


def said(page: Page) -> str:
    return str(page.locator("[data-passkey-said]").text_content())


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("width", [390, 1280])
def test_one_press_lets_in_and_leads_to_where_one_wanted(
    chromium: Browser, address: str, private: EllipticCurvePrivateKey, width: int
) -> None:
    page = phone(chromium, width=width)
    with_device(page, private)
    page.goto(f"{address}/report")
    assert fits(page)
    page.click(BUTTON)
    expect(page).to_have_url(re.compile(r"^[^?]*/report"))
    expect(page.locator("details.me summary")).to_contain_text("no3 safety_officer")


def test_whoever_the_device_does_not_recognise_stays_outside(
    chromium: Browser, address: str, private: EllipticCurvePrivateKey
) -> None:
    page = phone(chromium)
    session, device = with_device(page, private)
    page.goto(f"{address}/sign-in")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.click(BUTTON)
    expect(page.locator("[data-passkey-said]")).to_have_text("没有使用通行密钥。请重试，或用登录名和密码登录。")
    assert page.url == f"{address}/sign-in"
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.click(BUTTON)
    expect(page).to_have_url(f"{address}/")


def test_a_revoked_passkey_stays_outside_and_is_told_why(
    chromium: Browser, address: str, signing: System, key: KeyId, private: EllipticCurvePrivateKey
) -> None:
    page = phone(chromium)
    with_device(page, private)
    page.goto(f"{address}/sign-in")
    signing.application.handle(RevokeKey(key=key, reason="手机丢失"), signing.asked(Actor(kind=ActorKind.CONSOLE)))
    page.click(BUTTON)
    expect(page.locator("[data-passkey-said]")).to_contain_text("已被吊销")
    assert page.url == f"{address}/sign-in"


def test_a_copy_that_counted_less_stays_outside(
    chromium: Browser, address: str, private: EllipticCurvePrivateKey
) -> None:
    first, copy = phone(chromium), phone(chromium)
    with_device(first, private, counter=20)
    first.goto(f"{address}/sign-in")
    first.click(BUTTON)
    expect(first).to_have_url(f"{address}/")
    with_device(copy, private, counter=5)
    copy.goto(f"{address}/sign-in")
    copy.click(BUTTON)
    expect(copy.locator("[data-passkey-said]")).to_contain_text("计数倒退")


def test_without_a_script_the_door_says_what_is_missing(chromium: Browser, address: str) -> None:
    page = phone(chromium, scripts=False)
    page.goto(f"{address}/sign-in")
    expect(page.locator(BUTTON)).to_be_disabled()
    expect(page.locator("form[data-passkey-sign-in]")).to_contain_text("没有启用脚本")


def test_at_an_insecure_address_the_door_says_why_it_offers_none(
    chromium: Browser, address: str, private: EllipticCurvePrivateKey
) -> None:
    page = phone(chromium)
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { get: () => false })")
    page.goto(f"{address}/sign-in")
    expect(page.locator(BUTTON)).to_be_disabled()
    assert "通行密钥只能通过 https" in said(page)
