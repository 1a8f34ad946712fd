"""What a signature costs over HTTP: the same step asked for unsigned, signed, and with its preparation.

Two logs, alike but for their levels of signing, each behind a server process of its own; one program, one step at a
time, over the loopback. *Second press* hands in an envelope that was signed before: what somebody waits for who has
read and signed. *Whole ceremony* asks for the statement as well, so it is two requests to one. Making the signature
is the signer's own affair, and in neither.
"""

import base64
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from api.access.accounts import Accounts
from api.access.sessions import Sessions
from api.access.tokens import Reach, Tokens
from api.front import COOKIE
from api.signing.client_data import coded
from api.signing.public_keys import written as written_key
from api.system import System
from api.trial.authenticator import Passkey
from domain.appointment.posts import Post
from domain.kernel.identity import HazardId
from domain.key.terms import Scheme
from domain.seal.dsse import Envelope, written
from domain.seal.statement import PAYLOAD_TYPE
from tests.bench.commands import NOTE
from tests.bench.ground import Ratio, ground
from tests.bench.lives import an_assigned_hazard
from tests.support.district import person_id, post_id
from tests.support.settled import account
from tests.support.signing import begin_signing, file_key, record_key

HAZARDS = 120
WHO = ("no3", Post.SAFETY_OFFICER)
STEP = "hazard.note_progress"

WAYS = BY_FILE, BY_PASSKEY = "key file", "passkey"

Sign = Callable[[bytes], Envelope]


def measure(times: int, each: int) -> Iterator[Ratio]:
    """Median milliseconds a step, by key file and by passkey, unsigned and signed in turns; `each` counts nothing."""
    with ExitStack() as stack:
        unsigned, signed = (stack.enter_context(_served(is_signed=is_signed)) for is_signed in (False, True))
        taken = [_taken(unsigned, signed, number % HAZARDS) for number in range((times + 1) * HAZARDS)][HAZARDS:]
    for way in WAYS:
        plain, pressed, whole = (statistics.median(column) for column in zip(*(one[way] for one in taken), strict=True))
        yield Ratio(f"step signed by {way} over HTTP, second press", pressed, "unsigned", plain, "ms", "≤ 1.5")
        yield Ratio(f"step signed by {way} over HTTP, whole ceremony", whole, "unsigned", plain, "ms", "")


class Times(NamedTuple):
    """Milliseconds of one step."""

    unsigned: float
    pressed: float
    whole: float


def _taken(unsigned: "Served", signed: "Served", number: int) -> dict[str, Times]:
    """One step in every way, one after the other: the machine's moods fall on all alike."""
    return {way: Times(unsigned.ask(way, number), *signed.ceremony(way, number)) for way in WAYS}


class Answer(NamedTuple):
    """What came back, and after how many milliseconds."""

    told: dict[str, Any]
    took: float


@dataclass
class Served:
    """A log behind a server, and a program that asks in the safety officer's name."""

    client: HTTPConnection
    hazards: Sequence[HazardId]
    headers: Mapping[str, Mapping[str, str]]
    """By the way of signing: programs sign by file, people at a browser by passkey."""
    pens: Mapping[str, Sign]

    def ask(self, way: str, number: int) -> float:
        """The step on a hazard, without a signature."""
        return self._post(way, f"/v1/hazards/{self.hazards[number]}/note-progress", {"note": NOTE}).took

    def ceremony(self, way: str, number: int) -> tuple[float, float]:
        """The step on a hazard, prepared, signed and handed in: of the last, and of both requests."""
        said = {"command": STEP, "key": str(self.hazards[number]), "values": {"note": NOTE}}
        asked = self._post(way, "/v1/statements", said)
        envelope = written(self.pens[way](base64.b64decode(asked.told["payload"])))
        handed_in = self._post(way, f"/v1/statements/{asked.told['id']}/signature", json.loads(envelope))
        return handed_in.took, asked.took + handed_in.took

    def _post(self, way: str, path: str, said: Mapping[str, Any]) -> Answer:
        body = json.dumps(said).encode()
        began = time.perf_counter()
        self.client.request("POST", path, body, dict(self.headers[way]))
        answer = self.client.getresponse()
        content = answer.read()
        took = (time.perf_counter() - began) * 1000
        assert answer.status in (200, 201), content.decode()
        return Answer(json.loads(content), took)


@contextmanager
def _served(*, is_signed: bool) -> Iterator[Served]:
    with ground({"shared_buffers": "256MB"}) as (_, system), TemporaryDirectory() as home:
        port = _free_port()
        hazards = [an_assigned_hazard(system) for _ in range(HAZARDS)]
        if is_signed:
            begin_signing(system)
        file, passkey, origin = file_key(system, *WHO), Passkey("localhost", b"bench"), f"http://localhost:{port}"
        enrolled = str(_enrolled(system, passkey))
        with _server(system, home, port, origin) as client:
            yield Served(
                client,
                hazards,
                headers=_headers(system),
                pens={
                    BY_FILE: file.over,
                    BY_PASSKEY: lambda payload: passkey.envelope(PAYLOAD_TYPE, payload, origin, enrolled),
                },
            )


def _enrolled(system: System, passkey: Passkey) -> object:
    return record_key(
        system,
        *WHO,
        scheme=Scheme.WEBAUTHN,
        algorithm=passkey.algorithm,
        public_key=written_key(passkey.public_key),
        credential=coded(passkey.credential),
        relying_party=passkey.relying_party,
    )


def _headers(system: System) -> Mapping[str, Mapping[str, str]]:
    """A token, and a session."""
    account(system, *WHO)
    mine, now = Accounts(system.pool, system.random).of_person(person_id(*WHO)), system.clock()
    assert mine is not None
    _, secret = Tokens(system.pool, system.random).make(
        mine.id, "bench", appointment=post_id(*WHO), reach=Reach.WRITE, expires_at=now + timedelta(days=1), now=now
    )
    opened = Sessions(system.pool, system.random).open(mine, now=now)
    session = {"Cookie": f"{COOKIE}={opened.token}", "X-CSRF-Token": opened.session.csrf_token}
    said = {"Content-Type": "application/json"}
    return {BY_FILE: {"Authorization": f"Bearer {secret}", **said}, BY_PASSKEY: {**session, **said}}


@contextmanager
def _server(system: System, home: str, port: int, origin: str) -> Iterator[HTTPConnection]:
    """A process of its own, as `bihuan serve` starts it."""
    told = {
        "BIHUAN_HOME": home,
        "BIHUAN_DATABASE_URL": system.database.app,
        "BIHUAN_PORT": str(port),
        "BIHUAN_ORIGIN": origin,
    }
    process = subprocess.Popen([sys.executable, "-m", "api.cli", "web"], env={**os.environ, **told})
    try:
        yield _connected(port)
    finally:
        process.terminate()
        process.wait(20)


def _connected(port: int) -> HTTPConnection:
    until = time.monotonic() + 60
    while True:
        client = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            client.connect()
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return client


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
