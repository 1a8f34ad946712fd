"""A passkey in software: makes credentials and signs as a phone or a security key does, for people who are made up.

The district's year is signed with such keys, and the tests try every refusal with them. Nothing of it verifies
anything, and no person who exists is asked: it always says that the person was there and was verified.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from msgspec import json

from api.signing import authenticator_data as flags
from api.signing.client_data import CREATE, GET, coded
from api.signing.public_keys import to_cose
from api.signing.webauthn import COSE, Assertion, Registration, challenge_of, envelope_of
from domain.key.events import KeyEnrolled
from domain.key.terms import Algorithm
from domain.seal.dsse import Envelope

MODEL = bytes.fromhex("b1b0a6e0000040008000000000000000")
"""What it says of its model (AAGUID): a made-up one."""


def is_made_up(enrolment: KeyEnrolled) -> bool:
    """Whether no device holds the key: it is a passkey of the made-up model."""
    return enrolment.authenticator == str(UUID(bytes=MODEL))


SEEN = flags.PRESENT | flags.VERIFIED
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Passkey:
    """One credential for one site. The same seed makes the same key; each signature counts up by one."""

    def __init__(
        self, relying_party: str, seed: bytes, *, algorithm: Algorithm = Algorithm.ES256, counter: int = 0
    ) -> None:
        self.relying_party = relying_party
        self.algorithm = algorithm
        self.credential = sha256(b"credential" + seed).digest()
        self.counter = counter
        self._private_key = _private_key(algorithm, seed)

    @property
    def public_key(self) -> Any:
        """The public part, as the library has it."""
        return self._private_key.public_key()

    def register(self, challenge: bytes, origin: str) -> Registration:
        """Hand over the new credential, without attestation."""
        said = client_data(CREATE, challenge, origin)
        data = self.data(SEEN | flags.HAS_CREDENTIAL)
        return Registration(
            credential=self.credential,
            client_data=said,
            attestation_object=cbor({"fmt": "none", "attStmt": {}, "authData": data}),
        )

    def attest(self, challenge: bytes, origin: str) -> Registration:
        """Hand over the new credential, signed by itself (`packed` without certificates)."""
        said = client_data(CREATE, challenge, origin)
        data = self.data(SEEN | flags.HAS_CREDENTIAL)
        statement = {"alg": COSE[self.algorithm], "sig": self.sign(data + sha256(said).digest())}
        return Registration(
            credential=self.credential,
            client_data=said,
            attestation_object=cbor({"fmt": "packed", "attStmt": statement, "authData": data}),
        )

    def answer(self, challenge: bytes, origin: str) -> Assertion:
        """Sign a challenge."""
        self.counter += 1
        return self.assertion(self.data(SEEN), client_data(GET, challenge, origin))

    def envelope(self, payload_type: str, payload: bytes, origin: str, key: str) -> Envelope:
        """Sign a statement; `key` is the identifier under which the passkey is enrolled."""
        return envelope_of(payload_type, payload, self.answer(challenge_of(payload_type, payload), origin), key)

    def assertion(self, data: bytes, said: bytes) -> Assertion:
        """Sign whatever is put before it."""
        return Assertion(
            credential=self.credential,
            client_data=said,
            authenticator_data=data,
            signature=self.sign(data + sha256(said).digest()),
        )

    def data(self, told: int, *, extensions: Mapping[str, Any] | None = None) -> bytes:
        """Authenticator data with these flags; the credential and extensions follow where the flags say so."""
        head = sha256(self.relying_party.encode()).digest() + bytes([told]) + self.counter.to_bytes(4, "big")
        made = b""
        if told & flags.HAS_CREDENTIAL:
            length = len(self.credential).to_bytes(2, "big")
            made = MODEL + length + self.credential + cbor(to_cose(self.public_key))
        return head + made + (cbor(extensions) if extensions is not None else b"")

    def sign(self, over: bytes) -> bytes:
        """The bare signature; ECDSA with a nonce that follows from key and text (RFC 6979)."""
        if isinstance(self._private_key, Ed25519PrivateKey):
            return self._private_key.sign(over)
        return self._private_key.sign(over, ECDSA(SHA256(), deterministic_signing=True))


def client_data(kind: str, challenge: bytes, origin: str, **further: object) -> bytes:
    """Client data as browsers write it."""
    said = {"type": kind, "challenge": coded(challenge), "origin": origin, "crossOrigin": False}
    return json.encode({**said, **further})


def cbor(value: object) -> bytes:
    """CBOR in the canonical form of authenticators (CTAP 2.1, section 8): of the kinds that they write."""
    match value:
        case bool():
            return b"\xf5" if value else b"\xf4"
        case int():
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
        case bytes():
            return _head(2, len(value)) + value
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case Mapping():
            pairs = sorted((cbor(key), cbor(each)) for key, each in value.items())
            pairs.sort(key=lambda pair: (pair[0][0] >> 5, len(pair[0])))
            return _head(5, len(pairs)) + b"".join(key + each for key, each in pairs)
        case Sequence():
            return _head(4, len(value)) + b"".join(cbor(each) for each in value)
    raise TypeError(f"authenticators write no {type(value).__name__}")


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    width = next(width for width in (1, 2, 4, 8) if number < 1 << 8 * width)
    return bytes([kind << 5 | 24 + (1, 2, 4, 8).index(width)]) + number.to_bytes(width, "big")


def _private_key(algorithm: Algorithm, seed: bytes) -> EllipticCurvePrivateKey | Ed25519PrivateKey:
    secret = sha256(b"key" + seed).digest()
    if algorithm is Algorithm.ED25519:
        return Ed25519PrivateKey.from_private_bytes(secret)
    return derive_private_key(int.from_bytes(secret, "big") % (_P256_ORDER - 1) + 1, SECP256R1())
