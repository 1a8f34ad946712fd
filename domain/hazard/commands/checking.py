"""Under a small school's recorded exception: verify one's own work, and the check from above that has to follow."""

from datetime import date

from domain.appointment.powers_table import POWERS
from domain.hazard import clocks as clock
from domain.hazard.commands.base import HazardCommand
from domain.hazard.events import ClosingChecked, VerifiedUnderException
from domain.hazard.guards import is_here, is_open, is_rectified
from domain.hazard.people import acting_body, body, is_above, is_hand_of
from domain.hazard.refusals import (
    CheckedBeforeVerified,
    CheckedByRectifier,
    MajorNeverVerifiedByItself,
    NoExceptionHere,
    NotAbove,
    NothingToCheck,
    NotYourOwnWork,
    SomebodyElseVerifies,
    VerifiedBeforeRectified,
)
from domain.hazard.separation import holder, is_one_hand
from domain.hazard.signatory import signatory
from domain.hazard.state import Hazard
from domain.hazard.terms import Manner, Stage
from domain.hazard.timing import day_said, running
from domain.kernel.circumstances import Circumstances
from domain.kernel.evidence import Evidence
from domain.organisation.state import OwnVerification


class VerifyOwn(HazardCommand, name="hazard.verify_own"):
    """Verify one's own rectification, where the unit is too small for another; a check from above follows."""

    manner: Manner
    remarks: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """Reported as rectified, and general."""
        is_rectified(hazard)
        if hazard.is_major:
            raise MajorNeverVerifiedByItself

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """Under an exception in force, by the rectifier, where nobody else of the unit could."""
        exception_for(hazard, circumstances)
        if not is_hand_of(circumstances, hazard.rectified_by):
            raise NotYourOwnWork
        _refuse_second_pair_of_eyes(hazard, circumstances)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[VerifiedUnderException]:
        """Verified and still open: the check from above is due."""
        self.guard(state, circumstances)
        day = day_said(circumstances)
        if state.rectified_on is not None and day < state.rectified_on:
            raise VerifiedBeforeRectified(rectified_on=state.rectified_on)
        exception = exception_for(state, circumstances)
        return (
            VerifiedUnderException(
                verified_on=day,
                manner=self.manner,
                remarks=self.remarks,
                evidence=self.evidence,
                allowed_by=exception.allowed_by,
                allowed_until=exception.until_on,
                by=signatory(circumstances),
                clocks=(running(circumstances, clock.CHECK),),
            ),
        )


class CheckFromAbove(HazardCommand, name="hazard.check_from_above"):
    """Look at what a small school verified by itself, and close it out."""

    remarks: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """Verified under an exception, and not checked yet."""
        is_open(hazard)
        if hazard.stage is not Stage.AWAITING_CHECK:
            raise NothingToCheck

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By a superior unit, and by other eyes."""
        by_checker(hazard, circumstances)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[ClosingChecked]:
        """Closed out."""
        self.guard(state, circumstances)
        day = day_said(circumstances)
        _refuse_before_verified(state, day)
        by = signatory(circumstances)
        return (ClosingChecked(checked_on=day, remarks=self.remarks, evidence=self.evidence, by=by),)


def by_checker(hazard: Hazard, circumstances: Circumstances) -> None:
    """Refuse whoever rectified or verified it, and everybody who is not of a superior unit."""
    if is_hand_of(circumstances, hazard.rectified_by) or is_hand_of(circumstances, hazard.verified_by):
        raise CheckedByRectifier
    if not is_above(circumstances, is_here(hazard)):
        raise NotAbove


def exception_for(hazard: Hazard, circumstances: Circumstances) -> OwnVerification:
    """The exception that the unit has today, for those who act for it; refuses where there is none."""
    own = body(circumstances, is_here(hazard))
    unit = circumstances.directory.unit(own) if own else None
    exception = unit.exception_on(circumstances.today) if unit else None
    if exception is None or acting_body(circumstances) != own:
        raise NoExceptionHere
    return exception


def _refuse_second_pair_of_eyes(hazard: Hazard, circumstances: Circumstances) -> None:
    """Refuse while somebody else of the unit holds a post that may verify: then it is not too small today."""
    directory, today = circumstances.directory, circumstances.today
    own = is_here(hazard)
    sections = (each.id for each in directory.below(own) if each.is_internal)
    for unit in (own, *sections):
        for held in directory.appointments_in(unit, today):
            is_other = not is_one_hand(holder(held, directory), hazard.rectified_by, directory)
            if is_other and held.post in POWERS["hazard.verify"].subtree:
                raise SomebodyElseVerifies


def _refuse_before_verified(hazard: Hazard, day: date) -> None:
    if hazard.verified_on is not None and day < hazard.verified_on:
        raise CheckedBeforeVerified(verified_on=hazard.verified_on)
