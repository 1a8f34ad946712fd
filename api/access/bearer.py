"""Secrets that let in whoever bears them: handed out once, kept only as digests."""

import base64
import hashlib

from api.clock import Random

_LONGEST = 100


def new_token(random: Random, prefix: str = "") -> str:
    """32 random bytes as URL-safe text, with a prefix by which leaked ones can be found."""
    return prefix + base64.urlsafe_b64encode(random(32)).rstrip(b"=").decode()


def digest_of(token: str) -> bytes | None:
    """SHA-256 of a token; None for what can be no token of ours. No stretching: the token is random throughout."""
    if len(token) > _LONGEST or not token.isascii():
        return None
    return hashlib.sha256(token.encode()).digest()
