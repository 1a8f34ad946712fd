"""What policies record when time runs out: once each, to the right level, naming their rule."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.appointment.posts import Post
from domain.hazard import clocks
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import DeclineAssignment, Escalate, GrantExtension, HandOver, MarkOverdue, WarnOfClock
from domain.hazard.ladder import ladder
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
    MONDAY,
    OFFICER,
    TUESDAY,
    after,
    at,
    first,
)
from tests.support.district import acting, unit_id
from tests.support.rules import Given

RULE = Rule(name="escalation", version=1)
POLICY = Actor(kind=ActorKind.POLICY, rule=RULE)
DEADLINE = life.hazard(life.assigned()).clocks[clocks.RECTIFY].deadline
DUE = DEADLINE.due_at

WARN = WarnOfClock(hazard=HAZARD, clock=clocks.RECTIFY, due_at=DUE)
OVERDUE = MarkOverdue(hazard=HAZARD, clock=clocks.RECTIFY, due_at=DUE)


def escalate(level: int) -> Escalate:
    return Escalate(hazard=HAZARD, clock=clocks.RECTIFY, due_at=DUE, level=level)


def policy(events: tuple[Event, ...], moment: datetime) -> Given:
    return after(events).at(moment).as_(POLICY)


def overdue() -> tuple[Event, ...]:
    return (*life.assigned(), first(e.ClockOverdueMarked, policy(life.assigned(), DUE).when(OVERDUE)))


def escalated() -> tuple[Event, ...]:
    return (*overdue(), first(e.HazardEscalated, policy(overdue(), DEADLINE.escalate_at).when(escalate(2))))


def test_at_three_quarters_of_the_time_the_unit_itself_is_warned() -> None:
    event = e.ClockWarned(clock=clocks.RECTIFY, due_at=DUE, level=0, to=unit_id("no3"), rule=RULE)
    policy(life.assigned(), DEADLINE.warn_at).when(WARN).then(event)
    policy(life.assigned(), DEADLINE.warn_at - timedelta(seconds=1)).when(WARN).refused(r.NotYetTime)


def test_at_the_due_time_it_is_marked_overdue_and_the_bureau_told() -> None:
    event = e.ClockOverdueMarked(clock=clocks.RECTIFY, due_at=DUE, level=1, to=unit_id("dongcheng"), rule=RULE)
    policy(life.assigned(), DUE).when(OVERDUE).then(event)
    policy(life.assigned(), DUE - timedelta(seconds=1)).when(OVERDUE).refused(r.NotYetTime, moment=DUE)


def test_at_twice_the_time_the_city_is_told_and_nobody_is_above_it() -> None:
    assert DEADLINE.escalate_at == at(date(2025, 4, 10), 0)
    event = e.HazardEscalated(clock=clocks.RECTIFY, due_at=DUE, level=2, to=unit_id("edu"), is_highest=True, rule=RULE)
    policy(overdue(), DEADLINE.escalate_at).when(escalate(2)).then(event)
    policy(overdue(), DEADLINE.escalate_at - timedelta(seconds=1)).when(escalate(2)).refused(r.NotYetTime)


def test_nothing_is_told_twice() -> None:
    warned = (*life.assigned(), first(e.ClockWarned, policy(life.assigned(), DEADLINE.warn_at).when(WARN)))
    policy(warned, DEADLINE.warn_at).when(WARN).refused(r.AlreadyTold)
    policy(overdue(), DUE).when(OVERDUE).refused(r.AlreadyTold)
    policy(overdue(), DUE).when(WARN).refused(r.AlreadyTold)
    policy(escalated(), DEADLINE.escalate_at).when(escalate(2)).refused(r.AlreadyTold)
    policy(escalated(), DEADLINE.escalate_at).when(escalate(3)).refused(r.AlreadyTold)


def test_no_level_is_passed_over() -> None:
    policy(overdue(), DEADLINE.escalate_at).when(escalate(3)).refused(r.AlreadyTold)
    policy(life.assigned(), DEADLINE.escalate_at).when(escalate(1)).refused(r.AlreadyTold)


def test_a_clock_that_ended_runs_out_no_more() -> None:
    policy(life.rectified(), DUE).when(OVERDUE).refused(r.ClockNotRunning)


def test_a_clock_that_started_anew_is_another_one() -> None:
    extended = life.step(
        life.extension_asked(), GrantExtension(hazard=HAZARD, reason="情况属实"), life.SECTION, at(FRIDAY)
    )
    policy(extended, DUE).when(OVERDUE).refused(r.ClockNotRunning)
    state = life.hazard((*overdue(), *extended[len(life.assigned()) :]))
    assert not state.clocks[clocks.RECTIFY].is_overdue


def test_a_mark_that_comes_late_does_not_stain_the_new_clock() -> None:
    extended = life.step(
        life.extension_asked(), GrantExtension(hazard=HAZARD, reason="情况属实"), life.SECTION, at(FRIDAY)
    )
    state = life.hazard((*extended, overdue()[-1]))
    assert not state.clocks[clocks.RECTIFY].is_overdue


@pytest.mark.parametrize("actor", [HEAD, CITY_SECTION])
@pytest.mark.parametrize("command", [WARN, OVERDUE, escalate(2)], ids=lambda each: each.name)
def test_no_person_does_what_only_the_clock_does(actor: Actor, command: Any) -> None:
    after(overdue()).at(DEADLINE.escalate_at).as_(actor).when(command).refused(NoPower)


def test_an_act_of_a_policy_names_its_rule() -> None:
    nameless = Actor(kind=ActorKind.POLICY)
    after(life.assigned()).at(DUE).as_(nameless).when(OVERDUE).refused(r.RuleUnnamed)
    blank = MarkOverdue(hazard=HAZARD, clock="", due_at=DUE)
    policy(life.assigned(), DUE).when(blank).refused(Blank)


def told(events: tuple[Event, ...], clock: str) -> list[str]:
    units = {unit_id(code): code for code in ("no3", "dongcheng", "edu", "fire", "shawan", "xihe", "heyan")}
    return [units[each] for each in ladder(life.hazard(events), clock, life.circumstances(HEAD))]


@pytest.mark.parametrize(
    "clock", [clocks.REGISTER, clocks.INTERIM, clocks.REPORT_UPWARD, clocks.ASSIGN, clocks.RECTIFY]
)
def test_level_by_level_from_the_school_to_the_bureau_to_the_city(clock: str) -> None:
    assert told(life.assigned(), clock) == ["no3", "dongcheng", "edu"]


def test_a_teaching_point_has_its_centre_school_between() -> None:
    report = life.report(unit=unit_id("shawan"))
    events = life.step((), report, acting("shawan", Post.STAFF), at(MONDAY))
    assert told(events, clocks.REGISTER) == ["shawan", "xihe", "dongcheng", "edu"]


def test_the_third_level_up_is_told_a_further_span_later() -> None:
    events = life.step((), life.report(unit=unit_id("shawan")), acting("shawan", Post.STAFF), at(MONDAY))
    deadline = life.hazard(events).clocks[clocks.REGISTER].deadline
    mark = MarkOverdue(hazard=HAZARD, clock=clocks.REGISTER, due_at=deadline.due_at)
    events = (*events, *policy(events, deadline.due_at).when(mark).events)
    second = Escalate(hazard=HAZARD, clock=clocks.REGISTER, due_at=deadline.due_at, level=2)
    event = first(e.HazardEscalated, policy(events, deadline.escalate_at).when(second))
    assert (event.to, event.is_highest) == (unit_id("dongcheng"), False)
    third = Escalate(hazard=HAZARD, clock=clocks.REGISTER, due_at=deadline.due_at, level=3)
    a_day_later = deadline.escalate_at + timedelta(hours=24)
    policy((*events, event), a_day_later - timedelta(seconds=1)).when(third).refused(r.NotYetTime)
    highest = first(e.HazardEscalated, policy((*events, event), a_day_later).when(third))
    assert (highest.to, highest.is_highest) == (unit_id("edu"), True)


def test_a_department_answers_for_its_clock_and_the_schools_bureau_is_told() -> None:
    events = life.step(
        life.registered(), HandOver(hazard=HAZARD, department=unit_id("fire"), text="x"), OFFICER, at(MONDAY)
    )
    assert told(events, clocks.of_department(clocks.HANDOVER, unit_id("fire"))) == ["fire", "dongcheng", "edu"]


def test_the_supervising_bureau_answers_for_listing_verifying_and_deciding_extensions() -> None:
    assert told(life.major(), clocks.LIST) == ["dongcheng", "edu"]
    assert told(life.extension_asked(), clocks.DECIDE_EXTENSION) == ["dongcheng", "edu"]
    assert told(life.major_rectified(), clocks.VERIFY) == ["dongcheng", "edu"]
    assert told(life.major_closed(), clocks.RECHECK) == ["dongcheng", "edu"]
    assert told(life.rectified(), clocks.VERIFY) == ["no3", "dongcheng", "edu"]


def test_the_assigner_answers_for_deciding_on_a_decline() -> None:
    events = life.step(life.assigned(), DeclineAssignment(hazard=HAZARD, reason="x"), LOGISTICS, at(TUESDAY))
    assert told(events, clocks.DECIDE_DECLINE) == ["no3", "dongcheng", "edu"]


def test_at_the_top_the_top_is_told_and_it_ends_there() -> None:
    events = life.step((), life.report(unit=unit_id("edu")), CITY_SECTION, at(MONDAY))
    deadline = life.hazard(events).clocks[clocks.REGISTER].deadline
    assert told(events, clocks.REGISTER) == ["edu"]
    mark = MarkOverdue(hazard=HAZARD, clock=clocks.REGISTER, due_at=deadline.due_at)
    marked = first(e.ClockOverdueMarked, policy(events, deadline.due_at).when(mark))
    assert (marked.level, marked.to) == (0, unit_id("edu"))
    up = Escalate(hazard=HAZARD, clock=clocks.REGISTER, due_at=deadline.due_at, level=1)
    assert first(e.HazardEscalated, policy((*events, marked), deadline.escalate_at).when(up)).is_highest
