"""Keys for tests of signing: a passkey in software, and the enrolments under which signatures are held against them."""

from uuid import UUID

from api.signing.client_data import coded
from api.signing.public_keys import PublicKey, written
from api.trial.authenticator import Passkey
from domain.kernel.identity import Commitment, PersonId, UnitId
from domain.key.events import KeyEnrolled
from domain.key.terms import Algorithm, Scheme

ORIGIN = "https://bihuan.example.edu"
RELYING_PARTY = "bihuan.example.edu"
KEY = "0195d5a0-0000-7000-8000-000000000001"
"""Identifier of the enrolled key."""


def passkey(algorithm: Algorithm = Algorithm.ES256, seed: bytes = b"zhou") -> Passkey:
    """A passkey made for the site of the tests."""
    return Passkey(RELYING_PARTY, seed, algorithm=algorithm)


def enrolment_of(made: Passkey) -> KeyEnrolled:
    """A passkey as it would be enrolled."""
    return enrolled(Scheme.WEBAUTHN, made.algorithm, written(made.public_key), credential=made.credential)


def enrolled(
    scheme: Scheme,
    algorithm: Algorithm,
    public_key: PublicKey | str,
    *,
    credential: bytes | None = None,
    site: str = RELYING_PARTY,
) -> KeyEnrolled:
    """An enrolment of a key, by somebody somewhere."""
    return KeyEnrolled(
        person=PersonId(UUID(int=1)),
        unit=UnitId(UUID(int=2)),
        scheme=scheme,
        algorithm=algorithm,
        public_key=public_key if isinstance(public_key, str) else written(public_key),
        label=Commitment("00" * 32),
        credential=None if credential is None else coded(credential),
        relying_party=None if credential is None else site,
    )
