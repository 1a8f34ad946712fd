"""Which steps somebody can take with a hazard now, the one that comes next first, and where an act leads on to."""

from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from api.caller import Caller
from api.reading.powers import may
from api.seeing import seen_hazard
from api.services import Services
from api.words import term
from domain.hazard.state import Hazard
from domain.hazard.steps import possible_steps
from domain.kernel.circumstances import Circumstances, Happened

RARE = frozenset(
    f"hazard.{each}"
    for each in (
        *("correct", "add_evidence", "propose_merge", "propose_void", "refuse_merge", "refuse_void", "name_leader"),
        *("note_supervision", "take_up", "hand_over", "instruct", "report_upward", "report_inability", "reopen"),
        *("waive_interim_measure", "report_recurrence", "delist", "list_for_supervision", "request_extension"),
        "refuse_signature",
    )
)
"""Steps that stand behind “more”, so that the one to take is found at once."""

MAIN = tuple(
    f"hazard.{each}"
    for each in (
        *("decide_decline", "grant_extension", "confirm_merge", "confirm_void", "answer_handover"),
        *("answer_instruction", "register", "grade", "assign", "accept", "report_rectified", "verify", "countersign"),
        *("verify_own", "check_from_above", "recheck", "witness_refusal"),
    )
)
"""What usually comes next, the most urgent first."""


OTHERWISE = {
    "hazard.verify": "hazard.reject",
    "hazard.check_from_above": "hazard.reject",
    "hazard.recheck": "hazard.report_recurrence",
    "hazard.grant_extension": "hazard.refuse_extension",
    "hazard.confirm_merge": "hazard.refuse_merge",
    "hazard.confirm_void": "hazard.refuse_void",
    "hazard.accept": "hazard.decline",
}
"""The step for whoever comes to say yes and finds that it is no."""


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
    possible = possible_steps(hazard, circumstances_of(services, caller))
    main = next((each for each in MAIN if each in possible and not _can_wait(each, hazard)), None)
    links = [_link(hazard_id, each, is_main=each == main) for each in possible]
    return sorted(links, key=lambda link: (not link.is_main, link.is_rare))


def keeping_steps(caller: Caller, hazard_id: UUID, hazard: Hazard) -> list[StepLink]:
    """Holding it, and erasing what it holds of people: beside its life."""
    places = {"hold.place": f"/holds/place?hazard={hazard_id}", "subject.erase": f"/hazards/{hazard_id}/erase"}
    return [
        StepLink(command, href, term("command", command), is_main=False, is_rare=True)
        for command, href in places.items()
        if may(caller, command, hazard.unit)
    ]


def otherwise(services: Services, caller: Caller, hazard_id: UUID, hazard: Hazard, command: str) -> StepLink | None:
    """The other answer to the same question, where the caller may give it now."""
    other = OTHERWISE.get(command)
    possible = possible_steps(hazard, circumstances_of(services, caller)) if other else ()
    return _link(hazard_id, other, is_main=False) if other and other in possible else None


def _can_wait(command: str, hazard: Hazard) -> bool:
    """Steps that stay possible after they were taken are not the main one a second time; no grade before a number."""
    match command:
        case "hazard.grade":
            return hazard.grade_decided is not None or not hazard.is_registered
        case "hazard.assign":
            return hazard.assignment is not None
        case "hazard.recheck":
            return "hazard.recheck" not in hazard.clocks
    return False


def _link(hazard_id: UUID, command: str, *, is_main: bool) -> StepLink:
    href = f"/hazards/{hazard_id}/steps/{command.partition('.')[2]}"
    return StepLink(command, href, term("command", command), is_main, command in RARE)


def circumstances_of(services: Services, caller: Caller, happened: Happened | None = None) -> Circumstances:
    """What a decision made now by the caller may know."""
    system = services.system
    found = system.application.circumstances(system.asked(caller.actor))
    return found if happened is None else replace(found, happened=happened)


ON_THE_SPOT = "self_rectify"
"""What a reporter may go on to at once; it has to be registered in between."""


def next_after(hazard_id: UUID, command_id: UUID, then: str) -> str:
    """Where it goes on after an act: towards putting it right on the spot if that was asked, else to the receipt."""
    return (
        f"/hazards/{hazard_id}/next/{command_id}"
        if then == ON_THE_SPOT
        else f"/hazards/{hazard_id}/receipts/{command_id}"
    )


def next_on_the_spot(services: Services, caller: Caller, hazard_id: UUID, command_id: UUID) -> str:
    """The next step towards putting it right on the spot, as far as the hazard has come now."""
    receipt = f"/hazards/{hazard_id}/receipts/{command_id}"
    possible = possible_steps(seen_hazard(services, caller, hazard_id), circumstances_of(services, caller))
    if f"hazard.{ON_THE_SPOT}" in possible:
        return f"/hazards/{hazard_id}/steps/{ON_THE_SPOT}"
    is_first = "hazard.register" in possible
    return f"/hazards/{hazard_id}/steps/register?then={ON_THE_SPOT}" if is_first else f"{receipt}?then={ON_THE_SPOT}"
