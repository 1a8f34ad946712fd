"""Looked at again after closing: it held, or it came back and is reopened with its whole history."""

from datetime import date

import pytest

from domain.hazard import clocks
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import CallRecheck, Recheck, ReopenHazard, ReportRecurrence, SelfRectify
from domain.hazard.terms import Manner, Stage
from domain.kernel.circumstances import Happened
from domain.kernel.events import Event
from domain.kernel.identity import Actor, ActorKind, Rule
from domain.kernel.quantities import Blank
from domain.kernel.refusals import NoPower
from tests.domain.hazard import life
from tests.domain.hazard.life import (
    CITY_SECTION,
    FRIDAY,
    HAZARD,
    HEAD,
    LOGISTICS,
    OFFICER,
    SECTION,
    TEACHER,
    TOWN,
    WEDNESDAY,
    after,
    at,
    first,
    signed,
)

RULE = Rule(name="recheck", version=1)
POLICY = Actor(kind=ActorKind.POLICY, rule=RULE)
RECHECK = Recheck(hazard=HAZARD, remarks="未见反弹")
RECURRENCE = ReportRecurrence(hazard=HAZARD, description="护栏又松了", evidence=(life.photo(9),))
REOPEN = ReopenHazard(hazard=HAZARD, reason="验收时看错了楼层")


def recurred() -> tuple[Event, ...]:
    return life.step(life.closed(), RECURRENCE, TEACHER, at(FRIDAY))


def test_a_recheck_that_held_ends_its_clock_and_leaves_the_hazard_closed() -> None:
    event = first(e.HazardRechecked, after(life.major_closed(), date(2025, 4, 10)).as_(SECTION).when(RECHECK))
    state = life.hazard((*life.major_closed(), event))
    assert (event.rechecked_on, state.stage, dict(state.clocks)) == (date(2025, 4, 10), Stage.VERIFIED, {})


@pytest.mark.parametrize("actor", [OFFICER, HEAD, TOWN])
def test_a_major_hazard_is_not_rechecked_from_below_or_beside(actor: Actor) -> None:
    after(life.major_closed(), date(2025, 4, 10)).as_(actor).when(RECHECK).refused(r.RecheckedFromBelow)


def test_a_unit_above_the_supervising_one_may_recheck_a_major_hazard() -> None:
    story = after(life.major_closed(), date(2025, 4, 10)).as_(CITY_SECTION)
    assert first(e.HazardRechecked, story.when(RECHECK)).by == signed(CITY_SECTION)


def test_the_rectifier_does_not_recheck() -> None:
    after(life.closed()).by(LOGISTICS).when(RECHECK).refused(r.RecheckedByRectifier)


def test_what_is_open_is_neither_rechecked_nor_come_back() -> None:
    after(life.rectified()).as_(OFFICER).when(RECHECK).refused(r.NotClosedOut)
    after(life.major_verified()).as_(SECTION).when(RECURRENCE).refused(r.NotClosedOut)
    after(life.assigned()).as_(SECTION).when(REOPEN).refused(r.NotClosedOut)


def test_nothing_is_seen_again_before_it_was_closed() -> None:
    story = after(life.closed()).as_(OFFICER).happened(Happened(on=WEDNESDAY))
    story.when(RECHECK).refused(r.BeforeItWasClosed)
    story.when(RECURRENCE).refused(r.BeforeItWasClosed)


def test_what_came_back_is_reopened_by_the_same_act() -> None:
    recurrence, reopening = after(life.closed(), FRIDAY).as_(TEACHER).when(RECURRENCE).events
    assert isinstance(recurrence, e.HazardRecurred)
    assert (recurrence.recurred_on, recurrence.closed_on) == (FRIDAY, life.THURSDAY)
    assert not recurrence.is_at_recheck
    assert isinstance(reopening, e.HazardReopened)
    assert (reopening.times, reopening.by) == (1, signed(TEACHER))
    assert [each.clock for each in reopening.clocks] == [clocks.ASSIGN, clocks.INTERIM, clocks.REPORT_UPWARD]


def test_while_a_recheck_is_due_it_came_back_at_the_recheck() -> None:
    event = first(e.HazardRecurred, after(life.delisted()).as_(SECTION).when(RECURRENCE))
    assert event.is_at_recheck


def test_reopened_it_keeps_its_number_and_its_grade_and_has_to_be_assigned_and_protected_anew() -> None:
    state = life.hazard(recurred())
    assert (state.stage, state.number, state.grade_decided) == (Stage.REGISTERED, "no3-2025-0001", "general")
    assert (state.assignment, state.has_interim, state.closed_on, state.spot_on) == (None, False, None, None)
    after(recurred()).as_(OFFICER).when(life.VERIFY).refused(r.NotRectified)
    assert first(e.HazardAssigned, after(recurred()).as_(HEAD).when(life.assignment())).clocks


def test_what_came_back_is_not_put_right_on_the_spot() -> None:
    spot = SelfRectify(hazard=HAZARD, manner=Manner.REPAIRED, account="紧固")
    after(recurred()).as_(TEACHER).when(spot).refused(r.HazardNotAssigned)


def test_its_history_stays() -> None:
    assert recurred()[: len(life.closed())] == life.closed()


def test_it_can_come_back_more_than_once() -> None:
    events = life.step(recurred(), life.assignment(), HEAD, at(FRIDAY, 11))
    events = life.step(events, life.rectification(), LOGISTICS, at(FRIDAY, 12))
    events = life.step(events, life.VERIFY, OFFICER, at(FRIDAY, 13))
    assert life.hazard(life.step(events, RECURRENCE, TEACHER, at(FRIDAY, 14))).times_reopened == 2


def test_a_closing_that_was_wrong_is_reopened_without_a_recurrence() -> None:
    done = after(life.closed()).as_(SECTION).when(REOPEN)
    assert [type(event) for event in done.events] == [e.HazardReopened]
    by_superior = first(e.HazardReopened, done)
    assert [each.clock for each in by_superior.clocks] == [clocks.ASSIGN, clocks.INTERIM]


def test_a_major_hazard_reopened_has_to_be_listed_again_unless_it_still_is() -> None:
    delisted = first(e.HazardReopened, after(life.delisted()).as_(SECTION).when(REOPEN))
    assert clocks.LIST in {each.clock for each in delisted.clocks}
    still_listed = first(e.HazardReopened, after(life.major_closed()).as_(SECTION).when(REOPEN))
    assert {each.clock for each in still_listed.clocks} == {clocks.ASSIGN, clocks.INTERIM, clocks.PROGRESS}


def test_reasons_are_given() -> None:
    after(life.closed()).as_(HEAD).when(ReopenHazard(hazard=HAZARD, reason=" ")).refused(Blank)
    after(life.closed()).as_(HEAD).when(ReportRecurrence(hazard=HAZARD, description="")).refused(Blank)


def test_a_policy_calls_a_recheck_and_names_its_rule() -> None:
    event = first(e.RecheckCalled, after(life.closed(), FRIDAY).as_(POLICY).when(CallRecheck(hazard=HAZARD)))
    assert event.rule == RULE
    assert [(each.clock, each.due_on) for each in event.clocks] == [(clocks.RECHECK, date(2025, 4, 13))]


def test_it_is_not_called_twice_nor_while_the_hazard_is_open() -> None:
    call = CallRecheck(hazard=HAZARD)
    after(life.major_closed()).as_(POLICY).when(call).refused(r.AlreadyCalled)
    after(life.rectified()).as_(POLICY).when(call).refused(r.NotClosedOut)


@pytest.mark.parametrize("actor", [HEAD, SECTION])
def test_no_person_calls_what_a_sample_draws(actor: Actor) -> None:
    after(life.closed()).as_(actor).when(CallRecheck(hazard=HAZARD)).refused(NoPower)
    after(life.closed()).by(actor).when(CallRecheck(hazard=HAZARD)).refused(r.RuleUnnamed)
