"""Decide whether it is general or major."""

from domain.hazard import clocks as clock
from domain.hazard.commands.base import HazardCommand, check_items
from domain.hazard.events import HazardGraded
from domain.hazard.grading import Criterion, Grade, is_lower
from domain.hazard.guards import is_before_verification, is_here
from domain.hazard.people import is_above
from domain.hazard.refusals import GradeUnchanged, HazardIsListed, LoweredOnlyFromAbove
from domain.hazard.signatory import signatory
from domain.hazard.state import Hazard
from domain.hazard.timing import running, telling
from domain.kernel.circumstances import Circumstances
from domain.kernel.quantities import check_line, check_text

HALF_TURN_E6 = 180_000_000


class GradeHazard(HazardCommand, name="hazard.grade", stage=is_before_verification):
    """Decide whether it is general or major, citing the criteria; none cited means that no item covers it.

    The grade is settled at the latest by verification.
    """

    grade: Grade
    criteria: tuple[Criterion, ...] = ()
    reason: str

    def check(self) -> None:
        """Refuse blank reasons and citations."""
        check_text("reason", self.reason)
        check_items("criteria", self.criteria)
        for item in self.criteria:
            for where in ("issuer", "document", "version", "article"):
                check_line(f"criteria.{where}", getattr(item, where))

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardGraded]:
        """Upward by anyone with the power, downward only from above and never while listed."""
        self.guard(state, circumstances)
        if (self.grade, self.criteria) == (state.grade_decided, state.criteria):
            raise GradeUnchanged
        if is_lower(self.grade, state.grade):
            self._refuse_lowering(state, circumstances)
        return (
            HazardGraded(
                grade=self.grade,
                previous=state.grade_decided,
                criteria=self.criteria,
                reason=self.reason,
                by=signatory(circumstances),
                clocks=tuple(running(circumstances, limit) for limit in self._limits(state, circumstances)),
            ),
        )

    @staticmethod
    def _refuse_lowering(state: Hazard, circumstances: Circumstances) -> None:
        """A mere proposal binds unless it came from the unit itself (house rule)."""
        if state.is_listed:
            raise HazardIsListed
        is_own_proposal = state.grade_decided is None and state.is_found_by_own
        if not is_own_proposal and not is_above(circumstances, is_here(state)):
            raise LoweredOnlyFromAbove

    def _limits(self, state: Hazard, circumstances: Circumstances) -> tuple[str, ...]:
        """What a hazard that has just become major has to go through: the superior told, then listed."""
        if self.grade is not Grade.MAJOR or state.grade_decided is Grade.MAJOR or not state.is_unrectified:
            return ()
        listing = () if state.is_listed else (clock.LIST,)
        is_due_already = clock.REPORT_UPWARD in state.clocks
        return listing if is_due_already else listing + telling(is_here(state), circumstances)
