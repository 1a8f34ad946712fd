"""Of a stored sign-off no bit can be changed: every one is tried, scheme by scheme."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from api.signing import raw
from api.signing.attested import AttestationKey
from api.signing.verifying import site_of, verify, verify_recorded
from api.signing.webauthn import challenge_of, envelope_of
from api.trial.authenticator import SEEN, client_data
from domain.kernel.identity import StreamId
from domain.key.events import KeyEnrolled
from domain.key.refusals import SignatureInvalid
from domain.key.terms import Algorithm, Scheme
from domain.seal.dsse import Envelope, read, written
from domain.seal.statement import PAYLOAD_TYPE, payload
from tests.support.authenticator import KEY, ORIGIN, enrolled, enrolment_of, passkey
from tests.support.statements import a_statement

SITE = site_of(ORIGIN)
STATEMENT = payload(a_statement())


@dataclass(frozen=True)
class SignOff:
    """An envelope and the enrolment it verifies under."""

    envelope: Envelope
    enrolment: KeyEnrolled


def by_passkey(algorithm: Algorithm) -> SignOff:
    """Signed with a passkey, whose browser adds members that nobody knows and whose device adds an extension."""
    made = passkey(algorithm)
    said = client_data("webauthn.get", challenge_of(PAYLOAD_TYPE, STATEMENT), ORIGIN, extraData="whatever comes")
    assertion = made.assertion(made.data(SEEN | 0x80, extensions={"uvm": [[2, 4, 2]]}), said)
    return SignOff(envelope_of(PAYLOAD_TYPE, STATEMENT, assertion, KEY), enrolment_of(made))


def by_file() -> SignOff:
    """Signed with a key file."""
    private_key = raw.new_private_key(b"\x07" * 32)
    enrolment = enrolled(Scheme.RAW, Algorithm.ED25519, private_key.public_key())
    return SignOff(raw.sign(PAYLOAD_TYPE, STATEMENT, private_key, KEY), enrolment)


def by_password() -> SignOff:
    """Attested by the server."""
    key = AttestationKey(b"\x09" * 32)
    enrolment = enrolled(Scheme.SERVER_ATTESTED, Algorithm.ED25519, key.public_key)
    return SignOff(key.sign(KEY, PAYLOAD_TYPE, STATEMENT), enrolment)


SCHEMES: dict[str, Callable[[], SignOff]] = {
    "webauthn ES256": lambda: by_passkey(Algorithm.ES256),
    "webauthn Ed25519": lambda: by_passkey(Algorithm.ED25519),
    "raw": by_file,
    "server-attested": by_password,
}


@pytest.fixture(params=SCHEMES)
def sign_off(request: pytest.FixtureRequest) -> SignOff:
    """A sign-off of each scheme that was written down and read again."""
    made = SCHEMES[request.param]()
    return replace(made, envelope=read(written(made.envelope)))


def is_taken(envelope: Envelope, enrolment: KeyEnrolled) -> bool:
    """Whether it verifies as it would years later, which asks a little less than on the day itself."""
    try:
        verify_recorded(envelope, enrolment)
    except SignatureInvalid:
        return False
    return True


def flipped(value: bytes) -> Iterator[bytes]:
    """The value with each of its bits changed in turn."""
    whole, width = int.from_bytes(value, "big"), len(value)
    yield from ((whole ^ 1 << bit).to_bytes(width, "big") for bit in range(8 * width))


def changes(envelope: Envelope) -> Iterator[Envelope]:
    """Every envelope that differs in one bit of what was signed or of the signature."""
    for changed in flipped(envelope.payload):
        yield replace(envelope, payload=changed)
    signature = envelope.signature
    parts = {
        "value": signature.value,
        "authenticator_data": signature.authenticator_data,
        "client_data": signature.client_data,
    }
    for name, value in parts.items():
        for changed in flipped(value or b""):
            change: Any = {name: changed}
            yield replace(envelope, signature=replace(signature, **change))


def test_the_sample_itself_is_taken(sign_off: SignOff) -> None:
    verify(sign_off.envelope, sign_off.enrolment, SITE)
    assert is_taken(sign_off.envelope, sign_off.enrolment)


def test_every_single_bit_is_signed(sign_off: SignOff) -> None:
    signature = sign_off.envelope.signature
    parts = (sign_off.envelope.payload, signature.value, signature.authenticator_data, signature.client_data)
    tried = [is_taken(changed, sign_off.enrolment) for changed in changes(sign_off.envelope)]
    assert (len(tried), sum(tried)) == (8 * sum(len(each or b"") for each in parts), 0)


def test_every_letter_of_the_declared_type_is_signed(sign_off: SignOff) -> None:
    kind = sign_off.envelope.payload_type
    for place in range(len(kind)):
        changed = kind[:place] + chr(ord(kind[place]) ^ 1) + kind[place + 1 :]
        assert not is_taken(replace(sign_off.envelope, payload_type=changed), sign_off.enrolment)


def test_a_signature_that_ends_early_or_late_is_refused(sign_off: SignOff) -> None:
    signature = sign_off.envelope.signature
    for value in (b"", signature.value[:-1], signature.value + b"\x00", b"\x00" + signature.value):
        changed = replace(sign_off.envelope, signature=replace(signature, value=value))
        assert not is_taken(changed, sign_off.enrolment)


def test_a_signature_moved_to_another_statement_is_refused(sign_off: SignOff) -> None:
    """Another hazard, another version, another nonce: each has another payload."""
    one = a_statement()
    others = (
        replace(one, subject=replace(one.subject, ver=8)),
        replace(one, subject=replace(one.subject, stream=StreamId(one.id))),
        replace(one, nonce="00" * 32),
        replace(one, log="elsewhere/bihuan"),
    )
    for other in others:
        assert not is_taken(replace(sign_off.envelope, payload=payload(other)), sign_off.enrolment)


def test_bytes_moved_between_type_and_statement_are_refused(sign_off: SignOff) -> None:
    """The lengths are signed too, so that no two pairs of type and statement have the same signature."""
    envelope = sign_off.envelope
    moved = replace(envelope, payload_type=envelope.payload_type + "{", payload=envelope.payload[1:])
    assert not is_taken(moved, sign_off.enrolment)


def test_a_signature_under_another_key_is_refused(sign_off: SignOff) -> None:
    other = enrolment_of(passkey(sign_off.enrolment.algorithm, b"somebody else")).public_key
    assert not is_taken(sign_off.envelope, replace(sign_off.enrolment, public_key=other))


def test_the_name_of_the_key_in_an_envelope_decides_nothing(sign_off: SignOff) -> None:
    """DSSE v1: the identifier is not signed and only says where to look."""
    renamed = replace(sign_off.envelope, signature=replace(sign_off.envelope.signature, key="somebody else"))
    assert is_taken(renamed, sign_off.enrolment)
