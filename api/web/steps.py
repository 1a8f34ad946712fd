"""Every step of a hazard's life: its form, its receipt, and which steps somebody can take now."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.caller import Caller
from api.depends import SentForm, Shared, SignedIn
from api.seeing import happenings, seen_hazard
from api.services import Services
from api.web.forms.asking import HAPPENED, Asking, ask, give
from api.web.forms.changes import told
from api.web.forms.hazard import later_fields, signing_words, step_asking
from api.web.rendering import page
from api.words import term
from domain.application import Receipt
from domain.appointment.powers import authorise
from domain.hazard.state import Hazard
from domain.hazard.steps import STEPS, possible_steps
from domain.hazard.terms import Correctable, Stage
from domain.kernel.circumstances import Circumstances, Happened
from domain.kernel.refusals import NotKnown

router = APIRouter()

BY_NAME = {step.name: step for step in STEPS}

LATEST = 3
"""So many events are told above a form."""

RARE = frozenset(
    f"hazard.{each}"
    for each in (
        *("correct", "add_evidence", "propose_merge", "propose_void", "refuse_merge", "refuse_void", "name_leader"),
        *("note_supervision", "take_up", "hand_over", "instruct", "report_upward", "report_inability", "reopen"),
        *("waive_interim_measure", "report_recurrence", "delist", "list_for_supervision", "request_extension"),
    )
)
"""Steps that stand behind “more”, so that the one to take is found at once."""

MAIN = tuple(
    f"hazard.{each}"
    for each in (
        *("decide_decline", "grant_extension", "confirm_merge", "confirm_void", "answer_handover"),
        *("answer_instruction", "register", "grade", "assign", "accept", "report_rectified", "verify", "countersign"),
        "recheck",
    )
)
"""What usually comes next, the most urgent first."""


DECISIONS = frozenset(
    f"hazard.{each}"
    for each in (
        *("verify", "reject", "countersign", "grant_extension", "refuse_extension", "decide_decline"),
        *("confirm_merge", "confirm_void", "refuse_merge", "refuse_void", "answer_handover", "answer_instruction"),
    )
)
"""Steps that answer what somebody else said: it stands in sight above the form."""


class StepLink(NamedTuple):
    """A step that can be taken now. One at most is the main one; rare ones may be folded away."""

    command: str
    href: str
    words: str
    is_main: bool
    is_rare: bool = False


def steps_for(services: Services, caller: Caller, hazard_id: UUID, hazard: Hazard) -> list[StepLink]:
    """The steps that the caller could take now, the main one first, then in the order of the life."""
    if caller.appointment is None:
        return []
    possible = possible_steps(hazard, _circumstances(services, caller))
    main = next((each for each in MAIN if each in possible and not _is_done(each, hazard)), None)
    links = [_link(hazard_id, each, is_main=each == main) for each in possible]
    return sorted(links, key=lambda link: (not link.is_main, link.is_rare))


def _is_done(command: str, hazard: Hazard) -> bool:
    """Steps that stay possible after they were taken are not the main one a second time."""
    match command:
        case "hazard.grade":
            return hazard.grade_decided is not None
        case "hazard.assign":
            return hazard.assignment is not None
        case "hazard.recheck":
            return "hazard.recheck" not in hazard.clocks
    return False


def _link(hazard_id: UUID, command: str, *, is_main: bool) -> StepLink:
    href = f"/hazards/{hazard_id}/steps/{command.partition('.')[2]}"
    return StepLink(command, href, term("command", command), is_main, command in RARE)


def _circumstances(services: Services, caller: Caller, happened: Happened | None = None) -> Circumstances:
    system = services.system
    found = system.application.circumstances(system.asked(caller.actor))
    return found if happened is None else replace(found, happened=happened)


ON_THE_SPOT = "self_rectify"
"""What a reporter may go on to at once; it has to be registered in between."""


def next_after(services: Services, caller: Caller, hazard_id: UUID, command_id: UUID, then: str) -> str:
    """Where it goes on after an act: towards putting it right on the spot if that was asked, else to the receipt."""
    receipt = f"/hazards/{hazard_id}/receipts/{command_id}"
    if then != ON_THE_SPOT:
        return receipt
    possible = possible_steps(seen_hazard(services, caller, hazard_id), _circumstances(services, caller))
    if f"hazard.{ON_THE_SPOT}" in possible:
        return f"/hazards/{hazard_id}/steps/{ON_THE_SPOT}"
    is_first = "hazard.register" in possible
    return f"/hazards/{hazard_id}/steps/register?then={ON_THE_SPOT}" if is_first else f"{receipt}?then={ON_THE_SPOT}"


@router.get("/hazards/{hazard_id}/steps/{command}")
def show(request: Request, services: Shared, caller: SignedIn, hazard_id: UUID, command: str) -> Response:
    """The form of a step; where the rules speak against it whatever is typed, the page says why."""
    name, hazard = _named(command), seen_hazard(services, caller, hazard_id)
    query = dict(request.query_params)
    if name == "hazard.correct" and query.get("field") not in _CORRECTABLE:
        return _choose_field(request, services, caller, hazard_id, hazard)
    asking = step_asking(services, caller, hazard_id, hazard, name, query)
    happened = next(iter(asking.presets.get(HAPPENED, ())), None)
    _refuse_impossible(services, caller, hazard, name, happened)
    return ask(request, services, _dressed(services, caller, hazard_id, hazard, asking))


@router.post("/hazards/{hazard_id}/steps/{command}")
def take(
    request: Request, services: Shared, caller: SignedIn, form: SentForm, hazard_id: UUID, command: str
) -> Response:
    """Take the step. A version that moved on is told with what changed, the text kept."""
    name, hazard = _named(command), seen_hazard(services, caller, hazard_id)
    query = {name: value for name, value in request.query_params.items() if name in ("field", "then")}
    chosen = {"lead_unit": form["lead_unit"]} if form.get("lead_unit") else {}
    asking = _dressed(
        services, caller, hazard_id, hazard, step_asking(services, caller, hazard_id, hazard, name, {**query, **chosen})
    )

    def done(receipt: Receipt) -> str:
        return next_after(services, caller, hazard_id, receipt.command, query.get("then", ""))

    return give(request, services, caller, form, replace(asking, done=done))


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
    circumstances = _circumstances(services, caller, Happened(on=hazard.spot_on) if is_then else None)
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
        "latest": told(services, latest)[::-1],
        "is_decision": asking.command in DECISIONS,
        "later": later_fields(asking.command),
        "signing": signing_words(caller),
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
