"""Run the provider: `python -m tests.support.provider`. It prints its address and serves until it is told to stop."""

import os
import socket
import time
from html import escape
from typing import Any

import uvicorn
from authlib.oauth2 import OAuth2Error
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.support.provider.server import Asked, Server, State

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"


class App:
    """What a browser and a client see of it, and a way for tests to say how it shall behave."""

    def __init__(self, issuer: str) -> None:
        self.state = State(issuer)
        self.server = Server(self.state)

    def routes(self) -> list[Route]:
        """Everything there is."""
        return [
            Route("/.well-known/openid-configuration", self.metadata),
            Route("/keys", self.keys),
            Route("/authorize", self.ask, methods=["GET"]),
            Route("/authorize", self.decide, methods=["POST"]),
            Route("/token", self.token, methods=["POST"]),
            Route("/end-session", self.end_session),
            Route("/control", self.control, methods=["POST"]),
            Route("/asked", self.asked),
        ]

    async def metadata(self, _request: Request) -> Response:
        """The discovery document."""
        issuer, spoilt = self.state.issuer, self.state.spoilt
        if spoilt == "slow":
            await run_in_threadpool(time.sleep, 30)
        document: dict[str, Any] = {
            "issuer": "https://elsewhere.example.org" if spoilt == "metadata of another" else issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "end_session_endpoint": f"{issuer}/end-session",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }
        return JSONResponse(document, 500 if spoilt == "in trouble" else 200)

    async def keys(self, _request: Request) -> Response:
        """The public keys."""
        return JSONResponse(self.state.signer.published)

    async def ask(self, request: Request) -> Response:
        """Who are you? A name and nothing else is asked for."""
        self.state.asked.append(dict(request.query_params))
        query = escape(str(request.url.query))
        return HTMLResponse(
            "<!doctype html><title>Provider</title><h1>Sign in at the provider</h1>"
            f'<form method="post" action="/authorize?{query}"><input id="user" name="user">'
            '<button name="decision" value="allow">Allow</button>'
            '<button name="decision" value="deny">Deny</button></form>'
        )

    async def decide(self, request: Request) -> Response:
        """A code for whoever agreed, the standard's refusal for whoever did not."""
        async with request.form() as form:
            user = str(form["user"]) if form.get("decision") == "allow" else None
        asked = Asked("GET", str(request.url), request.headers, dict(request.query_params))
        return await run_in_threadpool(self._decided, asked, user)

    def _decided(self, asked: Asked, user: str | None) -> Response:
        try:
            grant = self.server.get_consent_grant(asked, end_user=user)
        except OAuth2Error as error:
            return JSONResponse({"error": error.error, "error_description": error.description}, 400)
        answer: Response = self.server.create_authorization_response(asked, grant_user=user, grant=grant)
        return answer

    async def token(self, request: Request) -> Response:
        """A code for an ID token."""
        async with request.form() as form:
            values = {name: str(value) for name, value in form.items()}
        if self.state.spoilt == "token in trouble":
            return HTMLResponse("<h1>Bad gateway</h1>", 502)
        asked = Asked("POST", str(request.url), request.headers, values)
        answer: Response = await run_in_threadpool(self.server.create_token_response, asked)
        return answer

    async def end_session(self, request: Request) -> Response:
        """Signed out here too."""
        back = escape(request.query_params.get("post_logout_redirect_uri", ""))
        return HTMLResponse(f'<!doctype html><h1>Signed out at the provider</h1><a href="{back}">Back</a>')

    async def control(self, request: Request) -> Response:
        """For tests: who the client is, how to misbehave, whether to change keys."""
        said = await request.json()
        self.state.spoilt = said.get("spoilt", "")
        self.state.client.redirect_uri = said.get("redirect_uri", self.state.client.redirect_uri)
        self.state.client.is_public = said.get("is_public", self.state.client.is_public)
        if said.get("rotate"):
            self.state.signer.rotate()
        return JSONResponse({})

    async def asked(self, _request: Request) -> Response:
        """For tests: what was asked for."""
        return JSONResponse(self.state.asked)


def main() -> None:
    """Serve on a free port of the loopback."""
    listening = socket.create_server(("127.0.0.1", 0))
    issuer = f"http://127.0.0.1:{listening.getsockname()[1]}"
    print(issuer, flush=True)
    app = Starlette(routes=App(issuer).routes())
    uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off")).run(sockets=[listening])


if __name__ == "__main__":
    main()
