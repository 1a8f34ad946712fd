"""Coming in by passkey: whose it is and what the device proves; everything else stays outside."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from httpx2 import Response

from api.access.accounts import Accounts
from api.access.acts import acts
from api.access.throttle import PER_ACCOUNT
from api.signing import authenticator_data as flags
from api.signing.client_data import coded
from api.signing.public_keys import written
from api.signing.site import site_of
from api.signing.webauthn import Assertion, signed_in
from api.system import System
from api.trial.authenticator import Passkey
from domain.appointment.posts import Post
from domain.kernel.identity import Actor, ActorKind, KeyId, PersonId
from domain.key.commands import RevokeKey
from domain.key.refusals import SignatureInvalid
from domain.key.terms import Scheme
from tests.conftest import MORNING
from tests.support.browsing import Browser, text_of
from tests.support.district import person_id
from tests.support.settled import PASSWORD, account, administrator
from tests.support.signing import begin_signing, record_key

ORIGIN, HERE = "http://localhost:8000", "localhost"
OFFICER = person_id("no3", Post.SAFETY_OFFICER)


class Phone:
    """A person's passkey and a browser that asks it."""

    def __init__(self, system: System, passkey: Passkey, person: PersonId) -> None:
        self.browser, self.passkey, self.person = Browser(system), passkey, person

    def challenge(self) -> tuple[str, bytes]:
        """Identifier and value of a fresh challenge."""
        answer = self.browser.client.post("/sign-in/passkey/challenge")
        assert answer.status_code == 200, answer.text
        said = answer.json()["options"]["challenge"]
        return answer.json()["id"], base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))

    def assertion(self, challenge: bytes, origin: str = ORIGIN) -> Assertion:
        """What the device answers."""
        return replace(self.passkey.answer(challenge, origin), user=self.person.bytes)

    def hand_in(self, challenge: str, answered: Assertion, **more: Any) -> Response:
        """Send it as the page's script does."""
        sent = {"challenge": challenge, "credential": json_of(answered), **more}
        return self.browser.client.post("/sign-in/passkey", json=sent)

    def come_in(self, **more: Any) -> Response:
        """The whole way."""
        made, value = self.challenge()
        return self.hand_in(made, self.assertion(value), **more)

    @property
    def is_in(self) -> bool:
        """Whether there is a session."""
        return self.browser.open("/me").url.path == "/me"


def json_of(answered: Assertion) -> str:
    """As `credential.toJSON()` writes it."""
    return json.dumps({
        "type": "public-key",
        "rawId": coded(answered.credential),
        "response": {
            "clientDataJSON": coded(answered.client_data),
            "authenticatorData": coded(answered.authenticator_data),
            "signature": coded(answered.signature),
            "userHandle": None if answered.user is None else coded(answered.user),
        },
    })  # fmt: skip


def enrol(system: System, passkey: Passkey, *, site: str = HERE, is_confirmed: bool = True) -> KeyId:
    return record_key(
        system,
        "no3",
        Post.SAFETY_OFFICER,
        scheme=Scheme.WEBAUTHN,
        algorithm=passkey.algorithm,
        public_key=written(passkey.public_key),
        credential=coded(passkey.credential),
        relying_party=site,
        is_confirmed=is_confirmed,
    )


@pytest.fixture
def signing(settled_trial: System) -> System:
    account(settled_trial, "no3", Post.SAFETY_OFFICER)
    return begin_signing(settled_trial)


@pytest.fixture
def passkey() -> Passkey:
    return Passkey(HERE, b"officer")


@pytest.fixture
def phone(signing: System, passkey: Passkey) -> Phone:
    """The safety officer's, confirmed by a registrar."""
    enrol(signing, passkey)
    return Phone(signing, passkey, OFFICER)


def refused(answer: Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["code"]


def newest(system: System) -> tuple[str, str | None]:
    done = acts(system.pool, limit=1)[0]
    return done.what, done.detail


NOT_ACCEPTED = (401, "passkey_not_accepted")


def test_a_confirmed_passkey_lets_its_holder_in_and_leads_to_where_they_wanted(phone: Phone, signing: System) -> None:
    assert phone.come_in(next="/report").json() == {"to": "/report"}
    assert "no3 safety_officer" in phone.browser.open("/me").text
    assert newest(signing) == ("session.opened", "passkey")


def test_the_person_has_to_be_verified_and_nothing_tells_whose_passkeys_there_are(phone: Phone) -> None:
    said = phone.browser.client.post("/sign-in/passkey/challenge").json()["options"]
    assert (said["userVerification"], said["rpId"], said["allowCredentials"]) == ("required", HERE, [])


@pytest.mark.parametrize("target", ["https://elsewhere.example.org", "//elsewhere.example.org", "/\\elsewhere"])
def test_nobody_is_sent_elsewhere_afterwards(phone: Phone, target: str) -> None:
    assert phone.come_in(next=target).json() == {"to": "/"}


def test_an_answer_counts_once(phone: Phone, signing: System) -> None:
    made, value = phone.challenge()
    answered = phone.assertion(value)
    assert phone.hand_in(made, answered).status_code == 200
    again = Phone(signing, phone.passkey, OFFICER)
    assert refused(again.hand_in(made, answered)) == NOT_ACCEPTED
    assert not again.is_in


def test_a_challenge_is_used_up_by_a_wrong_answer_too(phone: Phone) -> None:
    made, value = phone.challenge()
    assert refused(phone.hand_in(made, phone.assertion(b"x" * 32))) == NOT_ACCEPTED
    assert refused(phone.hand_in(made, phone.assertion(value))) == NOT_ACCEPTED


def test_a_challenge_runs_out(phone: Phone, signing: System) -> None:
    made, value = phone.challenge()
    late = Phone(signing.at(lambda: MORNING + timedelta(minutes=5, seconds=1)), phone.passkey, OFFICER)
    assert refused(late.hand_in(made, phone.assertion(value))) == NOT_ACCEPTED


def test_an_answer_to_another_challenge_of_ours_is_refused(phone: Phone) -> None:
    (_, first), (second, _) = phone.challenge(), phone.challenge()
    assert refused(phone.hand_in(second, phone.assertion(first))) == NOT_ACCEPTED


def test_another_site_s_answer_is_refused(phone: Phone) -> None:
    for origin in ("https://bihuan.example.org", "http://localhost:8001", "https://localhost:8000"):
        made, value = phone.challenge()
        assert refused(phone.hand_in(made, phone.assertion(value, origin))) == NOT_ACCEPTED, origin


def test_a_device_that_did_not_verify_the_person_is_refused(phone: Phone) -> None:
    made, value = phone.challenge()
    told = phone.assertion(value)
    unverified = phone.passkey.assertion(phone.passkey.data(flags.PRESENT), told.client_data)
    assert refused(phone.hand_in(made, replace(unverified, user=OFFICER.bytes))) == NOT_ACCEPTED


def test_a_device_that_remembers_somebody_else_is_refused(phone: Phone) -> None:
    for user in (None, person_id("no3", Post.HEAD).bytes, b""):
        made, value = phone.challenge()
        assert refused(phone.hand_in(made, replace(phone.assertion(value), user=user))) == NOT_ACCEPTED


def test_every_bit_of_an_answer_counts(phone: Phone) -> None:
    made, value = phone.challenge()
    answered = phone.assertion(value)
    key = phone.browser.system.application.catch_up().keys.by_credential(coded(answered.credential))
    assert key is not None
    assert key.enrolment is not None
    for field in ("client_data", "authenticator_data", "signature"):
        whole = getattr(answered, field)
        for place in range(len(whole) * 8):
            spoilt = bytearray(whole)
            spoilt[place // 8] ^= 1 << place % 8
            with pytest.raises(SignatureInvalid):
                signed_in(replace(answered, **{field: bytes(spoilt)}), value, key.enrolment, site_of(ORIGIN))
    assert phone.hand_in(made, answered).status_code == 200


def test_a_passkey_nobody_enrolled_lets_nobody_in(signing: System, phone: Phone) -> None:
    stranger = Phone(signing, Passkey(HERE, b"stranger"), OFFICER)
    assert refused(stranger.come_in()) == NOT_ACCEPTED
    assert newest(signing) == ("session.refused", "passkey passkey_not_accepted")


def test_a_passkey_of_another_site_lets_nobody_in(signing: System, passkey: Passkey) -> None:
    enrol(signing, passkey, site="bihuan.example.org")
    assert refused(Phone(signing, passkey, OFFICER).come_in()) == NOT_ACCEPTED


def test_a_passkey_that_waits_for_a_registrar_lets_nobody_in_and_says_why(signing: System, passkey: Passkey) -> None:
    enrol(signing, passkey, is_confirmed=False)
    waiting = Phone(signing, passkey, OFFICER)
    assert refused(waiting.come_in()) == (401, "passkey_not_confirmed")
    assert not waiting.is_in


def test_a_revoked_passkey_lets_nobody_in_and_says_why(signing: System, passkey: Passkey) -> None:
    key = enrol(signing, passkey)
    console = signing.asked(Actor(kind=ActorKind.CONSOLE))
    signing.application.handle(RevokeKey(key=key, reason="手机丢失"), console)
    assert refused(Phone(signing, passkey, OFFICER).come_in()) == (401, "passkey_revoked")


def test_a_disabled_account_stays_disabled(phone: Phone, signing: System) -> None:
    accounts = Accounts(signing.pool, signing.random)
    mine = accounts.of_person(OFFICER)
    assert mine is not None
    accounts.disable(mine.id, by=None, now=signing.clock())
    assert refused(phone.come_in()) == (403, "account_disabled")


def test_an_account_that_is_no_longer_the_person_s_is_not_let_in(phone: Phone, signing: System) -> None:
    accounts = Accounts(signing.pool, signing.random)
    mine = accounts.of_person(OFFICER)
    assert mine is not None
    accounts.link(mine.id, None, by=None, now=signing.clock())
    assert refused(phone.come_in()) == NOT_ACCEPTED


def test_a_counter_that_does_not_go_up_is_refused_and_noted(phone: Phone, signing: System) -> None:
    phone.passkey.counter = 40
    assert phone.come_in().status_code == 200
    for counter in (40, 12, -1):
        phone.passkey.counter = counter
        assert refused(phone.come_in()) == (401, "passkey_went_back")
        what, about = acts(signing.pool, limit=1)[0].what, acts(signing.pool, limit=1)[0].about
        assert (what, about is not None) == ("passkey.went_back", True)
    phone.passkey.counter = 41
    assert phone.come_in().status_code == 200


def test_a_device_that_does_not_count_says_nought_for_ever(signing: System, passkey: Passkey) -> None:
    enrol(signing, passkey)
    for _ in range(2):
        passkey.counter = -1
        assert Phone(signing, passkey, OFFICER).come_in().status_code == 200


def test_attempts_are_counted_like_guesses_at_a_password(phone: Phone) -> None:
    made, _ = phone.challenge()
    answers = [phone.hand_in(made, phone.assertion(b"x" * 32)) for _ in range(PER_ACCOUNT.free + 1)]
    assert {refused(each) for each in answers[:-1]} == {NOT_ACCEPTED}
    assert refused(answers[-1]) == (429, "too_many_attempts")
    assert answers[-1].json()["retry_after"] > 0
    assert refused(phone.come_in()) == (429, "too_many_attempts")
    assert phone.browser.enter("no3.safety-officer", PASSWORD).open("/me").status_code == 200, "the password is another"


MALFORMED: tuple[tuple[dict[str, object], int], ...] = (
    ({}, 422),
    ({"challenge": "x", "credential": "{}"}, 422),
    ({"challenge": "0190a000-0000-7000-8000-000000000000", "credential": 3}, 422),
    ({"challenge": "0190a000-0000-7000-8000-000000000000", "credential": "x" * 40_000}, 422),
    ({"challenge": "0190a000-0000-7000-8000-000000000000", "credential": "{}"}, 403),
    ({"challenge": "0190a000-0000-7000-8000-000000000000", "credential": "[" * 20_000}, 403),
    ({"challenge": "0190a000-0000-7000-8000-000000000000", "credential": "\x00"}, 403),
)


@pytest.mark.parametrize(("sent", "status"), MALFORMED)
def test_what_is_no_answer_of_a_passkey_is_refused(phone: Phone, sent: dict[str, object], status: int) -> None:
    assert phone.browser.client.post("/sign-in/passkey", json=sent).status_code == status


@pytest.mark.parametrize("address", ["/sign-in/passkey", "/sign-in/passkey/challenge"])
def test_another_site_s_page_is_not_answered(phone: Phone, address: str) -> None:
    sent = {"challenge": "0190a000-0000-7000-8000-000000000000", "credential": "{}"}
    answer = phone.browser.client.post(address, json=sent, headers={"sec-fetch-site": "cross-site"})
    assert (answer.status_code, "form_not_ours" in answer.text) == (403, True)


def test_the_door_offers_passkeys_only_where_somebody_has_one(signing: System, passkey: Passkey) -> None:
    plain = Browser(signing)
    assert "data-passkey-sign-in" not in plain.open("/sign-in").text
    enrol(signing, passkey)
    assert "data-passkey-sign-in" in plain.open("/sign-in").text


def test_over_plain_http_the_door_says_why_there_is_no_passkey(signing: System) -> None:
    plain = replace(signing, settings=replace(signing.settings, origin="http://bihuan.example.edu"))
    enrol(signing, Passkey("bihuan.example.edu", b"x"), site="bihuan.example.edu")
    assert "通行密钥只能通过 https" in text_of(Browser(plain).open("/sign-in"))


def test_an_administrator_has_no_passkey_to_come_in_by(signing: System, passkey: Passkey) -> None:
    """Keys are people's, and an administrator's account is nobody's."""
    administrator(signing)
    enrol(signing, passkey)
    admin = Accounts(signing.pool, signing.random).named("admin")
    assert admin is not None
    stranger = Phone(signing, passkey, PersonId(admin.id))
    assert refused(stranger.come_in()) == NOT_ACCEPTED
