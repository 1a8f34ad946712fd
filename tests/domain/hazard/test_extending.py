"""A later day: asked by the rectifier, decided by the supervisor, never without protecting people meanwhile."""

from datetime import date
from typing import Any

import pytest

from domain.appointment.events import AppointmentKind
from domain.appointment.posts import Post
from domain.hazard import clocks
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import (
    GrantExtension,
    HandOver,
    NoteSupervision,
    RefuseExtension,
    ReopenHazard,
    ReportInability,
    ReportUpward,
    RequestExtension,
    TakeUp,
    WaiveInterimMeasure,
)
from domain.hazard.grading import Grade
from domain.hazard.terms import Lack, TakingUp
from domain.kernel.commands import Command
from domain.kernel.identity import Actor, AppointmentId, StreamId, natural_id
from domain.kernel.quantities import Blank
from domain.kernel.refusals import NoPower
from tests.domain.hazard import life
from tests.domain.hazard.life import (
    ASKED_UNTIL,
    BUREAU_DEPUTY,
    CITY_SECTION,
    DEPUTY,
    FRIDAY,
    HAZARD,
    HEAD,
    LINKED,
    LOGISTICS,
    MONDAY,
    OFFICER,
    SECTION,
    TUESDAY,
    WEDNESDAY,
    actor_of,
    after,
    at,
    first,
    signed,
)
from tests.support.district import appointed, district, person_id, post_id, unit_id

DUE = date(2025, 3, 25)


def ask(due_on: date = ASKED_UNTIL, reason: str = "材料未到") -> RequestExtension:
    return RequestExtension(hazard=HAZARD, due_on=due_on, reason=reason)


def grant(due_on: date | None = None) -> GrantExtension:
    return GrantExtension(hazard=HAZARD, due_on=due_on, reason="情况属实")


REFUSE = RefuseExtension(hazard=HAZARD, reason="可以先行施工")
UPWARD = ReportUpward(hazard=HAZARD, to=unit_id("dongcheng"), text="护栏需整体更换")
CANNOT = ReportInability(hazard=HAZARD, to=unit_id("dongcheng"), lacks=(Lack.MONEY,), text="经费不足")
HANDED = HandOver(hazard=HAZARD, department=unit_id("fire"), text="请到场查看")
COORDINATED = TakeUp(hazard=HAZARD, how=TakingUp.COORDINATES, text="由区局协调")
NOTED = NoteSupervision(hazard=HAZARD, note="已到场查看")


def test_the_rectifier_asks_and_the_supervisors_time_to_decide_begins() -> None:
    event = first(e.ExtensionRequested, after(life.told_above(), TUESDAY).as_(LOGISTICS).when(ask()))
    assert (event.due_on, event.previous_due_on, event.by) == (ASKED_UNTIL, DUE, signed(LOGISTICS))
    assert [(each.clock, each.due_on) for each in event.clocks] == [(clocks.DECIDE_EXTENSION, date(2025, 3, 14))]


def test_nobody_else_asks() -> None:
    after(life.told_above()).as_(DEPUTY).when(ask()).refused(r.NotTheRectifier)


def test_no_extension_without_an_interim_measure() -> None:
    after(life.assigned()).as_(LOGISTICS).when(ask()).refused(r.NoInterimMeasure)


def test_no_extension_before_whoever_is_competent_was_told() -> None:
    """Naming a supervisor from the bureau tells nobody there."""
    after(life.protected()).as_(LOGISTICS).when(ask()).refused(r.NobodyCompetentTold)


@pytest.mark.parametrize(
    ("told", "by"),
    [(UPWARD, HEAD), (CANNOT, HEAD), (HANDED, HEAD), (COORDINATED, BUREAU_DEPUTY), (NOTED, SECTION)],
    ids=["reported", "unable", "handed over", "taken up", "noted"],
)
def test_a_report_a_department_or_a_superior_who_acts_is_enough(told: Command[Any], by: Actor) -> None:
    events = life.step(life.protected(), told, by, at(MONDAY, 13))
    assert after(events).as_(LOGISTICS).when(ask()).events


def test_what_a_superior_found_or_assigned_is_known_above() -> None:
    found = life.step((), life.report(), SECTION, at(MONDAY, 9))
    registered = life.step(found, life.register(), OFFICER, at(MONDAY, 10))
    assigned = life.step(
        life.step(registered, life.grade(Grade.GENERAL), HEAD, at(MONDAY, 10)), life.assignment(), HEAD, at(MONDAY, 11)
    )
    assert after(life.step(assigned, life.INTERIM, OFFICER, at(MONDAY, 12))).as_(LOGISTICS).when(ask()).events
    anew = life.step(life.protected(), life.assignment(), SECTION, at(MONDAY, 13))
    assert after(anew).as_(LOGISTICS).when(ask()).events


def test_one_that_became_major_has_to_be_reported_again() -> None:
    major = life.step(life.step(life.protected(), HANDED, HEAD, at(MONDAY, 12)), UPWARD, HEAD, at(MONDAY, 12))
    major = life.step(major, life.grade(Grade.MAJOR), HEAD, at(MONDAY, 13))
    state = life.hazard(major)
    assert not state.is_told_above
    after(major).as_(LOGISTICS).when(ask()).refused(r.NobodyCompetentTold)
    assert after(life.step(major, UPWARD, HEAD, at(MONDAY, 14))).as_(LOGISTICS).when(ask()).events


def test_one_that_came_back_has_to_be_reported_again() -> None:
    again = life.step(life.closed(), ReopenHazard(hazard=HAZARD, reason="又松动"), OFFICER, at(FRIDAY))
    assert not life.hazard(again).is_told_above
    assert life.hazard(life.step(again, UPWARD, HEAD, at(FRIDAY, 11))).is_told_above


def test_a_signed_waiver_is_as_good_as_a_measure() -> None:
    waive = WaiveInterimMeasure(hazard=HAZARD, reason="连廊平时锁闭")
    events = life.step(life.step(life.assigned(), waive, OFFICER, at(MONDAY, 12)), UPWARD, HEAD, at(MONDAY, 13))
    assert first(e.ExtensionRequested, after(events).as_(LOGISTICS).when(ask())).due_on == ASKED_UNTIL


def test_what_is_asked_for_is_later_than_what_stands() -> None:
    story = after(life.told_above()).as_(LOGISTICS)
    story.when(ask(DUE)).refused(r.NotLaterThanBefore, due_on=DUE)
    story.when(ask(MONDAY)).refused(r.DueDateInThePast)
    story.when(ask(reason=" ")).refused(Blank)


def test_an_overdue_hazard_may_still_be_extended_from_today_on() -> None:
    late = after(life.told_above(), date(2025, 4, 1)).as_(LOGISTICS)
    assert first(e.ExtensionRequested, late.when(ask())).previous_due_on == DUE
    late.when(ask(date(2025, 3, 31))).refused(r.DueDateInThePast)


def test_one_request_at_a_time() -> None:
    after(life.extension_asked()).as_(LOGISTICS).when(ask()).refused(r.ExtensionUndecided)


def test_what_is_not_assigned_or_rectified_already_needs_no_extension() -> None:
    after(life.graded()).by(LOGISTICS).when(ask()).refused(r.HazardNotAssigned)
    after(life.rectified()).as_(LOGISTICS).when(ask()).refused(r.AlreadyRectified)


def test_of_a_listed_hazard_it_is_asked_fifteen_workdays_before_expiry() -> None:
    """30 May 2025, counted back over the dragon boat and May holidays."""
    latest = date(2025, 5, 9)
    asked = ask(date(2025, 6, 30))
    story = after(life.major_assigned())
    assert first(e.ExtensionRequested, story.at(at(latest)).as_(LOGISTICS).when(asked)).due_on == date(2025, 6, 30)
    story.at(at(date(2025, 5, 10))).as_(LOGISTICS).when(asked).refused(r.ExtensionAskedTooLate, latest=latest)


def test_granted_it_starts_the_clock_of_rectification_anew() -> None:
    event = first(e.ExtensionGranted, after(life.extension_asked(), WEDNESDAY).as_(SECTION).when(grant()))
    assert (event.due_on, event.previous_due_on, event.by) == (ASKED_UNTIL, DUE, signed(SECTION))
    state = life.hazard((*life.extension_asked(), event))
    assert (state.due_on, state.extension) == (ASKED_UNTIL, None)
    assert clocks.DECIDE_EXTENSION not in state.clocks


def test_less_than_asked_may_be_granted_and_more_may_not() -> None:
    story = after(life.extension_asked()).as_(SECTION)
    assert first(e.ExtensionGranted, story.when(grant(date(2025, 4, 1)))).due_on == date(2025, 4, 1)
    story.when(grant(date(2025, 4, 11))).refused(r.LongerThanAsked, due_on=ASKED_UNTIL)
    story.when(grant(DUE)).refused(r.NotLaterThanBefore)


@pytest.mark.parametrize("actor", [SECTION, LINKED, CITY_SECTION])
def test_the_supervisor_his_unit_and_units_above_refuse_it(actor: Actor) -> None:
    event = e.ExtensionRefused(reason=REFUSE.reason, by=signed(actor))
    after(life.extension_asked()).as_(actor).when(REFUSE).then(event)
    state = life.hazard((*life.extension_asked(), event))
    assert (state.due_on, state.extension) == (DUE, None)


@pytest.mark.parametrize("actor", [HEAD, OFFICER, DEPUTY])
@pytest.mark.parametrize("decision", [grant(), REFUSE])
def test_the_school_itself_decides_nothing(actor: Actor, decision: GrantExtension | RefuseExtension) -> None:
    after(life.extension_asked()).as_(actor).when(decision).refused(r.NotTheSupervisor)


def test_the_asker_does_not_decide_in_a_post_of_the_bureau_either() -> None:
    appointment = AppointmentId(natural_id("test", "promoted"))
    asker = person_id("no3", Post.LOGISTICS)
    directory = district((StreamId(appointment), appointed(asker, Post.SAFETY_SECTION, unit_id("dongcheng"))))
    actor = actor_of(asker, appointment, Post.SAFETY_SECTION, "dongcheng")
    story = after(life.extension_asked()).among(directory).as_(actor)
    story.when(grant()).refused(r.ExtensionDecidedByAsker)
    story.when(REFUSE).refused(r.ExtensionDecidedByAsker)


def test_whoever_acts_for_the_asker_does_not_decide() -> None:
    appointment = AppointmentId(natural_id("test", "for the rectifier"))
    made = appointed(
        person_id("dongcheng", Post.BUREAU_STAFF),
        Post.LOGISTICS,
        unit_id("no3"),
        kind=AppointmentKind.DELEGATED,
        delegated_by=post_id("no3", Post.LOGISTICS),
    )
    actor = actor_of(
        person_id("dongcheng", Post.BUREAU_STAFF),
        appointment,
        Post.LOGISTICS,
        "no3",
        on_behalf_of=post_id("no3", Post.LOGISTICS),
    )
    story = after(life.extension_asked()).among(district((StreamId(appointment), made))).by(actor)
    story.when(grant()).refused(r.ExtensionDecidedByAsker)


def test_what_nobody_asked_is_not_granted() -> None:
    after(life.protected()).as_(SECTION).when(grant()).refused(r.NoExtensionAsked)
    after(life.protected()).as_(SECTION).when(REFUSE).refused(r.NoExtensionAsked)
    rectified = life.step(life.extension_asked(), life.rectification(), LOGISTICS, at(WEDNESDAY))
    after(rectified).as_(SECTION).when(grant()).refused(r.AlreadyRectified)


def test_every_extension_stays_visible() -> None:
    granted = life.step(life.extension_asked(), grant(), SECTION, at(WEDNESDAY))
    again = life.step(granted, ask(date(2025, 4, 20)), LOGISTICS, at(date(2025, 4, 2)))
    events = life.step(again, grant(), SECTION, at(date(2025, 4, 3)))
    days = [(each.previous_due_on, each.due_on) for each in events if isinstance(each, e.ExtensionGranted)]
    assert days == [(DUE, ASKED_UNTIL), (ASKED_UNTIL, date(2025, 4, 20))]


def test_assigning_to_somebody_else_drops_the_request_of_the_former() -> None:
    events = life.step(
        life.extension_asked(), life.assignment(rectifier=post_id("no3", Post.STAFF)), HEAD, at(WEDNESDAY)
    )
    after(events).as_(SECTION).when(grant()).refused(r.NoExtensionAsked)


def test_a_class_teacher_decides_nothing() -> None:
    after(life.extension_asked()).as_(life.TEACHER).when(grant()).refused(NoPower)
