"""Signing over HTTP: a step is prepared as a statement, signed wherever the key is, and handed in as an envelope."""

import base64
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.asking import MayOnlyRead, built
from api.asking import Request as Step
from api.caller import Caller
from api.commanding import Missing, NotAField, NotOfItsKind
from api.depends import Shared
from api.offered import Offer, offers
from api.reading.preparing import prepare
from api.receipts import ReceiptTold, told
from api.services import Services
from api.signing.prepared import Prepared
from api.v1.acting import Acting
from api.v1.answers import answer, documented
from api.v1.body import Values, read_up_to
from api.v1.commands import key_of
from api.v1.shapes import StatementTold
from api.words import current_language
from domain.kernel.refusals import NotKnown
from domain.seal.dsse import LARGEST, read
from domain.seal.statement import PAYLOAD_TYPE

router = APIRouter(prefix="/statements", tags=["signing"])

ENVELOPE_TYPE = "application/vnd.dsse.envelope.v1+json"
FIELDS = frozenset({"command", "key", "values", "seen", "idempotency_key"})

ASKED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "command": {"type": "string", "description": "The step's name, e.g. `hazard.verify`."},
                        "key": {"type": "string", "description": "What it is taken on, as in the step's own address."},
                        "values": {"type": "object", "description": "As the step's own address asks for them."},
                        "seen": {"type": "integer", "description": "The version that was seen; 412 when it moved on."},
                        "idempotency_key": {"type": "string", "maxLength": 128},
                    },
                    "required": ["command"],
                    "additionalProperties": False,
                }
            }
        },
    },
    "x-writes": True,
}
HANDED_IN: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {ENVELOPE_TYPE: {"schema": {"type": "object"}}, "application/json": {"schema": {"type": "object"}}},
    },
    "x-writes": True,
}


@router.post(
    "",
    operation_id="statement.prepare",
    status_code=201,
    openapi_extra={**documented(StatementTold, "To be signed; nothing is recorded yet.", status=201), **ASKED},
)
def prepare_statement(services: Shared, caller: Acting, values: Values) -> Response:
    """Prepare a step for signing: its canonical statement, the text of it, and until when it can be signed."""
    step = _step(services, caller, values)
    command, asked = built(services, caller, step)
    prepared = prepare(services, caller, command, asked, locale=current_language(), seen=step.seen)
    return answer(shown(prepared), status=201, headers={"Location": f"/v1/statements/{prepared.id}"})


@router.get(
    "/{statement}",
    operation_id="statement.show",
    openapi_extra=documented(StatementTold, "As it was prepared."),
)
def show(services: Shared, caller: Acting, statement: Annotated[UUID, Path()]) -> Response:
    """A statement that waits for a signature, for the account that prepared it."""
    return answer(shown(services.signing.find(statement, caller.account)))


@router.post(
    "/{statement}/signature",
    operation_id="statement.sign",
    openapi_extra={**documented(ReceiptTold, "Recorded; the receipt."), **HANDED_IN},
)
async def sign(request: Request, services: Shared, caller: Acting, statement: Annotated[UUID, Path()]) -> Response:
    """Hand in the envelope (DSSE) that signs a prepared step; the same envelope again gives the first receipt."""
    if not caller.may_write:
        raise MayOnlyRead
    body = await read_up_to(request, LARGEST)
    return await run_in_threadpool(_signed, services, caller, statement, body)


def shown(prepared: Prepared) -> StatementTold:
    """A prepared step for programs."""
    return StatementTold(
        id=prepared.id,
        command=prepared.command.name,
        payload=base64.b64encode(prepared.payload).decode(),
        payload_type=PAYLOAD_TYPE,
        text=prepared.display.value,
        needed=prepared.needed.value,
        expires_at=prepared.expires_at,
    )


def _signed(services: Services, caller: Caller, statement: UUID, body: bytes) -> Response:
    prepared = services.signing.find(statement, caller.account)
    receipt = services.signing.sign(prepared, read(body), caller.account, is_program=caller.is_program)
    recorded = told(receipt, prepared.command.stream)
    headers = {"Idempotency-Replayed": "true"} if receipt.repeated else {}
    return answer(recorded, version=recorded.version, position=recorded.position, headers=headers)


def _step(services: Services, caller: Caller, said: dict[str, Any]) -> Step:
    for name in said:
        if name not in FIELDS:
            raise NotAField(where=name)
    offer, values = _offer(said), said.get("values", {})
    if not isinstance(values, dict):
        raise NotOfItsKind(where="values")
    seen = said.get("seen")
    if seen is not None and (not isinstance(seen, int) or isinstance(seen, bool)):
        raise NotOfItsKind(where="seen")
    return Step(
        offer=offer,
        key=key_of(services, caller, offer.noun, _text(said, "key")) if offer.key else None,
        values=values,
        idempotency_key=_text(said, "idempotency_key") if "idempotency_key" in said else None,
        seen=seen,
    )


def _offer(said: dict[str, Any]) -> Offer:
    """The step by its name; with a key the one on something known, where there are two."""
    name = _text(said, "command")
    found = [offer for offer in offers() if offer.name == name]
    if not found:
        raise NotKnown
    return next((offer for offer in found if bool(offer.key) == ("key" in said)), found[0])


def _text(said: dict[str, Any], name: str) -> str:
    if name not in said:
        raise Missing(where=name)
    if not isinstance(said[name], str):
        raise NotOfItsKind(where=name)
    return str(said[name])
