"""Client data: what the browser says it was asked, by whom and over what (Web Authentication L3, 5.8.1)."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from typing import Any

from api.signing.checks import CheckFailed, require
from api.signing.site import RecordedSite, Site

GET, CREATE = "webauthn.get", "webauthn.create"


def check_client_data(client_data: bytes, kind: str, challenge: bytes, site: Site | RecordedSite) -> None:
    """The browser was asked for this kind of thing, over this challenge, by a page of this site that was not framed.

    Members that nobody knows are passed over, as the standard asks.
    """
    said = _read(client_data)
    origin = said.get("origin")
    require(said.get("type") == kind, "type")
    require(said.get("challenge") == coded(challenge), "challenge")
    require(isinstance(origin, str) and site.admits(origin), "origin")
    require(said.get("crossOrigin", False) is False and "topOrigin" not in said, "cross_origin")


def coded(value: bytes) -> str:
    """Base64 for addresses without padding, as Web Authentication writes bytes."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _read(client_data: bytes) -> dict[str, Any]:
    try:
        said = _READER.decode(client_data.decode())
    except (ValueError, RecursionError) as error:
        raise CheckFailed("client_data") from error
    if not isinstance(said, dict):
        raise CheckFailed("client_data")
    return said


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("a member stands twice")
    return said


_READER = json.JSONDecoder(object_pairs_hook=_once)
