"""Where witnesses that come by hand in what they cosigned. Who they are is told by the cosignature itself."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.depends import Shared
from api.seal.cosigning import put_cosignatures
from api.seal.policies import policy_of
from api.services import Services
from api.v1.body import read_up_to
from domain.seal.notes import LARGEST, NoteWrong, read_note
from domain.seal.witnessing import WitnessAskedWrong

router = APIRouter(prefix="/log", tags=["log"])

HANDED_IN: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"text/plain": {"schema": {"type": "string"}}}},
    "responses": {"204": {"description": "Kept."}},
    "x-writes": True,
}


async def note_bytes(request: Request) -> bytes:
    """The body, no longer than a note may be."""
    return await read_up_to(request, LARGEST)


@router.post("/cosignatures", operation_id="log.cosign", status_code=204, openapi_extra=HANDED_IN)
async def cosign(services: Shared, body: Annotated[bytes, Depends(note_bytes)]) -> Response:
    """Take in a head of this log with cosignatures (a signed note), by witnesses of the log's own policy only."""
    await run_in_threadpool(_kept, services, body)
    return Response(status_code=204)


def _kept(services: Services, body: bytes) -> None:
    try:
        note = read_note(body.decode())
    except (NoteWrong, UnicodeDecodeError) as error:
        raise WitnessAskedWrong(told=str(error)) from error
    system = services.system
    with system.pool.connection() as connection:
        put_cosignatures(connection, policy_of(system.settings), note, system.clock())
