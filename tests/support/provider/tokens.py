"""ID tokens as a provider writes them, and as one that lies or is impersonated would."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from hmac import digest
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeySet, RSAKey

HOUR = 3600
Claims = dict[str, Any]

SPOILT_CLAIMS: Mapping[str, Callable[[Claims], Claims]] = {
    "nonce": lambda said: {**said, "nonce": "0" * 64},
    "no nonce": lambda said: _without(said, "nonce"),
    "audience": lambda said: {**said, "aud": "another-client"},
    "no audience": lambda said: _without(said, "aud"),
    "two audiences": lambda said: {**said, "aud": [said["aud"], "another-client"]},
    "for another": lambda said: {**said, "azp": "another-client"},
    "expired": lambda said: {**said, "iat": said["iat"] - 2 * HOUR, "exp": said["iat"] - HOUR},
    "no end": lambda said: _without(said, "exp"),
    "end is no number": lambda said: {**said, "exp": "tomorrow"},
    "not yet": lambda said: {**said, "nbf": said["iat"] + HOUR},
    "from the future": lambda said: {**said, "iat": said["iat"] + HOUR},
    "issuer": lambda said: {**said, "iss": "https://elsewhere.example.org"},
    "issuer with a slash": lambda said: {**said, "iss": said["iss"] + "/"},
    "no subject": lambda said: _without(said, "sub"),
    "empty subject": lambda said: {**said, "sub": ""},
    "long subject": lambda said: {**said, "sub": "x" * 256},
    "subject of control characters": lambda said: {**said, "sub": "a\x00b"},
    "subject is a number": lambda said: {**said, "sub": 7},
}

SPOILT_FORMS = (
    "none",
    "none, signed",
    "HS256 with the secret",
    "HS256 with the public key",
    "unpublished algorithm",
    "another key",
    "another key brought along",
    "no such key",
    "not a token",
    "no token",
)


class Signer:
    """The provider's keys: RSA and P-256, published, and one that nobody published."""

    def __init__(self) -> None:
        self.rsa, self.ec = _named(RSAKey.generate_key(2048), "rsa"), _named(ECKey.generate_key("P-256"), "ec")
        self.strange = _named(RSAKey.generate_key(2048), "rsa")

    @property
    def published(self) -> dict[str, Any]:
        """The key set document."""
        return dict(KeySet([self.rsa, self.ec]).as_dict(private=False))

    def rotate(self) -> None:
        """From now on another key signs, under another name."""
        self.rsa = _named(RSAKey.generate_key(2048), f"rsa-{time.monotonic_ns()}")

    def token(self, claims: Claims, spoilt: str, secret: str) -> str | None:
        """The token for these claims; `spoilt` is one of the tables above, or nothing."""
        said = SPOILT_CLAIMS[spoilt](claims) if spoilt in SPOILT_CLAIMS else claims
        match spoilt:
            case "no token":
                return None
            case "not a token":
                return "x" * 40
            case "none":
                return _hand_made({"alg": "none"}, said, lambda _: b"")
            case "none, signed":
                return _hand_made({"alg": "none", "kid": self.rsa.kid}, said, lambda _: b"signature")
            case "HS256 with the secret":
                return _hand_made({"alg": "HS256"}, said, lambda text: digest(secret.encode(), text, sha256))
            case "HS256 with the public key":
                written = self.rsa.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
                return _hand_made(
                    {"alg": "HS256", "kid": self.rsa.kid}, said, lambda text: digest(written, text, sha256)
                )
            case "another key brought along":
                return _signed(self.strange, "RS256", said, jwk=self.strange.as_dict(private=False))
            case "no such key":
                return jwt.encode({"alg": "RS256", "kid": "nobody's"}, said, self.strange)
        key = self.strange if spoilt == "another key" else self.ec if spoilt == "ES256" else self.rsa
        algorithm = "ES256" if spoilt == "ES256" else "RS512" if spoilt == "unpublished algorithm" else "RS256"
        return _signed(key, algorithm, said)


def _signed(key: Key, algorithm: str, claims: Claims, **more: Any) -> str:
    return jwt.encode({"alg": algorithm, "kid": key.kid, **more}, claims, key, algorithms=[algorithm])


def _hand_made(header: Claims, claims: Claims, sign: Callable[[bytes], bytes]) -> str:
    """What no library writes any more."""
    text = b".".join(_coded(json.dumps(part).encode()) for part in (header, claims))
    return (text + b"." + _coded(sign(text))).decode()


def _coded(value: bytes) -> bytes:
    return urlsafe_b64encode(value).rstrip(b"=")


def _named(key: Any, name: str) -> Any:
    return type(key).import_key({**key.as_dict(private=True), "kid": name, "use": "sig"})


def _without(claims: Claims, name: str) -> Claims:
    return {key: value for key, value in claims.items() if key != name}
