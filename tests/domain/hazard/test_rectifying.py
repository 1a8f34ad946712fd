"""Planned, kept safe meanwhile, put right; on the spot or by assignment."""

from dataclasses import replace
from datetime import date

import pytest

from domain.appointment.posts import Post
from domain.hazard import clocks
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import (
    NoteProgress,
    PlanRectification,
    RejectRectification,
    SelfRectify,
    VerifyRectification,
    WaiveInterimMeasure,
)
from domain.hazard.events import Step
from domain.hazard.grading import Grade
from domain.hazard.terms import Manner, Stage
from domain.kernel.circumstances import Happened
from domain.kernel.identity import AppointmentId, natural_id
from domain.kernel.quantities import Blank, TooLong
from domain.kernel.refusals import NoPower
from tests.domain.hazard import life
from tests.domain.hazard.life import (
    DEPUTY,
    FRIDAY,
    HAZARD,
    HEAD,
    INTERIM,
    LOGISTICS,
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
    rectification,
    signed,
)
from tests.support.district import post_id


def plan(*days: date, responsible: AppointmentId | None = None) -> PlanRectification:
    who = responsible or post_id("no3", Post.LOGISTICS)
    return PlanRectification(
        hazard=HAZARD, stages=tuple(Step(what="施工", due_on=day, responsible=who) for day in days)
    )


def test_a_plan_has_stages_with_days_and_people() -> None:
    command = plan(FRIDAY, date(2025, 3, 25))
    after(life.assigned(), TUESDAY).as_(LOGISTICS).when(command).then(e.RectificationPlanned(stages=command.stages))


def test_a_plan_runs_forward_from_today_to_the_due_day() -> None:
    story = after(life.assigned(), TUESDAY).as_(LOGISTICS)
    story.when(plan(FRIDAY, THURSDAY)).refused(r.StagesOutOfOrder)
    story.when(plan(MONDAY, FRIDAY)).refused(r.DueDateInThePast)
    story.when(plan(FRIDAY, date(2025, 3, 26))).refused(r.PlanBeyondDeadline)
    story.when(plan()).refused(r.NothingGiven, where="stages")


def test_a_stage_is_given_to_a_post_that_somebody_holds() -> None:
    nobody = AppointmentId(natural_id("test", "nobody"))
    after(life.assigned()).as_(LOGISTICS).when(plan(FRIDAY, responsible=nobody)).refused(r.AssignedToNobody)


def test_what_is_nobodys_is_not_planned() -> None:
    after(life.graded()).as_(HEAD).when(plan(FRIDAY)).refused(r.HazardNotAssigned)


def test_progress_is_noted_between_registering_and_rectifying() -> None:
    note = NoteProgress(hazard=HAZARD, note="材料已到场")
    noted = e.ProgressNoted(note="材料已到场", evidence=(), clocks=())
    after(life.assigned()).as_(LOGISTICS).when(note).then(noted)
    after(life.found()).as_(OFFICER).when(note).refused(r.HazardNotRegistered)
    after(life.rectified()).as_(LOGISTICS).when(note).refused(r.AlreadyRectified)


def test_progress_of_a_listed_hazard_begins_the_next_quarter() -> None:
    note = NoteProgress(hazard=HAZARD, note="已完成招标")
    event = first(e.ProgressNoted, after(life.major_assigned(), FRIDAY).as_(LOGISTICS).when(note))
    assert [(each.clock, each.due_on) for each in event.clocks] == [(clocks.PROGRESS, date(2025, 6, 12))]


@pytest.mark.parametrize("stage", [life.found, life.registered, life.assigned, life.rectified])
def test_an_interim_measure_is_taken_at_any_time_before_verification(stage: object) -> None:
    events = stage()  # type: ignore[operator]
    event = first(e.InterimMeasureTaken, after(events).as_(OFFICER).when(INTERIM))
    assert clocks.INTERIM not in life.hazard((*events, event)).clocks


def test_after_verification_nothing_is_interim_any_more() -> None:
    after(life.major_verified()).as_(OFFICER).when(INTERIM).refused(r.AwaitsCountersignature)
    after(life.closed()).as_(OFFICER).when(INTERIM).refused(r.AlreadyClosedOut)


def test_none_needed_is_said_with_a_signature_and_a_reason() -> None:
    waive = WaiveInterimMeasure(hazard=HAZARD, reason="连廊平时锁闭")
    waived = e.InterimMeasureWaived(reason="连廊平时锁闭", by=signed(OFFICER))
    after(life.registered()).as_(OFFICER).when(waive).then(waived)
    assert clocks.INTERIM not in life.hazard((*life.registered(), waived)).clocks
    blank = WaiveInterimMeasure(hazard=HAZARD, reason="")
    after(life.registered()).as_(OFFICER).when(blank).refused(Blank)


def test_what_was_taken_is_not_waived() -> None:
    waive = WaiveInterimMeasure(hazard=HAZARD, reason="不需要")
    after(life.protected()).as_(OFFICER).when(waive).refused(r.InterimAlreadyTaken)


def test_a_class_teacher_waives_nothing() -> None:
    waive = WaiveInterimMeasure(hazard=HAZARD, reason="不需要")
    after(life.registered()).as_(TEACHER).when(waive).refused(NoPower)


def test_the_rectifier_says_that_it_is_done_and_the_verification_is_due() -> None:
    event = first(e.HazardRectified, after(life.protected(), WEDNESDAY).as_(LOGISTICS).when(rectification()))
    assert (event.rectified_on, event.is_on_the_spot, event.by) == (WEDNESDAY, False, signed(LOGISTICS))
    assert [(each.clock, each.due_on) for each in event.clocks] == [(clocks.VERIFY, date(2025, 3, 17))]
    assert set(life.hazard((*life.protected(), event)).clocks) == {clocks.VERIFY}


def test_only_the_rectifier_says_so() -> None:
    after(life.protected()).as_(DEPUTY).when(rectification()).refused(r.NotTheRectifier)
    after(life.protected()).as_(SECTION).when(rectification()).refused(r.NotTheRectifier)


def test_nobody_rectifies_what_was_assigned_to_nobody() -> None:
    after(life.graded()).by(LOGISTICS).when(rectification()).refused(r.HazardNotAssigned)
    after(life.found()).by(LOGISTICS).when(rectification()).refused(r.HazardNotAssigned)


def test_rectified_is_said_once() -> None:
    after(life.rectified()).as_(LOGISTICS).when(rectification()).refused(r.AlreadyRectified)


def test_nothing_is_rectified_before_it_was_found_nor_tomorrow() -> None:
    story = after(life.protected(), WEDNESDAY).as_(LOGISTICS)
    story.happened(Happened(on=date(2025, 3, 9))).when(rectification()).refused(r.RectifiedBeforeFound)
    story.happened(Happened(on=THURSDAY)).when(rectification()).refused(r.HappenedInTheFuture)
    assert first(e.HazardRectified, story.happened(Happened(on=MONDAY)).when(rectification())).rectified_on == MONDAY


def test_a_major_hazard_is_not_rectified_on_words_alone() -> None:
    bare = rectification(evidence=())
    after(life.major_assigned()).as_(LOGISTICS).when(bare).refused(r.EvidenceMissing)
    assert first(e.HazardRectified, after(life.protected()).as_(LOGISTICS).when(bare)).evidence == ()


def test_the_cause_may_be_given_or_left_open() -> None:
    story = after(life.protected()).as_(LOGISTICS)
    assert first(e.HazardRectified, story.when(rectification(cause="焊点锈蚀"))).cause == "焊点锈蚀"
    assert first(e.HazardRectified, story.when(rectification())).cause is None
    story.when(rectification(cause="锈" * 4001)).refused(TooLong, where="cause")
    spot = after(life.registered(), MONDAY).as_(TEACHER).when(replace(ON_THE_SPOT, cause="值日未检查"))
    assert first(e.HazardRectified, spot).cause == "值日未检查"


def test_an_account_is_given() -> None:
    after(life.protected()).as_(LOGISTICS).when(rectification(account=" ")).refused(Blank, where="account")


ON_THE_SPOT = SelfRectify(hazard=HAZARD, manner=Manner.REMOVED, account="搬走楼梯间课桌")


def test_found_put_right_and_verified_in_one_hour_by_three_signatures() -> None:
    events = life.step(life.registered(), ON_THE_SPOT, TEACHER, at(MONDAY, 10, 10))
    assert first(e.HazardRectified, after(life.registered(), MONDAY).as_(TEACHER).when(ON_THE_SPOT)).is_on_the_spot
    verify = VerifyRectification(hazard=HAZARD, manner=Manner.REMOVED)
    state = life.hazard(life.step(events, verify, OFFICER, at(MONDAY, 10, 20)))
    assert (state.stage, state.closed_on, dict(state.clocks)) == (Stage.VERIFIED, MONDAY, {})


def test_whoever_put_it_right_on_the_spot_does_not_verify_it() -> None:
    events = life.step(life.registered(), ON_THE_SPOT, OFFICER, at(MONDAY, 10, 10))
    after(events, MONDAY).as_(OFFICER).when(life.VERIFY).refused(r.VerifierIsRectifier)


def test_on_the_spot_means_on_the_day_it_was_found() -> None:
    after(life.registered(), TUESDAY).as_(TEACHER).when(ON_THE_SPOT).refused(r.NotOnTheSpot, found_on=MONDAY)
    told_late = after(life.registered(), TUESDAY).as_(TEACHER).happened(Happened(on=MONDAY))
    assert first(e.HazardRectified, told_late.when(ON_THE_SPOT)).rectified_on == MONDAY


def test_on_the_spot_too_it_is_registered_first() -> None:
    after(life.found(), MONDAY).as_(TEACHER).when(ON_THE_SPOT).refused(r.HazardNotRegistered)


def test_what_somebody_is_responsible_for_is_not_put_right_past_him() -> None:
    after(life.assigned(), MONDAY).as_(TEACHER).when(ON_THE_SPOT).refused(r.HazardNotAssigned)


def test_rejected_on_the_spot_it_has_to_be_assigned() -> None:
    events = life.step(life.registered(), ON_THE_SPOT, TEACHER, at(MONDAY, 10, 10))
    reject = RejectRectification(hazard=HAZARD, reason="仍有课桌", due_on=FRIDAY)
    event = first(e.RectificationRejected, after(events, MONDAY).as_(OFFICER).when(reject))
    assert {each.clock for each in event.clocks} == {
        clocks.RECTIFY,
        clocks.INTERIM,
        clocks.REPORT_UPWARD,
        clocks.ASSIGN,
    }
    assert life.hazard((*events, event)).stage is Stage.REGISTERED


def test_what_is_rejected_is_rectified_again_after_that_day() -> None:
    reject = RejectRectification(hazard=HAZARD, reason="焊点不牢", due_on=date(2025, 3, 20))
    events = life.step(life.rectified(), reject, OFFICER, at(THURSDAY))
    story = after(events, FRIDAY).as_(LOGISTICS)
    story.happened(Happened(on=WEDNESDAY)).when(rectification()).refused(r.RectifiedBeforeRejected)
    assert first(e.HazardRectified, story.happened(Happened(on=THURSDAY)).when(rectification())).by == signed(LOGISTICS)


def test_grading_up_after_assigning_asks_for_evidence_too() -> None:
    events = life.step(life.protected(), life.grade(Grade.MAJOR), SECTION, at(TUESDAY))
    after(events).as_(LOGISTICS).when(rectification(evidence=())).refused(r.EvidenceMissing)
