"""Authenticator data: what the device signs besides the digest of the client's data (Web Authentication L3, 6.1)."""

from dataclasses import dataclass
from hashlib import sha256

from api.signing.cbor import Item, NotCanonical, read, read_first
from api.signing.checks import CheckFailed, require
from api.signing.site import RecordedSite, Site

PRESENT, VERIFIED, MAY_BE_BACKED_UP, BACKED_UP, HAS_CREDENTIAL, HAS_EXTENSIONS = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80
"""Flags; the two bits that are left are reserved and not looked at."""

HEAD = 37
"""Bytes of digest, flags and counter."""

LONGEST_CREDENTIAL = 1_023


@dataclass(frozen=True, kw_only=True, slots=True)
class Credential:
    """A credential that was just made."""

    authenticator: bytes
    """The model (AAGUID), 16 bytes; zeros where it does not tell."""
    identifier: bytes
    public_key: Item
    """In COSE form, not looked at yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthenticatorData:
    """Read, and not judged."""

    relying_party_digest: bytes
    flags: int
    counter: int
    credential: Credential | None

    @property
    def is_backed_up(self) -> bool:
        """Whether a copy of the key is kept elsewhere at this moment."""
        return bool(self.flags & BACKED_UP)

    def check(self, site: Site | RecordedSite) -> None:
        """The person was there and was verified, at this site, and the flags do not contradict each other."""
        require(self.relying_party_digest == sha256(site.relying_party.encode()).digest(), "relying_party")
        require(bool(self.flags & PRESENT), "presence")
        require(bool(self.flags & VERIFIED), "verification")
        require(bool(self.flags & MAY_BE_BACKED_UP) or not self.is_backed_up, "backup")


def authenticator_data(data: bytes) -> AuthenticatorData:
    """Every byte accounted for; `CheckFailed` where it is not so."""
    require(len(data) >= HEAD, "authenticator_data")
    flags = data[32]
    try:
        credential, rest = _credential(data[HEAD:]) if flags & HAS_CREDENTIAL else (None, data[HEAD:])
        require(isinstance(read(rest), dict) if flags & HAS_EXTENSIONS else not rest, "authenticator_data")
    except NotCanonical as error:
        raise CheckFailed("authenticator_data") from error
    return AuthenticatorData(
        relying_party_digest=data[:32],
        flags=flags,
        counter=int.from_bytes(data[33:HEAD], "big"),
        credential=credential,
    )


def _credential(data: bytes) -> tuple[Credential, bytes]:
    length = int.from_bytes(data[16:18], "big")
    require(len(data) >= 18 + length and 0 < length <= LONGEST_CREDENTIAL, "credential")
    public_key, rest = read_first(data[18 + length :])
    return Credential(authenticator=data[:16], identifier=data[18 : 18 + length], public_key=public_key), rest
