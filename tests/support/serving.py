"""The pages on a real port, for a real browser."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import uvicorn
from starlette.types import ASGIApp

from api.app import make_app
from api.services import services_of
from api.system import System


@contextmanager
def serving(system: System) -> Iterator[str]:
    """A server in a thread on a free port of the loopback; gives its address and stops at the end.

    The system is told where it is reached: passkeys are made for an address.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://localhost:{listening.getsockname()[1]}"
        told = replace(system, settings=replace(system.settings, origin=address))
        with _running(make_app(services_of(told)), listening):
            yield address


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Any application in the same way."""
    with socket.create_server(("127.0.0.1", 0)) as listening, _running(app, listening):
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def _running(app: ASGIApp, listening: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)
