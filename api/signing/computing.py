"""Whether a signature fits some bytes under a key: the one place where the library's primitives are asked."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from api.signing.public_keys import PublicKey

_SHA256 = ECDSA(SHA256())


def fits(key: PublicKey, signature: bytes, over: bytes) -> bool:
    """Ed25519 as RFC 8032, 5.1.7 has it (S below the order, no cofactor); ECDSA in strict DER.

    Of an ECDSA signature (r, s) also (r, -s) fits, because Web Authentication takes both: so a signature's bytes tell
    nothing apart, and what makes a step happen once is its command identifier.
    """
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, over)
        else:
            key.verify(signature, over, _SHA256)
    except InvalidSignature:
        return False
    return True
