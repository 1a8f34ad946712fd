"""Public keys as they are enrolled: one way of writing each, and none with which nothing is proved.

Written is always SubjectPublicKeyInfo in DER, in base64 (RFC 5280, 4.1.2.7; RFC 8410; RFC 5480 with an uncompressed
point). A key is validated in full (NIST SP 800-186, D.1.1.2 and D.1.3.2): Ed25519 points that are not canonical, not on
the curve, or outside the group of prime order are refused. Under a key of low order one signature fits almost any text.
"""

import base64
import binascii
from functools import lru_cache
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.signing.cbor import Item
from api.signing.refusals import SigningKeyUnusable
from domain.key.terms import Algorithm

PublicKey: TypeAlias = Ed25519PublicKey | EllipticCurvePublicKey

_ED25519 = bytes.fromhex("302a300506032b6570032100")
_P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
_UNCOMPRESSED = b"\x04"

_PRIME = 2**255 - 19
_D = -121665 * pow(121666, -1, _PRIME) % _PRIME
_ORDER = 2**252 + 27742317777372353535851937790883648493
_A24 = 121665


@lru_cache(maxsize=4_096)
def load(public_key: str, algorithm: Algorithm) -> PublicKey:
    """The key of an enrolment, by the enrolment's algorithm; refuses `SigningKeyUnusable`."""
    der = _decoded(public_key)
    if algorithm is Algorithm.ED25519 and der.startswith(_ED25519):
        return ed25519(der[len(_ED25519) :])
    if algorithm is Algorithm.ES256 and der.startswith(_P256):
        return p256(der[len(_P256) :])
    raise SigningKeyUnusable(why="encoding")


def written(key: PublicKey) -> str:
    """The one way a key is written."""
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def ed25519(point: bytes) -> Ed25519PublicKey:
    """A key from the 32 bytes of RFC 8032; refuses a point that is no full key (see above)."""
    if len(point) != 32:
        raise SigningKeyUnusable(why="encoding")
    y = int.from_bytes(point, "little") & (1 << 255) - 1
    if y >= _PRIME or not _is_on_curve(y):
        raise SigningKeyUnusable(why="point")
    if _is_of_low_order(y) or not _is_of_prime_order(y):
        raise SigningKeyUnusable(why="order")
    return Ed25519PublicKey.from_public_bytes(point)


def p256(point: bytes) -> EllipticCurvePublicKey:
    """A key from the 65 bytes of an uncompressed point (SEC 1, 2.3.3); refuses others and points off the curve."""
    if len(point) != 65 or not point.startswith(_UNCOMPRESSED):
        raise SigningKeyUnusable(why="encoding")
    try:
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError as error:
        raise SigningKeyUnusable(why="point") from error


def from_cose(said: Item) -> tuple[Algorithm, PublicKey]:
    """A passkey's key from its COSE form (RFC 9053, 7): exactly the parameters that its algorithm needs."""
    if not isinstance(said, dict) or any(isinstance(value, bool) for value in said.values()):
        raise SigningKeyUnusable(why="encoding")
    match said:
        case {1: 2, 3: -7, -1: 1, -2: bytes(x), -3: bytes(y)} if len(said) == 5 and len(x) == len(y) == 32:
            return Algorithm.ES256, p256(_UNCOMPRESSED + x + y)
        case {1: 1, 3: -8, -1: 6, -2: bytes(x)} if len(said) == 4:
            return Algorithm.ED25519, ed25519(x)
    raise SigningKeyUnusable(why="algorithm")


def to_cose(key: PublicKey) -> dict[int | str, Item]:
    """The COSE form of a key, as an authenticator hands it over."""
    if isinstance(key, Ed25519PublicKey):
        return {1: 1, 3: -8, -1: 6, -2: key.public_bytes_raw()}
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]}


def _is_on_curve(y: int) -> bool:
    """Whether -x² + y² = 1 + dx²y² has a solution (RFC 8032, 5.1.3)."""
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _PRIME) % _PRIME
    return square == 0 or pow(square, (_PRIME - 1) // 2, _PRIME) == 1


def _is_of_low_order(y: int) -> bool:
    """Whether the order divides 8: doubled three times, which y alone tells, the point is the neutral one."""
    for _ in range(3):
        square = y * y % _PRIME
        other = (square - 1) * pow(_D * square + 1, -1, _PRIME) % _PRIME
        y = (square + other) * pow(1 - _D * square * other, -1, _PRIME) % _PRIME
    return y == 1


def _is_of_prime_order(y: int) -> bool:
    """Whether the group's order times the point is the neutral one (ladder of RFC 7748, 5); not for low order."""
    u = (1 + y) * pow(1 - y, -1, _PRIME) % _PRIME
    x2, z2, x3, z3 = 1, 0, u, 1
    for bit in reversed(range(_ORDER.bit_length())):
        if _ORDER >> bit & 1:
            x2, z2, x3, z3 = _step(u, x3, z3, x2, z2, swapped=True)
        else:
            x2, z2, x3, z3 = _step(u, x2, z2, x3, z3, swapped=False)
    return z2 == 0


def _step(u: int, x2: int, z2: int, x3: int, z3: int, *, swapped: bool) -> tuple[int, int, int, int]:
    """One step: (x2 : z2) doubled and the two added, in the order in which the bit asks for them."""
    total, difference = x2 + z2, x2 - z2
    aa, bb = total * total % _PRIME, difference * difference % _PRIME
    da, cb = (x3 - z3) * total % _PRIME, (x3 + z3) * difference % _PRIME
    added = (da + cb) ** 2 % _PRIME, u * (da - cb) ** 2 % _PRIME
    doubled = aa * bb % _PRIME, (aa - bb) * (aa + _A24 * (aa - bb)) % _PRIME
    return (*added, *doubled) if swapped else (*doubled, *added)


def _decoded(public_key: str) -> bytes:
    try:
        der = base64.b64decode(public_key, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SigningKeyUnusable(why="encoding") from error
    if base64.b64encode(der).decode() != public_key:
        raise SigningKeyUnusable(why="encoding")
    return der
