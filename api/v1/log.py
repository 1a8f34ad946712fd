"""The evident log over HTTP, as C2SP tlog-tiles lays it out: whoever follows it needs nothing of ours but the key.

Checkpoint, key and hash tiles are open to all: they tell nothing but that the log grows. Entries and receipts are for
who is signed in; entries for auditors, whose post reads whole subtrees and changes nothing.
"""

import re
from typing import Annotated

from fastapi import APIRouter, Path, Response
from psycopg import Connection
from psycopg.rows import TupleRow

from api.depends import Shared, SignedIn
from api.reading.event import event_seen
from api.seal.history import history_of
from api.seal.keyring import keyring_of
from api.seal.proving import consistency, leaf_of, newest, receipt_for
from api.seal.sealing import events, tile_of
from api.services import Services
from api.v1.answers import answer, documented
from api.v1.shapes import ConsistencyTold, LogKeyTold
from api.workers.sealer import scheme_of
from domain.appointment.posts import Post
from domain.kernel.refusals import NoPower, NotKnown
from domain.seal.merkle import HASH
from domain.seal.tiles import WIDTH

router = APIRouter(prefix="/log", tags=["log"])

PLAIN = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
ENTRIES = "entries"

_NUMBER = re.compile(r"((?:x\d{3}/)*\d{3})(?:\.p/(\d{1,3}))?")
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_AT_ONCE = {"Cache-Control": "no-cache"}

Position = Annotated[int, Path(ge=1, le=2**53)]


def _plain(told: str, *kinds: str) -> dict[str, object]:
    content = {kind: {"schema": {"type": "string"}} for kind in kinds}
    return {"responses": {"200": {"description": told, "content": content}}}


@router.get("/checkpoint", operation_id="log.checkpoint", openapi_extra=_plain("A signed note.", "text/plain"))
def checkpoint(services: Shared) -> Response:
    """The newest signed head of the log, with the cosignatures of witnesses (C2SP tlog-checkpoint)."""
    with services.system.pool.connection() as connection:
        head = newest(connection)
    if head is None:
        raise NotKnown
    return Response(head.note.written, media_type=PLAIN, headers=_AT_ONCE)


@router.get("/key", operation_id="log.key", openapi_extra=documented(LogKeyTold, "What an auditor pins."))
def key(services: Shared) -> Response:
    """The name of the log and the key that signs its heads."""
    with services.system.pool.connection() as connection:
        newest_era = history_of(connection, services.system.application.log_name).newest
    found = newest_era.key or keyring_of(services.system.settings).first(newest_era.origin).key
    return answer(LogKeyTold(log=found.name, key=found.told))


@router.get("/tile/{level}/{number:path}", operation_id="log.tile", openapi_extra=_plain("Hashes, or entries.", BYTES))
def hash_tile(services: Shared, level: Annotated[int, Path(ge=0, le=8)], number: str) -> Response:
    """A tile of at most 256 hashes; `.p/W` at the end asks for its first W."""
    tile, width = _named(number)
    with services.system.pool.connection() as connection:
        hashes = tile_of(connection, level, tile)[: width * HASH]
    if len(hashes) != width * HASH:
        raise NotKnown
    return Response(hashes, media_type=BYTES, headers=_FOR_EVER)


@router.get(
    "/entries/{number:path}", operation_id="log.entries", openapi_extra=_plain("Leaves after their lengths.", BYTES)
)
def entries(services: Shared, caller: SignedIn, number: str) -> Response:
    """The leaves of a tile, each after its length in two bytes; for auditors."""
    if caller.acting.post is not Post.AUDITOR:
        raise NoPower(post=caller.acting.post.value)
    tile, width = _named(number)
    with services.system.pool.connection() as connection:
        found = _leaves(services, connection, tile * WIDTH, width)
    if len(found) != width:
        raise NotKnown
    return Response(b"".join(len(each).to_bytes(2, "big") + each for each in found), media_type=BYTES)


@router.get("/receipts/{position}", operation_id="log.receipt", openapi_extra=_plain("A receipt.", "text/plain"))
def receipt(services: Shared, caller: SignedIn, position: Position) -> Response:
    """The receipt of an event that one may see (C2SP tlog-proof): leaf, proof, and the signed head that covers it."""
    event_seen(services, caller, position)
    with services.system.pool.connection() as connection:
        found = receipt_for(connection, position, lambda named: scheme_of(services.system, named))
    name = f"event-{position}.tlog-proof"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(found.written, media_type=PLAIN, headers=headers)


@router.get(
    "/consistency/{old}/{new}",
    operation_id="log.consistency",
    openapi_extra=documented(ConsistencyTold, "Hashes in base64, the lowest first."),
)
def proof_of_consistency(services: Shared, old: Position, new: Position) -> Response:
    """Proof that the log with the old size is a beginning of the one with the new (RFC 6962, 2.1.2)."""
    with services.system.pool.connection() as connection:
        proof = consistency(connection, old, new)
    return answer(ConsistencyTold(old=old, new=new, proof=proof))


def _named(number: str) -> tuple[int, int]:
    """Number and width of a tile as an address writes them; refuses `NotKnown`."""
    found = _NUMBER.fullmatch(number)
    if found is None or not 0 < (width := int(found[2] or WIDTH)) <= WIDTH:
        raise NotKnown
    return int(found[1].replace("x", "").replace("/", "")), width


def _leaves(services: Services, connection: Connection[TupleRow], after: int, count: int) -> list[bytes]:
    head = newest(connection)
    until = min(after + count, head.size if head else 0)
    return [
        leaf_of(each, lambda named: scheme_of(services.system, named))
        for each in events(connection, after, until, count)
    ]
