"""What browsers are asked for and hand over, in the JSON forms of Web Authentication L3, 5.1.8 to 5.1.10.

`PublicKeyCredential.parseCreationOptionsFromJSON` and its sisters take the options, `credential.toJSON()` gives the
answers; a page's script does the same by hand where a browser is older.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from typing import Any

from api.signing.client_data import coded
from api.signing.refusals import PasskeyNotMade
from api.signing.site import Site
from api.signing.webauthn import COSE, Assertion, Registration
from domain.key.refusals import SignatureInvalid

TIMEOUT_MS = 120_000
"""How long a browser waits for the person."""

LARGEST = 32 * 1024


def creation_options(
    site: Site, challenge: bytes, *, user: bytes, name: str, display_name: str, known: Iterable[str] = ()
) -> dict[str, Any]:
    """What a browser is asked when a passkey shall be made; `known` credentials of the person are not made twice.

    Attestation is not asked for: who made the device is nobody's affair here.
    """
    return {
        "challenge": coded(challenge),
        "rp": {"id": site.relying_party, "name": "Bihuan"},
        "user": {"id": coded(user), "name": name, "displayName": display_name},
        "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in COSE.values()],
        "excludeCredentials": _listed(known),
        "authenticatorSelection": {"residentKey": "preferred", "userVerification": "required"},
        "attestation": "none",
        "timeout": TIMEOUT_MS,
    }


def request_options(site: Site, challenge: bytes, allowed: Iterable[str] = ()) -> dict[str, Any]:
    """What a browser is asked when a passkey shall sign; without `allowed` credentials the person chooses one."""
    return {
        "challenge": coded(challenge),
        "rpId": site.relying_party,
        "allowCredentials": _listed(allowed),
        "userVerification": "required",
        "timeout": TIMEOUT_MS,
    }


def registration_of(text: str) -> Registration:
    """The answer when a passkey was made; refuses `PasskeyNotMade`."""
    try:
        said = _read(text)
        return Registration(
            credential=_bytes(said["rawId"]),
            client_data=_bytes(said["response"]["clientDataJSON"]),
            attestation_object=_bytes(said["response"]["attestationObject"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PasskeyNotMade(why="encoding") from error


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
