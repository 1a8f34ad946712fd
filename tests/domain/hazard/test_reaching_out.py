"""Beyond the unit's own power: upward, to departments, and back down."""

from datetime import date

import pytest

from domain.appointment.posts import Post
from domain.hazard import clocks
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import (
    AnswerHandover,
    AnswerInstruction,
    HandOver,
    InstructDepartment,
    NameLeader,
    ReportInability,
    ReportUpward,
    TakeUp,
)
from domain.hazard.terms import Lack, Stage, TakingUp
from domain.kernel.events import Event
from domain.kernel.identity import Actor, AppointmentId, UnitId, natural_id
from domain.kernel.quantities import Blank
from domain.kernel.refusals import NoPower, NotKnown
from tests.domain.hazard import life
from tests.domain.hazard.life import (
    CITY_SECTION,
    FIRE,
    FRIDAY,
    GROUP,
    HAZARD,
    HEAD,
    MONDAY,
    OFFICER,
    SECTION,
    TEACHER,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    after,
    at,
    first,
)
from tests.support.district import acting, post_id, unit_id

FIRE_UNIT, POLICE_UNIT = unit_id("fire"), unit_id("police")
POLICE = acting("police", Post.DEPARTMENT_OFFICER)


def upward(to: str = "dongcheng") -> ReportUpward:
    return ReportUpward(hazard=HAZARD, to=unit_id(to), text="护栏松动，已封闭")


def unable(to: str = "dongcheng", lacks: tuple[Lack, ...] = (Lack.MONEY,)) -> ReportInability:
    return ReportInability(hazard=HAZARD, to=unit_id(to), lacks=lacks, text="学校无此项经费")


def hand_over(department: UnitId = FIRE_UNIT) -> HandOver:
    return HandOver(hazard=HAZARD, department=department, text="请查看消防通道")


def answer(department: UnitId = FIRE_UNIT, *, accepted: bool = True) -> AnswerHandover:
    return AnswerHandover(hazard=HAZARD, department=department, is_accepted=accepted, text="已派员")


def instruct(due_on: date = date(2025, 3, 28), department: UnitId = FIRE_UNIT) -> InstructDepartment:
    return InstructDepartment(hazard=HAZARD, department=department, text="限期清理消防通道", due_on=due_on)


def done(department: UnitId = FIRE_UNIT) -> AnswerInstruction:
    return AnswerInstruction(hazard=HAZARD, department=department, is_done=True, text="已清理")


def handed_over() -> tuple[Event, ...]:
    return life.step(life.registered(), hand_over(), OFFICER, at(TUESDAY))


def instructed() -> tuple[Event, ...]:
    return life.step(life.registered(), instruct(), SECTION, at(TUESDAY))


@pytest.mark.parametrize("to", ["dongcheng", "edu", "heyan"])
def test_reported_upward_to_any_superior_and_the_clock_ends(to: str) -> None:
    event = first(e.HazardReportedUpward, after(life.found()).as_(OFFICER).when(upward(to)))
    assert clocks.REPORT_UPWARD not in life.hazard((*life.found(), event)).clocks


@pytest.mark.parametrize("to", ["no5", "xicheng", "no3", "fire"])
def test_upward_is_not_sideways(to: str) -> None:
    after(life.found()).as_(OFFICER).when(upward(to)).refused(r.NotAbove)


def test_nobody_reports_to_a_unit_that_is_not_there() -> None:
    after(life.found()).as_(OFFICER).when(upward("no4")).refused(r.UnitNotThere)


def test_what_is_put_right_need_not_be_reported_upward_any_more() -> None:
    after(life.rectified()).as_(OFFICER).when(upward()).refused(r.AlreadyRectified)


def test_the_school_says_that_it_cannot_and_the_clock_does_not_stop() -> None:
    event = first(e.InabilityReported, after(life.assigned()).as_(HEAD).when(unable()))
    state = life.hazard((*life.assigned(), event))
    assert state.inability == event
    assert state.clocks[clocks.RECTIFY] == life.hazard(life.assigned()).clocks[clocks.RECTIFY]
    assert clocks.REPORT_UPWARD not in state.clocks


def test_inability_names_what_lacks_and_goes_upward() -> None:
    after(life.assigned()).as_(HEAD).when(unable(lacks=())).refused(r.NothingGiven, where="lacks")
    after(life.assigned()).as_(HEAD).when(unable(to="no5")).refused(r.NotAbove)
    after(life.closed()).as_(HEAD).when(unable()).refused(r.AlreadyClosedOut)


@pytest.mark.parametrize("how", list(TakingUp))
def test_a_superior_takes_it_over_or_coordinates(how: TakingUp) -> None:
    command = TakeUp(hazard=HAZARD, how=how, text="局里统筹资金")
    event = e.HazardTakenUp(unit=unit_id("dongcheng"), how=how, text="局里统筹资金")
    after(life.assigned()).as_(SECTION).when(command).then(event)
    after((*life.assigned(), event)).as_(GROUP).when(command).refused(r.AlreadyTakenUp)
    assert first(e.HazardTakenUp, after((*life.assigned(), event)).as_(CITY_SECTION).when(command)).unit == unit_id(
        "edu"
    )


def test_the_unit_itself_does_not_take_up() -> None:
    command = TakeUp(hazard=HAZARD, how=TakingUp.COORDINATES, text="x")
    after(life.assigned()).by(HEAD).when(command).refused(r.NotAbove)
    after(life.assigned()).as_(HEAD).when(command).refused(r.NotAbove)
    after(life.assigned()).as_(OFFICER).when(command).refused(NoPower)
    after(life.rectified()).as_(SECTION).when(command).refused(r.AlreadyRectified)


def test_handed_over_directly_a_department_owes_an_answer_in_three_workdays() -> None:
    event = first(e.HazardHandedOver, after(life.found(), MONDAY).as_(OFFICER).when(hand_over()))
    (deadline,) = event.clocks
    assert (deadline.clock, deadline.due_on) == (clocks.of_department(clocks.HANDOVER, FIRE_UNIT), THURSDAY)
    assert deadline.basis.limit == clocks.HANDOVER


def test_several_departments_answer_each_by_its_own_clock() -> None:
    both = life.step(handed_over(), hand_over(POLICE_UNIT), OFFICER, at(TUESDAY))
    answered = life.hazard(life.step(both, answer(), FIRE, at(WEDNESDAY)))
    assert clocks.of_department(clocks.HANDOVER, FIRE_UNIT) not in answered.clocks
    assert clocks.of_department(clocks.HANDOVER, POLICE_UNIT) in answered.clocks


def test_a_department_is_asked_again_only_after_it_has_answered() -> None:
    after(handed_over()).as_(OFFICER).when(hand_over()).refused(r.AlreadyHandedOver)
    answered = life.step(handed_over(), answer(accepted=False), FIRE, at(WEDNESDAY))
    assert first(e.HazardHandedOver, after(answered).as_(OFFICER).when(hand_over())).department == FIRE_UNIT


def test_nobody_hands_over_to_himself() -> None:
    after(life.registered()).as_(OFFICER).when(hand_over(unit_id("no3"))).refused(r.NotADepartment)
    after(life.registered()).as_(SECTION).when(hand_over(unit_id("dc_safety"))).refused(r.NotADepartment)


def test_a_class_teacher_hands_nothing_over() -> None:
    after(life.registered()).as_(TEACHER).when(hand_over()).refused(NoPower)


def test_a_department_sees_and_answers_only_what_was_handed_to_it() -> None:
    assert first(e.HandoverAnswered, after(handed_over()).as_(FIRE).when(answer())).is_accepted
    after(handed_over()).as_(POLICE).when(answer()).refused(NotKnown)
    after(life.registered()).as_(FIRE).when(answer()).refused(NotKnown)
    after(handed_over()).by(POLICE).when(answer()).refused(r.NotTheDepartment)


def test_one_department_does_not_answer_for_another() -> None:
    both = life.step(handed_over(), hand_over(POLICE_UNIT), OFFICER, at(TUESDAY))
    after(both).as_(POLICE).when(answer(FIRE_UNIT)).refused(r.NotTheDepartment)


def test_it_answers_once_and_only_when_asked() -> None:
    answered = life.step(handed_over(), answer(), FIRE, at(WEDNESDAY))
    after(answered).as_(FIRE).when(answer()).refused(r.NoAnswerAwaited)
    after(handed_over()).as_(FIRE).when(answer(POLICE_UNIT)).refused(r.NoAnswerAwaited)


def test_a_department_may_answer_after_rectification_and_not_after_closing() -> None:
    events = life.step(life.assigned(), hand_over(), OFFICER, at(TUESDAY))
    events = life.step(events, life.rectification(), life.LOGISTICS, at(WEDNESDAY))
    assert first(e.HandoverAnswered, after(events).as_(FIRE).when(answer())).department == FIRE_UNIT
    closed = life.step(events, life.VERIFY, OFFICER, at(THURSDAY))
    after(closed).as_(FIRE).when(answer()).refused(r.AlreadyClosedOut)


@pytest.mark.parametrize("actor", [SECTION, GROUP, CITY_SECTION])
def test_a_superior_or_leading_group_instructs_a_department_across_subtrees(actor: Actor) -> None:
    event = first(e.DepartmentInstructed, after(life.registered(), MONDAY).as_(actor).when(instruct()))
    (deadline,) = event.clocks
    assert (deadline.clock, deadline.due_on) == (
        clocks.of_department(clocks.INSTRUCTION, FIRE_UNIT),
        date(2025, 3, 28),
    )


def test_a_school_instructs_nobody() -> None:
    after(life.registered()).as_(HEAD).when(instruct()).refused(NoPower)
    after(life.registered()).by(HEAD).when(instruct()).refused(r.NotAbove)


def test_an_instruction_has_a_day_that_can_be_and_another_addressee() -> None:
    story = after(life.registered()).as_(SECTION)
    story.when(instruct(due_on=THURSDAY)).refused(r.DueDateInThePast)
    assert first(e.DepartmentInstructed, story.when(instruct(due_on=FRIDAY))).due_on == FRIDAY
    story.when(instruct(department=unit_id("no3"))).refused(r.NotADepartment)
    story.when(instruct(department=unit_id("no4"))).refused(r.UnitNotThere)


def test_an_instructed_department_reports_once() -> None:
    after(instructed()).as_(SECTION).when(instruct()).refused(r.AlreadyInstructed)
    answered = life.step(instructed(), done(), FIRE, at(WEDNESDAY))
    assert dict(life.hazard(answered).instructed) == {FIRE_UNIT: True}
    after(answered).as_(FIRE).when(done()).refused(r.NoAnswerAwaited)
    after(instructed()).by(POLICE).when(done()).refused(r.NotTheDepartment)
    after(life.registered()).by(FIRE).when(done()).refused(r.NoAnswerAwaited)


def test_a_leader_takes_a_stubborn_case() -> None:
    deputy = post_id("dongcheng", Post.BUREAU_DEPUTY)
    command = NameLeader(hazard=HAZARD, leader=deputy, reason="久拖未决")
    after(life.assigned()).as_(life.BUREAU_HEAD).when(command).then(e.LeaderNamed(leader=deputy, reason="久拖未决"))
    assert deputy in life.hazard((*life.assigned(), e.LeaderNamed(leader=deputy, reason="x"))).involved


def test_a_case_is_taken_by_a_leader_who_holds_a_post() -> None:
    story = after(life.assigned()).as_(life.BUREAU_HEAD)
    staff = NameLeader(hazard=HAZARD, leader=post_id("dongcheng", Post.BUREAU_STAFF), reason="x")
    story.when(staff).refused(r.NotALeader)
    nobody = NameLeader(hazard=HAZARD, leader=AppointmentId(natural_id("test", "nobody")), reason="x")
    story.when(nobody).refused(r.AssignedToNobody)
    after(life.closed()).as_(life.BUREAU_HEAD).when(staff).refused(r.AlreadyClosedOut)


@pytest.mark.parametrize(
    "command",
    [
        ReportUpward(hazard=HAZARD, to=unit_id("edu"), text=""),
        HandOver(hazard=HAZARD, department=FIRE_UNIT, text=" "),
        AnswerHandover(hazard=HAZARD, department=FIRE_UNIT, is_accepted=False, text=""),
        AnswerInstruction(hazard=HAZARD, department=FIRE_UNIT, is_done=False, text=""),
        TakeUp(hazard=HAZARD, how=TakingUp.COORDINATES, text="\n"),
        NameLeader(hazard=HAZARD, leader=post_id("no3", Post.HEAD), reason=""),
    ],
    ids=lambda command: command.name,
)
def test_nothing_is_said_without_words(command: ReportUpward) -> None:
    after(life.registered()).by(SECTION).when(command).refused(Blank)


def test_handing_over_leaves_the_hazard_where_it_is() -> None:
    assert life.hazard(handed_over()).stage is Stage.REGISTERED
    assert FIRE_UNIT in life.hazard(handed_over()).involved
