"""What happens before and after every request: who it is, in which language, and the headers that keep pages safe."""

from http.cookies import CookieError, SimpleCookie
from typing import Any
from uuid import UUID

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.accounts import Account
from api.services import Services
from api.words import preferred, speaking

COOKIE = "bihuan"
LANGUAGE_COOKIE = "bihuan_language"

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}

Identified = tuple[Account | None, UUID | None, bool]
"""Account, the post chosen, and whether commands are accepted."""


class Front:
    """ASGI middleware. Assets pass untouched; everything else is identified once, in a thread."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app, self._services = app, services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Identify, choose the language, answer with safe headers."""
        if scope["type"] != "http" or scope["path"].startswith("/assets/"):
            await self._app(scope, receive, send)
            return
        headers, cookies = Headers(scope=scope), _cookies(scope)
        state = scope.setdefault("state", {})
        await to_thread.run_sync(self._identify, state, headers, cookies)
        account = state["identified"][0]
        chosen = (account.language if account else None) or cookies.get(LANGUAGE_COOKIE)
        default = self._services.system.settings.language
        language = chosen or preferred(headers.get("accept-language"), default)
        with speaking(language, self._services.system.settings.zone):
            await self._app(scope, receive, _adding_headers(send, language))

    def _identify(self, state: dict[str, Any], headers: Headers, cookies: dict[str, str]) -> None:
        state["session"], state["lapsed"], state["identified"] = None, None, (None, None, False)
        now = self._services.system.clock()
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            if bearer := self._services.tokens.resolve(secret.strip(), now):
                state["identified"] = (bearer.account, bearer.appointment, bearer.may_write)
        elif token := cookies.get(COOKIE):
            state["session"] = session = self._services.sessions.resolve(token, now)
            if session:
                state["identified"] = (session.account, session.appointment, True)
            else:
                state["lapsed"] = self._services.sessions.lapsed(token, now)


def _cookies(scope: Scope) -> dict[str, str]:
    try:
        return {name: each.value for name, each in SimpleCookie(Headers(scope=scope).get("cookie", "")).items()}
    except CookieError:
        return {}


def _adding_headers(send: Send, language: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Language", language)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending
