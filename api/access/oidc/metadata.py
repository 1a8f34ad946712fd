"""What a provider publishes of itself (OpenID Connect Discovery 1.0), read strictly where sign-ins depend on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.access.oidc.client import Client
from api.access.oidc.refusals import ProviderUnusable
from api.settings import is_private

ALGORITHMS = ("ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA", "Ed25519")
"""Signatures by a key that only the provider has. `none` and HS* are not among them, whatever a provider offers: with
HS* whoever knows our secret, or takes a public key for one, could write tokens (RFC 8725, 3.1 and 3.2)."""


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """The parts of the document that are used."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None
    algorithms: tuple[str, ...]
    """Of those the provider signs with, the ones that are taken here."""
    client_authentication: str
    tells_issuer: bool
    """Whether every answer names the issuer (RFC 9207)."""


def metadata_of(document: object, client: Client) -> Metadata:
    """Read a discovery document; refuses `ProviderUnusable` for one of another issuer, or one we cannot work with."""
    if not isinstance(document, dict):
        raise _unusable(client, "document")
    if document.get("issuer") != client.issuer:
        raise _unusable(client, "issuer")
    if "S256" not in _list(document, "code_challenge_methods_supported", "S256"):
        raise _unusable(client, "code_challenge_methods_supported")
    offered = _list(document, "id_token_signing_alg_values_supported", "RS256")
    algorithms = tuple(each for each in ALGORITHMS if each in offered)
    if not algorithms:
        raise _unusable(client, "id_token_signing_alg_values_supported")
    return Metadata(
        authorization_endpoint=_address(document, client, "authorization_endpoint"),
        token_endpoint=_address(document, client, "token_endpoint"),
        jwks_uri=_address(document, client, "jwks_uri"),
        end_session_endpoint=_address(document, client, "end_session_endpoint")
        if "end_session_endpoint" in document
        else None,
        algorithms=algorithms,
        client_authentication=_authentication(document, client),
        tells_issuer=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _authentication(document: Mapping[str, Any], client: Client) -> str:
    """How the client says who it is: in the header, where a provider does not ask otherwise."""
    if client.secret is None:
        return "none"
    offered = _list(document, "token_endpoint_auth_methods_supported", "client_secret_basic")
    ours = ("client_secret_basic", "client_secret_post")
    if chosen := next((each for each in ours if each in offered), None):
        return chosen
    raise _unusable(client, "token_endpoint_auth_methods_supported")


def _address(document: Mapping[str, Any], client: Client, name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not is_private(value):
        raise _unusable(client, name)
    return value


def _list(document: Mapping[str, Any], name: str, default: str) -> tuple[str, ...]:
    """What is offered; where nothing is said, what the standard takes for granted."""
    value = document.get(name)
    return tuple(str(each) for each in value) if isinstance(value, list) else (default,)


def _unusable(client: Client, why: str) -> ProviderUnusable:
    return ProviderUnusable(provider=client.label, why=why)
