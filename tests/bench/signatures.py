"""Verified sign-offs a second, by scheme, against the library's bare verification of the same bytes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

from api.signing import raw
from api.signing.public_keys import load
from api.signing.verifying import site_of, verify
from domain.key.events import KeyEnrolled
from domain.key.terms import Algorithm, Scheme
from domain.seal.dsse import Envelope, read, written
from domain.seal.statement import PAYLOAD_TYPE, payload
from tests.bench.ground import Ratio, rate, rounds
from tests.support.authenticator import KEY, ORIGIN, enrolled, enrolment_of, passkey
from tests.support.statements import made_up_statements

SITE = site_of(ORIGIN)
PEOPLE = 50
STATEMENTS = 1_000


@dataclass(frozen=True)
class SignOff:
    """A sign-off as the log keeps it, the enrolment it belongs to, and what the bare library is asked."""

    text: str
    envelope: Envelope
    enrolment: KeyEnrolled
    bare: tuple[Any, ...]
    """Key, and the arguments of its `verify`."""


def measure(times: int, each: int) -> Iterator[Ratio]:
    """Ratios at one thread, with every check of the scheme; the last one reads the stored text each time as well."""
    payloads = [payload(statement) for statement in made_up_statements(STATEMENTS, seed=3)]
    by_file = [_by_file(number, said) for number, said in enumerate(payloads)]
    by_passkey = {
        algorithm: [_by_passkey(algorithm, number, said) for number, said in enumerate(payloads)]
        for algorithm in Algorithm
    }
    es256 = by_passkey[Algorithm.ES256]
    yield _ratio("signature verified, key file, Ed25519", by_file, _verify, times, each, "≥ 0.60")
    for algorithm, sign_offs in by_passkey.items():
        yield _ratio(f"signature verified, passkey, {algorithm}", sign_offs, _verify, times, each, "≥ 0.60")
    yield _ratio("stored sign-off read and verified, passkey, ES256", es256, _read_and_verify, times, each, "")


def _ratio(
    what: str, sign_offs: list[SignOff], act: Callable[[SignOff], object], times: int, each: int, target: str
) -> Ratio:
    many = (sign_offs * (each // STATEMENTS + 1))[:each]
    mine, theirs = rounds(times, lambda turn: rate(act, many, 1), lambda turn: rate(_bare, many, 1))
    return Ratio(what, mine, "bare `cryptography`", theirs, "/s", target)


def _verify(one: SignOff) -> object:
    return verify(one.envelope, one.enrolment, SITE)


def _read_and_verify(one: SignOff) -> object:
    return verify(read(one.text), one.enrolment, SITE)


def _bare(one: SignOff) -> None:
    one.bare[0].verify(*one.bare[1:])


def _by_file(number: int, said: bytes) -> SignOff:
    private_key = raw.new_private_key(sha256(b"%d" % (number % PEOPLE)).digest())
    envelope = raw.sign(PAYLOAD_TYPE, said, private_key, KEY)
    return _kept(envelope, enrolled(Scheme.RAW, Algorithm.ED25519, private_key.public_key()), envelope.signed)


def _by_passkey(algorithm: Algorithm, number: int, said: bytes) -> SignOff:
    made = passkey(algorithm, b"%d" % (number % PEOPLE))
    envelope = made.envelope(PAYLOAD_TYPE, said, ORIGIN, KEY)
    signature = envelope.signature
    assert signature.authenticator_data is not None
    assert signature.client_data is not None
    over = signature.authenticator_data + sha256(signature.client_data).digest()
    return _kept(envelope, enrolment_of(made), over)


def _kept(envelope: Envelope, enrolment: KeyEnrolled, over: bytes) -> SignOff:
    further = (ECDSA(SHA256()),) if enrolment.algorithm is Algorithm.ES256 else ()
    key = load(enrolment.public_key, enrolment.algorithm)
    return SignOff(written(envelope), envelope, enrolment, (key, envelope.signature.value, over, *further))
