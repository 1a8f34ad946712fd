"""Assign to people by name, with the five implementations and a date."""

from datetime import date
from itertools import combinations
from typing import NamedTuple

from domain.appointment.powers_table import POWERS
from domain.appointment.state import Appointment
from domain.deadline.deadline import Deadline
from domain.hazard import clocks as clock
from domain.hazard.assignment import FiveImplementations
from domain.hazard.commands.base import HazardCommand, check_items
from domain.hazard.events import HazardAssigned
from domain.hazard.guards import is_registered, is_unrectified
from domain.hazard.people import body, held, is_above_in_tree, is_top, standing
from domain.hazard.refusals import (
    DeclineUndecided,
    DueDateMissing,
    DueLaterThanLimit,
    HazardNotGraded,
    OneForTwo,
    OverseerOfAnotherUnit,
    RectifierOfAnotherUnit,
    SupervisorCannotDecide,
    SupervisorNotAbove,
    UnitNotYoursToAssign,
)
from domain.hazard.separation import holder, is_one_hand
from domain.hazard.signatory import signatory
from domain.hazard.state import Hazard
from domain.hazard.timing import not_later, not_past, rectified_by, running
from domain.kernel.circumstances import Circumstances
from domain.kernel.identity import AppointmentId, UnitId
from domain.kernel.quantities import check_amount, check_optional
from domain.organisation.kinds import UnitKind

REACH_ACROSS = frozenset({UnitKind.REGION, UnitKind.CITY_BUREAU, UnitKind.DISTRICT_BUREAU, UnitKind.LEADING_GROUP})
"""Kinds of unit that may give responsibility to units of other subtrees (house rule)."""


class Named(NamedTuple):
    """The three people of an assignment, each by an appointment held today."""

    rectifier: Appointment
    overseer: Appointment
    supervisor: Appointment


class AssignHazard(HazardCommand, name="hazard.assign"):
    """Give responsibility to people by name. Assigning again replaces them; the clock runs on."""

    rectifier: AppointmentId
    overseer: AppointmentId
    supervisor: AppointmentId
    lead_unit: UnitId | None = None
    """Left out, it is the unit where the hazard is."""
    co_responsible: tuple[UnitId, ...] = ()
    responsibility: str | None = None
    measures: str | None = None
    funds_fen: int | None = None
    due_on: date | None = None
    """Left out, the limit for general hazards, or the date that stands."""
    contingency: str | None = None

    def check(self) -> None:
        """Refuse text and sums that cannot be."""
        for where in ("responsibility", "measures", "contingency"):
            check_optional(where, getattr(self, where))
        check_amount("funds_fen", self.funds_fen)
        check_items("co_responsible", self.co_responsible)

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """Registered, graded, not put right, and no answer owed to somebody who declined."""
        is_unrectified(hazard)
        is_registered(hazard)
        if hazard.grade_decided is None:
            raise HazardNotGraded
        if hazard.declined is not None:
            raise DeclineUndecided

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardAssigned]:
        """Refuse posts nobody holds, wrong places, one person twice, dates gone by or later than allowed."""
        self.guard(state, circumstances)
        unit = is_registered(state)
        lead = self.lead_unit or unit
        for each in (lead, *self.co_responsible):
            self._refuse_unreachable(each, unit, circumstances)
        named = self._named(circumstances)
        _refuse_misplaced(named, state, lead, circumstances)
        deadline, due_on = self._deadline(state, circumstances)
        return (
            HazardAssigned(
                rectifier=self.rectifier,
                overseer=self.overseer,
                supervisor=self.supervisor,
                supervising_unit=body(circumstances, named.supervisor.unit) or named.supervisor.unit,
                lead_unit=lead,
                co_responsible=self.co_responsible,
                implementations=self._implementations(due_on),
                by=signatory(circumstances),
                clocks=(deadline,) if deadline else (),
            ),
        )

    def _implementations(self, due_on: date) -> FiveImplementations:
        return FiveImplementations(
            responsibility=_said(self.responsibility),
            measures=_said(self.measures),
            funds_fen=self.funds_fen,
            due_on=due_on,
            contingency=_said(self.contingency),
        )

    def _named(self, circumstances: Circumstances) -> Named:
        named = Named(
            held("rectifier", self.rectifier, circumstances),
            held("overseer", self.overseer, circumstances),
            held("supervisor", self.supervisor, circumstances),
        )
        hands = [holder(each, circumstances.directory) for each in named]
        if any(is_one_hand(one, other, circumstances.directory) for one, other in combinations(hands, 2)):
            raise OneForTwo
        return named

    @staticmethod
    def _refuse_unreachable(unit: UnitId, own: UnitId, circumstances: Circumstances) -> None:
        """Units below the actor's body, and for bureaus and leading groups any."""
        standing(unit, circumstances)
        acting = circumstances.directory.unit(circumstances.actor.unit) if circumstances.actor.unit else None
        home = body(circumstances, circumstances.actor.unit)
        around = circumstances.directory.unit(home) if home else None
        if unit == own or any(each is not None and each.kind in REACH_ACROSS for each in (acting, around)):
            return
        if home is None or not circumstances.directory.is_below(unit, home, circumstances.today):
            raise UnitNotYoursToAssign

    def _deadline(self, state: Hazard, circumstances: Circumstances) -> tuple[Deadline | None, date]:
        """The clock to start, if any, and the day that binds from now on."""
        standing_due = state.due_on if clock.is_of_grade(state.clocks, state.grade) else None
        if standing_due is not None and self.due_on in (None, standing_due):
            return None, standing_due
        if self.due_on is None:
            deadline = self._by_default(state, circumstances)
        else:
            not_past(self.due_on, circumstances)
            not_later(self.due_on, standing_due)
            _refuse_beyond(self.due_on, state, circumstances)
            deadline = rectified_by(state, circumstances, self.due_on)
        return deadline, deadline.due_on

    @staticmethod
    def _by_default(state: Hazard, circumstances: Circumstances) -> Deadline:
        if not state.is_major:
            return running(circumstances, clock.RECTIFY_LIMITS[state.grade], clock=clock.RECTIFY)
        listed_until = _listed_until(state, circumstances)
        if listed_until is None:
            raise DueDateMissing
        return rectified_by(state, circumstances, listed_until)


def _said(text: str | None) -> str | None:
    """Blank is unsaid."""
    return text if text and text.strip() else None


def _refuse_misplaced(named: Named, state: Hazard, lead: UnitId, circumstances: Circumstances) -> None:
    directory, today = circumstances.directory, circumstances.today
    if not directory.is_below(named.rectifier.unit, lead, today):
        raise RectifierOfAnotherUnit
    if not directory.is_below(named.overseer.unit, lead, today):
        raise OverseerOfAnotherUnit
    if not POWERS["hazard.grant_extension"].has(named.supervisor.post):
        raise SupervisorCannotDecide(post=named.supervisor.post.value)
    if not _is_supervisor_above(named.supervisor.unit, state, lead, circumstances):
        raise SupervisorNotAbove


def _is_supervisor_above(unit: UnitId, state: Hazard, lead: UnitId, circumstances: Circumstances) -> bool:
    """Above the lead or the place; of a major hazard in the tree, because its head has to countersign."""
    place = is_registered(state)
    if state.is_major:
        return is_above_in_tree(circumstances, unit, place)
    directory, today = circumstances.directory, circumstances.today
    is_above = any(directory.is_superior(unit, to, today) for to in (lead, place))
    return is_above or (is_top(circumstances, lead) and body(circumstances, unit) == body(circumstances, lead))


def _refuse_beyond(due_on: date, state: Hazard, circumstances: Circumstances) -> None:
    """Not beyond the limit of general hazards, nor beyond the notice of a listed one."""
    latest = latest_day(state, circumstances)
    if latest is not None and due_on > latest:
        raise DueLaterThanLimit(latest=latest)


def _listed_until(state: Hazard, circumstances: Circumstances) -> date | None:
    """The day of the notice, unless it has passed: then the superior sets another."""
    due_on = state.listing.due_on if state.listing else None
    return due_on if due_on is not None and due_on >= circumstances.today else None


def latest_day(state: Hazard, circumstances: Circumstances) -> date | None:
    """The last day that may be set without an extension; None where the date is the plan's."""
    if state.is_major:
        return _listed_until(state, circumstances)
    return running(circumstances, clock.RECTIFY_LIMITS[state.grade]).due_on
