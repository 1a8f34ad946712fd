"""The key with which the log signs its heads: in a file of the installation, readable by nobody else.

The key's name is the log's: checkpoints of two logs are never mixed up.
"""

from contextlib import suppress
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from api.clock import Random, system_random
from api.signing import raw
from domain.kernel.refusals import Refusal
from domain.seal.notes import ED25519, NoteKey, NoteSignature

FILE = "seal.pem"
LATER = "seal-*.pem"
"""Keys that followed the first one; each file is named by its key's identifier."""


class SealKeyMissing(Refusal):
    """The key that counts is not at hand: neither in a file of the home nor in the device that is configured."""

    sentence = "Nothing is sealed: the key {key} of {origin} is not at hand."


class Signer(Protocol):
    """Something that signs heads: a key file, or a device that holds the key."""

    key: NoteKey

    def sign(self, text: str) -> NoteSignature:
        """The log's signature line under a text."""


class FileSigner:
    """A key file (Ed25519, PKCS #8)."""

    def __init__(self, origin: str, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.key = NoteKey(origin, ED25519, private.public_key().public_bytes_raw())

    def sign(self, text: str) -> NoteSignature:
        """The log's signature line under a text."""
        return NoteSignature(self.key.name, self.key.id, self._private.sign(text.encode()))


def signer_in(home: Path, origin: str, random: Random = system_random) -> FileSigner:
    """The installation's key, made at first use in a file that only its owner can read."""
    path, fresh = home / FILE, home / f"seal.{random(8).hex()}"
    home.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh.touch(mode=0o600)
        fresh.write_bytes(raw.file_of(raw.new_private_key(random(32))))
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    return FileSigner(origin, raw.read_file(path.read_bytes()))


def verify_ed25519(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature fits (RFC 8032)."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
