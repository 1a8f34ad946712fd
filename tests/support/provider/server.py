"""The provider's rules: Authlib's authorization server with code, PKCE and OpenID Connect."""

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Payload, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from starlette.responses import JSONResponse, RedirectResponse, Response

from tests.support.provider.tokens import Signer

CLIENT, SECRET = "bihuan", "s3cret-of-the-client"


@dataclass
class Registered:
    """The one client there is."""

    redirect_uri: str = ""
    is_public: bool = False

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return "openid" if "openid" in (scope or "").split() else ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == ("none" if self.is_public else "client_secret_basic")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code:
    """A code that was given out, once."""

    code: str
    redirect_uri: str
    scope: str
    user: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class State:
    """Everything this provider remembers, and how it shall misbehave."""

    issuer: str
    signer: Signer = field(default_factory=Signer)
    client: Registered = field(default_factory=Registered)
    codes: dict[str, Code] = field(default_factory=dict)
    spoilt: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    """The authorization requests, newest last."""


class Payload(OAuth2Payload):  # type: ignore[misc]
    """Query and form of a request."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    @property
    def data(self) -> dict[str, str]:
        return self._values

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        return defaultdict(list, {name: [value] for name, value in self._values.items()})


class Asked(OAuth2Request):  # type: ignore[misc]
    """A request as Authlib reads it."""

    def __init__(self, method: str, uri: str, headers: Mapping[str, str], values: Mapping[str, str]) -> None:
        super().__init__(method, uri, headers={name.title(): value for name, value in headers.items()})
        self.payload = Payload(values)

    @property
    def args(self) -> dict[str, str]:
        return self.payload.data

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data


class Server(AuthorizationServer):  # type: ignore[misc]
    """One client, no memory of tokens: nobody asks this provider for anything but who it was."""

    def __init__(self, state: State) -> None:
        super().__init__(scopes_supported=["openid"])
        self.state = state
        self.register_token_generator("default", _token)
        extensions = [CodeChallenge(required=True), IdTokens(state)]
        self.register_grant(type("Grant", (Grant,), {"state": state}), extensions)

    def query_client(self, client_id: str) -> Registered | None:
        return self.state.client if client_id == CLIENT else None

    def save_token(self, token: object, request: object) -> None:
        """Access tokens open nothing here."""

    def create_oauth2_request(self, request: Asked) -> Asked:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Response:
        named = dict(headers)
        if location := named.get("Location"):
            return RedirectResponse(_with_issuer(location, self.state), status)
        return JSONResponse(body, status, named)

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""


class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
    """Codes that count once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "none")
    state: State

    def save_authorization_code(self, code: str, request: Asked) -> Code:
        said = request.payload.data
        self.state.codes[code] = Code(
            code=code,
            redirect_uri=said["redirect_uri"],
            scope=said["scope"],
            user=request.user,
            nonce=said.get("nonce", ""),
            code_challenge=said.get("code_challenge", ""),
            code_challenge_method=said.get("code_challenge_method", ""),
        )
        return self.state.codes[code]

    def query_authorization_code(self, code: str, client: Registered) -> Code | None:
        return self.state.codes.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        self.state.codes.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code: Code) -> str:
        return authorization_code.user


class IdTokens(OpenIDCode):  # type: ignore[misc]
    """Tokens by our own signer, so that they can be spoilt."""

    def __init__(self, state: State) -> None:
        super().__init__(require_nonce=True)
        self.state = state

    def exists_nonce(self, nonce: str, request: object) -> bool:
        return any(code.nonce == nonce for code in self.state.codes.values())

    def get_client_claims(self, client: Registered) -> dict[str, str]:
        return {"iss": self.state.issuer, "aud": CLIENT}

    def generate_user_info(self, user: str, scope: str) -> Any:
        return UserInfo(sub=user)

    def encode_id_token(self, token: object, request: Asked) -> str | None:
        claims = self.get_compatible_claims(request)
        claims |= self.get_authorization_code_claims(request.authorization_code)
        claims |= self.generate_user_info(request.user, "openid")
        return self.state.signer.token(claims, self.state.spoilt, SECRET)


def _token(**_: object) -> dict[str, object]:
    return {"token_type": "Bearer", "access_token": "opens-nothing", "expires_in": 60, "scope": "openid"}


def _with_issuer(location: str, state: State) -> str:
    """Every answer names who gives it (RFC 9207)."""
    said = {"answer of another": "https%3A%2F%2Felsewhere.example.org", "answer of nobody": None}
    issuer = said.get(state.spoilt, state.issuer.replace(":", "%3A").replace("/", "%2F"))
    return location if issuer is None else f"{location}&iss={issuer}"
