"""Reach upward: report, say that one cannot, take up, name a leader."""

from domain.hazard.commands.base import HazardCommand, check_items
from domain.hazard.events import HazardReportedUpward, HazardTakenUp, InabilityReported, LeaderNamed
from domain.hazard.guards import is_here, is_open, is_unrectified
from domain.hazard.people import LEADERS, acting_body, body, by_superior, held, is_top, standing
from domain.hazard.refusals import AlreadyTakenUp, NotAbove, NotALeader
from domain.hazard.state import Hazard
from domain.hazard.terms import Lack, TakingUp
from domain.kernel.circumstances import Circumstances
from domain.kernel.identity import AppointmentId, UnitId
from domain.kernel.quantities import check_text


class ReportUpward(HazardCommand, name="hazard.report_upward", says=("text",), stage=is_unrectified):
    """Tell whoever is competent above."""

    to: UnitId
    text: str

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardReportedUpward]:
        """To a superior unit."""
        self.guard(state, circumstances)
        _refuse_not_above(self.to, is_here(state), circumstances)
        return (HazardReportedUpward(to=self.to, text=self.text),)


class ReportInability(HazardCommand, name="hazard.report_inability", stage=is_unrectified):
    """Say to the superior that the unit cannot put it right: no money, no power; it keeps people safe meanwhile."""

    to: UnitId
    lacks: tuple[Lack, ...]
    text: str

    def check(self) -> None:
        """Refuse a report that names no lack."""
        check_items("lacks", self.lacks, least=1)
        check_text("text", self.text)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[InabilityReported]:
        """To a superior unit; the clock does not stop."""
        self.guard(state, circumstances)
        _refuse_not_above(self.to, is_here(state), circumstances)
        return (InabilityReported(to=self.to, lacks=self.lacks, text=self.text),)


class TakeUp(HazardCommand, name="hazard.take_up", says=("text",), stage=is_unrectified):
    """A superior takes it over or coordinates."""

    how: TakingUp
    text: str

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By a superior unit."""
        by_superior(hazard, circumstances)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardTakenUp]:
        """Once by each superior in each manner; taking over it has to assign anew."""
        self.guard(state, circumstances)
        unit = acting_body(circumstances)
        assert unit is not None
        if state.taken_up is not None and (state.taken_up.unit, state.taken_up.how) == (unit, self.how):
            raise AlreadyTakenUp
        return (HazardTakenUp(unit=unit, how=self.how, text=self.text),)


class NameLeader(HazardCommand, name="hazard.name_leader", says=("reason",), stage=is_open):
    """Give a stubborn hazard to a leader by name, until it is closed (领导包案)."""

    leader: AppointmentId
    reason: str

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[LeaderNamed]:
        """Somebody who holds a leader's post today."""
        self.guard(state, circumstances)
        if held("leader", self.leader, circumstances).post not in LEADERS:
            raise NotALeader
        return (LeaderNamed(leader=self.leader, reason=self.reason),)


def _refuse_not_above(to: UnitId, unit: UnitId, circumstances: Circumstances) -> None:
    standing(to, circumstances)
    is_superior = circumstances.directory.is_superior(to, unit, circumstances.today)
    is_itself = body(circumstances, to) == body(circumstances, unit) and is_top(circumstances, unit)
    if not is_superior and not is_itself:
        raise NotAbove
