"""The witness over HTTP: C2SP tlog-witness, `POST /add-checkpoint`. Who may ask is told by the log's signature."""

import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.problems import STATUS
from api.witness.witness import Witness
from domain.kernel.refusals import Refusal
from domain.seal.notes import LARGEST
from domain.seal.witnessing import (
    MOST_HASHES,
    WitnessAskedWrong,
    WitnessHistoryRewritten,
    WitnessSizeOther,
    read_submission,
)

log = structlog.get_logger()

MOST_BYTES = LARGEST + (MOST_HASHES + 1) * 48
SIZE = {"Content-Type": "text/x.tlog.size"}
CODE = "Bihuan-Code"
"""Header with the stable code of a refusal; C2SP's statuses alone do not tell all of them apart."""


def make_witness_app(witness: Witness) -> Starlette:
    """The application of one witness."""

    async def add_checkpoint(request: Request) -> Response:
        try:
            submission = read_submission(await _body(request))
            line = await run_in_threadpool(witness.add, submission)
        except Refusal as refusal:
            return _refused(refusal)
        return PlainTextResponse(line.line)

    return Starlette(routes=[Route("/add-checkpoint", add_checkpoint, methods=["POST"])])


async def _body(request: Request) -> str:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise WitnessAskedWrong(told="too long")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise WitnessAskedWrong(told="not UTF-8") from error


def _refused(refusal: Refusal) -> Response:
    """As C2SP answers: 400, 403, 404; 409 for another size or two roots of one size; 422 for a proof that is wrong."""
    code, headers = refusal.code(), {CODE: refusal.code()}
    log.warning("witness_refused", code=code, **{key: str(value) for key, value in refusal.places.items()})
    match refusal:
        case WitnessSizeOther():
            return Response(f"{refusal.places['size']}\n", 409, headers | SIZE)
        case WitnessHistoryRewritten() if refusal.places["size"] == refusal.places["cosigned"]:
            return Response(f"{refusal.places['cosigned']}\n", 409, headers | SIZE)
        case WitnessHistoryRewritten():
            status = 422
        case WitnessAskedWrong():
            status = 400
        case _:
            status = STATUS[refusal.status]
    return PlainTextResponse(f"{code}\n{refusal}\n", status, headers)
