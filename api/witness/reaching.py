"""A log as it is reached from outside: its newest head, its tiles, and where cosignatures are handed in."""

from collections.abc import Callable
from urllib.parse import urlsplit

import httpx2

from domain.kernel.refusals import Refusal
from domain.seal.merkle import consistency_proof
from domain.seal.notes import LARGEST, Note, NoteWrong, read_note
from domain.seal.tiles import HEIGHT, WIDTH, node, path_of
from domain.seal.witnessing import Submission, WitnessAskedWrong

PATIENCE_S = 10.0
OURS = "/v1/log"
"""Where a Bihuan has its log, when an address names the server alone."""

MISSING, FORBIDDEN = 404, 403


class WitnessLogUnreachable(Refusal):
    """The log does not answer, or what comes is not what a tiled log has there."""

    status = "behind"
    sentence = "The log at {address} cannot be read: {told}."


class CosignatureNotTaken(Refusal):
    """The head was cosigned and is remembered; the log does not name this witness among its own."""

    status = "behind"
    sentence = "The log at {address} does not take the cosignature: its policy does not name this witness."


class LogReached:
    """A log by its address (C2SP tlog-tiles); `open_client` gives the client to ask with."""

    def __init__(self, address: str, open_client: Callable[[], httpx2.Client] | None = None) -> None:
        self.address = prefix_of(address)
        self._open = open_client or (lambda: httpx2.Client(timeout=PATIENCE_S))

    def newest(self) -> Note:
        """The newest head that the log shows; refuses `WitnessLogUnreachable`."""
        with self._open() as client:
            content = self._fetched(client, "checkpoint")
        try:
            return read_note(content.decode())
        except (NoteWrong, UnicodeDecodeError) as error:
            raise WitnessLogUnreachable(address=self.address, told="no checkpoint") from error

    def submission(self, old: int, new: int, note: Note) -> Submission:
        """A head with the proof that it continues the tree of the old size, computed from the log's hash tiles."""
        if old in (0, new) or old > new:
            return Submission(min(old, new), (), note)
        with self._open() as client:
            tiles: dict[tuple[int, int], bytes] = {}

            def read(level: int, number: int) -> bytes:
                if (level, number) not in tiles:
                    tiles[level, number] = self._tile(client, level, number, new)
                return tiles[level, number]

            try:
                proof = consistency_proof(lambda level, index: node(read, level, index), old, new)
            except LookupError as error:
                raise WitnessLogUnreachable(address=self.address, told=str(error)) from error
        return Submission(old, tuple(proof), note)

    def hand_in(self, note: Note) -> None:
        """Give the log a head with a cosignature; refuses `CosignatureNotTaken` and `WitnessLogUnreachable`."""
        with self._open() as client:
            answer = self._asked(client, "POST", "cosignatures", note.written.encode())
        if answer[0] == FORBIDDEN:
            raise CosignatureNotTaken(address=self.address)
        self._good("cosignatures", answer)

    def _tile(self, client: httpx2.Client, level: int, number: int, size: int) -> bytes:
        """A tile as far as it is filled in the tree of a size; a full one may stand where that was asked for."""
        width = min(WIDTH, (size >> HEIGHT * level) - number * WIDTH)
        path = f"tile/{level}/{path_of(number)}"
        if width < WIDTH:
            partial = self._asked(client, "GET", f"{path}.p/{width}")
            if partial[0] != MISSING:
                return self._good(path, partial)
        return self._fetched(client, path)

    def _fetched(self, client: httpx2.Client, path: str) -> bytes:
        return self._good(path, self._asked(client, "GET", path))

    def _asked(self, client: httpx2.Client, method: str, path: str, content: bytes | None = None) -> tuple[int, bytes]:
        """Status and body; no more of it is read than anything that is asked for has."""
        try:
            with client.stream(method, f"{self.address}/{path}", content=content) as answer:
                body = b""
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > LARGEST:
                        raise WitnessLogUnreachable(address=self.address, told=f"{path}: too long")
                return answer.status_code, body
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise WitnessLogUnreachable(address=self.address, told=type(error).__name__) from error

    def _good(self, path: str, answer: tuple[int, bytes]) -> bytes:
        status, body = answer
        if status not in (200, 201, 204):
            raise WitnessLogUnreachable(address=self.address, told=f"{path}: {status}")
        return body


def prefix_of(address: str) -> str:
    """The address below which head and tiles are: of a server alone, where Bihuan has them. Refuses what is none."""
    try:
        said = urlsplit(address)
        if said.scheme in ("http", "https") and said.hostname:
            return (address if said.path.strip("/") else address.rstrip("/") + OURS).rstrip("/")
    except ValueError:
        pass
    raise WitnessAskedWrong(told=f"{address}: expected http(s)://…")
