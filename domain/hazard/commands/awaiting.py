"""Whose signature a hazard waits for, and who asked for it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from domain.appointment.powers import actor_of
from domain.appointment.state import Appointment
from domain.hazard.commands.answering import AcceptAssignment, DecideDecline
from domain.hazard.commands.base import HazardCommand, is_possible
from domain.hazard.commands.checking import CheckFromAbove
from domain.hazard.commands.closing import CountersignClosing, VerifyRectification
from domain.hazard.commands.extending import GrantExtension
from domain.hazard.commands.leaving import ConfirmMerge, ConfirmVoid
from domain.hazard.commands.rectifying import ReportRectified
from domain.hazard.people import has_post_of
from domain.hazard.signatory import Signatory
from domain.hazard.state import Hazard
from domain.hazard.terms import Awaited
from domain.kernel.circumstances import Circumstances
from domain.kernel.refusals import Refusal

STEPS: Mapping[Awaited, type[HazardCommand]] = {
    Awaited.ACCEPT: AcceptAssignment,
    Awaited.REPORT_RECTIFIED: ReportRectified,
    Awaited.VERIFY: VerifyRectification,
    Awaited.COUNTERSIGN: CountersignClosing,
    Awaited.CHECK_FROM_ABOVE: CheckFromAbove,
    Awaited.GRANT_EXTENSION: GrantExtension,
    Awaited.DECIDE_DECLINE: DecideDecline,
    Awaited.CONFIRM_MERGE: ConfirmMerge,
    Awaited.CONFIRM_VOID: ConfirmVoid,
}


def awaited(hazard: Hazard) -> Iterator[Awaited]:
    """The acts for which the hazard waits, as far as it has come; whose they are is another question."""
    for act, step in STEPS.items():
        try:
            step.refuse_stage(hazard)
        except Refusal:
            continue
        yield act


def could_sign(act: Awaited, hazard: Hazard, appointment: Appointment, circumstances: Circumstances) -> bool:
    """Whether the holder of an appointment could take the step now."""
    return is_possible(STEPS[act], hazard, replace(circumstances, actor=actor_of(appointment)))


def asked_for(act: Awaited, hazard: Hazard, by: Signatory) -> bool:
    """Whether whoever signs asked for the signature, or has the post today in which it was asked for."""
    asker = _asker(act, hazard)
    return asker is not None and has_post_of(by, asker)


def _asker(act: Awaited, hazard: Hazard) -> Signatory | None:
    """Who made the step due that awaits a signature."""
    match act:
        case Awaited.ACCEPT | Awaited.REPORT_RECTIFIED:
            return hazard.assignment.by if hazard.assignment else None
        case Awaited.VERIFY:
            return hazard.rectified_by
        case Awaited.COUNTERSIGN | Awaited.CHECK_FROM_ABOVE:
            return hazard.verified_by
        case Awaited.GRANT_EXTENSION:
            return hazard.extension.by if hazard.extension else None
        case Awaited.DECIDE_DECLINE:
            return hazard.declined.by if hazard.declined else None
        case Awaited.CONFIRM_MERGE:
            return hazard.merge.by if hazard.merge else None
        case Awaited.CONFIRM_VOID:
            return hazard.void.by if hazard.void else None
