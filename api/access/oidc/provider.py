"""The provider of sign-ins: where to send people, and what their coming back is worth (authorization code, PKCE)."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit, urlunsplit

import httpx2
import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.access.oidc.client import Client
from api.access.oidc.fetching import PATIENCE_S, Kept, NoAnswer, json_at
from api.access.oidc.id_token import KeyNotFound, subject_of
from api.access.oidc.metadata import Metadata, metadata_of
from api.access.oidc.refusals import (
    IdTokenRefused,
    ProviderInTrouble,
    ProviderSaidNo,
    ProviderUnreachable,
    ProviderUnusable,
)

log = structlog.get_logger()

SCOPE = "openid"
"""Who it is, and nothing else: no name, no address."""

KNOWN_ERRORS = frozenset({
    "invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope", "server_error",
    "temporarily_unavailable", "interaction_required", "login_required", "account_selection_required",
    "consent_required", "invalid_client", "invalid_grant", "unsupported_grant_type",
})  # fmt: skip
"""RFC 6749, 4.1.2.1 and 5.2; OpenID Connect Core 1.0, 3.1.2.6. Any other word is the asker's own and is not shown."""


class Secrets(NamedTuple):
    """What ties an answer to its question: both follow from the state and are kept nowhere."""

    nonce: str
    verifier: str


class Provider:
    """The provider as one client sees it. `key` is for deriving; nothing here is written down or logged."""

    def __init__(self, client: Client, key: bytes) -> None:
        self.client, self._key = client, key
        self._metadata: Kept[Metadata] = Kept(self._fetch_metadata)
        self._keys: Kept[KeySet] = Kept(self._fetch_keys)

    def metadata(self, now: datetime) -> Metadata:
        """What the provider publishes of itself; refuses `ProviderUnreachable`, `ProviderUnusable`."""
        try:
            return self._metadata.get(now)
        except NoAnswer as error:
            raise self._unreachable("metadata", error) from error

    def address(self, state: str, now: datetime) -> str:
        """Where to send a person to sign in."""
        secrets, metadata = self._secrets(state), self.metadata(now)
        with self._client(metadata) as client:
            address, _ = client.create_authorization_url(
                metadata.authorization_endpoint,
                state=state,
                code_verifier=secrets.verifier,
                nonce=secrets.nonce,
            )
        return str(address)

    def arrived(self, answer: Mapping[str, str], state: str, now: datetime) -> str:
        """Who came back: the subject. Refuses with what the provider said, or `IdTokenRefused` for a token not true."""
        metadata = self.metadata(now)
        self._check_issuer(answer, metadata)
        if "error" in answer:
            raise self._refused(answer["error"])
        if not answer.get("code"):
            raise self._refused("invalid_request")
        secrets = self._secrets(state)
        token = self._exchange(answer["code"], secrets, metadata)
        return self._believed(token, metadata, secrets.nonce, now)

    def sign_out_address(self, now: datetime) -> str | None:
        """Where to sign out at the provider too; None where it has no such place, or cannot be asked now.

        No ID token is kept to send along: the provider asks the person (RP-Initiated Logout 1.0, section 2).
        """
        try:
            endpoint = self.metadata(now).end_session_endpoint
        except (ProviderUnreachable, ProviderUnusable):
            return None
        if endpoint is None:
            return None
        asked = {"client_id": self.client.client_id, "post_logout_redirect_uri": self.client.signed_out_uri}
        said = urlsplit(endpoint)
        return urlunsplit(said._replace(query="&".join(part for part in (said.query, urlencode(asked)) if part)))

    def _secrets(self, state: str) -> Secrets:
        nonce, verifier = (hmac.digest(self._key, f"{of}:{state}".encode(), sha256).hex() for of in Secrets._fields)
        return Secrets(nonce, verifier)

    def _check_issuer(self, answer: Mapping[str, str], metadata: Metadata) -> None:
        """Another provider's answer is not taken for this one's (RFC 9207)."""
        said = answer.get("iss")
        if said is None and not metadata.tells_issuer:
            return
        if said != self.client.issuer:
            raise IdTokenRefused(provider=self.client.label, why="iss")

    def _exchange(self, code: str, secrets: Secrets, metadata: Metadata) -> object:
        try:
            with self._client(metadata) as client:
                told = client.fetch_token(
                    metadata.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=secrets.verifier,
                )
        except OAuthError as error:
            raise self._refused(str(error.error)) from error
        except (httpx2.HTTPError, OSError) as error:
            raise self._unreachable("token", error) from error
        except ValueError as error:
            raise self._refused("") from error
        return told.get("id_token")

    def _believed(self, token: object, metadata: Metadata, nonce: str, now: datetime) -> str:
        """A key that is not known yet is looked for once more: providers change theirs."""
        for ask in (self._keys.get, self._keys.newer):
            try:
                if keys := ask(now):
                    return subject_of(token, client=self.client, metadata=metadata, keys=keys, nonce=nonce, now=now)
            except KeyNotFound:
                continue
            except NoAnswer as error:
                raise self._unreachable("keys", error) from error
        raise IdTokenRefused(provider=self.client.label, why="signature")

    def _client(self, metadata: Metadata) -> OAuth2Client:
        return OAuth2Client(
            client_id=self.client.client_id,
            client_secret=self.client.secret,
            token_endpoint_auth_method=metadata.client_authentication,
            scope=SCOPE,
            redirect_uri=self.client.redirect_uri,
            code_challenge_method="S256",
            timeout=PATIENCE_S,
        )

    def _fetch_metadata(self, now: datetime) -> Metadata:
        address = self.client.issuer.rstrip("/") + "/.well-known/openid-configuration"
        return metadata_of(json_at(address), self.client)

    def _fetch_keys(self, now: datetime) -> KeySet:
        published = json_at(self.metadata(now).jwks_uri)
        try:
            return KeySet.import_key_set(published)  # type: ignore[arg-type]
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise ProviderUnusable(provider=self.client.label, why="jwks_uri") from error

    def _refused(self, error: str) -> ProviderSaidNo | ProviderInTrouble:
        word = error if error in KNOWN_ERRORS | {"access_denied"} else "unknown_error"
        log.warning("provider_refused", why=word)
        if word == "access_denied":
            return ProviderSaidNo(provider=self.client.label)
        return ProviderInTrouble(provider=self.client.label, why=word)

    def _unreachable(self, part: str, error: Exception) -> ProviderUnreachable:
        log.warning("provider_unreachable", part=part, error=type(error).__name__)
        return ProviderUnreachable(provider=self.client.label)
