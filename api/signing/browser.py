"""What browsers are asked when a passkey shall sign, and what they answer: JSON as in Web Authentication L3, 5.1.

`PublicKeyCredential.parseRequestOptionsFromJSON` takes the options, `credential.toJSON()` gives the answer; a page's
script does the same by hand where a browser is older.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from typing import Any

from api.signing.client_data import coded
from api.signing.site import Site
from api.signing.webauthn import Assertion
from domain.key.refusals import SignatureInvalid

TIMEOUT_MS = 120_000
"""How long a browser waits for the person."""

LARGEST = 32 * 1024


def request_options(site: Site, challenge: bytes, allowed: Iterable[str] = ()) -> dict[str, Any]:
    """What a browser is asked when a passkey shall sign; without `allowed` credentials the person chooses one."""
    return {
        "challenge": coded(challenge),
        "rpId": site.relying_party,
        "allowCredentials": _listed(allowed),
        "userVerification": "required",
        "timeout": TIMEOUT_MS,
    }


def assertion_of(text: str) -> Assertion:
    """The answer when a passkey signed; refuses `SignatureInvalid`."""
    try:
        said = _read(text)
        response = said["response"]
        user = response.get("userHandle")
        return Assertion(
            credential=_bytes(said["rawId"]),
            client_data=_bytes(response["clientDataJSON"]),
            authenticator_data=_bytes(response["authenticatorData"]),
            signature=_bytes(response["signature"]),
            user=None if user is None else _bytes(user),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SignatureInvalid(why="encoding") from error


def _listed(credentials: Iterable[str]) -> list[dict[str, str]]:
    return [{"type": "public-key", "id": each} for each in credentials]


def _read(text: str) -> dict[str, Any]:
    said = json.loads(text if len(text) <= LARGEST else "")
    if said["type"] != "public-key":
        raise ValueError("another kind of credential")
    return dict(said)


def _bytes(text: object) -> bytes:
    """Bytes of base64 for addresses without padding; only the one way of writing them is taken."""
    if not isinstance(text, str):
        raise TypeError("text is expected")
    value = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if coded(value) != text:
        raise ValueError("not the one way of writing these bytes")
    return value
