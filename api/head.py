"""HEAD is answered like GET: the same status and headers, and no body."""

from anyio import CancelScope, lowlevel
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Head:
    """ASGI middleware: asks for GET in place of HEAD and passes the headers on alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An answer of a known length is made to its end; a stream, which may stay open, is cancelled at once."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        with CancelScope() as answering:
            await self._app({**scope, "method": "GET"}, receive, _headers_alone(send, answering))


def _headers_alone(send: Send, answering: CancelScope) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            if "content-length" not in Headers(raw=message["headers"]):
                await send({"type": "http.response.body"})
                answering.cancel()
        elif not message.get("more_body"):
            await send({"type": "http.response.body"})
        await lowlevel.checkpoint()

    return sending
