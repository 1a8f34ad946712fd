"""A small log of its own, without a database: leaves, signed heads, proofs. What witnesses are tried with."""

from collections.abc import Callable, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.seal.keys import FileSigner
from domain.seal.merkle import consistency_proof, leaf_hash, range_root
from domain.seal.notes import Checkpoint, Note, NoteKey
from domain.seal.tiles import WIDTH, grown, node
from domain.seal.witnessing import Submission


class SmallLog:
    """Signs heads over any beginning of its leaves; another past is another list of leaves."""

    def __init__(self, origin: str, count: int, *, word: str = "event", key: bytes = b"l" * 32) -> None:
        self.signer = FileSigner(origin, Ed25519PrivateKey.from_private_bytes(key))
        self.leaves = [leaf_hash(f"{word} {number}".encode()) for number in range(count)]
        self.tiles: dict[tuple[int, int], bytes] = {}
        for tile in grown(0, self.leaves, lambda _level, _number: b""):
            self.tiles[tile.level, tile.number] = tile.hashes

    @property
    def key(self) -> NoteKey:
        """What verifies its heads."""
        return self.signer.key

    def node(self, level: int, index: int) -> bytes:
        """A node of the tree, from the tiles."""
        return node(lambda tile_level, number: self.tiles.get((tile_level, number), b""), level, index)

    def head(self, size: int) -> Note:
        """The signed head over the first so many leaves."""
        checkpoint = Checkpoint(
            origin=self.key.name, size=size, root=range_root(self.node, 0, size), heads=leaf_hash(str(size).encode())
        )
        return Note(checkpoint.text, (self.signer.sign(checkpoint.text),))

    def submission(self, old: int, new: int) -> Submission:
        """The head of the new size with the proof that it continues the old."""
        return Submission(old, tuple(consistency_proof(self.node, old, new)), self.head(new))

    def tile(self, level: int, number: int, width: int = WIDTH) -> bytes:
        """The first hashes of a tile."""
        return self.tiles.get((level, number), b"")[: width * 32]


def rewritten(log: SmallLog, changed: Sequence[int]) -> SmallLog:
    """The same log, by the same key, in which some events never were what they were."""
    other = SmallLog(log.key.name, 0)
    other.signer = log.signer
    other.leaves = [leaf_hash(b"something else") if place in changed else each for place, each in enumerate(log.leaves)]
    for tile in grown(0, other.leaves, lambda _level, _number: b""):
        other.tiles[tile.level, tile.number] = tile.hashes
    return other


def app_of(shown: Callable[[], tuple[SmallLog, int]], taken: list[str]) -> Starlette:
    """A log over HTTP as C2SP tlog-tiles has it; `shown` says which log it is just now, and how much of it."""

    def checkpoint(request: Request) -> Response:
        log, size = shown()
        return PlainTextResponse(log.head(size).written)

    def tile(request: Request) -> Response:
        log, _ = shown()
        number, _, width = request.path_params["number"].partition(".p/")
        level = request.path_params["level"]
        found = log.tile(level, int(number.replace("x", "").replace("/", "")), int(width or WIDTH))
        return Response(found) if len(found) == int(width or WIDTH) * 32 else Response(status_code=404)

    async def cosignatures(request: Request) -> Response:
        taken.append((await request.body()).decode())
        return Response(status_code=204)

    return Starlette(
        routes=[
            Route("/v1/log/checkpoint", checkpoint),
            Route("/v1/log/tile/{level:int}/{number:path}", tile),
            Route("/v1/log/cosignatures", cosignatures, methods=["POST"]),
        ]
    )
