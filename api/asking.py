"""A command as `/v1` and the command line hand it in: of what, with which values; and the receipt."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from api.attachments.vault import Owner
from api.caller import Caller
from api.commanding import NotAField, build
from api.envelope import ENVELOPE, accompanied, command_id
from api.naming import hazard_named
from api.offered import Offer
from api.receipts import ReceiptTold, told
from api.seeing import seen_hazard
from api.services import Services
from domain.application import Asked
from domain.kernel.commands import Command
from domain.kernel.evidence import Evidence
from domain.kernel.identity import AttachmentId, PersonId
from domain.kernel.refusals import NotKnown, Refusal

OF_A_HAZARD = frozenset({"hold.place", "subject.erase"})
"""What is asked of a hazard beside its own stream."""

KEYS = "key."
"""What is asked about keys: nothing that a program asks for."""


class MayOnlyRead(Refusal):
    """An API token that was made for reading."""

    status = "forbidden"
    sentence = "This token may only read. Ask for one that may write as well."


@dataclass(frozen=True, kw_only=True)
class Request:
    """One command: which, of what, with which values."""

    offer: Offer
    key: UUID | str | int | None
    values: Mapping[str, Any]
    idempotency_key: str | None = None
    seen: int | None = None
    """The version that whoever asks has seen; `MovedOn` when it is no longer the newest."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of asking; `is_repeat` says that this is the first answer again."""

    receipt: ReceiptTold
    is_repeat: bool


def ask(services: Services, caller: Caller, request: Request) -> Answer:
    """Have it decided and recorded; raises whatever refuses it, `SignatureNeeded` for what has to be signed first."""
    command, asked = built(services, caller, request)
    seen = {} if request.seen is None else {command.stream: request.seen}
    receipt = services.system.application.handle(command, asked, expected_versions=seen)
    return Answer(receipt=told(receipt, command.stream), is_repeat=receipt.repeated)


def built(services: Services, caller: Caller, request: Request) -> tuple[Command[Any], Asked]:
    """The command with what accompanies it; raises `MayOnlyRead`, `NotByToken`, `Malformed` and `NotKnown`."""
    if not caller.may_write:
        raise MayOnlyRead
    if request.offer.name.startswith(KEYS):
        caller.in_person()
    asked = accompanied(services, caller, request.values, request.idempotency_key)
    given = _given(services, caller, request, asked)
    disclose = services.system.disclose
    return build(request.offer.name, given, disclose=disclose, attest=attest(services, caller)), asked


def owner_of(caller: Caller) -> Owner:
    """Whose files these are: only this account may bind them to an event."""
    return Owner(caller.account.id, caller.appointment.unit if caller.appointment else None)


def keep(services: Services, caller: Caller, content: bytes, key: str | None = None) -> Evidence:
    """Take a file into the vault for whoever holds a post; under one key the same bytes are kept once.

    Raises `NotAppointedHere` and the family of `AttachmentRefused`.
    """
    caller.actor  # noqa: B018 - who holds no post keeps no files
    system = services.system
    attachment = None if key is None else _attachment_of(services, caller, content, key)
    return services.vault.store(
        content, owner=owner_of(caller), now=system.clock(), random=system.random, attachment=attachment
    )


def _attachment_of(services: Services, caller: Caller, content: bytes, key: str) -> AttachmentId:
    """The same for the same bytes under the same key; keyed, so that it gives no guess at the bytes away."""
    said = hmac.digest(services.system.application.keyed(b"attachments"), content, hashlib.sha256)
    return AttachmentId(uuid5(command_id(caller, key), said.hex()))


def attest(services: Services, caller: Caller) -> Callable[[UUID], Evidence]:
    """What the vault says of a file that the caller added."""

    def attesting(attachment: UUID) -> Evidence:
        return services.vault.evidence([AttachmentId(attachment)], owner_of(caller))[0]

    return attesting


def _given(services: Services, caller: Caller, request: Request, asked: Asked) -> dict[str, Any]:
    """The command's values: what was said, what the address says, what only the house can know."""
    offer = request.offer
    values = {name: value for name, value in request.values.items() if name not in ENVELOPE}
    for name in (offer.key, offer.fresh):
        if name in values:
            raise NotAField(where=name)
    if offer.key:
        values[offer.key] = str(request.key) if isinstance(request.key, UUID) else request.key
    if offer.fresh:
        values[offer.fresh] = str(_fresh(services, offer.fresh, request, asked))
    if offer.name == "person.enrol" and offer.key:
        _refuse_nobody(caller, request.key)
    if offer.name in OF_A_HAZARD:
        values = _of_a_hazard(services, caller, values)
    return _registering(services, caller, values) if offer.name == "hazard.register" else values


def _fresh(services: Services, field: str, request: Request, asked: Asked) -> UUID:
    """An identifier for what begins; a repeat under the same key has the same one."""
    return services.system.new_id() if request.idempotency_key is None else uuid5(asked.command_id, field)


def _refuse_nobody(caller: Caller, person: object) -> None:
    """Identifiers are given here: nobody begins a stream under one of their own choice."""
    if not isinstance(person, UUID) or caller.directory.person(PersonId(person)) is None:
        raise NotKnown


def _of_a_hazard(services: Services, caller: Caller, values: dict[str, Any]) -> dict[str, Any]:
    """With the unit the hazard is of, which nobody says: `NotAField` where somebody does."""
    if not values.get("hazard"):
        return values
    if "unit" in values:
        raise NotAField(where="unit")
    hazard = hazard_named(services, str(values["hazard"]))
    unit = seen_hazard(services, caller, hazard).unit
    return {**values, "hazard": str(hazard), "unit": str(unit)}


def _registering(services: Services, caller: Caller, values: dict[str, Any]) -> dict[str, Any]:
    """With the unit's code and the present year, where they are not said."""
    if {"unit_code", "year"} <= values.keys():
        return values
    hazard = seen_hazard(services, caller, UUID(values["hazard"]))
    unit = caller.directory.unit(hazard.unit) if hazard.unit else None
    return {"unit_code": unit.code if unit else None, "year": caller.today.year, **values}
