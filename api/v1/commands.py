"""Every command over HTTP: one address each, made from the commands themselves."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Path, Response

from api.asking import Request, ask
from api.caller import Caller
from api.depends import Shared
from api.naming import hazard_named, identifier, unit_named
from api.offered import HAZARD, UNIT, Noun, Offer, offers
from api.receipts import ReceiptTold
from api.services import Services
from api.v1.acting import Acting
from api.v1.answers import answer, documented
from api.v1.body import Values
from api.v1.schema import summary
from api.v1.tags import seen_version
from domain.kernel.refusals import NotKnown

KEYS = {
    "hazard": "Identifier or number of the hazard.",
    "unit": "Identifier or code of the unit.",
    "person": "Identifier of the person.",
    "appointment": "Identifier of the appointment.",
    "giver": "Identifier of the appointment whose powers are delegated.",
    "year": "The calendar year.",
    "limit": "The limit's name, e.g. `hazard.verify`.",
    "key": "Identifier of the key.",
    "act": "The act, e.g. `hazard.verify`.",
    "hold": "Identifier of the hold.",
    "kept": "What is kept: `names`, `texts` or `files`.",
}

Key = Annotated[str, Path(max_length=100)]
IdempotencyKey = Annotated[
    str | None, Header(description="1 to 128 characters: the same request under the same key is answered once.")
]
IfMatch = Annotated[str | None, Header(description="The entity tag that was seen; 412 when it is no longer true.")]


def key_of(services: Services, caller: Caller, noun: Noun, key: str) -> UUID | str:
    """What an address means; raises `NotKnown`."""
    if noun.key == HAZARD.key:
        return hazard_named(services, key)
    if noun == UNIT:
        return unit_named(caller.directory, key)
    if noun.key in ("year", "limit", "act", "kept"):
        return key
    found = identifier(key)
    if found is None:
        raise NotKnown
    return found


def _given(services: Services, caller: Caller, request: Request, location: str | None = None) -> Response:
    """Ask, and answer with the receipt."""
    come_to = ask(services, caller, request)
    receipt = come_to.receipt
    headers = {"Idempotency-Replayed": "true"} if come_to.is_repeat else {}
    if location:
        headers["Location"] = f"{location}/{receipt.stream}"
    status = 201 if location else 200
    return answer(receipt, status=status, version=receipt.version, position=receipt.position, headers=headers)


def _beginning(offer: Offer) -> Callable[..., Response]:
    def endpoint(
        services: Shared,
        caller: Acting,
        values: Values,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        request = Request(offer=offer, key=None, values=values, idempotency_key=idempotency_key)
        return _given(services, caller, request, f"/v1/{offer.noun.collection}")

    return endpoint


def _step(offer: Offer) -> Callable[..., Response]:
    def endpoint(
        services: Shared,
        caller: Acting,
        key: Key,
        values: Values,
        idempotency_key: IdempotencyKey = None,
        if_match: IfMatch = None,
    ) -> Response:
        request = Request(
            offer=offer,
            key=key_of(services, caller, offer.noun, key),
            values=values,
            idempotency_key=idempotency_key,
            seen=seen_version(if_match),
        )
        return _given(services, caller, request, f"/v1/{offer.noun.collection}" if offer.fresh else None)

    return endpoint


def commands() -> APIRouter:
    """All of them."""
    router = APIRouter()
    for offer in offers():
        _add(router, offer)
    return router


def _add(router: APIRouter, offer: Offer) -> None:
    path = f"/{offer.noun.collection}" + (f"/{{key}}/{offer.step}" if offer.key else "")
    told = "Recorded; the receipt." if not offer.fresh else "Recorded; the receipt, with the address of what began."
    said: dict[str, Any] = documented(ReceiptTold, told, status=201 if offer.fresh else 200)
    router.add_api_route(
        path,
        _step(offer) if offer.key else _beginning(offer),
        methods=["POST"],
        name=f"{offer.noun.word} {offer.step}",
        operation_id=offer.name + (".known" if offer.key and offer.name == "person.enrol" else ""),
        summary=summary(offer.command),
        tags=[offer.noun.collection],
        status_code=201 if offer.fresh else 200,
        response_class=Response,
        openapi_extra={**said, "x-command": offer.name, "x-key": offer.key},
    )
