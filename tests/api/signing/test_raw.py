"""Key files, the server's attestation, and the scheme that is not built in."""

from dataclasses import replace
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from api.signing import raw, sm2
from api.signing.attested import PURPOSE, AttestationKey
from api.signing.refusals import KeyFileUnreadable, PassphraseNeeded, PassphraseWrong, SigningKeyUnusable
from api.signing.verifying import Verified, site_of, verify, verify_recorded
from domain.key.refusals import SchemeNotBuiltIn, SignatureInvalid
from domain.key.state import fingerprint
from domain.key.terms import Algorithm, Scheme
from domain.seal.statement import PAYLOAD_TYPE, payload
from tests.support.authenticator import KEY, ORIGIN, enrolled, passkey
from tests.support.statements import a_statement

SITE = site_of(ORIGIN)
STATEMENT = payload(a_statement())
PRIVATE = raw.new_private_key(b"\x2a" * 32)
ENROLMENT = enrolled(Scheme.RAW, Algorithm.ED25519, PRIVATE.public_key())


def test_a_key_file_signs_a_statement() -> None:
    envelope = raw.sign(PAYLOAD_TYPE, STATEMENT, PRIVATE, KEY)
    assert verify(envelope, ENROLMENT, SITE) == verify_recorded(envelope, ENROLMENT) == Verified()


def test_without_an_identifier_the_fingerprint_says_where_to_look() -> None:
    envelope = raw.sign(PAYLOAD_TYPE, STATEMENT, PRIVATE)
    assert envelope.signature.key == fingerprint(raw.public_key_of(PRIVATE))


def test_what_only_a_passkey_says_does_not_stand_beside_another_signature() -> None:
    """It would be kept for ever as if it had been signed."""
    envelope = raw.sign(PAYLOAD_TYPE, STATEMENT, PRIVATE, KEY)
    for signature in (
        replace(envelope.signature, authenticator_data=b""),
        replace(envelope.signature, client_data=b"{}"),
    ):
        with pytest.raises(SignatureInvalid) as refused:
            verify(replace(envelope, signature=signature), ENROLMENT, SITE)
        assert refused.value.places == {"why": "fields"}


def test_a_key_file_is_ed25519() -> None:
    enrolment = enrolled(Scheme.RAW, Algorithm.ES256, passkey().public_key)
    with pytest.raises(SignatureInvalid) as refused:
        verify(raw.sign(PAYLOAD_TYPE, STATEMENT, PRIVATE), enrolment, SITE)
    assert refused.value.places == {"why": "algorithm"}


def test_a_signature_under_a_key_that_proves_nothing_is_refused() -> None:
    """Under the neutral point S = 0 and R = the neutral point fit every text, in every library that does not ask."""
    key = "MCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    envelope = raw.sign(PAYLOAD_TYPE, STATEMENT, PRIVATE)
    forged = replace(envelope, signature=replace(envelope.signature, value=b"\x01" + bytes(63)))
    with pytest.raises(SigningKeyUnusable):
        verify(forged, enrolled(Scheme.RAW, Algorithm.ED25519, key), SITE)


@pytest.mark.parametrize("passphrase", [None, "", "护栏已加固 2025"])
def test_a_key_file_is_read_as_it_was_written(passphrase: str | None) -> None:
    pem = raw.file_of(PRIVATE, passphrase)
    assert raw.is_locked(pem) is bool(passphrase)
    assert raw.public_key_of(raw.read_file(pem, passphrase)) == raw.public_key_of(PRIVATE)


def test_a_passphrase_that_is_not_needed_does_no_harm() -> None:
    assert raw.public_key_of(raw.read_file(raw.file_of(PRIVATE), "unused")) == raw.public_key_of(PRIVATE)


def test_a_locked_key_file_asks_for_its_passphrase() -> None:
    pem = raw.file_of(PRIVATE, "right")
    with pytest.raises(PassphraseNeeded):
        raw.read_file(pem)
    with pytest.raises(PassphraseWrong):
        raw.read_file(pem, "wrong")


def test_a_file_that_holds_no_such_key_is_refused() -> None:
    p256 = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for pem in (b"", b"\xff\xfe", b"-----BEGIN PRIVATE KEY-----\nQQ==\n-----END PRIVATE KEY-----\n", p256):
        with pytest.raises(KeyFileUnreadable):
            raw.read_file(pem)


def test_the_server_attests_under_its_own_key_and_no_other() -> None:
    key = AttestationKey(b"\x09" * 32)
    envelope = key.sign(KEY, PAYLOAD_TYPE, STATEMENT)
    assert envelope.signature.key == KEY
    enrolment = enrolled(Scheme.SERVER_ATTESTED, Algorithm.ED25519, key.public_key)
    assert verify(envelope, enrolment, SITE) == Verified()
    other = enrolled(Scheme.SERVER_ATTESTED, Algorithm.ED25519, AttestationKey(b"\x0a" * 32).public_key)
    with pytest.raises(SignatureInvalid):
        verify(envelope, other, SITE)


def test_the_server_has_the_same_key_after_every_start() -> None:
    assert AttestationKey(b"\x09" * 32).public_key == AttestationKey(b"\x09" * 32).public_key
    assert PURPOSE == b"attestation"


def test_sm2_is_known_by_name_and_refused() -> None:
    enrolment = replace(ENROLMENT, scheme=Scheme.X509_SM2, account=UUID(int=1))
    envelope = raw.sign(PAYLOAD_TYPE, STATEMENT, PRIVATE)
    with pytest.raises(SchemeNotBuiltIn) as refused:
        verify(envelope, enrolment, SITE)
    assert refused.value.places == {"scheme": "x509-sm2"}
    with pytest.raises(SchemeNotBuiltIn):
        sm2.check_key(ENROLMENT.public_key)
