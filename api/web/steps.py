"""Every step of a hazard's life: its form, its receipt, and which steps somebody can take now."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.caller import Caller
from api.depends import KeptForm, Shared, SignedIn
from api.seeing import happenings, seen_hazard
from api.services import Services
from api.web.forms.asking import HAPPENED, Asking, ask, give
from api.web.forms.changes import told
from api.web.forms.hazard import later_fields, step_asking
from api.web.forms.resuming import HeldForm
from api.web.holding import HOLDING
from api.web.next_steps import ON_THE_SPOT, circumstances_of, next_after, next_on_the_spot, otherwise, steps_for
from api.web.posts import signing_words
from api.web.rendering import page
from api.words import term
from domain.application import Receipt
from domain.appointment.powers import authorise
from domain.hazard.state import Hazard
from domain.hazard.steps import STEPS
from domain.hazard.terms import Correctable, Stage
from domain.kernel.circumstances import Happened
from domain.kernel.refusals import NotKnown

router = APIRouter(dependencies=[HOLDING])

BY_NAME = {step.name: step for step in STEPS}

LATEST = 3
"""So many events are told above a form."""

DECISIONS = frozenset(
    f"hazard.{each}"
    for each in (
        *("verify", "reject", "countersign", "grant_extension", "refuse_extension", "decide_decline"),
        *("confirm_merge", "confirm_void", "refuse_merge", "refuse_void", "answer_handover", "answer_instruction"),
        *("check_from_above", "witness_refusal"),
    )
)
"""Steps that answer what somebody else said: it stands in sight above the form."""


@router.get("/hazards/{hazard_id}/steps/{command}")
def show(
    request: Request, services: Shared, caller: SignedIn, hazard_id: UUID, command: str, held: HeldForm
) -> Response:
    """The form of a step; where the rules speak against it whatever is typed, the page says why.

    A form that was held is shown all the same: its text is not lost because somebody else was faster.
    """
    name, hazard = _named(command), seen_hazard(services, caller, hazard_id)
    query = {**request.query_params, **(_lead(held.typed.one("lead_unit")) if held else {})}
    if name == "hazard.correct" and query.get("field") not in _CORRECTABLE:
        return _choose_field(request, services, caller, hazard_id, hazard)
    asking = step_asking(services, caller, hazard_id, hazard, name, query)
    happened = next(iter(asking.presets.get(HAPPENED, ())), None)
    if not held:
        _refuse_impossible(services, caller, hazard, name, happened)
    return ask(request, services, caller, _dressed(services, caller, hazard_id, hazard, asking), held)


@router.post("/hazards/{hazard_id}/steps/{command}")
def take(
    request: Request, services: Shared, caller: SignedIn, form: KeptForm, hazard_id: UUID, command: str
) -> Response:
    """Take the step. A version that moved on is told with what changed, the text kept."""
    name, hazard = _named(command), seen_hazard(services, caller, hazard_id)
    query = {name: value for name, value in request.query_params.items() if name in ("field", "then")}
    chosen = _lead(form.get("lead_unit", ""))
    asking = _dressed(
        services, caller, hazard_id, hazard, step_asking(services, caller, hazard_id, hazard, name, {**query, **chosen})
    )

    def done(receipt: Receipt) -> str:
        return next_after(hazard_id, receipt.command, query.get("then", ""))

    return give(request, services, caller, form, replace(asking, done=done))


@router.get("/hazards/{hazard_id}/next/{command_id}")
def go_on(services: Shared, caller: SignedIn, hazard_id: UUID, command_id: UUID) -> Response:
    """To the next step towards putting it right on the spot."""
    return RedirectResponse(next_on_the_spot(services, caller, hazard_id, command_id), 303)


@router.get("/hazards/{hazard_id}/receipts/{command_id}")
def receipt(request: Request, services: Shared, caller: SignedIn, hazard_id: UUID, command_id: UUID) -> Response:
    """What an act came to, by whom and when it was recorded, and what can be done next."""
    hazard = seen_hazard(services, caller, hazard_id)
    done = tuple(each for each in happenings(services, hazard_id) if each.recorded.command == command_id)
    if not done:
        raise NotKnown
    return page(
        request,
        "steps/receipt.html",
        hazard=hazard,
        short=in_short(caller, hazard_id, hazard),
        done=told(services, done),
        steps=steps_for(services, caller, hazard_id, hazard),
        href=f"/hazards/{hazard_id}",
        waits_for_number=request.query_params.get("then") == ON_THE_SPOT,
    )


def _lead(unit: str) -> dict[str, str]:
    """The unit that leads, as chosen in the form: whose people there are to choose from follows from it."""
    return {"lead_unit": unit} if unit else {}


_CORRECTABLE = frozenset(each.value for each in Correctable)


def _named(command: str) -> str:
    name = f"hazard.{command}"
    if name not in BY_NAME:
        raise NotKnown
    return name


def _refuse_impossible(
    services: Services, caller: Caller, hazard: Hazard, name: str, happened: str | None = None
) -> None:
    """Refuse a step in the words of whatever speaks against it: the powers, then how far the hazard has come."""
    is_then = hazard.spot_on is not None and happened == hazard.spot_on.isoformat()
    circumstances = circumstances_of(services, caller, Happened(on=hazard.spot_on) if is_then else None)
    step = BY_NAME[name]
    authorise(object.__new__(step), hazard, circumstances)  # powers ask for name and unit, never for what is typed
    step.guard(hazard, circumstances)


def _choose_field(request: Request, services: Services, caller: Caller, hazard_id: UUID, hazard: Hazard) -> Response:
    """Which value of the entry is wrong: one link for each."""
    _refuse_impossible(services, caller, hazard, "hazard.correct")
    entry = [(each.value, _entry_words(each, hazard)) for each in Correctable]
    href = f"/hazards/{hazard_id}"
    return page(request, "steps/correct.html", short=in_short(caller, hazard_id, hazard), entry=entry, href=href)


def _entry_words(field: Correctable, hazard: Hazard) -> str:
    value = hazard.entry.get(field) or ""
    return term("category", value) if field is Correctable.CATEGORY else value


def _dressed(services: Services, caller: Caller, hazard_id: UUID, hazard: Hazard, asking: Asking) -> Asking:
    """The form with what stands around it: the hazard in short, what happened last, who signs."""
    latest = happenings(services, hazard_id, hazard.version - LATEST)
    short = in_short(caller, hazard_id, hazard)
    context = {
        "short": short,
        "otherwise": otherwise(services, caller, hazard_id, hazard, asking.command),
        "latest": told(services, latest)[::-1],
        "is_decision": asking.command in DECISIONS,
        "later": later_fields(asking.command),
        "signing": signing_words(services, caller),
        "back": {"href": f"/hazards/{hazard_id}", "words": short["number"] or short["place"]},
    }
    return replace(asking, context=context)


def in_short(caller: Caller, hazard_id: UUID, hazard: Hazard) -> Mapping[str, Any]:
    """What is said of a hazard above a form: enough to know it again."""
    unit = caller.directory.unit(hazard.unit) if hazard.unit else None
    return {
        "id": hazard_id,
        "number": hazard.number,
        "unit": unit.name if unit else "",
        "place": hazard.entry.get(Correctable.PLACE) or "",
        "category": hazard.entry.get(Correctable.CATEGORY),
        "description": hazard.entry.get(Correctable.DESCRIPTION) or "",
        "stage": hazard.stage.value,
        "grade": hazard.grade.value,
        "is_major": hazard.is_major,
        "is_closed": hazard.stage in (Stage.VERIFIED, Stage.MERGED, Stage.VOIDED),
        "due_on": hazard.due_on,
        "found_on": hazard.found_on,
    }
