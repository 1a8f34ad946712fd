"""How a line comes to its end, or comes back: rectified, verified, looked at again, reopened, merged, voided."""

from domain.hazard import events as e
from domain.hazard.terms import Stage
from projections.hazard_ledger.steps_assigning import drop_request, unassign
from projections.hazard_ledger.steps_entering import Steps, hand, photos
from projections.hazard_ledger.view import Hazard, Proposal
from projections.reading import Seen


def _rectified(hazard: Hazard, event: e.HazardRectified, seen: Seen) -> None:
    hazard.state, hazard.rectified_on, hazard.rectified_by = Stage.RECTIFIED, event.rectified_on, hand(event.by, seen)
    hazard.manner, hazard.account, hazard.is_on_the_spot = event.manner, event.account, event.is_on_the_spot
    hazard.cause = event.cause or hazard.cause
    hazard.photos_after += photos(event.evidence)
    hazard.declined = hazard.rejected = None
    drop_request(hazard)


def _unrectified(hazard: Hazard) -> None:
    hazard.rectified_on = hazard.rectified_by = hazard.manner = hazard.account = None
    hazard.verified_on = hazard.verified_by = hazard.verified_remarks = None
    hazard.allowed_by = hazard.allowed_until = None
    hazard.checked_on = hazard.checked_by = hazard.check_remarks = None


def _rejected(hazard: Hazard, event: e.RectificationRejected, _seen: Seen) -> None:
    hazard.state = Stage.ASSIGNED if hazard.rectifier else Stage.REGISTERED
    hazard.rejections, hazard.rejected, hazard.rejected_on = hazard.rejections + 1, event.reason, event.rejected_on
    hazard.due_on = event.due_on
    _unrectified(hazard)


def _verified(hazard: Hazard, event: e.RectificationVerified, seen: Seen) -> None:
    hazard.verified_on, hazard.verified_by = event.verified_on, hand(event.by, seen)
    hazard.verified_remarks, hazard.manner = event.remarks, event.manner
    hazard.photos_after += photos(event.evidence)
    if event.awaits_countersignature:
        hazard.state = Stage.AWAITING_COUNTERSIGNATURE
    else:
        hazard.state, hazard.closed_on, hazard.closed_by = Stage.VERIFIED, event.verified_on, hazard.verified_by


def _verified_under_exception(hazard: Hazard, event: e.VerifiedUnderException, seen: Seen) -> None:
    hazard.state, hazard.verified_on, hazard.verified_by = Stage.AWAITING_CHECK, event.verified_on, hand(event.by, seen)
    hazard.verified_remarks, hazard.manner = event.remarks, event.manner
    hazard.allowed_by, hazard.allowed_until = event.allowed_by, event.allowed_until
    hazard.photos_after += photos(event.evidence)


def _checked(hazard: Hazard, event: e.ClosingChecked, seen: Seen) -> None:
    hazard.checked_on, hazard.checked_by, hazard.check_remarks = event.checked_on, hand(event.by, seen), event.remarks
    hazard.photos_after += photos(event.evidence)
    hazard.state, hazard.closed_on, hazard.closed_by = Stage.VERIFIED, event.checked_on, hazard.checked_by


def _countersigned(hazard: Hazard, event: e.ClosingCountersigned, seen: Seen) -> None:
    hazard.state, hazard.closed_on, hazard.closed_by = Stage.VERIFIED, event.closed_on, hand(event.by, seen)


def _rechecked(hazard: Hazard, event: e.HazardRechecked, seen: Seen) -> None:
    hazard.rechecked_on, hazard.rechecked_by = event.rechecked_on, hand(event.by, seen)
    hazard.recheck_remarks = event.remarks


def _recurred(hazard: Hazard, event: e.HazardRecurred, _seen: Seen) -> None:
    hazard.recurred_on, hazard.recurrences = event.recurred_on, hazard.recurrences + 1


def _reopened(hazard: Hazard, event: e.HazardReopened, _seen: Seen) -> None:
    hazard.state, hazard.times_reopened, hazard.reopened_reason = Stage.REGISTERED, event.times, event.reason
    _unrectified(hazard)
    unassign(hazard)
    hazard.closed_on = hazard.closed_by = hazard.leader = hazard.extended_to_on = None
    hazard.plan, hazard.handovers, hazard.instructions, hazard.lacks = (), (), (), ()
    hazard.inability = hazard.inability_to = hazard.taken_up_by = hazard.taken_up_how = None
    hazard.interim_kind = hazard.interim_measure = hazard.interim_waived = None


def _merge_proposed(hazard: Hazard, event: e.MergeProposed, seen: Seen) -> None:
    hazard.merge = Proposal(by=hand(event.by, seen), reason=event.reason, survivor=event.survivor)


def _merge_refused(hazard: Hazard, _event: e.MergeRefused, _seen: Seen) -> None:
    hazard.merge = None


def _merged(hazard: Hazard, event: e.HazardMerged, _seen: Seen) -> None:
    hazard.state, hazard.survivor, hazard.merge = Stage.MERGED, event.survivor, None


def _absorbed(hazard: Hazard, event: e.DuplicateAbsorbed, _seen: Seen) -> None:
    hazard.absorbed = (*hazard.absorbed, event.duplicate)


def _void_proposed(hazard: Hazard, event: e.VoidProposed, seen: Seen) -> None:
    hazard.void = Proposal(by=hand(event.by, seen), reason=event.reason)


def _void_refused(hazard: Hazard, _event: e.VoidRefused, _seen: Seen) -> None:
    hazard.void = None


def _voided(hazard: Hazard, event: e.HazardVoided, _seen: Seen) -> None:
    hazard.state, hazard.voided_reason, hazard.void = Stage.VOIDED, event.reason, None


STEPS: Steps = {
    e.HazardRectified: _rectified,
    e.RectificationRejected: _rejected,
    e.RectificationVerified: _verified,
    e.VerifiedUnderException: _verified_under_exception,
    e.ClosingChecked: _checked,
    e.ClosingCountersigned: _countersigned,
    e.HazardRechecked: _rechecked,
    e.HazardRecurred: _recurred,
    e.HazardReopened: _reopened,
    e.MergeProposed: _merge_proposed,
    e.MergeRefused: _merge_refused,
    e.HazardMerged: _merged,
    e.DuplicateAbsorbed: _absorbed,
    e.VoidProposed: _void_proposed,
    e.VoidRefused: _void_refused,
    e.HazardVoided: _voided,
}
