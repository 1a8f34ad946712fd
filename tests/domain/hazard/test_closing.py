"""Somebody else verifies; a major hazard closes at the countersignature of the supervising unit's head."""

from datetime import date

import pytest

from domain.appointment.events import AppointmentKind
from domain.appointment.posts import Post
from domain.hazard import clocks
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import CountersignClosing, RejectRectification
from domain.hazard.grading import Grade
from domain.hazard.terms import Stage
from domain.kernel.circumstances import Happened
from domain.kernel.events import Event
from domain.kernel.identity import Actor, AppointmentId, StreamId, natural_id
from domain.kernel.quantities import Blank
from domain.kernel.refusals import NoPower, NotKnown
from tests.domain.hazard import life
from tests.domain.hazard.life import (
    BUREAU_DEPUTY,
    BUREAU_HEAD,
    CITY_HEAD,
    CITY_SECTION,
    DEPUTY,
    FRIDAY,
    HAZARD,
    HEAD,
    LINKED,
    LOGISTICS,
    OFFICER,
    SECTION,
    TEACHER,
    THURSDAY,
    TOWN,
    TUESDAY,
    VERIFY,
    WEDNESDAY,
    actor_of,
    after,
    at,
    first,
    rectification,
    signed,
)
from tests.support.district import acting, appointed, district, person_id, post_id, unit_id

COUNTERSIGN = CountersignClosing(hazard=HAZARD, remarks="同意销号")


def reject(due_on: date = date(2025, 3, 20), reason: str = "焊点不牢") -> RejectRectification:
    return RejectRectification(hazard=HAZARD, reason=reason, due_on=due_on)


@pytest.mark.parametrize("actor", [OFFICER, HEAD, DEPUTY, SECTION, LINKED, TOWN])
def test_a_general_hazard_is_verified_by_somebody_else_and_closed_out_by_it(actor: Actor) -> None:
    event = first(e.RectificationVerified, after(life.rectified(), THURSDAY).as_(actor).when(VERIFY))
    assert (event.verified_on, event.awaits_countersignature, event.by) == (THURSDAY, False, signed(actor))
    state = life.hazard((*life.rectified(), event))
    assert (state.stage, state.closed_on, dict(state.clocks)) == (Stage.VERIFIED, THURSDAY, {})


def test_a_class_teacher_verifies_nothing() -> None:
    after(life.rectified()).as_(TEACHER).when(VERIFY).refused(NoPower)


def test_the_rectifier_does_not_verify() -> None:
    after(life.rectified()).by(LOGISTICS).when(VERIFY).refused(r.VerifierIsRectifier)


def rectified_by(post: Post) -> tuple[Event, ...]:
    assigned = life.step(
        life.graded(),
        life.assignment(rectifier=post_id("no3", post), overseer=post_id("no3", Post.PARTY_SECRETARY)),
        HEAD,
        at(TUESDAY),
    )
    return life.step(assigned, rectification(), acting("no3", post), at(WEDNESDAY))


def test_the_rectifier_does_not_verify_in_another_post_either() -> None:
    second = AppointmentId(natural_id("test", "second post"))
    rectifier = person_id("no3", Post.LOGISTICS)
    directory = district((StreamId(second), appointed(rectifier, Post.SAFETY_OFFICER, unit_id("no3"))))
    story = after(life.rectified()).among(directory).as_(actor_of(rectifier, second, Post.SAFETY_OFFICER, "no3"))
    story.when(VERIFY).refused(r.VerifierIsRectifier)


def delegated(giver: Post, to: Post) -> tuple[StreamId, Event, Actor]:
    """One's post handed to a colleague for a while."""
    appointment = AppointmentId(natural_id("test", "delegated", giver, to))
    made = appointed(
        person_id("no3", to),
        giver,
        unit_id("no3"),
        kind=AppointmentKind.DELEGATED,
        delegated_by=post_id("no3", giver),
    )
    actor = actor_of(person_id("no3", to), appointment, giver, "no3", on_behalf_of=post_id("no3", giver))
    return StreamId(appointment), made, actor


def test_nor_does_anybody_in_the_rectifiers_post_by_delegation() -> None:
    stream, made, actor = delegated(Post.DEPUTY_HEAD, Post.STAFF)
    story = after(rectified_by(Post.DEPUTY_HEAD)).among(district((stream, made))).as_(actor)
    story.when(VERIFY).refused(r.VerifierIsRectifier)


def test_nor_whoever_gave_the_post_in_which_it_was_rectified() -> None:
    stream, made, actor = delegated(Post.DEPUTY_HEAD, Post.STAFF)
    directory = district((stream, made))
    assignment = life.assignment(rectifier=stream, overseer=post_id("no3", Post.PARTY_SECRETARY))
    assigned = first(e.HazardAssigned, after(life.graded(), TUESDAY).among(directory).as_(HEAD).when(assignment))
    done = after((*life.graded(), assigned), WEDNESDAY).among(directory).as_(actor).when(rectification())
    history = (*life.graded(), assigned, first(e.HazardRectified, done))
    after(history).among(directory).as_(DEPUTY).when(VERIFY).refused(r.VerifierIsRectifier)
    assert first(e.RectificationVerified, after(history).among(directory).as_(OFFICER).when(VERIFY)).by.person


def test_what_nobody_rectified_is_not_verified() -> None:
    after(life.protected()).as_(OFFICER).when(VERIFY).refused(r.NotRectified)
    after(life.found()).as_(OFFICER).when(VERIFY).refused(r.NotRectified)


def test_it_is_closed_out_once() -> None:
    after(life.closed()).as_(HEAD).when(VERIFY).refused(r.AlreadyClosedOut)
    after(life.major_verified()).as_(SECTION).when(VERIFY).refused(r.AwaitsCountersignature)


def test_nothing_is_verified_before_it_was_rectified() -> None:
    story = after(life.rectified(), FRIDAY).as_(OFFICER)
    story.happened(Happened(on=TUESDAY)).when(VERIFY).refused(r.VerifiedBeforeRectified, rectified_on=WEDNESDAY)
    assert first(e.RectificationVerified, story.happened(Happened(on=WEDNESDAY)).when(VERIFY)).verified_on == WEDNESDAY


def test_a_rejection_goes_back_to_the_rectifier_with_a_new_day() -> None:
    event = first(e.RectificationRejected, after(life.rectified(), THURSDAY).as_(OFFICER).when(reject()))
    state = life.hazard((*life.rectified(), event))
    assert (state.stage, state.due_on, set(state.clocks)) == (Stage.ASSIGNED, date(2025, 3, 20), {clocks.RECTIFY})
    after((*life.rectified(), event)).as_(OFFICER).when(VERIFY).refused(r.NotRectified)


def test_the_rectifier_does_not_reject_his_own_work() -> None:
    after(life.rectified()).by(LOGISTICS).when(reject()).refused(r.VerifierIsRectifier)


def test_a_rejection_needs_a_reason_and_a_day_that_can_be() -> None:
    story = after(life.rectified(), THURSDAY).as_(OFFICER)
    story.when(reject(reason=" ")).refused(Blank)
    story.when(reject(due_on=WEDNESDAY)).refused(r.DueDateInThePast)
    story.when(reject(due_on=date(2025, 3, 29))).refused(r.DueLaterThanLimit, latest=date(2025, 3, 28))


def test_only_what_is_rectified_is_rejected() -> None:
    after(life.protected()).as_(OFFICER).when(reject()).refused(r.NotRectified)
    after(life.closed()).as_(OFFICER).when(reject()).refused(r.AlreadyClosedOut)


def test_a_major_hazard_is_verified_by_the_supervising_unit_and_stays_open() -> None:
    event = first(e.RectificationVerified, after(life.major_rectified(), THURSDAY).as_(SECTION).when(VERIFY))
    state = life.hazard((*life.major_rectified(), event))
    assert (event.awaits_countersignature, state.stage) == (True, Stage.AWAITING_COUNTERSIGNATURE)
    assert (state.is_open, state.closed_on) == (True, None)
    assert clocks.VERIFY in state.clocks


@pytest.mark.parametrize("actor", [OFFICER, HEAD, CITY_SECTION, TOWN])
def test_nobody_else_verifies_a_major_hazard(actor: Actor) -> None:
    after(life.major_rectified()).as_(actor).when(VERIFY).refused(r.NotTheSupervisingUnit)


def test_nobody_outside_the_supervising_unit_rejects_a_major_one_either() -> None:
    after(life.major_rectified()).as_(OFFICER).when(reject()).refused(r.NotTheSupervisingUnit)


def test_a_section_of_the_supervising_bureau_is_the_bureau() -> None:
    linked = acting("dc_safety", Post.LINKED_OFFICER)
    assert first(e.RectificationVerified, after(life.major_rectified()).as_(linked).when(VERIFY)).by == signed(linked)


def test_the_head_who_countersigns_does_not_verify() -> None:
    after(life.major_rectified()).as_(BUREAU_HEAD).when(VERIFY).refused(r.HeadCountersigns)


def test_a_major_hazard_closes_at_the_heads_countersignature_and_a_recheck_is_due() -> None:
    event = first(e.ClosingCountersigned, after(life.major_verified(), FRIDAY).as_(BUREAU_HEAD).when(COUNTERSIGN))
    state = life.hazard((*life.major_verified(), event))
    assert (event.closed_on, event.by, state.stage) == (FRIDAY, signed(BUREAU_HEAD), Stage.VERIFIED)
    assert [(each.clock, each.due_on) for each in event.clocks] == [(clocks.RECHECK, date(2025, 4, 13))]


@pytest.mark.parametrize("actor", [HEAD, CITY_HEAD])
def test_no_other_head_countersigns(actor: Actor) -> None:
    after(life.major_verified()).as_(actor).when(COUNTERSIGN).refused(r.NotItsHead)


def test_no_other_post_of_the_supervising_unit_countersigns() -> None:
    after(life.major_verified()).as_(BUREAU_DEPUTY).when(COUNTERSIGN).refused(NoPower)
    after(life.major_verified()).by(BUREAU_DEPUTY).when(COUNTERSIGN).refused(r.NotItsHead)


def test_the_verifier_does_not_countersign_as_acting_head() -> None:
    appointment = AppointmentId(natural_id("test", "acting head of the bureau"))
    verifier = person_id("dongcheng", Post.SAFETY_SECTION)
    made = appointed(verifier, Post.BUREAU_HEAD, unit_id("dongcheng"), kind=AppointmentKind.ACTING)
    actor = actor_of(verifier, appointment, Post.BUREAU_HEAD, "dongcheng")
    story = after(life.major_verified()).among(district((StreamId(appointment), made))).as_(actor)
    story.when(COUNTERSIGN).refused(r.CountersignedByVerifier)


def test_the_rectifier_does_not_countersign_even_if_he_now_heads_the_bureau() -> None:
    appointment = AppointmentId(natural_id("test", "promoted"))
    rectifier = person_id("no3", Post.LOGISTICS)
    directory = district((StreamId(appointment), appointed(rectifier, Post.BUREAU_HEAD, unit_id("dongcheng"))))
    actor = actor_of(rectifier, appointment, Post.BUREAU_HEAD, "dongcheng")
    after(life.major_verified()).among(directory).as_(actor).when(COUNTERSIGN).refused(r.VerifierIsRectifier)


def test_only_what_is_verified_is_countersigned() -> None:
    after(life.major_rectified()).as_(BUREAU_HEAD).when(COUNTERSIGN).refused(r.NothingToCountersign)
    after(life.rectified()).as_(BUREAU_HEAD).when(COUNTERSIGN).refused(r.NothingToCountersign)
    after(life.closed()).as_(BUREAU_HEAD).when(COUNTERSIGN).refused(r.AlreadyClosedOut)


def test_nothing_is_countersigned_before_it_was_verified() -> None:
    story = after(life.major_verified(), FRIDAY).as_(BUREAU_HEAD).happened(Happened(on=WEDNESDAY))
    story.when(COUNTERSIGN).refused(r.CountersignedBeforeVerified)


def test_the_head_may_reject_instead_and_listed_progress_is_due_again() -> None:
    event = first(e.RectificationRejected, after(life.major_verified(), FRIDAY).as_(BUREAU_HEAD).when(reject()))
    assert {each.clock for each in event.clocks} == {clocks.RECTIFY, clocks.PROGRESS}
    state = life.hazard((*life.major_verified(), event))
    assert (state.stage, state.verified_by) == (Stage.ASSIGNED, None)


def unlisted_major_rectified() -> tuple[Event, ...]:
    assigned = life.step(life.major(), life.assignment(due_on=life.PLANNED_UNTIL), HEAD, at(TUESDAY))
    return life.step(assigned, rectification(), LOGISTICS, at(WEDNESDAY))


def test_a_major_hazard_that_nobody_listed_is_verified_by_the_supervisors_unit() -> None:
    story = after(unlisted_major_rectified())
    story.as_(CITY_SECTION).when(VERIFY).refused(r.NotTheSupervisingUnit)
    assert first(e.RectificationVerified, story.as_(SECTION).when(VERIFY)).awaits_countersignature


def test_the_lister_comes_before_the_supervisor() -> None:
    listed = life.step(unlisted_major_rectified(), life.listing(), CITY_SECTION, at(THURSDAY))
    after(listed).as_(SECTION).when(VERIFY).refused(r.NotTheSupervisingUnit)
    verified = life.step(listed, VERIFY, CITY_SECTION, at(FRIDAY))
    after(verified).as_(BUREAU_HEAD).when(COUNTERSIGN).refused(r.NotItsHead)
    assert first(e.ClosingCountersigned, after(verified).as_(CITY_HEAD).when(COUNTERSIGN)).by == signed(CITY_HEAD)


def test_supervised_by_a_town_a_hazard_that_became_major_is_verified_by_a_bureau() -> None:
    by_town = life.assignment(supervisor=post_id("heyan", Post.TOWN_OFFICER))
    events = life.step(life.graded(), by_town, HEAD, at(TUESDAY))
    events = life.step(events, rectification(), LOGISTICS, at(WEDNESDAY))
    events = life.step(events, life.grade(Grade.MAJOR), SECTION, at(THURSDAY))
    after(events).as_(TOWN).when(VERIFY).refused(r.NotTheSupervisingUnit)
    assert first(e.RectificationVerified, after(events).as_(SECTION).when(VERIFY)).awaits_countersignature


def test_strangers_do_not_learn_that_there_is_anything_to_verify() -> None:
    after(life.rectified()).as_(acting("no9", Post.HEAD)).when(VERIFY).refused(NotKnown)
