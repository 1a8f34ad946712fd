"""Passkeys: what a device and a browser say is checked piece by piece, and each refusal names its check."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from api.signing.authenticator_data import HAS_CREDENTIAL, LONGEST_CREDENTIAL
from api.signing.cbor import read
from api.signing.client_data import CREATE, GET, coded
from api.signing.public_keys import written
from api.signing.refusals import PasskeyNotMade
from api.signing.verifying import Verified, site_of, verify, verify_recorded
from api.signing.webauthn import Assertion, Registration, challenge_of, envelope_of, registered, signed_in
from api.trial.authenticator import MODEL, SEEN, Passkey, cbor, client_data
from domain.key.refusals import SignatureInvalid
from domain.key.terms import Algorithm
from domain.seal.dsse import Envelope
from domain.seal.statement import PAYLOAD_TYPE, payload
from tests.support.authenticator import KEY, ORIGIN, RELYING_PARTY, enrolment_of, passkey
from tests.support.statements import a_statement

SITE = site_of(ORIGIN)
CHALLENGE = bytes(range(32))
STATEMENT = payload(a_statement())
SHOWN = challenge_of(PAYLOAD_TYPE, STATEMENT)
ELSEWHERE = "https://bihuan.example.edu.evil.example"

PRESENT, VERIFIED, MAY_BE_BACKED_UP, BACKED_UP, RESERVED, EXTENDED = 0x01, 0x04, 0x08, 0x10, 0x22, 0x80


def sign_off(made: Passkey, *, data: bytes | None = None, said: bytes | None = None) -> Envelope:
    """A signed statement, with other authenticator or client data where a test asks for it; the signature fits."""
    assertion = made.assertion(made.data(SEEN) if data is None else data, said or client_data(GET, SHOWN, ORIGIN))
    return envelope_of(PAYLOAD_TYPE, STATEMENT, assertion, KEY)


def why_not(envelope: Envelope, made: Passkey) -> object:
    """The check that a sign-off fails."""
    with pytest.raises(SignatureInvalid) as refused:
        verify(envelope, enrolment_of(made), SITE)
    return refused.value.places["why"]


def why_not_made(response: Registration) -> object:
    """The check that a registration fails."""
    with pytest.raises(PasskeyNotMade) as refused:
        registered(response, CHALLENGE, SITE)
    return refused.value.places["why"]


def made_with(made: Passkey, data: bytes | None = None, **changed: Any) -> Registration:
    """A registration with other authenticator data, or another member of the attestation object."""
    whole = {"fmt": "none", "attStmt": {}, "authData": data or made.data(SEEN | HAS_CREDENTIAL), **changed}
    return replace(made.register(CHALLENGE, ORIGIN), attestation_object=cbor(whole))


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_passkey_signs_the_statement_that_was_shown(algorithm: Algorithm) -> None:
    made = passkey(algorithm)
    envelope = made.envelope(PAYLOAD_TYPE, STATEMENT, ORIGIN, KEY)
    assert verify(envelope, enrolment_of(made), SITE) == Verified(counter=1, is_backed_up=False)
    again = made.envelope(PAYLOAD_TYPE, STATEMENT, ORIGIN, KEY)
    assert verify(again, enrolment_of(made), SITE).counter == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (client_data(CREATE, SHOWN, ORIGIN), "type"),
        (client_data("payment.get", SHOWN, ORIGIN), "type"),
        (client_data(GET, CHALLENGE, ORIGIN), "challenge"),
        (client_data(GET, b"", ORIGIN), "challenge"),
        (client_data(GET, SHOWN.hex().encode(), ORIGIN), "challenge"),
        (client_data(GET, SHOWN, ELSEWHERE), "origin"),
        (client_data(GET, SHOWN, f"{ORIGIN}/"), "origin"),
        (client_data(GET, SHOWN, f"{ORIGIN}:8443"), "origin"),
        (client_data(GET, SHOWN, "http://bihuan.example.edu"), "origin"),
        (client_data(GET, SHOWN, ""), "origin"),
        (
            b'{"type":"webauthn.get","challenge":"%s","origin":["%s"]}' % (coded(SHOWN).encode(), ORIGIN.encode()),
            "origin",
        ),
        (client_data(GET, SHOWN, ORIGIN, crossOrigin=True), "cross_origin"),
        (client_data(GET, SHOWN, ORIGIN, crossOrigin=None), "cross_origin"),
        (client_data(GET, SHOWN, ORIGIN, crossOrigin=0), "cross_origin"),
        (client_data(GET, SHOWN, ORIGIN, topOrigin=ORIGIN), "cross_origin"),
        (b"{}", "type"),
        (b"[]", "client_data"),
        (b"\xff", "client_data"),
        (b"[" * 100_000, "client_data"),
        (client_data(GET, SHOWN, ORIGIN)[:-1] + b',"type":"webauthn.get"}', "client_data"),
        (b"\xef\xbb\xbf" + client_data(GET, SHOWN, ORIGIN), "client_data"),
    ],
)
def test_what_the_browser_says_is_checked(said: bytes, why: str) -> None:
    made = passkey()
    assert why_not(sign_off(made, said=said), made) == why


def test_members_of_client_data_that_nobody_knows_are_passed_over() -> None:
    made = passkey()
    said = client_data(GET, SHOWN, ORIGIN, other_keys_can_be_added_here="do not compare")
    assert verify(sign_off(made, said=said), enrolment_of(made), SITE).counter == 0


def test_client_data_need_not_say_that_it_was_not_framed() -> None:
    """`crossOrigin` came with level 2 of the standard; older browsers leave it out."""
    made = passkey()
    said = client_data(GET, SHOWN, ORIGIN).replace(b',"crossOrigin":false', b"")
    assert b"crossOrigin" not in said
    assert verify(sign_off(made, said=said), enrolment_of(made), SITE).counter == 0


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        (VERIFIED, "presence"),
        (PRESENT, "verification"),
        (PRESENT | MAY_BE_BACKED_UP | BACKED_UP, "verification"),
        (0, "presence"),
        (SEEN | BACKED_UP, "backup"),
        (SEEN | HAS_CREDENTIAL, "authenticator_data"),
        (SEEN | EXTENDED, "authenticator_data"),
    ],
)
def test_the_person_was_there_and_was_verified(flags: int, why: str) -> None:
    made = passkey()
    assert why_not(sign_off(made, data=made.data(flags)), made) == why


@pytest.mark.parametrize("flags", [SEEN, SEEN | MAY_BE_BACKED_UP, SEEN | MAY_BE_BACKED_UP | BACKED_UP, SEEN | RESERVED])
def test_whether_a_copy_is_kept_elsewhere_is_told(flags: int) -> None:
    made = passkey()
    verified = verify(sign_off(made, data=made.data(flags)), enrolment_of(made), SITE)
    assert verified.is_backed_up is bool(flags & BACKED_UP)


def test_the_counter_is_told_as_the_device_says_it() -> None:
    made = Passkey(RELYING_PARTY, b"zhou", counter=2**32 - 1)
    assert verify(sign_off(made), enrolment_of(made), SITE).counter == 2**32 - 1


@pytest.mark.parametrize("extensions", [{}, {"uvm": [[2, 4, 2]]}, {"credProtect": 2, "hmac-secret": True}])
def test_extensions_are_read_and_passed_over(extensions: Mapping[str, Any]) -> None:
    made = passkey()
    data = made.data(SEEN | EXTENDED, extensions=extensions)
    assert verify(sign_off(made, data=data), enrolment_of(made), SITE).counter == 0


@pytest.mark.parametrize("rest", [b"\x00", b"\xa0\x00", b"\xbf\xff", b"\xa1", b"\x80"])
def test_extensions_that_cannot_be_read_are_refused(rest: bytes) -> None:
    made = passkey()
    assert why_not(sign_off(made, data=made.data(SEEN | EXTENDED) + rest), made) == "authenticator_data"


@pytest.mark.parametrize("data", [b"", b"\x00" * 36, passkey().data(SEEN) + b"\x00", passkey().data(SEEN)[:-1]])
def test_authenticator_data_has_its_length(data: bytes) -> None:
    made = passkey()
    assert why_not(sign_off(made, data=data), made) == "authenticator_data"


def test_a_passkey_of_another_site_is_refused() -> None:
    other = Passkey("other.example", b"zhou")
    assert why_not(sign_off(other), passkey()) == "relying_party"


def test_a_passkey_enrolled_for_another_site_is_refused() -> None:
    made = passkey()
    enrolment = replace(enrolment_of(made), relying_party="old.example.edu")
    with pytest.raises(SignatureInvalid) as refused:
        verify(sign_off(made), enrolment, SITE)
    assert refused.value.places == {"why": "relying_party"}


def test_a_sign_off_verifies_years_later_by_its_enrolment_alone() -> None:
    """Also after the installation moved to another port or host name of the same domain."""
    made = passkey()
    for origin in (ORIGIN, f"{ORIGIN}:8443", "https://safety.bihuan.example.edu"):
        envelope = sign_off(made, said=client_data(GET, SHOWN, origin))
        assert verify_recorded(envelope, enrolment_of(made)).counter == 0
    for origin in (ELSEWHERE, "http://bihuan.example.edu", "https://notbihuan.example.edu", "https://[", ""):
        with pytest.raises(SignatureInvalid):
            verify_recorded(sign_off(made, said=client_data(GET, SHOWN, origin)), enrolment_of(made))


def test_the_algorithm_is_that_of_the_enrolment() -> None:
    """A signature by one algorithm is not tried under another, whatever it claims."""
    made, other = passkey(Algorithm.ES256), passkey(Algorithm.ED25519)
    envelope = sign_off(made)
    with pytest.raises(SignatureInvalid):
        verify(envelope, enrolment_of(other), SITE)


def test_a_passkey_signs_with_all_that_it_signs() -> None:
    made = passkey()
    envelope = sign_off(made)
    for missing in ("authenticator_data", "client_data"):
        change: Any = {missing: None}
        assert why_not(replace(envelope, signature=replace(envelope.signature, **change)), made) == "fields"


def test_a_sign_in_answers_its_own_challenge_with_its_own_passkey() -> None:
    made = passkey()
    answer = made.answer(CHALLENGE, ORIGIN)
    assert signed_in(answer, CHALLENGE, enrolment_of(made), SITE).counter == 1
    for changed, challenge, why in (
        (answer, SHOWN, "challenge"),
        (replace(answer, credential=b"another"), CHALLENGE, "credential"),
        (replace(answer, signature=answer.signature[:-1]), CHALLENGE, "signature"),
    ):
        with pytest.raises(SignatureInvalid) as refused:
            signed_in(changed, challenge, enrolment_of(made), SITE)
        assert refused.value.places == {"why": why}


def test_a_sign_in_is_no_signature_of_a_statement() -> None:
    """Whoever got somebody to sign in cannot use that for a statement: the challenge is another."""
    made = passkey()
    assert why_not(envelope_of(PAYLOAD_TYPE, STATEMENT, made.answer(CHALLENGE, ORIGIN), KEY), made) == "challenge"


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_new_passkey_is_taken_in(algorithm: Algorithm) -> None:
    made = passkey(algorithm)
    for response in (made.register(CHALLENGE, ORIGIN), made.attest(CHALLENGE, ORIGIN)):
        new = registered(response, CHALLENGE, SITE)
        assert (new.algorithm, new.public_key, new.counter) == (algorithm, written(made.public_key), 0)
        assert (new.credential, new.is_backed_up) == (enrolment_of(made).credential, False)
        assert new.authenticator == "b1b0a6e0-0000-4000-8000-000000000000"


def test_a_device_that_does_not_tell_its_model_has_none() -> None:
    made = passkey()
    data = made.data(SEEN | HAS_CREDENTIAL).replace(MODEL, bytes(16))
    assert registered(made_with(made, data), CHALLENGE, SITE).authenticator is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (client_data(GET, CHALLENGE, ORIGIN), "type"),
        (client_data(CREATE, SHOWN, ORIGIN), "challenge"),
        (client_data(CREATE, CHALLENGE, ELSEWHERE), "origin"),
        (client_data(CREATE, CHALLENGE, ORIGIN, crossOrigin=True), "cross_origin"),
    ],
)
def test_a_registration_is_checked_as_a_signature_is(said: bytes, why: str) -> None:
    assert why_not_made(replace(passkey().register(CHALLENGE, ORIGIN), client_data=said)) == why


@pytest.mark.parametrize(
    ("flags", "why"),
    [(PRESENT | HAS_CREDENTIAL, "verification"), (VERIFIED | HAS_CREDENTIAL, "presence"), (SEEN, "credential")],
)
def test_a_registration_verifies_the_person(flags: int, why: str) -> None:
    made = passkey()
    assert why_not_made(made_with(made, made.data(flags))) == why


def test_a_registration_for_another_site_is_refused() -> None:
    assert why_not_made(made_with(Passkey("other.example", b"zhou"))) == "relying_party"


def test_a_registration_names_the_credential_that_was_made() -> None:
    assert why_not_made(replace(passkey().register(CHALLENGE, ORIGIN), credential=b"another")) == "credential"


@pytest.mark.parametrize("length", [0, LONGEST_CREDENTIAL + 1])
def test_a_credential_is_named_by_1_to_1023_bytes(length: int) -> None:
    made = passkey()
    made.credential = b"\x01" * length
    assert why_not_made(made_with(made)) == "credential"


@pytest.mark.parametrize(
    "changed",
    [
        {"attStmt": {"sig": b""}},
        {"fmt": 1},
        {"attStmt": []},
        {"authData": "text"},
        {"epAtt": True},
    ],
    ids=str,
)
def test_an_attestation_object_has_its_form(changed: dict[str, Any]) -> None:
    assert why_not_made(made_with(passkey(), **changed)) == "attestation"


@pytest.mark.parametrize(
    "object_", [b"", b"\xa0", b"\x00", b"\xff", passkey().register(CHALLENGE, ORIGIN).attestation_object + b"\x00"]
)
def test_what_is_no_attestation_object_is_refused(object_: bytes) -> None:
    assert why_not_made(replace(passkey().register(CHALLENGE, ORIGIN), attestation_object=object_)) == "attestation"


def test_a_passkey_that_attests_itself_has_to_sign_well() -> None:
    made = passkey()
    good = read(made.attest(CHALLENGE, ORIGIN).attestation_object)
    assert isinstance(good, dict)
    statement: Any = good["attStmt"]
    other = Passkey(RELYING_PARTY, b"other").sign(b"")
    changes: list[dict[str, object]] = [{"alg": -8}, {"alg": None}, {"sig": other}, {"sig": "text"}, {"sig": b""}]
    for changed in changes:
        whole = {name: value for name, value in (statement | changed).items() if value is not None}
        assert why_not_made(made_with(made, fmt="packed", attStmt=whole)) == "attestation"


@pytest.mark.parametrize("form", ["packed", "tpm", "android-key", "apple", "fido-u2f", "whatever comes"])
def test_attestations_of_makers_are_passed_over(form: str) -> None:
    """No list of makers is kept: a statement of theirs is neither asked for nor believed."""
    made = passkey()
    response = made_with(made, fmt=form, attStmt={"alg": -7, "sig": b"", "x5c": [b"certificate"]})
    assert registered(response, CHALLENGE, SITE).public_key == written(made.public_key)


def test_a_key_that_proves_nothing_is_not_taken_in() -> None:
    made = passkey(Algorithm.ED25519)
    data = made.data(SEEN | HAS_CREDENTIAL)
    good = made.public_key.public_bytes_raw()
    assert why_not_made(made_with(made, data.replace(good, b"\x01" + bytes(31)))) == "order"


def test_the_signature_is_over_the_device_s_data_and_the_digest_of_the_browser_s() -> None:
    """Web Authentication, 7.2: and over nothing else."""
    made = passkey()
    data, said = made.data(SEEN), client_data(GET, SHOWN, ORIGIN)
    good = Assertion(credential=made.credential, client_data=said, authenticator_data=data, signature=b"")
    for over, is_taken in ((data + sha256(said).digest(), True), (data + said, False), (sha256(said).digest(), False)):
        envelope = envelope_of(PAYLOAD_TYPE, STATEMENT, replace(good, signature=made.sign(over)), KEY)
        if is_taken:
            verify(envelope, enrolment_of(made), SITE)
        else:
            assert why_not(envelope, made) == "signature"
