"""Encryption of what waits: AES-256-GCM as for attachments, under keys that lie nowhere in the database."""

import hashlib
import hmac
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.clock import Random

_SALT, _NONCE = 32, 12


class HeldUnreadable(Exception):
    """It does not open: another installation's secret, another account, or a meddled-with database."""


def seal(content: bytes, secret: bytes, account: UUID, part: str, random: Random) -> bytes:
    """Salt, nonce and ciphertext; bound to the account and the part, so that it opens in no other's place."""
    salt, nonce = random(_SALT), random(_NONCE)
    return salt + nonce + AESGCM(_key(secret, salt)).encrypt(nonce, content, _bound_to(account, part))


def unseal(sealed: bytes, secret: bytes, account: UUID, part: str) -> bytes:
    """The very bytes that were sealed; raises `HeldUnreadable` when anything differs."""
    salt, nonce, ciphertext = sealed[:_SALT], sealed[_SALT : _SALT + _NONCE], sealed[_SALT + _NONCE :]
    try:
        return AESGCM(_key(secret, salt)).decrypt(nonce, ciphertext, _bound_to(account, part))
    except InvalidTag as error:
        raise HeldUnreadable(part) from error


def _key(secret: bytes, salt: bytes) -> bytes:
    """A key of its own for each part; without the row's salt or the installation's secret nobody has it."""
    return hmac.digest(secret, salt, hashlib.sha256)


def _bound_to(account: UUID, part: str) -> bytes:
    return account.bytes + part.encode()
