"""What a run keeps of a file that names people: encrypted, each piece bound to its run and place in it."""

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.clock import Random

NONCE = 12


class Seal:
    """AES-256 in Galois/counter mode under the key of one run; a fresh nonce stands before each ciphertext."""

    def __init__(self, key: bytes, random: Random) -> None:
        self._cipher, self._random = AESGCM(key), random

    def close(self, content: bytes, bound_to: str) -> bytes:
        """Encrypt, bound to what it is."""
        nonce = self._random(NONCE)
        return nonce + self._cipher.encrypt(nonce, content, bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> bytes:
        """The very bytes; raises `cryptography.exceptions.InvalidTag` for anything else."""
        return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())
