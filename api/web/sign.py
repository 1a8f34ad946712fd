"""The page on which a step is signed: the text, who signs and as what, and the ways there are to sign it."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.caller import Caller
from api.depends import SentForm, Shared, SignedIn
from api.problems import Problem, problem_of
from api.reading.models import POSITION_COOKIE
from api.services import Services
from api.signing.ceremony import Ways
from api.signing.prepared import Prepared
from api.web.answers import address_of, here_only
from api.web.forms.signing import AGAIN
from api.web.rendering import page
from domain.application import Receipt
from domain.kernel.refusals import Refusal
from domain.key.state import Key
from domain.seal.dsse import read
from domain.seal.statement import PAYLOAD_TYPE

router = APIRouter()

MOST = 10
"""Most statements that are signed from one page."""


@dataclass(frozen=True, kw_only=True)
class PasskeyShown:
    """What a browser needs to know of a passkey."""

    id: UUID
    credential: str


@dataclass(frozen=True, kw_only=True)
class ToSign:
    """One statement on the page."""

    id: UUID
    text: str
    lines: Sequence[tuple[str, str]]
    payload: str
    payload_type: str
    challenge: str
    command: str
    needed: str
    is_weak: bool
    """Whether nothing this person has suffices."""
    back: Mapping[str, Any]


@router.get("/sign/{prepared_id}")
def show(request: Request, services: Shared, caller: SignedIn, prepared_id: UUID) -> Response:
    """The statement, and how to sign it."""
    return _page(request, services, caller, services.signing.find(prepared_id, caller.account))


@router.post("/sign/{prepared_id}")
def sign(request: Request, services: Shared, caller: SignedIn, form: SentForm, prepared_id: UUID) -> Response:
    """Take the step with the signature that was sent: an envelope, or the password again."""
    prepared = services.signing.find(prepared_id, caller.account)
    try:
        receipt = _signed(request, services, caller, form, prepared)
    except Refusal as refusal:
        return _page(request, services, caller, prepared, problem_of(refusal))
    answer = RedirectResponse(here_only(prepared.form.then), 303)
    answer.set_cookie(POSITION_COOKIE, str(receipt.position), httponly=True, samesite="lax", path="/")
    return answer


@router.get("/sign/{prepared_id}/statement")
def statement(services: Shared, caller: SignedIn, prepared_id: UUID) -> Response:
    """The canonical statement as a file, for `bihuan sign`."""
    prepared = services.signing.find(prepared_id, caller.account)
    name = f"{prepared.command.name}-{prepared.id}.statement.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(prepared.payload, media_type=PAYLOAD_TYPE, headers=headers)


def _signed(request: Request, services: Services, caller: Caller, form: SentForm, prepared: Prepared) -> Receipt:
    files = form.files("envelope_file")
    text = files[0].file.read(2**17).decode("utf-8", "replace") if files else form.get("envelope", "")
    if text.strip():
        return services.signing.sign(prepared, read(text), caller.account)
    assert caller.session is not None
    password = form.get("password", "")
    return services.signing.attest(prepared, caller.account, caller.session, password, address=address_of(request))


def _page(
    request: Request, services: Services, caller: Caller, prepared: Prepared, problem: Problem | None = None
) -> Response:
    ways = services.signing.ways(caller.account, prepared.needed)
    return page(
        request,
        "sign/show.html",
        status=problem.status if problem else 200,
        step=_shown(prepared, ways),
        ways=ways,
        passkeys=tuple(_passkey(each) for each in ways.passkeys),
        site=services.signing.site,
        problem=problem,
        command=prepared.command.name,
        expires_at=prepared.expires_at,
        is_signed=prepared.used_at is not None,
    )


def _shown(prepared: Prepared, ways: Ways) -> ToSign:
    return ToSign(
        id=prepared.id,
        text=prepared.display.value,
        lines=tuple(_line(each) for each in prepared.display.value.split("\n")),
        payload=base64.b64encode(prepared.payload).decode(),
        payload_type=PAYLOAD_TYPE,
        challenge=base64.b64encode(prepared.challenge).decode(),
        command=prepared.command.name,
        needed=prepared.needed.value,
        is_weak=not ways.is_any,
        back={"action": prepared.form.action, "typed": prepared.form.typed, "again": AGAIN},
    )


def _line(text: str) -> tuple[str, str]:
    """A line's label and value; a further line of a long text has no label."""
    label, colon, value = text.partition(": ")
    return (label, value) if colon else ("", text)


def _passkey(key: Key) -> PasskeyShown:
    assert key.enrolment is not None
    return PasskeyShown(id=key.id, credential=key.enrolment.credential or "")
