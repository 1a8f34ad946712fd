"""Whoever tries the district out signs at once with the password, and brings a passkey that a registrar confirms."""

import base64
from typing import NamedTuple
from uuid import UUID

import pytest
from httpx2 import Response

from api.seeing import Happening, happenings
from api.signing import raw
from api.signing.client_data import coded
from api.signing.prepared import Prepared
from api.system import System
from api.trial.authenticator import Passkey
from api.trial.load import load_into
from api.trial.progress import Loaded
from domain.hazard.events import HazardFound, HazardGraded
from domain.key.state import Key, fingerprint
from domain.key.terms import Scheme
from domain.seal.dsse import Envelope, read, written
from domain.seal.statement import PAYLOAD_TYPE
from tests.api.trial.conftest import cheap
from tests.support.browsing import Browser, forms_of, take, text_of

ORIGIN = "http://localhost:8000"
OFFICER, REGISTRAR = "no3.safety-officer", "hedong.registrar"


class Tried(NamedTuple):
    """A district with hardly a year, as it was loaded, to be tried out."""

    system: System
    loaded: Loaded

    def browser(self, sign_in: str) -> "Visitor":
        """Somebody who came in with the password that was told."""
        browser = Browser(self.system).enter(sign_in, self.loaded.made.password)
        return Visitor(browser, sign_in, self.loaded.made.password)

    def newest(self, key_id: UUID) -> Happening:
        return happenings(Browser(self.system).services, key_id)[-1]


class Visitor(NamedTuple):
    """Somebody at a browser, who has to sign."""

    browser: Browser
    sign_in: str
    password: str

    def step(self, page: Response) -> Prepared:
        assert page.url.path.startswith("/sign/"), text_of(page)[:400]
        account = self.browser.services.accounts.named(self.sign_in)
        assert account is not None
        return self.browser.services.signing.find(UUID(page.url.path.removeprefix("/sign/")), account)

    def by_password(self, page: Response) -> Response:
        return self._send(page, {"password": self.password})

    def by_envelope(self, page: Response, envelope: Envelope) -> Response:
        return self._send(page, {f"envelope.{self.step(page).id}": written(envelope)})

    def _send(self, page: Response, said: dict[str, str]) -> Response:
        csrf = forms_of(page)[-1].values["csrf"][0]
        answer = self.browser.client.post(page.url.path, data={"csrf": csrf, **said})
        assert not answer.url.path.startswith("/sign/"), text_of(answer)[:600]
        return answer

    def reports(self) -> str:
        """Report a hazard, signed with the password; its identifier."""
        form = self.browser.open("/report")
        page = self.browser.press(form, place__text="操场", category="building.railings", description="单杠松动。")
        return str(self.by_password(page).url).split("/")[4]

    def brings(self, passkey: Passkey) -> Key:
        """Make a passkey, which signs its own enrolment."""
        client, form = self.browser.client, forms_of(self.browser.open("/me/keys"))[-1]
        csrf = form.values["csrf"][0]
        challenge = client.post("/me/keys/challenge", data={"csrf": csrf}).json()
        made = passkey.register(base64.b64decode(challenge["challenge"]), ORIGIN)
        sent = {
            "credential": made.credential,
            "client_data": made.client_data,
            "attestation_object": made.attestation_object,
        }
        said = {"csrf": csrf, "scheme": "webauthn", "challenge": challenge["id"], "label": "我的手机"}
        page = client.post("/me/keys", data={**said, **{name: _text(each) for name, each in sent.items()}})
        self.by_envelope(page, passkey.envelope(PAYLOAD_TYPE, self.step(page).payload, ORIGIN, "mine"))
        keys = self.browser.services.system.application.catch_up().keys
        found = keys.by_credential(coded(passkey.credential))
        assert found is not None
        return found


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


@pytest.fixture
def tried(begun: System) -> Tried:
    return Tried(begun, load_into(begun, lambda _: None, scale=0, passwords=cheap(begun)))


def test_the_password_that_was_told_signs_at_once(tried: Tried) -> None:
    hazard = tried.browser(OFFICER).reports()
    found = tried.newest(UUID(hazard))
    assert isinstance(found.event, HazardFound)
    assert len(found.recorded.signatures) == 1


def test_a_passkey_of_ones_own_is_confirmed_with_the_registrars_file_and_decides(tried: Tried) -> None:
    officer, registrar = tried.browser(OFFICER), tried.browser(REGISTRAR)
    passkey = Passkey("localhost", b"a visitor's own")
    key = officer.brings(passkey)
    assert key.is_waiting
    confirm(tried, registrar, key)
    hazard = officer.reports()
    page = take(officer.browser, hazard, "grade", grade="general", reason="不构成重大隐患")
    officer.by_envelope(page, passkey.envelope(PAYLOAD_TYPE, officer.step(page).payload, ORIGIN, str(key.id)))
    graded = tried.newest(UUID(hazard))
    assert isinstance(graded.event, HazardGraded)
    assert read(graded.recorded.signatures[0]).signature.key == str(key.id)


def confirm(tried: Tried, registrar: Visitor, key: Key) -> None:
    """As the page of keys asks for it, with the key file that was written into the home."""
    assert key.enrolment is not None
    path = next(each.path for each in tried.loaded.files if each.sign_in == REGISTRAR)
    form = registrar.browser.open(f"/registry/keys/{key.id}/confirm")
    page = registrar.browser.press(form, fingerprint=fingerprint(key.enrolment.public_key))
    private = raw.read_file(path.read_bytes())
    registrar.by_envelope(page, raw.sign(PAYLOAD_TYPE, registrar.step(page).payload, private))
    assert tried.system.application.catch_up().keys.able(key.enrolment.person, Scheme.WEBAUTHN)[-1].id == key.id
