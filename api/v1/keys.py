"""Keys over HTTP: one's own, those a registrar confirms, and bringing a key file. Passkeys are made on the page."""

from typing import Any

from fastapi import APIRouter, Response

from api.asking import MayOnlyRead
from api.commanding import Missing, NotAField, NotOfItsKind
from api.depends import Shared, SignedIn
from api.reading.awaited import waiting_keys
from api.reading.keys import KeyShown, shown
from api.reading.preparing import prepare
from api.v1.acting import Acting
from api.v1.answers import answer, documented
from api.v1.body import Values
from api.v1.shapes import KeysTold, KeyTold, StatementTold
from api.v1.statements import shown as statement_shown
from api.words import current_language

router = APIRouter(prefix="/keys", tags=["signing"])

BROUGHT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "label": {"type": "string", "maxLength": 60},
                        "public_key": {"type": "string", "description": "Ed25519, in PEM."},
                    },
                    "required": ["label", "public_key"],
                    "additionalProperties": False,
                }
            }
        },
    },
    "x-writes": True,
}


@router.get("", operation_id="key.list", openapi_extra=documented(KeysTold, "Keys, in the order of enrolment."))
def keys(services: Shared, caller: SignedIn) -> Response:
    """One's own keys, and for a registrar those that wait in the units below."""
    ring, person = services.system.application.reference.keys, caller.account.person
    found = dict.fromkeys((*(ring.of(person) if person else ()), *waiting_keys(services, caller)))
    return answer(KeysTold(keys=[told(each) for each in shown(services, caller, found)]))


@router.post(
    "",
    operation_id="key.bring",
    status_code=201,
    openapi_extra={**documented(StatementTold, "To be signed by the key itself.", status=201), **BROUGHT},
)
def bring(services: Shared, caller: Acting, values: Values) -> Response:
    """Bring the public part of a key file; the answer is the statement that this key has to sign."""
    if not caller.may_write:
        raise MayOnlyRead
    caller.in_person()
    label, public_key = _said(values)
    command = services.enrolling.key_file(caller.actor, label, public_key)
    asked = services.system.asked(caller.actor)
    prepared = prepare(services, caller, command, asked, locale=current_language())
    return answer(statement_shown(prepared), status=201, headers={"Location": f"/v1/statements/{prepared.id}"})


def told(each: KeyShown) -> KeyTold:
    """A key for programs."""
    return KeyTold(
        id=each.id,
        person=each.person,
        holder=each.holder,
        label=each.label,
        scheme=each.scheme.value,
        state=each.state,
        fingerprint=each.fingerprint.replace(" ", ""),
    )


def _said(values: dict[str, Any]) -> tuple[str, str]:
    for name in values:
        if name not in ("label", "public_key"):
            raise NotAField(where=name)
    for name in ("label", "public_key"):
        if name not in values:
            raise Missing(where=name)
        if not isinstance(values[name], str):
            raise NotOfItsKind(where=name)
    return values["label"], values["public_key"]
