"""Encryption of one file under a key of its own: AES-256 in Galois/counter mode (NIST SP 800-38D)."""

import hashlib
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.attachments.purpose import Purpose
from api.clock import Random
from domain.kernel.identity import AttachmentId


class AttachmentDamaged(Exception):
    """The store does not give back what was put in: a broken or meddled-with database, no refusal."""


class Sealed(NamedTuple):
    """A ciphertext with what opens it."""

    ciphertext: bytes
    key: bytes
    nonce: bytes

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the ciphertext: its address, and what the event says of it."""
        return hashlib.sha256(self.ciphertext).hexdigest()


def seal(content: bytes, attachment: AttachmentId, purpose: Purpose, random: Random) -> Sealed:
    """Encrypt under a fresh key, bound to the attachment and purpose: no other can be put in its place."""
    key, nonce = random(32), random(12)
    return Sealed(AESGCM(key).encrypt(nonce, content, _bound_to(attachment, purpose)), key, nonce)


def unseal(sealed: Sealed, attachment: AttachmentId, purpose: Purpose) -> bytes:
    """The very bytes that were sealed; raises `AttachmentDamaged` when a single bit of anything differs."""
    try:
        return AESGCM(sealed.key).decrypt(sealed.nonce, sealed.ciphertext, _bound_to(attachment, purpose))
    except InvalidTag as error:
        raise AttachmentDamaged(f"{purpose} of attachment {attachment} does not open with its key") from error


def _bound_to(attachment: AttachmentId, purpose: Purpose) -> bytes:
    return attachment.bytes + purpose.encode()
