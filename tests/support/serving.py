"""The pages on a real port, for a real browser."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from api.app import make_app
from api.services import services_of
from api.system import System


@contextmanager
def serving(system: System) -> Iterator[str]:
    """A server in a thread on a free port of the loopback; gives its address and stops at the end."""
    config = uvicorn.Config(make_app(services_of(system)), host="127.0.0.1", port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://localhost:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
