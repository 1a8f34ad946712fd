"""Plan, note progress, keep people safe meanwhile, and say that it is done."""

from itertools import pairwise

from domain.hazard import clocks as clock
from domain.hazard.commands.base import HazardCommand, check_evidence, check_items
from domain.hazard.events import (
    HazardRectified,
    InterimMeasureTaken,
    InterimMeasureWaived,
    ProgressNoted,
    RectificationPlanned,
    Step,
)
from domain.hazard.guards import is_assigned, is_before_verification, is_registered, is_unrectified
from domain.hazard.people import by_rectifier, held
from domain.hazard.refusals import (
    EvidenceMissing,
    HazardNotAssigned,
    InterimAlreadyTaken,
    NotOnTheSpot,
    PlanBeyondDeadline,
    RectifiedBeforeFound,
    RectifiedBeforeRejected,
    StagesOutOfOrder,
)
from domain.hazard.signatory import signatory
from domain.hazard.state import Hazard
from domain.hazard.terms import Interim, Manner
from domain.hazard.timing import day_said, not_past, running
from domain.kernel.circumstances import Circumstances
from domain.kernel.evidence import Evidence
from domain.kernel.quantities import check_line, check_optional, check_text


class PlanRectification(HazardCommand, name="hazard.plan", stage=is_assigned):
    """Say in which stages it will be put right, by when, and who answers for each."""

    stages: tuple[Step, ...]

    def check(self) -> None:
        """Refuse an empty plan and one that runs backward."""
        check_items("stages", self.stages, least=1)
        for stage in self.stages:
            check_line("stages.what", stage.what)
        if any(later.due_on < earlier.due_on for earlier, later in pairwise(self.stages)):
            raise StagesOutOfOrder(where="stages")

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[RectificationPlanned]:
        """Between today and the due date, with people who hold their posts."""
        self.guard(state, circumstances)
        not_past(self.stages[0].due_on, circumstances)
        if state.due_on is not None and self.stages[-1].due_on > state.due_on:
            raise PlanBeyondDeadline(due_on=state.due_on)
        for stage in self.stages:
            held("stages.responsible", stage.responsible, circumstances)
        return (RectificationPlanned(stages=self.stages),)


class NoteProgress(HazardCommand, name="hazard.note_progress", says=("note",)):
    """Say how far it has come."""

    note: str
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """Registered and not yet put right."""
        is_unrectified(hazard)
        is_registered(hazard)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[ProgressNoted]:
        """Noted; of a listed hazard the next quarter begins."""
        self.guard(state, circumstances)
        started = (running(circumstances, clock.PROGRESS),) if state.is_listed else ()
        return (ProgressNoted(note=self.note, evidence=self.evidence, clocks=started),)


class TakeInterimMeasure(
    HazardCommand, name="hazard.take_interim_measure", says=("description",), stage=is_before_verification
):
    """Protect people while it cannot yet be put right.

    At any time before verification, more than once.
    """

    kind: Interim
    description: str
    evidence: tuple[Evidence, ...] = ()

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[InterimMeasureTaken]:
        """Taken."""
        self.guard(state, circumstances)
        return (InterimMeasureTaken(kind=self.kind, description=self.description, evidence=self.evidence),)


class WaiveInterimMeasure(HazardCommand, name="hazard.waive_interim_measure", says=("reason",)):
    """Sign that none is needed, because."""

    reason: str

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """Not where one was taken already."""
        is_unrectified(hazard)
        if hazard.has_interim:
            raise InterimAlreadyTaken

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[InterimMeasureWaived]:
        """Waived, with a signature."""
        self.guard(state, circumstances)
        return (InterimMeasureWaived(reason=self.reason, by=signatory(circumstances)),)


class Rectification(HazardCommand):
    """Say that it has been put right: in what manner, by doing what, shown by what."""

    manner: Manner
    account: str
    cause: str | None = None
    evidence: tuple[Evidence, ...] = ()

    def check(self) -> None:
        """Refuse a blank account; the cause may stay open."""
        check_text("account", self.account)
        check_optional("cause", self.cause)
        check_evidence(self.evidence)

    def _rectified(self, state: Hazard, circumstances: Circumstances, *, on_the_spot: bool) -> tuple[HazardRectified]:
        """Rectified, if the day can be and a major one is shown; the verification is due next."""
        day = day_said(circumstances)
        if day < state.found_on:
            raise RectifiedBeforeFound(found_on=state.found_on)
        if state.rejected_on is not None and day < state.rejected_on:
            raise RectifiedBeforeRejected(rejected_on=state.rejected_on)
        if state.is_major and not self.evidence:
            raise EvidenceMissing
        return (
            HazardRectified(
                rectified_on=day,
                manner=self.manner,
                account=self.account,
                cause=self.cause,
                evidence=self.evidence,
                is_on_the_spot=on_the_spot,
                by=signatory(circumstances),
                clocks=(running(circumstances, clock.VERIFY),),
            ),
        )


class ReportRectified(Rectification, name="hazard.report_rectified", stage=is_assigned):
    """The rectifier says that it is done."""

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By the rectifier."""
        by_rectifier(hazard, circumstances)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardRectified]:
        """Not before it was found, nor before the last rejection."""
        self.guard(state, circumstances)
        return self._rectified(state, circumstances, on_the_spot=False)


class SelfRectify(Rectification, name="hazard.self_rectify"):
    """Put right on the spot by whoever was there, without an assignment (即查即改); somebody else verifies."""

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """Registered and nobody's yet."""
        is_unrectified(hazard)
        is_registered(hazard)
        if hazard.assignment is not None or hazard.spot_on is None:
            raise HazardNotAssigned

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """On the day on which it was found."""
        if hazard.spot_on is not None and day_said(circumstances) != hazard.spot_on:
            raise NotOnTheSpot(found_on=hazard.spot_on)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardRectified]:
        """On the day it was found."""
        self.guard(state, circumstances)
        return self._rectified(state, circumstances, on_the_spot=True)
