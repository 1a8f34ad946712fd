"""Look again after closing; say that it came back; reopen."""

from datetime import date

from domain.hazard import clocks as clock
from domain.hazard.commands.base import HazardCommand
from domain.hazard.events import HazardRechecked, HazardRecurred, HazardReopened
from domain.hazard.guards import is_closed_out
from domain.hazard.people import is_hand_of, is_on_the_supervising_side
from domain.hazard.refusals import BeforeItWasClosed, RecheckedByRectifier, RecheckedFromBelow
from domain.hazard.signatory import signatory
from domain.hazard.state import Hazard
from domain.hazard.timing import day_said, running, telling
from domain.kernel.circumstances import Circumstances
from domain.kernel.evidence import Evidence


def day_after_closing(hazard: Hazard, circumstances: Circumstances) -> date:
    """The day it is said to have happened; refuses one before the closing."""
    day = day_said(circumstances)
    if hazard.closed_on is not None and day < hazard.closed_on:
        raise BeforeItWasClosed(closed_on=hazard.closed_on)
    return day


class Recheck(HazardCommand, name="hazard.recheck", stage=is_closed_out):
    """Look again after closing, and say that it held (回头看).

    After closing, as often as anybody likes.
    """

    remarks: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By other eyes than the rectifier's; of a major one from above, or its own unit would end that clock."""
        if is_hand_of(circumstances, hazard.rectified_by):
            raise RecheckedByRectifier
        if hazard.is_major and not is_on_the_supervising_side(hazard, circumstances):
            raise RecheckedFromBelow

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardRechecked]:
        """It held."""
        self.guard(state, circumstances)
        return (
            HazardRechecked(
                rechecked_on=day_after_closing(state, circumstances),
                remarks=self.remarks,
                evidence=self.evidence,
                by=signatory(circumstances),
            ),
        )


class ReportRecurrence(HazardCommand, name="hazard.report_recurrence", says=("description",), stage=is_closed_out):
    """Say that it came back (反弹): it is reopened with its whole history."""

    description: str
    evidence: tuple[Evidence, ...] = ()

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardRecurred, HazardReopened]:
        """Recurred, and reopened by the same act; counts against the period in which it had been closed."""
        self.guard(state, circumstances)
        day = day_after_closing(state, circumstances)
        recurred = HazardRecurred(
            recurred_on=day,
            closed_on=state.closed_on or day,
            is_at_recheck=clock.RECHECK in state.clocks,
            description=self.description,
            evidence=self.evidence,
            by=signatory(circumstances),
        )
        return recurred, reopened(state, self.description, circumstances)


class ReopenHazard(HazardCommand, name="hazard.reopen", says=("reason",), stage=is_closed_out):
    """Open it again because it should not have been closed; it did not come back, it never went."""

    reason: str

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardReopened]:
        """Open again, to be assigned anew; every signature stays and is superseded."""
        self.guard(state, circumstances)
        return (reopened(state, self.reason, circumstances),)


def reopened(state: Hazard, reason: str, circumstances: Circumstances) -> HazardReopened:
    """The reopening, with the clocks that begin again; the listing of one never delisted goes on."""
    limits = [clock.ASSIGN, clock.INTERIM, *telling(is_closed_out(state), circumstances)]
    if state.is_listed:
        limits.append(clock.PROGRESS)
    elif state.is_major:
        limits.append(clock.LIST)
    return HazardReopened(
        reason=reason,
        times=state.times_reopened + 1,
        by=signatory(circumstances),
        clocks=tuple(running(circumstances, limit) for limit in limits),
    )
