"""Passwords: which are accepted, and how they are kept (argon2id, RFC 9106)."""

import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from api.access.names import folded
from api.access.refusals import (
    PasswordIsTheSignInName,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    PasswordUnreadable,
)
from api.clock import Random
from domain.kernel.quantities import unreadable

SHORTEST, LONGEST = 10, 128
"""Characters (house rule, after NIST SP 800-63B §5.1.1.2: length counts, composition rules do not)."""


@cache
def common_passwords() -> frozenset[str]:
    """The commonest passwords of at least the shortest length, as leaked lists and local habit have them."""
    return frozenset(Path(__file__).with_name("common_passwords.txt").read_text("utf-8").split())


def check_password(password: str, sign_in: str) -> None:
    """Refuse a new password that is too short or long, unreadable, the sign-in name, or too common."""
    if len(password) > LONGEST or len(plain(password)) > LONGEST:
        raise PasswordTooLong(most=LONGEST)
    if bad := _untypeable(password):
        raise PasswordUnreadable(character=bad)
    if len(plain(password)) < SHORTEST:
        raise PasswordTooShort(least=SHORTEST)
    if folded(password) == sign_in:
        raise PasswordIsTheSignInName
    if plain(password).casefold() in common_passwords() or len(set(password)) < 3:
        raise PasswordTooCommon


def _untypeable(password: str) -> str | None:
    broken = "\t" in password or "\n" in password
    return "U+000A" if broken else unreadable(password)


def plain(password: str) -> str:
    """One form for what different keyboards and input methods make of the same keys (NFKC)."""
    return unicodedata.normalize("NFKC", password)


class Passwords:
    """Hashes and verifies; 19 MiB of memory, two passes, one lane unless told otherwise."""

    def __init__(self, random: Random, *, memory_kib: int = 19 * 1024, passes: int = 2, lanes: int = 1) -> None:
        self._random = random
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
        self._nobodys = self.hash(random(16).hex())

    def hash(self, password: str) -> str:
        """The encoded argon2id hash with a fresh salt."""
        return self._hasher.hash(plain(password), salt=self._random(16))

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is right. Without a hash (nobody has that name) the same work is done in vain."""
        is_possible = len(password) <= LONGEST and not unreadable(password)
        asked = plain(password) if is_possible else ""
        return self._fits(password_hash or self._nobodys, asked) and is_possible and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """The hash was made with other parameters than these."""
        return self._hasher.check_needs_rehash(password_hash)

    def _fits(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerifyMismatchError:
            return False
