"""A public key as an auditor pins it, and checking an envelope with nothing but the two."""

import json
from typing import Any
from uuid import UUID

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from api.signing.public_keys import load, written
from api.signing.refusals import SigningKeyUnusable
from api.signing.verifying import Verified, verify_recorded
from domain.kernel.identity import Commitment, PersonId, UnitId
from domain.key.events import KeyEnrolled
from domain.key.refusals import SignatureInvalid
from domain.key.terms import Algorithm, Scheme
from domain.seal.dsse import Envelope

NOBODY = UUID(int=0)


class PinnedKey(msgspec.Struct, frozen=True, kw_only=True):
    """What of an enrolment is needed to check a signature."""

    scheme: Scheme
    algorithm: Algorithm
    public_key: str
    """SubjectPublicKeyInfo in base64."""
    relying_party: str | None = None
    """Of a passkey: the host name it was enrolled for."""


def pinned_of(enrolment: KeyEnrolled) -> PinnedKey:
    """The key of an enrolment."""
    return PinnedKey(
        scheme=enrolment.scheme,
        algorithm=enrolment.algorithm,
        public_key=enrolment.public_key,
        relying_party=enrolment.relying_party,
    )


def pinned_from(content: bytes) -> PinnedKey:
    """The key in a file: as `bihuan key show --json` prints it, or PEM; refuses `SigningKeyUnusable`."""
    if content.lstrip().startswith(b"{"):
        return _from_json(content)
    return _from_pem(content)


def verify_pinned(envelope: Envelope, key: PinnedKey) -> Verified:
    """Hold an envelope against a pinned key; refuses `SignatureInvalid` and `SigningKeyUnusable`."""
    scheme = key.scheme
    if scheme is Scheme.RAW and envelope.signature.authenticator_data is not None:
        raise SignatureInvalid(why="relying_party")
    enrolment = KeyEnrolled(
        person=PersonId(NOBODY),
        unit=UnitId(NOBODY),
        scheme=scheme,
        algorithm=key.algorithm,
        public_key=key.public_key,
        label=Commitment(""),
        relying_party=key.relying_party,
    )
    return verify_recorded(envelope, enrolment)


def _from_json(content: bytes) -> PinnedKey:
    try:
        said: Any = json.loads(content)
        names = PinnedKey.__struct_fields__
        pinned = msgspec.convert({name: said[name] for name in names if said.get(name) is not None}, PinnedKey)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise SigningKeyUnusable(why="encoding") from error
    load(pinned.public_key, pinned.algorithm)
    return pinned


def _from_pem(content: bytes) -> PinnedKey:
    try:
        found = load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SigningKeyUnusable(why="encoding") from error
    if not isinstance(found, Ed25519PublicKey | EllipticCurvePublicKey):
        raise SigningKeyUnusable(why="algorithm")
    algorithm = Algorithm.ED25519 if isinstance(found, Ed25519PublicKey) else Algorithm.ES256
    public_key = written(found)
    load(public_key, algorithm)
    return PinnedKey(scheme=Scheme.RAW, algorithm=algorithm, public_key=public_key)
