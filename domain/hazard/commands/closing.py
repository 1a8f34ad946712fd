"""Verify or reject, and countersign the closing of a major hazard."""

from datetime import date

from domain.deadline.deadline import Deadline
from domain.hazard import clocks as clock
from domain.hazard.commands.assigning import latest_day
from domain.hazard.commands.base import HazardCommand
from domain.hazard.commands.checking import by_checker
from domain.hazard.events import ClosingCountersigned, RectificationRejected, RectificationVerified
from domain.hazard.guards import is_open, is_rectified
from domain.hazard.people import by_supervising_unit, is_hand_of, is_head_of
from domain.hazard.refusals import (
    CountersignedBeforeVerified,
    CountersignedByVerifier,
    DueLaterThanLimit,
    HeadCountersigns,
    NothingToCountersign,
    NotItsHead,
    NotRectified,
    VerifiedBeforeRectified,
    VerifierIsRectifier,
)
from domain.hazard.signatory import signatory
from domain.hazard.state import Hazard
from domain.hazard.terms import Manner, Stage
from domain.hazard.timing import day_said, not_past, rectified_by, running, telling
from domain.kernel.circumstances import Circumstances
from domain.kernel.evidence import Evidence

REJECTABLE = frozenset({Stage.RECTIFIED, Stage.AWAITING_COUNTERSIGNATURE, Stage.AWAITING_CHECK})


def by_verifier(hazard: Hazard, circumstances: Circumstances) -> None:
    """Refuse the rectifier, and for major hazards everybody outside the supervising unit."""
    if is_hand_of(circumstances, hazard.rectified_by):
        raise VerifierIsRectifier
    if hazard.is_major:
        by_supervising_unit(hazard, circumstances)


class VerifyRectification(HazardCommand, name="hazard.verify", stage=is_rectified):
    """Somebody else went to look and found it put right.

    It was reported as rectified since the last rejection.
    """

    manner: Manner
    remarks: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """Not by the rectifier; a major one by the supervising unit, and not by its head, who signs last."""
        by_verifier(hazard, circumstances)
        if hazard.is_major and is_head_of(circumstances, circumstances.actor.unit):
            raise HeadCountersigns

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[RectificationVerified]:
        """Not before it was put right. A general hazard is closed out by it."""
        self.guard(state, circumstances)
        day = day_said(circumstances)
        if state.rectified_on is not None and day < state.rectified_on:
            raise VerifiedBeforeRectified(rectified_on=state.rectified_on)
        return (
            RectificationVerified(
                verified_on=day,
                manner=self.manner,
                remarks=self.remarks,
                evidence=self.evidence,
                awaits_countersignature=state.is_major,
                by=signatory(circumstances),
            ),
        )


class RejectRectification(HazardCommand, name="hazard.reject", says=("reason",)):
    """Somebody went to look and was not satisfied; also the head who does not countersign, or the check from above."""

    reason: str
    due_on: date
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """Rectified, verified or not, and not closed out."""
        is_open(hazard)
        if hazard.stage not in REJECTABLE:
            raise NotRectified

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By whoever could verify it, or has to check it from above."""
        if hazard.stage is Stage.AWAITING_CHECK:
            by_checker(hazard, circumstances)
        else:
            by_verifier(hazard, circumstances)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[RectificationRejected]:
        """Back to the rectifier with a new day, or to be assigned if it never was."""
        self.guard(state, circumstances)
        not_past(self.due_on, circumstances)
        latest = latest_day(state, circumstances)
        if latest is not None and self.due_on > latest:
            raise DueLaterThanLimit(latest=latest)
        return (
            RectificationRejected(
                rejected_on=day_said(circumstances),
                reason=self.reason,
                due_on=self.due_on,
                evidence=self.evidence,
                by=signatory(circumstances),
                clocks=self._clocks(state, circumstances),
            ),
        )

    def _clocks(self, state: Hazard, circumstances: Circumstances) -> tuple[Deadline, ...]:
        told = telling(is_open(state), circumstances)
        unprotected = () if state.has_interim else (clock.INTERIM, *told)
        unassigned = () if state.assignment else (clock.ASSIGN,)
        listed = (clock.PROGRESS,) if state.is_listed else ()
        others = (running(circumstances, limit) for limit in unprotected + unassigned + listed)
        return (rectified_by(state, circumstances, self.due_on), *others)


class CountersignClosing(HazardCommand, name="hazard.countersign"):
    """The head of the supervising unit closes out a major hazard."""

    remarks: str | None = None

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """A verification waits for it."""
        is_open(hazard)
        if hazard.stage is not Stage.AWAITING_COUNTERSIGNATURE:
            raise NothingToCountersign

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By the head of the unit that verified; neither rectifier nor verifier."""
        if is_hand_of(circumstances, hazard.rectified_by):
            raise VerifierIsRectifier
        if is_hand_of(circumstances, hazard.verified_by):
            raise CountersignedByVerifier
        verifying = hazard.verified_by.unit if hazard.verified_by else None
        if not is_head_of(circumstances, verifying):
            raise NotItsHead

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[ClosingCountersigned]:
        """Closed out; a recheck is due."""
        self.guard(state, circumstances)
        day = day_said(circumstances)
        if state.verified_on is not None and day < state.verified_on:
            raise CountersignedBeforeVerified(verified_on=state.verified_on)
        return (
            ClosingCountersigned(
                closed_on=day,
                remarks=self.remarks,
                by=signatory(circumstances),
                clocks=(running(circumstances, "hazard.recheck_major", clock=clock.RECHECK),),
            ),
        )
