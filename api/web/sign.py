"""The page on which steps are signed: each statement in full, who signs and as what, and the ways to sign.

Several steps can stand on one page; each is read, and each gets a signature of its own.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.caller import Caller
from api.depends import SentForm, Shared, SignedIn
from api.naming import identifier
from api.problems import Problem, problem_of
from api.reading.models import POSITION_COOKIE
from api.reading.statement_text import FURTHER
from api.services import Services
from api.signing.ceremony import Ways
from api.signing.prepared import Form, Prepared, PreparedGone
from api.trial.authenticator import is_made_up
from api.web.answers import address_of, here_only
from api.web.forms.signing import AGAIN
from api.web.rendering import page
from domain.application import Receipt
from domain.kernel.refusals import Refusal
from domain.key.state import Key
from domain.key.terms import Level
from domain.seal.dsse import read
from domain.seal.statement import PAYLOAD_TYPE

router = APIRouter()

MOST = 10
"""Most statements on one page (house rule): nobody reads more before they sign."""

LARGEST_FILE = 2**17


class PasskeyShown(NamedTuple):
    """What a browser needs to know of a passkey."""

    id: UUID
    credential: str


@dataclass(frozen=True, kw_only=True)
class ToSign:
    """One statement on the page, and what came of signing it."""

    id: UUID
    command: str
    heading: str
    lines: Sequence[tuple[str, str]]
    payload: str
    needed: Level
    form: Form
    problem: Problem | None
    is_open: bool
    """Whether it can still be signed."""
    is_signed: bool


class _Outcome(NamedTuple):
    receipt: Receipt | None = None
    problem: Problem | None = None


@router.get("/sign/{which}")
def show(request: Request, services: Shared, caller: SignedIn, which: str) -> Response:
    """The statements, and how to sign them."""
    return _page(request, services, caller, _found(services, caller, which), {})


@router.post("/sign/{which}")
def sign(request: Request, services: Shared, caller: SignedIn, form: SentForm, which: str) -> Response:
    """Take every step whose signature was sent: envelopes, or the password again. What is refused says why."""
    steps = _found(services, caller, which)
    outcomes = {step.id: _tried(request, services, caller, form, step) for step in steps}
    receipts = [each.receipt for each in outcomes.values() if each.receipt]
    if len(receipts) < len(steps):
        problems = {step: each.problem for step, each in outcomes.items() if each.problem}
        return _page(request, services, caller, _found(services, caller, which), problems)
    answer = RedirectResponse(here_only(steps[0].form.then), 303)
    answer.set_cookie(
        POSITION_COOKIE, str(max(each.position for each in receipts)), httponly=True, samesite="lax", path="/"
    )
    return answer


@router.post("/sign/{prepared_id}/discard")
def discard(services: Shared, caller: SignedIn, _form: SentForm, prepared_id: UUID) -> Response:
    """Sign it not at all: what was filled in is let go, nothing is recorded."""
    services.signing.let_go(services.signing.find(prepared_id, caller.account), caller.account)
    return RedirectResponse("/", status_code=303)


@router.get("/sign/{prepared_id}/statement")
def statement(services: Shared, caller: SignedIn, prepared_id: UUID) -> Response:
    """The canonical statement as a file, for `bihuan sign`."""
    prepared = services.signing.find(prepared_id, caller.account)
    name = f"{prepared.command.name}-{prepared.id}.statement.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(prepared.payload, media_type=PAYLOAD_TYPE, headers=headers)


def _found(services: Services, caller: Caller, which: str) -> tuple[Prepared, ...]:
    """The steps of an address, in its order; refuses `PreparedGone` where one is not this account's."""
    named = tuple(dict.fromkeys(identifier(each) for each in which.split(",")[: MOST + 1]))
    if None in named or len(named) > MOST:
        raise PreparedGone
    return tuple(services.signing.find(each, caller.account) for each in named if each)


def _tried(request: Request, services: Services, caller: Caller, form: SentForm, step: Prepared) -> _Outcome:
    try:
        return _Outcome(receipt=_signed(request, services, caller, form, step))
    except Refusal as refusal:
        return _Outcome(problem=problem_of(refusal))


def _signed(request: Request, services: Services, caller: Caller, form: SentForm, step: Prepared) -> Receipt:
    if text := _envelope(form, step):
        return services.signing.sign(step, read(text), caller.account)
    if form.get("unsigned") == "yes":
        return services.signing.without(step)
    assert caller.session is not None
    return services.signing.attest(
        step, caller.account, caller.session, form.get("password", ""), address=address_of(request)
    )


def _envelope(form: SentForm, step: Prepared) -> str:
    """The envelope that was sent for a step, typed by a script or handed in as a file."""
    files = form.files(f"envelope_file.{step.id}")
    if files:
        return files[0].file.read(LARGEST_FILE).decode("utf-8", "replace")
    return form.get(f"envelope.{step.id}", "").strip()


def _page(
    request: Request,
    services: Services,
    caller: Caller,
    steps: Sequence[Prepared],
    problems: dict[UUID, Problem],
) -> Response:
    open_steps = [step for step in steps if step.used_at is None] or steps
    ways = _ways(services, caller, open_steps)
    return page(
        request,
        "sign/show.html",
        status=next((each.status for each in problems.values()), 200),
        which=",".join(str(step.id) for step in open_steps),
        steps=tuple(_shown(services, step, problems.get(step.id)) for step in steps),
        ways=ways,
        passkeys=tuple(_passkeys(ways)),
        has_made_up=any(_is_made_up(key) for key in ways.passkeys),
        payload_type=PAYLOAD_TYPE,
        site=services.signing.site,
        may_be_unsigned=all(step.needed is Level.NONE for step in open_steps),
        expires_at=min(step.expires_at for step in steps),
        again=AGAIN,
        password_problem=next(iter(problems.values()), None),
    )


def _ways(services: Services, caller: Caller, steps: Sequence[Prepared]) -> Ways:
    """The ways that suffice for all of them: those of the step that needs the most."""
    order = list(Level)
    most = max(steps, key=lambda step: order.index(step.needed))
    return services.signing.ways_of(most, caller.account)


def _shown(services: Services, step: Prepared, problem: Problem | None) -> ToSign:
    answered = services.system.application.store.answered
    is_signed = step.used_at is not None and answered(step.asked.command_id) is not None
    heading, *lines = lines_of(step)
    return ToSign(
        id=step.id,
        command=step.command.name,
        heading=heading[1],
        lines=lines,
        payload=base64.b64encode(step.payload).decode(),
        needed=step.needed,
        form=step.form,
        problem=problem,
        is_open=step.used_at is None,
        is_signed=is_signed,
    )


def lines_of(step: Prepared) -> list[tuple[str, str]]:
    """The text that is shown, line by line: label and value."""
    return [_line(each) for each in step.display.value.split("\n")]


def _line(text: str) -> tuple[str, str]:
    """A line's label and value; a further line of a long text has no label."""
    if text.startswith(FURTHER):
        return "", text.removeprefix(FURTHER)
    label, colon, value = text.partition(": ")
    return (label, value) if colon else ("", text)


def _passkeys(ways: Ways) -> Iterator[PasskeyShown]:
    """Those that a device can hold; a browser asked for a made-up one would only say that it has none."""
    for key in ways.passkeys:
        if not _is_made_up(key):
            yield PasskeyShown(key.id, _credential(key))


def _is_made_up(key: Key) -> bool:
    return key.enrolment is not None and is_made_up(key.enrolment)


def _credential(key: Key) -> str:
    return (key.enrolment.credential if key.enrolment else None) or ""
