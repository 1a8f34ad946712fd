"""A time-stamping authority of a test's own: OpenSSL behind a small server, certificates made on the spot."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.support.serving import served

CONFIGURATION = """\
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[authority]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[stamping]
serial = {folder}/serial
signer_cert = {folder}/authority.pem
signer_key = {folder}/authority.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""
EC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


class Authority:
    """Stamps whatever it is asked."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        (folder / "cnf").write_text(CONFIGURATION.format(folder=folder), "utf-8")
        (folder / "serial").write_text("01\n", "utf-8")
        self._make()
        self.pem = folder / "pinned.pem"
        """What is pinned: the authority's certificate and the root above it."""
        self.pem.write_bytes((folder / "authority.pem").read_bytes() + (folder / "root.pem").read_bytes())

    def stamp(self, query: bytes) -> bytes:
        """The answer to a query, both as RFC 3161 has them."""
        (self._folder / "query").write_bytes(query)
        self._run("ts", "-reply", "-queryfile", "query", "-out", "reply", "-config", "cnf", "-section", "stamping")
        return (self._folder / "reply").read_bytes()

    def _make(self) -> None:
        said = ("-config", "cnf")
        root = ("-subj", "/CN=Root of a test", "-keyout", "root.key", "-out", "root.pem", "-extensions", "root")
        own = ("-subj", "/CN=Authority of a test", "-keyout", "authority.key", "-out", "authority.csr")
        self._run("req", "-x509", *EC, *root, "-days", "30", *said)
        self._run("req", *EC, *own, *said)
        by = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "30")
        made = ("-extfile", "cnf", "-extensions", "authority", "-out", "authority.pem")
        self._run("x509", "-req", "-in", "authority.csr", *by, *made)

    def _run(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self._folder, check=True, capture_output=True, timeout=60)


@contextmanager
def authority_at(authority: Authority) -> Iterator[str]:
    """The authority on a real port; gives its address."""

    async def answer(request: Request) -> Response:
        content = await run_in_threadpool(authority.stamp, await request.body())
        return Response(content, media_type="application/timestamp-reply")

    with served(Starlette(routes=[Route("/", answer, methods=["POST"])])) as address:
        yield address
