"""How a hazard's state follows from its events, one event at a time; kinds without a line here change only clocks."""

from datetime import date
from functools import singledispatch
from typing import TYPE_CHECKING

from domain.hazard import events as e
from domain.hazard.clocks import REPORT_UPWARD
from domain.hazard.signatory import Signatory
from domain.hazard.terms import Correctable, Stage
from domain.kernel.events import Event
from domain.kernel.identity import PersonId

if TYPE_CHECKING:
    from domain.hazard.state import Hazard


TELLING = (
    e.HazardReportedUpward,
    e.InabilityReported,
    e.HazardHandedOver,
    e.HazardTakenUp,
    e.DepartmentInstructed,
    e.HazardListed,
    e.SupervisionNoted,
)
"""What tells whoever is competent, or shows that they know."""


def is_told_above(event: Event, *, was: bool) -> bool:
    """Whether whoever is competent knows after an event: not where a report to them begins to be due with it."""
    if REPORT_UPWARD in {deadline.clock for deadline in getattr(event, "started", ())}:
        return False
    return was or isinstance(event, (*TELLING, e.HazardFound, e.HazardReopened))


@singledispatch
def remember(event: Event, hazard: "Hazard") -> None:
    """Change the state as the event says; unknown kinds are passed over."""


@remember.register(e.HazardFound)
def _(event: e.HazardFound, hazard: "Hazard") -> None:
    hazard.unit, hazard.found_on, hazard.spot_on = event.unit, event.found_on, event.found_on
    hazard.found_by, hazard.grade_proposed = event.by, event.grade_proposed
    hazard.entry = _entry(event.place.text, event.category, event.description, event.found_on, event.campaign)


@remember.register(e.HazardRegistered)
def _(event: e.HazardRegistered, hazard: "Hazard") -> None:
    hazard.stage, hazard.number, hazard.registered_by = Stage.REGISTERED, event.number, event.by


@remember.register(e.HazardTakenOver)
def _(event: e.HazardTakenOver, hazard: "Hazard") -> None:
    hazard.unit, hazard.number, hazard.stage = event.unit, event.number, event.state
    hazard.found_on, hazard.grade_proposed, hazard.grade_decided = event.found_on, event.grade, event.grade
    hazard.entry = _entry(event.place.text, event.category, event.description, event.found_on, None)
    hazard.has_interim = event.interim_measure is not None
    hazard.rectified_on, hazard.rectified_by = event.rectified_on, _named(event.rectifier)
    hazard.verified_on, hazard.verified_by = event.verified_on, _named(event.verifier)
    if event.state is Stage.VERIFIED:
        hazard.closed_on = event.closed_on or event.verified_on or event.rectified_on or event.found_on


@remember.register(e.HazardGraded)
def _(event: e.HazardGraded, hazard: "Hazard") -> None:
    hazard.grade_decided, hazard.criteria = event.grade, event.criteria


@remember.register(e.HazardCorrected)
def _(event: e.HazardCorrected, hazard: "Hazard") -> None:
    hazard.entry = hazard.entry | {event.field: event.new}
    if event.field is Correctable.FOUND_ON and event.new:
        hazard.found_on = date.fromisoformat(event.new)


@remember.register(e.HazardAssigned)
def _(event: e.HazardAssigned, hazard: "Hazard") -> None:
    hazard.stage, hazard.assignment = Stage.ASSIGNED, event
    hazard.is_accepted, hazard.declined, hazard.plan, hazard.extension = False, None, None, None


@remember.register(e.AssignmentAccepted)
def _(_event: e.AssignmentAccepted, hazard: "Hazard") -> None:
    hazard.is_accepted, hazard.declined = True, None


@remember.register(e.AssignmentDeclined)
def _(event: e.AssignmentDeclined, hazard: "Hazard") -> None:
    hazard.declined = event


@remember.register(e.DeclineDecided)
def _(event: e.DeclineDecided, hazard: "Hazard") -> None:
    hazard.declined = None
    hazard.is_accepted = not event.is_upheld
    if event.is_upheld:
        hazard.stage, hazard.assignment, hazard.extension = Stage.REGISTERED, None, None


@remember.register(e.RectificationPlanned)
def _(event: e.RectificationPlanned, hazard: "Hazard") -> None:
    hazard.plan = event


@remember.register(e.InterimMeasureTaken)
@remember.register(e.InterimMeasureWaived)
def _(_event: Event, hazard: "Hazard") -> None:
    hazard.has_interim = True


@remember.register(e.InabilityReported)
def _(event: e.InabilityReported, hazard: "Hazard") -> None:
    hazard.inability = event


@remember.register(e.HazardTakenUp)
def _(event: e.HazardTakenUp, hazard: "Hazard") -> None:
    hazard.taken_up = event


@remember.register(e.HazardHandedOver)
def _(event: e.HazardHandedOver, hazard: "Hazard") -> None:
    hazard.handed_to = hazard.handed_to | {event.department: False}


@remember.register(e.HandoverAnswered)
def _(event: e.HandoverAnswered, hazard: "Hazard") -> None:
    hazard.handed_to = hazard.handed_to | {event.department: True}


@remember.register(e.DepartmentInstructed)
def _(event: e.DepartmentInstructed, hazard: "Hazard") -> None:
    hazard.instructed = hazard.instructed | {event.department: False}


@remember.register(e.InstructionAnswered)
def _(event: e.InstructionAnswered, hazard: "Hazard") -> None:
    hazard.instructed = hazard.instructed | {event.department: True}


@remember.register(e.LeaderNamed)
def _(event: e.LeaderNamed, hazard: "Hazard") -> None:
    hazard.leader = event.leader


@remember.register(e.ExtensionRequested)
def _(event: e.ExtensionRequested, hazard: "Hazard") -> None:
    hazard.extension = event


@remember.register(e.ExtensionGranted)
@remember.register(e.ExtensionRefused)
def _(_event: Event, hazard: "Hazard") -> None:
    hazard.extension = None


@remember.register(e.HazardListed)
def _(event: e.HazardListed, hazard: "Hazard") -> None:
    hazard.listing = event


@remember.register(e.HazardDelisted)
def _(_event: e.HazardDelisted, hazard: "Hazard") -> None:
    hazard.listing = None


@remember.register(e.HazardRectified)
def _(event: e.HazardRectified, hazard: "Hazard") -> None:
    hazard.stage, hazard.rectified_on, hazard.rectified_by = Stage.RECTIFIED, event.rectified_on, event.by
    hazard.extension = hazard.declined = None


@remember.register(e.RectificationRejected)
def _(event: e.RectificationRejected, hazard: "Hazard") -> None:
    hazard.rejected_on = event.rejected_on
    hazard.stage = Stage.ASSIGNED if hazard.assignment else Stage.REGISTERED
    hazard.rectified_by = hazard.rectified_on = hazard.verified_by = hazard.verified_on = None


@remember.register(e.RectificationVerified)
def _(event: e.RectificationVerified, hazard: "Hazard") -> None:
    hazard.verified_by, hazard.verified_on = event.by, event.verified_on
    if event.awaits_countersignature:
        hazard.stage = Stage.AWAITING_COUNTERSIGNATURE
    else:
        hazard.stage, hazard.closed_on = Stage.VERIFIED, event.verified_on


@remember.register(e.VerifiedUnderException)
def _(event: e.VerifiedUnderException, hazard: "Hazard") -> None:
    hazard.stage, hazard.verified_by, hazard.verified_on = Stage.AWAITING_CHECK, event.by, event.verified_on


@remember.register(e.ClosingChecked)
def _(event: e.ClosingChecked, hazard: "Hazard") -> None:
    hazard.stage, hazard.closed_on = Stage.VERIFIED, event.checked_on


@remember.register(e.ClosingCountersigned)
def _(event: e.ClosingCountersigned, hazard: "Hazard") -> None:
    hazard.stage, hazard.closed_on = Stage.VERIFIED, event.closed_on


@remember.register(e.HazardReopened)
def _(event: e.HazardReopened, hazard: "Hazard") -> None:
    hazard.stage, hazard.times_reopened, hazard.spot_on = Stage.REGISTERED, event.times, None
    hazard.assignment = hazard.plan = hazard.inability = hazard.taken_up = hazard.leader = None
    hazard.rectified_by = hazard.rectified_on = hazard.verified_by = hazard.verified_on = None
    hazard.closed_on = hazard.rejected_on = None
    hazard.is_accepted = hazard.has_interim = False
    hazard.handed_to, hazard.instructed = {}, {}


@remember.register(e.MergeProposed)
def _(event: e.MergeProposed, hazard: "Hazard") -> None:
    hazard.merge = event


@remember.register(e.MergeRefused)
def _(_event: e.MergeRefused, hazard: "Hazard") -> None:
    hazard.merge = None


@remember.register(e.HazardMerged)
def _(event: e.HazardMerged, hazard: "Hazard") -> None:
    hazard.stage, hazard.survivor, hazard.merge = Stage.MERGED, event.survivor, None


@remember.register(e.VoidProposed)
def _(event: e.VoidProposed, hazard: "Hazard") -> None:
    hazard.void = event


@remember.register(e.VoidRefused)
def _(_event: e.VoidRefused, hazard: "Hazard") -> None:
    hazard.void = None


@remember.register(e.HazardVoided)
def _(_event: e.HazardVoided, hazard: "Hazard") -> None:
    hazard.stage, hazard.void = Stage.VOIDED, None


@remember.register(e.SignatureRefused)
def _(event: e.SignatureRefused, hazard: "Hazard") -> None:
    hazard.refusals, hazard.awaits_witness = (*hazard.refusals, event), True


@remember.register(e.RefusalWitnessed)
def _(_event: e.RefusalWitnessed, hazard: "Hazard") -> None:
    hazard.awaits_witness = False


def _entry(
    place: str, category: str, description: str, found_on: date, campaign: str | None
) -> dict[Correctable, str | None]:
    return {
        Correctable.PLACE: place,
        Correctable.CATEGORY: category,
        Correctable.DESCRIPTION: description,
        Correctable.FOUND_ON: found_on.isoformat(),
        Correctable.CAMPAIGN: campaign,
    }


def _named(person: PersonId | None) -> Signatory | None:
    """Somebody whom only a paper names, without a post."""
    if person is None:
        return None
    return Signatory(person=person, appointment=None, post=None, unit=None, stands_for=())
