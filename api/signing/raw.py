"""Keys in a file of their holder, for the command line and other programs: Ed25519 (RFC 8032) over the envelope."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from api.signing.computing import fits
from api.signing.public_keys import load, written
from api.signing.refusals import KeyFileUnreadable, PassphraseNeeded, PassphraseWrong
from domain.key.events import KeyEnrolled
from domain.key.refusals import SignatureInvalid
from domain.key.state import fingerprint
from domain.key.terms import Algorithm
from domain.seal.dsse import Envelope, Signature, pre_authentication

LOCKED = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"


def sign(payload_type: str, payload: bytes, private_key: Ed25519PrivateKey, key: str | None = None) -> Envelope:
    """The envelope signed; `key` is the enrolled key's identifier, without it the fingerprint stands there."""
    value = private_key.sign(pre_authentication(payload_type, payload))
    hint = fingerprint(public_key_of(private_key)) if key is None else key
    return Envelope(payload_type=payload_type, payload=payload, signature=Signature(key=hint, value=value))


def verify(envelope: Envelope, enrolment: KeyEnrolled) -> None:
    """Hold an envelope against the key that was enrolled; refuses `SignatureInvalid`."""
    signature = envelope.signature
    if signature.authenticator_data is not None or signature.client_data is not None:
        raise SignatureInvalid(why="fields")
    if enrolment.algorithm is not Algorithm.ED25519:
        raise SignatureInvalid(why="algorithm")
    if not fits(load(enrolment.public_key, enrolment.algorithm), signature.value, envelope.signed):
        raise SignatureInvalid(why="signature")


def new_private_key(random: bytes) -> Ed25519PrivateKey:
    """A key of 32 random bytes."""
    return Ed25519PrivateKey.from_private_bytes(random)


def public_key_of(private_key: Ed25519PrivateKey) -> str:
    """The public part as an enrolment has it."""
    return written(private_key.public_key())


def file_of(private_key: Ed25519PrivateKey, passphrase: str | None = None) -> bytes:
    """The key as PEM (PKCS #8), locked where a passphrase is given."""
    lock: KeySerializationEncryption = NoEncryption()
    if passphrase:
        lock = BestAvailableEncryption(passphrase.encode())
    return private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)


def is_locked(pem: bytes) -> bool:
    """Whether a passphrase has to be asked for."""
    return pem.lstrip().startswith(LOCKED)


def read_file(pem: bytes, passphrase: str | None = None) -> Ed25519PrivateKey:
    """The key in a file; refuses `KeyFileUnreadable`, `PassphraseNeeded` and `PassphraseWrong`."""
    if is_locked(pem) and not passphrase:
        raise PassphraseNeeded
    try:
        secret = passphrase.encode() if passphrase and is_locked(pem) else None
        private_key = load_pem_private_key(pem, secret)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise (PassphraseWrong if is_locked(pem) else KeyFileUnreadable) from error
    if not isinstance(private_key, Ed25519PrivateKey):
        raise KeyFileUnreadable
    return private_key
