"""Whom to tell when a clock runs out: the unit that answers for it, then level by level those above."""

from domain.hazard import clocks as clock
from domain.hazard.clocks import department_of
from domain.hazard.guards import is_here
from domain.hazard.people import body
from domain.hazard.state import Hazard
from domain.kernel.circumstances import Circumstances
from domain.kernel.identity import AppointmentId, UnitId
from domain.organisation.kinds import UnitKind


def answerable(hazard: Hazard, name: str, circumstances: Circumstances) -> UnitId:
    """The unit that has to act before the clock runs out."""
    place = is_here(hazard)
    asked = department_of(name)
    if asked is not None:
        return asked
    match name:
        case clock.RECTIFY | clock.PROGRESS:
            return hazard.lead_unit or place
        case clock.LIST:
            return hazard.supervising_unit or offices_above(place, circumstances)[0]
        case clock.CHECK:
            return offices_above(place, circumstances)[0]
        case clock.WITNESS if hazard.refusals:
            return _unit_of(hazard.refusals[-1].witness, circumstances) or place
        case clock.ANSWER_REFUSAL if hazard.refusals:
            return hazard.refusals[-1].told
        case clock.DECIDE_DECLINE:
            assigner = hazard.assignment.by.unit if hazard.assignment else None
            return body(circumstances, assigner) or place
        case clock.DECIDE_EXTENSION:
            return hazard.supervising_unit or place
        case clock.VERIFY | clock.RECHECK:
            return (hazard.supervising_unit if hazard.is_major else None) or place
    return place


def ladder(hazard: Hazard, name: str, circumstances: Circumstances) -> tuple[UnitId, ...]:
    """Level 0 is the answerable unit; of a department that was asked, the level above is the hazard's superior."""
    first = answerable(hazard, name, circumstances)
    below = is_here(hazard) if department_of(name) else first
    return tuple(dict.fromkeys((first, *offices_above(below, circumstances))))


def _unit_of(appointment: AppointmentId, circumstances: Circumstances) -> UnitId | None:
    held = circumstances.directory.appointment(appointment)
    return body(circumstances, held.unit) if held else None


def offices_above(unit: UnitId, circumstances: Circumstances) -> tuple[UnitId, ...]:
    """Bodies above that hold offices, nearest first; of a unit that has none above, itself."""
    directory, today = circumstances.directory, circumstances.today
    bodies = (
        each.id
        for each in directory.ancestors(directory.body(unit, today), today)
        if not each.is_internal and each.kind is not UnitKind.REGION
    )
    return tuple(bodies) or (unit,)
