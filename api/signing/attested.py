"""Server-attested signatures: the server signs that somebody gave the password of the enrolled account.

It says who was let in, not who signed: never called a personal signature. The key is the server's own.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.signing import raw
from domain.seal.dsse import Envelope

PURPOSE = b"attestation"
"""What the key is derived for: `application.keyed(PURPOSE)`."""


class AttestationKey:
    """The server's own key, the same after every restart with the same secret."""

    def __init__(self, secret: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.public_key = raw.public_key_of(self._key)
        """As an enrolment of a server-attested sign-in has it."""

    def sign(self, key: str, payload_type: str, payload: bytes) -> Envelope:
        """The envelope under the enrolment `key`; whoever calls has made sure of the password."""
        return raw.sign(payload_type, payload, self._key, key)
