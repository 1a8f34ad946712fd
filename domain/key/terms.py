"""Words of signing: how a signature is made, and how much it says."""

from enum import StrEnum


class Scheme(StrEnum):
    """How a key signs."""

    WEBAUTHN = "webauthn"
    """A passkey: the person is verified by the device at each signature (W3C Web Authentication, level 3)."""
    RAW = "raw"
    """A key in a file of its holder, for the command line and other programs."""
    SERVER_ATTESTED = "server-attested"
    """The server says that the password was given; never called a personal signature."""
    X509_SM2 = "x509-sm2"
    """A certificate of a licensed authority with SM2 (GB/T 32918): a place kept for it, not built in."""


class Level(StrEnum):
    """How much a sign-off says, from nothing to a person verified by the device."""

    NONE = "none"
    SERVER_ATTESTED = "server_attested"
    SOFTWARE_KEY = "software_key"
    PASSKEY = "passkey"

    def suffices_for(self, needed: "Level") -> bool:
        """Whether it says at least as much as what is needed."""
        return _ORDER.index(self) >= _ORDER.index(needed)


_ORDER = tuple(Level)

LEVELS = {
    Scheme.WEBAUTHN: Level.PASSKEY,
    Scheme.RAW: Level.SOFTWARE_KEY,
    Scheme.SERVER_ATTESTED: Level.SERVER_ATTESTED,
    Scheme.X509_SM2: Level.PASSKEY,
}
"""What a key of each scheme can say (house rule; the levels of the E-Signature Law, art. 13, are for a court)."""


class Algorithm(StrEnum):
    """What the key computes; taken from the enrolment alone, never from what a signature claims."""

    ED25519 = "Ed25519"
    """RFC 8032; COSE algorithm -8."""
    ES256 = "ES256"
    """ECDSA on P-256 with SHA-256 (FIPS 186-5); COSE algorithm -7."""
