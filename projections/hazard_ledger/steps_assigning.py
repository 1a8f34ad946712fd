"""How a line goes on while it is being put right: given out, planned, kept safe, asked of others."""

from domain.hazard import events as e
from domain.hazard.terms import Stage
from domain.kernel.identity import UnitId
from projections.hazard_ledger.steps_entering import Steps, hand
from projections.hazard_ledger.view import Asking, Hazard
from projections.reading import Seen


def _assigned(hazard: Hazard, event: e.HazardAssigned, seen: Seen) -> None:
    hazard.state, hazard.assigned_by = Stage.ASSIGNED, hand(event.by, seen)
    hazard.rectifier, hazard.overseer, hazard.supervisor = event.rectifier, event.overseer, event.supervisor
    hazard.lead_unit, hazard.supervising_unit = event.lead_unit, event.supervising_unit
    hazard.co_responsible = event.co_responsible
    five = event.implementations
    hazard.responsibility, hazard.measures, hazard.funds_fen = five.responsibility, five.measures, five.funds_fen
    hazard.due_on, hazard.contingency = five.due_on, five.contingency
    hazard.is_accepted, hazard.declined, hazard.plan = False, None, ()
    drop_request(hazard)


def drop_request(hazard: Hazard) -> None:
    """An extension that was asked for and not decided is no longer waited for."""
    hazard.extensions = tuple(each for each in hazard.extensions if each.is_granted is not None)


def unassign(hazard: Hazard) -> None:
    """Nobody has it any more."""
    hazard.rectifier = hazard.overseer = hazard.supervisor = hazard.assigned_by = None
    hazard.lead_unit = hazard.supervising_unit = None
    hazard.co_responsible = ()
    hazard.is_accepted, hazard.declined = False, None


def _accepted(hazard: Hazard, _event: e.AssignmentAccepted, _seen: Seen) -> None:
    hazard.is_accepted, hazard.declined = True, None


def _declined(hazard: Hazard, event: e.AssignmentDeclined, _seen: Seen) -> None:
    hazard.declined = event.reason


def _decline_decided(hazard: Hazard, event: e.DeclineDecided, _seen: Seen) -> None:
    hazard.declined, hazard.is_accepted = None, not event.is_upheld
    if event.is_upheld:
        hazard.state = Stage.REGISTERED
        unassign(hazard)
        drop_request(hazard)


def _planned(hazard: Hazard, event: e.RectificationPlanned, _seen: Seen) -> None:
    hazard.plan = event.stages


def _progress(hazard: Hazard, event: e.ProgressNoted, _seen: Seen) -> None:
    hazard.progress, hazard.progress_count = event.note, hazard.progress_count + 1


def _interim_taken(hazard: Hazard, event: e.InterimMeasureTaken, _seen: Seen) -> None:
    hazard.interim_kind, hazard.interim_measure, hazard.interim_waived = event.kind, event.description, None


def _interim_waived(hazard: Hazard, event: e.InterimMeasureWaived, _seen: Seen) -> None:
    hazard.interim_waived = event.reason


def _reported_upward(hazard: Hazard, event: e.HazardReportedUpward, _seen: Seen) -> None:
    hazard.reported_to = event.to


def _inability(hazard: Hazard, event: e.InabilityReported, _seen: Seen) -> None:
    hazard.lacks, hazard.inability, hazard.inability_to = event.lacks, event.text, event.to


def _taken_up(hazard: Hazard, event: e.HazardTakenUp, _seen: Seen) -> None:
    hazard.taken_up_by, hazard.taken_up_how = event.unit, event.how


def _handed_over(hazard: Hazard, event: e.HazardHandedOver, _seen: Seen) -> None:
    asked = Asking(department=event.department, text=event.text)
    hazard.handovers = (*_others(hazard.handovers, event.department), asked)


def _handover_answered(hazard: Hazard, event: e.HandoverAnswered, _seen: Seen) -> None:
    hazard.handovers = _answered(hazard.handovers, event.department, event.is_accepted, event.text)


def _instructed(hazard: Hazard, event: e.DepartmentInstructed, _seen: Seen) -> None:
    asked = Asking(department=event.department, text=event.text, due_on=event.due_on)
    hazard.instructions = (*_others(hazard.instructions, event.department), asked)


def _instruction_answered(hazard: Hazard, event: e.InstructionAnswered, _seen: Seen) -> None:
    hazard.instructions = _answered(hazard.instructions, event.department, event.is_done, event.text)


def _leader_named(hazard: Hazard, event: e.LeaderNamed, _seen: Seen) -> None:
    hazard.leader = event.leader


def _others(asked: tuple[Asking, ...], department: UnitId) -> tuple[Asking, ...]:
    return tuple(each for each in asked if each.department != department)


def _answered(asked: tuple[Asking, ...], department: UnitId, is_yes: bool, answer: str) -> tuple[Asking, ...]:
    before = next((each for each in asked if each.department == department), Asking(department=department, text=""))
    before.is_answered, before.is_yes, before.answer = True, is_yes, answer
    return (*_others(asked, department), before)


STEPS: Steps = {
    e.HazardAssigned: _assigned,
    e.AssignmentAccepted: _accepted,
    e.AssignmentDeclined: _declined,
    e.DeclineDecided: _decline_decided,
    e.RectificationPlanned: _planned,
    e.ProgressNoted: _progress,
    e.InterimMeasureTaken: _interim_taken,
    e.InterimMeasureWaived: _interim_waived,
    e.HazardReportedUpward: _reported_upward,
    e.InabilityReported: _inability,
    e.HazardTakenUp: _taken_up,
    e.HazardHandedOver: _handed_over,
    e.HandoverAnswered: _handover_answered,
    e.DepartmentInstructed: _instructed,
    e.InstructionAnswered: _instruction_answered,
    e.LeaderNamed: _leader_named,
}
