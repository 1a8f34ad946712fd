"""Keys on pages: brought by their holder, compared and confirmed by a registrar, revoked by either."""

from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from httpx2 import Response

from api.signing import raw
from api.signing.client_data import coded
from api.signing.prepared import Prepared
from api.signing.public_keys import written as public_key_of
from api.system import System
from api.trial.authenticator import Passkey
from domain.appointment.posts import Post
from domain.kernel.identity import KeyId
from domain.key.state import Key, fingerprint
from domain.key.terms import Scheme
from domain.seal.dsse import Envelope, written
from domain.seal.statement import PAYLOAD_TYPE
from tests.api.web.conftest import Entering
from tests.support.browsing import Browser, forms_of, text_of
from tests.support.district import person_id
from tests.support.settled import PASSWORD
from tests.support.signing import Held, begin_signing, file_key, password_key, record_key

ORIGIN = "http://localhost:8000"


@pytest.fixture
def signing(settled_trial: System) -> System:
    return begin_signing(settled_trial)


@pytest.fixture
def officer(enter: Entering, signing: System) -> Browser:
    return enter("no3", Post.SAFETY_OFFICER)


@pytest.fixture
def registrar(enter: Entering, signing: System) -> Browser:
    return enter("dongcheng", Post.REGISTRAR)


@pytest.fixture
def registrars_key(signing: System) -> Held:
    return file_key(signing, "dongcheng", Post.REGISTRAR)


def pem_of(seed: bytes) -> str:
    key = raw.new_private_key(seed).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def send(browser: Browser, page: Response, action: str, **values: Any) -> Response:
    """Send the form of a page that goes to an address, with some values."""
    form = next(each for each in forms_of(page) if each.action == action)
    return browser.client.post(action, data={**form.values, **values})


def steps_of(browser: Browser, page: Response, sign_in: str) -> list[Prepared]:
    assert page.url.path.startswith("/sign/"), text_of(page)[:400]
    account = browser.services.accounts.named(sign_in)
    assert account is not None
    named = page.url.path.removeprefix("/sign/").split(",")
    return [browser.services.signing.find(UUID(each), account) for each in named]


def hand_in(browser: Browser, page: Response, envelopes: dict[UUID, Envelope]) -> Response:
    csrf = forms_of(page)[-1].values["csrf"][0]
    sent = {f"envelope.{step}": written(envelope) for step, envelope in envelopes.items()}
    return browser.client.post(page.url.path, data={"csrf": csrf, **sent})


def bring_file(officer: Browser, seed: bytes = b"o" * 32) -> Response:
    """Bring a key file and let it sign its own enrolment."""
    page = send(officer, officer.open("/me/keys"), "/me/keys", scheme="raw", label="工作站", public_key=pem_of(seed))
    (step,) = steps_of(officer, page, "no3.safety-officer")
    envelope = raw.sign(PAYLOAD_TYPE, step.payload, raw.new_private_key(seed))
    return hand_in(officer, page, {step.id: envelope})


def newest_key(system: System, post: Post = Post.SAFETY_OFFICER) -> Key:
    return system.application.catch_up().keys.of(person_id("no3", post))[-1]


def code_of(page: Response) -> str:
    return page.text.partition('data-code="')[2].partition('"')[0]


def test_a_key_file_that_was_brought_waits_and_shows_its_code(officer: Browser, signing: System) -> None:
    page = bring_file(officer)
    assert page.url.path == "/me/keys"
    key = newest_key(signing)
    assert key.is_waiting
    assert key.enrolment is not None
    digits = fingerprint(key.enrolment.public_key).upper()
    assert f"{digits[:4]}-{digits[4:8]}" in text_of(page)
    assert "dongcheng registrar" in text_of(page)


def test_the_same_key_is_not_enrolled_twice_whoever_brings_it(
    enter: Entering, officer: Browser, signing: System
) -> None:
    bring_file(officer)
    head = enter("no3", Post.HEAD)
    page = send(head, head.open("/me/keys"), "/me/keys", scheme="raw", label="x", public_key=pem_of(b"o" * 32))
    assert code_of(page) == "key_already_enrolled"


@pytest.mark.parametrize("pem", ["", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_what_is_no_key_is_refused_beside_the_field_and_kept(officer: Browser, pem: str) -> None:
    page = send(officer, officer.open("/me/keys"), "/me/keys", scheme="raw", label="工作站", public_key=pem)
    assert page.status_code == 422
    assert "refusal-beside" in page.text
    assert "工作站" in page.text


def test_a_registrar_confirms_with_a_signature_after_comparing_the_code(
    officer: Browser, registrar: Browser, registrars_key: Held, signing: System
) -> None:
    bring_file(officer)
    key = newest_key(signing)
    assert key.enrolment is not None
    code = fingerprint(key.enrolment.public_key)[:8]
    page = registrar.press(
        registrar.open(f"/registry/keys/{key.id}/confirm"), fingerprint=f"{code[:4].upper()}-{code[4:].upper()}"
    )
    (step,) = steps_of(registrar, page, "dongcheng.registrar")
    assert newest_key(signing).is_waiting
    hand_in(registrar, page, {step.id: registrars_key.signed(step)})
    assert newest_key(signing).can_sign


def test_a_key_of_somebody_who_left_waits_for_nobody(officer: Browser, registrar: Browser, signing: System) -> None:
    bring_file(officer)
    key = newest_key(signing)
    assert str(key.id) in registrar.open("/registry/keys").text
    registrar.press(registrar.open(f"/registry/people/{person_id('no3', Post.SAFETY_OFFICER)}/leave"), on="2026-02-27")
    assert str(key.id) not in registrar.open("/registry/keys").text


def test_a_code_that_differs_confirms_nothing(
    officer: Browser, registrar: Browser, registrars_key: Held, signing: System
) -> None:
    bring_file(officer)
    page = registrar.press(registrar.open(f"/registry/keys/{newest_key(signing).id}/confirm"), fingerprint="0000-0000")
    assert code_of(page) == "fingerprint_differs"
    assert newest_key(signing).is_waiting


def test_a_password_that_somebody_else_set_since_is_not_shown_as_confirmed_and_is_brought_anew(
    officer: Browser, signing: System
) -> None:
    account = officer.services.accounts.named("no3.safety-officer")
    assert account is not None
    password_key(signing, "no3", Post.SAFETY_OFFICER, account.id, given=account.passwords_given - 1)
    page = officer.open("/me/keys")
    assert ("不能再签名" in text_of(page), "已确认" in text_of(page)) == (True, False)
    assert 'value="server-attested"' in page.text
    password_key(signing, "no3", Post.SAFETY_OFFICER, account.id, given=account.passwords_given)
    page = officer.open("/me/keys")
    assert ("已确认" in text_of(page), 'value="server-attested"' in page.text) == (True, False)


def test_a_registrar_whose_only_key_is_a_password_confirms_nothing(
    officer: Browser, registrar: Browser, signing: System
) -> None:
    account = registrar.services.accounts.named("dongcheng.registrar")
    assert account is not None
    password_key(signing, "dongcheng", Post.REGISTRAR, account.id)
    bring_file(officer)
    key = newest_key(signing)
    assert key.enrolment is not None
    code = fingerprint(key.enrolment.public_key)[:8]
    page = registrar.press(registrar.open(f"/registry/keys/{key.id}/confirm"), fingerprint=code)
    assert "您还不能签署此步骤" in text_of(page)
    assert newest_key(signing).is_waiting


def test_several_passwords_are_confirmed_at_once_each_with_a_signature_of_its_own(
    enter: Entering, registrar: Browser, registrars_key: Held, signing: System
) -> None:
    for post in (Post.HEAD, Post.SAFETY_OFFICER):
        browser = enter("no3", post)
        page = send(browser, browser.open("/me/keys"), "/me/keys", scheme="server-attested")
        done = browser.client.post(
            page.url.path, data={"csrf": forms_of(page)[-1].values["csrf"][0], "password": PASSWORD}
        )
        assert done.url.path == "/me/keys"
    waiting = registrar.open("/registry/keys")
    form = next(each for each in forms_of(waiting) if each.action == "/registry/keys")
    page = registrar.client.post("/registry/keys", data={**form.values, "key": form.choices["key"]})
    steps = steps_of(registrar, page, "dongcheng.registrar")
    assert len(steps) == 2
    hand_in(registrar, page, {step.id: registrars_key.signed(step) for step in steps})
    assert all(newest_key(signing, post).can_sign for post in (Post.HEAD, Post.SAFETY_OFFICER))


def test_a_registrar_is_not_offered_to_confirm_a_key_of_his_own_where_another_one_can(
    registrar: Browser, registrars_key: Held, signing: System
) -> None:
    own = file_key(signing, "dongcheng", Post.REGISTRAR, is_confirmed=False)
    offered = f"/registry/keys/{own.id}/confirm"
    assert offered in registrar.open("/registry/keys").text
    file_key(signing, "qinghe", Post.REGISTRAR)
    page = registrar.open("/registry/keys")
    assert offered not in page.text
    assert "须由另一名登记员确认" in text_of(page)


def test_a_registrars_own_page_says_who_confirms_a_further_key(registrar: Browser, signing: System) -> None:
    file_key(signing, "dongcheng", Post.REGISTRAR, is_confirmed=False)
    assert "bihuan key confirm" in registrar.open("/me/keys").text
    file_key(signing, "dongcheng", Post.REGISTRAR)
    page = registrar.open("/me/keys")
    assert ("bihuan key confirm" in page.text, "由您本人确认" in text_of(page)) == (False, True)
    file_key(signing, "qinghe", Post.REGISTRAR)
    shown = text_of(registrar.open("/me/keys"))
    assert ("由您本人确认" in shown, "qinghe registrar" in shown, "dongcheng registrar（" in shown) == (
        False,
        True,
        False,
    )


def test_a_registrar_sees_no_keys_of_another_district(enter: Entering, registrar: Browser, signing: System) -> None:
    other = file_key(signing, "xicheng", Post.BUREAU_HEAD, is_confirmed=False)
    assert str(other.id) not in registrar.open("/registry/keys?state=all").text
    assert registrar.open(f"/registry/keys/{other.id}/confirm").status_code == 404


def test_nobody_else_opens_the_registrars_page_or_another_persons_key(officer: Browser, signing: System) -> None:
    other = file_key(signing, "no3", Post.HEAD)
    assert officer.open("/registry/keys").status_code == 403
    assert officer.open(f"/me/keys/{other.id}/revoke").status_code == 404


def test_a_lost_key_is_revoked_by_its_holder_without_a_signature(officer: Browser, signing: System) -> None:
    file_key(signing, "no3", Post.SAFETY_OFFICER)
    key = newest_key(signing)
    page = officer.press(officer.open(f"/me/keys/{key.id}/revoke"), reason="手机遗失", lost_on="2026-03-01")
    csrf = forms_of(page)[-1].values["csrf"][0]
    officer.client.post(page.url.path, data={"csrf": csrf, "unsigned": "yes"})
    assert newest_key(signing).revoked is not None
    assert not newest_key(signing).can_sign


def test_an_administrator_has_no_keys_and_brings_none(enter: Entering, signing: System) -> None:
    administrator = Browser(signing).as_administrator()
    page = administrator.open("/me/keys")
    assert "data-make-passkey" not in page.text
    csrf = next(each.values["csrf"][0] for each in forms_of(page) if "csrf" in each.values)
    for scheme in ("raw", "server-attested", "webauthn"):
        sent = {"csrf": csrf, "scheme": scheme, "label": "x", "public_key": pem_of(b"a" * 32)}
        assert administrator.client.post("/me/keys", data=sent).status_code == 403
    assert administrator.client.post("/me/keys/challenge", data={"csrf": csrf}).status_code == 403


def passkey_of(system: System, code: str, post: Post) -> tuple[Passkey, KeyId]:
    made = Passkey("localhost", f"{code} {post}".encode())
    key = record_key(
        system,
        code,
        post,
        scheme=Scheme.WEBAUTHN,
        algorithm=made.algorithm,
        public_key=public_key_of(made.public_key),
        credential=coded(made.credential),
        relying_party="localhost",
    )
    return made, key


def test_the_level_of_an_act_is_changed_from_the_root_with_a_passkey(enter: Entering, signing: System) -> None:
    head = enter("edu", Post.BUREAU_HEAD)
    assert head.open("/registry/signing-levels/hazard.register").status_code == 403


def test_levels_are_shown_with_what_a_signature_means(officer: Browser, registrar: Browser) -> None:
    page = registrar.open("/registry/signing-levels")
    assert "本人查验，确认合格" in text_of(page)
    assert "通行密钥" in text_of(page)


def test_a_passkey_with_a_counter_that_goes_back_signs_nothing_more(officer: Browser, signing: System) -> None:
    made, key = passkey_of(signing, "no3", Post.SAFETY_OFFICER)
    codes = []
    for expected in ("", "signature_invalid"):
        page = officer.press(
            officer.open("/report"), place__text="操场", category="building.railings", description="单杠松动。"
        )
        (step,) = steps_of(officer, page, "no3.safety-officer")
        if expected:
            made.counter = 0
        envelope = made.envelope(PAYLOAD_TYPE, step.payload, ORIGIN, str(key))
        codes.append(code_of(hand_in(officer, page, {step.id: envelope})))
    assert codes == ["", "signature_invalid"]
