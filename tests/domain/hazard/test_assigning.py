"""Responsibility is given to people by name, who hold their posts, until a day that can be."""

from datetime import date

import pytest

from domain.appointment.events import AppointmentEnded, AppointmentKind
from domain.appointment.posts import Post
from domain.hazard import clocks
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.assignment import FiveImplementations
from domain.hazard.commands import (
    AcceptAssignment,
    DecideDecline,
    DeclineAssignment,
    NoteSupervision,
    RejectRectification,
)
from domain.hazard.grading import Grade
from domain.hazard.terms import Stage
from domain.kernel.events import Event
from domain.kernel.identity import Actor, AppointmentId, StreamId, natural_id
from domain.kernel.quantities import Blank, OutOfRange, TooLong
from domain.kernel.refusals import Malformed, NotKnown
from tests.domain.hazard import life
from tests.domain.hazard.life import (
    DEPUTY,
    FRIDAY,
    GROUP,
    HAZARD,
    HEAD,
    LOGISTICS,
    MONDAY,
    OFFICER,
    SECTION,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    after,
    assignment,
    at,
    first,
    signed,
)
from tests.support.district import acting, appointed, district, person_id, post_id, unit_id

LIMIT = date(2025, 3, 25)
"""Fifteen days from Monday 10 March."""


def test_an_assignment_names_three_people_five_implementations_and_a_day() -> None:
    event = first(e.HazardAssigned, after(life.graded(), MONDAY).as_(HEAD).when(assignment()))
    assert (event.rectifier, event.overseer, event.supervisor) == (
        post_id("no3", Post.LOGISTICS),
        post_id("no3", Post.DEPUTY_HEAD),
        post_id("dongcheng", Post.SAFETY_SECTION),
    )
    assert (event.lead_unit, event.supervising_unit, event.by) == (unit_id("no3"), unit_id("dongcheng"), signed(HEAD))
    assert event.implementations == FiveImplementations(
        responsibility="后勤处",
        measures="加高加固护栏",
        funds_fen=680_000,
        due_on=LIMIT,
        contingency="封闭连廊，改走东侧楼梯",
    )
    assert event.implementations.is_complete


@pytest.mark.parametrize("unsaid", ["responsibility", "measures", "funds_fen", "contingency"])
def test_five_implementations_count_only_if_all_five_are_said(unsaid: str) -> None:
    event = first(e.HazardAssigned, after(life.graded(), MONDAY).as_(HEAD).when(assignment(**{unsaid: None})))
    assert not event.implementations.is_complete


def test_a_blank_implementation_is_unsaid_and_no_money_is_said() -> None:
    story = after(life.graded(), MONDAY).as_(HEAD)
    assert first(e.HazardAssigned, story.when(assignment(measures="  "))).implementations.measures is None
    assert first(e.HazardAssigned, story.when(assignment(funds_fen=0))).implementations.is_complete


def test_the_clock_of_rectification_runs_by_the_limit_of_the_grade() -> None:
    event = first(e.HazardAssigned, after(life.graded(), MONDAY).as_(HEAD).when(assignment()))
    (deadline,) = event.clocks
    assert (deadline.clock, deadline.basis.limit, deadline.due_on) == (clocks.RECTIFY, "hazard.rectify_general", LIMIT)
    assert clocks.ASSIGN not in life.hazard(life.assigned()).clocks


def test_an_earlier_day_may_be_set_and_a_later_one_may_not() -> None:
    story = after(life.graded(), MONDAY).as_(HEAD)
    event = first(e.HazardAssigned, story.when(assignment(due_on=FRIDAY)))
    assert (event.implementations.due_on, event.clocks[0].due_on) == (FRIDAY, FRIDAY)
    assert first(e.HazardAssigned, story.when(assignment(due_on=LIMIT))).clocks[0].due_on == LIMIT
    story.when(assignment(due_on=date(2025, 3, 26))).refused(r.DueLaterThanLimit, latest=LIMIT)


def test_today_is_a_day_and_yesterday_is_none() -> None:
    story = after(life.graded(), MONDAY).as_(HEAD)
    assert first(e.HazardAssigned, story.when(assignment(due_on=MONDAY))).clocks[0].due_on == MONDAY
    story.when(assignment(due_on=date(2025, 3, 9))).refused(r.DueDateInThePast)


def test_a_major_hazard_has_the_day_of_its_plan() -> None:
    story = after(life.major(), MONDAY).as_(HEAD)
    story.when(assignment()).refused(r.DueDateMissing)
    event = first(e.HazardAssigned, story.when(assignment(due_on=life.PLANNED_UNTIL)))
    assert (event.clocks[0].basis.limit, event.clocks[0].due_on) == ("hazard.rectify_major", life.PLANNED_UNTIL)


def test_a_listed_hazard_has_the_day_of_the_notice_or_an_earlier_one() -> None:
    notice = date(2025, 4, 30)
    listing = life.step(life.major(), life.listing(due_on=notice), SECTION, at(MONDAY, 10, 45))
    story = after(listing, MONDAY).as_(HEAD)
    assert first(e.HazardAssigned, story.when(assignment())).implementations.due_on == notice
    story.when(assignment(due_on=date(2025, 5, 1))).refused(r.DueLaterThanLimit, latest=notice)


def test_what_is_not_registered_is_not_assigned() -> None:
    graded = life.step(life.found(), life.grade(Grade.GENERAL), HEAD, at(MONDAY))
    after(graded).as_(HEAD).when(assignment()).refused(r.HazardNotRegistered)


def test_what_is_not_graded_is_not_assigned() -> None:
    after(life.registered()).as_(HEAD).when(assignment()).refused(r.HazardNotGraded)


def test_what_is_rectified_or_closed_is_not_assigned() -> None:
    after(life.rectified()).as_(HEAD).when(assignment()).refused(r.AlreadyRectified)
    after(life.major_verified()).as_(HEAD).when(assignment()).refused(r.AwaitsCountersignature)
    after(life.closed()).as_(HEAD).when(assignment()).refused(r.AlreadyClosedOut)


@pytest.mark.parametrize("role", ["rectifier", "overseer", "supervisor"])
def test_nothing_is_assigned_to_a_post_that_nobody_holds(role: str) -> None:
    nobody = AppointmentId(natural_id("test", "nobody"))
    story = after(life.graded(), MONDAY).as_(HEAD)
    story.when(assignment(**{role: nobody})).refused(r.AssignedToNobody, role=role)


def test_a_post_given_up_yesterday_is_held_by_nobody() -> None:
    ended = AppointmentEnded(on=date(2025, 3, 9), reason="调离")
    directory = district((StreamId(post_id("no3", Post.LOGISTICS)), ended))
    story = after(life.graded(), MONDAY).among(directory).as_(HEAD)
    story.when(assignment()).refused(r.AssignedToNobody, role="rectifier")


def test_rectifier_and_overseer_are_of_the_unit_that_leads() -> None:
    story = after(life.graded(), MONDAY).as_(SECTION)
    other = post_id("no5", Post.STAFF)
    story.when(assignment(rectifier=other)).refused(r.RectifierOfAnotherUnit)
    story.when(assignment(overseer=other)).refused(r.OverseerOfAnotherUnit)


def test_a_section_of_the_school_belongs_to_it() -> None:
    story = after(life.graded(), MONDAY).as_(HEAD)
    event = first(e.HazardAssigned, story.when(assignment(rectifier=post_id("no3_boarding", Post.STAFF))))
    assert event.rectifier == post_id("no3_boarding", Post.STAFF)


def test_the_supervisor_stands_above() -> None:
    story = after(life.graded(), MONDAY).as_(HEAD)
    story.when(assignment(supervisor=post_id("no3", Post.HEAD))).refused(r.SupervisorNotAbove)
    story.when(assignment(supervisor=post_id("xicheng", Post.SAFETY_SECTION))).refused(r.SupervisorNotAbove)


def test_a_town_supervises_general_hazards_and_no_major_ones() -> None:
    town = post_id("heyan", Post.TOWN_OFFICER)
    story = after(life.graded(), MONDAY).as_(HEAD)
    assert first(e.HazardAssigned, story.when(assignment(supervisor=town))).supervising_unit == unit_id("heyan")
    major = assignment(supervisor=town, due_on=life.PLANNED_UNTIL)
    after(life.major(), MONDAY).as_(HEAD).when(major).refused(r.SupervisorNotAbove)


def test_a_bureau_that_has_only_a_region_above_it_supervises_itself() -> None:
    events = life.step((), life.report(unit=unit_id("edu")), life.CITY_SECTION, at(MONDAY, 9))
    events = life.step(events, life.register(unit_code="edu"), life.CITY_SECTION, at(MONDAY, 9))
    events = life.step(events, life.grade(Grade.GENERAL), life.CITY_SECTION, at(MONDAY, 9))
    own = assignment(
        rectifier=post_id("edu", Post.SAFETY_SECTION),
        overseer=post_id("edu", Post.BUREAU_DEPUTY),
        supervisor=post_id("edu", Post.BUREAU_HEAD),
    )
    event = first(e.HazardAssigned, after(events, MONDAY).as_(life.CITY_HEAD).when(own))
    assert event.supervising_unit == unit_id("edu")


def test_the_supervisor_is_somebody_who_can_decide() -> None:
    guard = AppointmentId(natural_id("test", "guard of the bureau"))
    made = appointed(person_id("no5", Post.STAFF), Post.GUARD, unit_id("dongcheng"))
    story = after(life.graded(), TUESDAY).among(district((StreamId(guard), made))).as_(HEAD)
    story.when(assignment(supervisor=guard)).refused(r.SupervisorCannotDecide, post="guard")


def test_rectifier_overseer_and_supervisor_are_three_people() -> None:
    story = after(life.graded(), MONDAY).as_(HEAD)
    story.when(assignment(overseer=post_id("no3", Post.LOGISTICS))).refused(r.OneForTwo)


def test_one_person_in_two_posts_is_one_person() -> None:
    second = AppointmentId(natural_id("test", "second post"))
    made = appointed(person_id("no3", Post.LOGISTICS), Post.DEPUTY_HEAD, unit_id("no3"))
    story = after(life.graded(), MONDAY).among(district((StreamId(second), made))).as_(HEAD)
    story.when(assignment(overseer=second)).refused(r.OneForTwo)


def test_whoever_acts_on_behalf_of_the_rectifier_does_not_oversee() -> None:
    deputised = AppointmentId(natural_id("test", "delegated"))
    made = appointed(
        person_id("no3", Post.STAFF),
        Post.LOGISTICS,
        unit_id("no3"),
        kind=AppointmentKind.DELEGATED,
        delegated_by=post_id("no3", Post.LOGISTICS),
    )
    story = after(life.graded(), MONDAY).among(district((StreamId(deputised), made))).as_(HEAD)
    story.when(assignment(overseer=deputised)).refused(r.OneForTwo)


def test_a_school_cannot_burden_units_beyond_its_own() -> None:
    story = after(life.graded(), MONDAY).as_(HEAD)
    story.when(assignment(co_responsible=(unit_id("fire"),))).refused(r.UnitNotYoursToAssign)
    story.when(assignment(lead_unit=unit_id("no5"))).refused(r.UnitNotYoursToAssign)


@pytest.mark.parametrize("actor", [SECTION, GROUP])
def test_bureaus_and_leading_groups_give_the_lead_across_subtrees(actor: Actor) -> None:
    across = assignment(
        lead_unit=unit_id("fire"),
        co_responsible=(unit_id("no3"), unit_id("heyan")),
        rectifier=post_id("fire", Post.DEPARTMENT_OFFICER),
        overseer=post_id("fire", Post.DEPARTMENT_HEAD),
    )
    event = first(e.HazardAssigned, after(life.graded(), MONDAY).as_(actor).when(across))
    assert (event.lead_unit, event.co_responsible) == (unit_id("fire"), (unit_id("no3"), unit_id("heyan")))


def test_a_unit_nobody_knows_is_not_made_responsible() -> None:
    nowhere = assignment(co_responsible=(unit_id("no4"),))
    after(life.graded(), MONDAY).as_(SECTION).when(nowhere).refused(r.UnitNotThere)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"funds_fen": -1}, OutOfRange),
        ({"funds_fen": 10**13 + 1}, OutOfRange),
        ({"measures": "长" * 4001}, TooLong),
        ({"co_responsible": (unit_id("no5"),) * 51}, OutOfRange),
    ],
)
def test_sums_and_texts_must_be_possible(said: dict[str, object], kind: type[Malformed]) -> None:
    after(life.graded(), MONDAY).as_(HEAD).when(assignment(**said)).refused(kind)


def test_assigning_again_replaces_the_people_and_leaves_the_clock_alone() -> None:
    again = assignment(rectifier=post_id("no3", Post.STAFF))
    event = first(e.HazardAssigned, after(life.assigned(), FRIDAY).as_(HEAD).when(again))
    assert (event.clocks, event.implementations.due_on) == ((), LIMIT)


def test_assigning_again_brings_the_day_nearer_and_never_further() -> None:
    story = after(life.assigned(), TUESDAY).as_(HEAD)
    assert first(e.HazardAssigned, story.when(assignment(due_on=FRIDAY))).clocks[0].due_on == FRIDAY
    story.when(assignment(due_on=date(2025, 3, 26))).refused(r.DueLaterThanBefore, due_on=LIMIT)


def test_an_overdue_hazard_assigned_again_stays_overdue() -> None:
    late = after(life.assigned(), date(2025, 4, 1)).as_(HEAD)
    assert first(e.HazardAssigned, late.when(assignment())).implementations.due_on == LIMIT
    late.when(assignment(due_on=date(2025, 4, 2))).refused(r.DueLaterThanBefore)


def test_a_hazard_that_became_major_gets_the_day_of_its_plan() -> None:
    events = life.step(life.assigned(), life.grade(Grade.MAJOR), SECTION, at(TUESDAY))
    story = after(events, TUESDAY).as_(HEAD)
    assert first(e.HazardAssigned, story.when(assignment(due_on=life.PLANNED_UNTIL))).clocks


def test_accepting_is_the_rectifiers() -> None:
    accept = AcceptAssignment(hazard=HAZARD)
    after(life.assigned()).as_(LOGISTICS).when(accept).then(e.AssignmentAccepted(by=signed(LOGISTICS)))
    after(life.assigned()).as_(DEPUTY).when(accept).refused(r.NotTheRectifier)
    after(life.graded()).by(LOGISTICS).when(accept).refused(r.HazardNotAssigned)


def test_an_assignment_is_accepted_once() -> None:
    accepted = life.step(life.assigned(), AcceptAssignment(hazard=HAZARD), LOGISTICS, at(TUESDAY))
    after(accepted).as_(LOGISTICS).when(AcceptAssignment(hazard=HAZARD)).refused(r.AlreadyAccepted)
    after(accepted).as_(LOGISTICS).when(DECLINE).refused(r.AlreadyAccepted)


DECLINE = DeclineAssignment(hazard=HAZARD, reason="连廊由施工单位代管")


def declined() -> tuple[Event, ...]:
    return life.step(life.assigned(), DECLINE, LOGISTICS, at(TUESDAY))


def decide(*, upheld: bool) -> DecideDecline:
    return DecideDecline(hazard=HAZARD, is_upheld=upheld, reason="经查")


def test_declining_starts_the_assigners_clock_and_stops_no_other() -> None:
    running = life.hazard(declined()).clocks
    assert running[clocks.DECIDE_DECLINE].deadline.due_on == WEDNESDAY
    assert running[clocks.RECTIFY] == life.hazard(life.assigned()).clocks[clocks.RECTIFY]


def test_declining_is_the_rectifiers_and_once() -> None:
    after(life.assigned()).as_(DEPUTY).when(DECLINE).refused(r.NotTheRectifier)
    after(declined()).as_(LOGISTICS).when(DECLINE).refused(r.AlreadyDeclined)
    blank = DeclineAssignment(hazard=HAZARD, reason=" ")
    after(life.assigned()).as_(LOGISTICS).when(blank).refused(Blank)


def test_whoever_declined_may_still_accept() -> None:
    accepted = life.step(declined(), AcceptAssignment(hazard=HAZARD), LOGISTICS, at(TUESDAY, 11))
    assert clocks.DECIDE_DECLINE not in life.hazard(accepted).clocks
    after(accepted).as_(HEAD).when(decide(upheld=True)).refused(r.NothingDeclined)


def test_nothing_is_assigned_over_an_unanswered_decline() -> None:
    after(declined()).as_(HEAD).when(assignment()).refused(r.DeclineUndecided)


def test_upheld_it_has_to_be_assigned_anew_while_the_clock_runs_on() -> None:
    upheld = life.step(declined(), decide(upheld=True), HEAD, at(WEDNESDAY))
    state = life.hazard(upheld)
    assert (state.stage, state.assignment, state.due_on) == (Stage.REGISTERED, None, LIMIT)
    assert state.clocks[clocks.ASSIGN].deadline.due_on == FRIDAY
    again = first(e.HazardAssigned, after(upheld).as_(HEAD).when(assignment()))
    assert again.implementations.due_on == LIMIT


def test_insisted_on_it_counts_as_accepted() -> None:
    insisted = life.step(declined(), decide(upheld=False), HEAD, at(WEDNESDAY))
    after(insisted).as_(LOGISTICS).when(DECLINE).refused(r.AlreadyAccepted)


def test_only_the_assigner_or_somebody_above_decides_on_a_decline() -> None:
    after(declined()).as_(OFFICER).when(decide(upheld=True)).refused(r.NotTheAssigner)
    assert first(e.DeclineDecided, after(declined()).as_(SECTION).when(decide(upheld=True))).is_upheld


def test_the_decliner_does_not_decide_even_in_the_assigners_post() -> None:
    acting_head = AppointmentId(natural_id("test", "acting head"))
    made = appointed(person_id("no3", Post.LOGISTICS), Post.HEAD, unit_id("no3"), kind=AppointmentKind.ACTING)
    directory = district((StreamId(acting_head), made))
    actor = life.actor_of(person_id("no3", Post.LOGISTICS), acting_head, Post.HEAD, "no3")
    story = after(declined()).among(directory).as_(actor)
    story.when(decide(upheld=True)).refused(r.DeclineDecidedByDecliner)


def test_the_successor_of_the_assigner_decides_in_the_same_post() -> None:
    successor = AppointmentId(natural_id("test", "new head"))
    made = appointed(person_id("no3", Post.STAFF), Post.HEAD, unit_id("no3"), kind=AppointmentKind.ACTING)
    actor = life.actor_of(person_id("no3", Post.STAFF), successor, Post.HEAD, "no3")
    story = after(declined()).among(district((StreamId(successor), made))).as_(actor)
    assert first(e.DeclineDecided, story.when(decide(upheld=False))).by == signed(actor)


def test_a_supervisors_note_makes_the_day_nearer_and_never_later() -> None:
    def note(due_on: date | None) -> NoteSupervision:
        return NoteSupervision(hazard=HAZARD, note="抓紧", due_on=due_on)

    story = after(life.assigned(), TUESDAY).as_(SECTION)
    assert first(e.SupervisionNoted, story.when(note(THURSDAY))).clocks[0].due_on == THURSDAY
    assert first(e.SupervisionNoted, story.when(note(None))).clocks == ()
    story.when(note(date(2025, 3, 26))).refused(r.DueLaterThanBefore)
    story.when(note(MONDAY)).refused(r.DueDateInThePast)
    after(life.assigned()).as_(HEAD).when(note(None)).refused(r.NotAbove)
    after(life.rectified()).as_(SECTION).when(note(THURSDAY)).refused(r.AlreadyRectified)
    after(life.registered()).as_(SECTION).when(note(FRIDAY)).refused(r.HazardNotAssigned)


def test_a_note_from_beside_is_for_those_who_supervise_there() -> None:
    plain = NoteSupervision(hazard=HAZARD, note="已到现场")
    assert first(e.SupervisionNoted, after(life.assigned()).as_(life.TOWN).when(plain)).by == signed(life.TOWN)
    after(life.assigned()).as_(life.FIRE).when(plain).refused(NotKnown)
    after(life.assigned()).by(life.FIRE).when(plain).refused(r.NotAbove)


def test_an_assignment_after_a_rejection_keeps_the_day_of_the_rejection() -> None:
    rejected = life.step(
        life.rectified(),
        RejectRectification(hazard=HAZARD, reason="焊点不牢", due_on=FRIDAY),
        OFFICER,
        at(THURSDAY),
    )
    event = first(e.HazardAssigned, after(rejected).as_(HEAD).when(assignment()))
    assert event.implementations.due_on == FRIDAY


def test_who_lost_the_assignment_is_no_longer_involved() -> None:
    assert post_id("no3", Post.LOGISTICS) in life.hazard(life.assigned()).involved
    replaced = life.step(life.assigned(), assignment(rectifier=post_id("no3", Post.STAFF)), HEAD, at(TUESDAY))
    assert post_id("no3", Post.LOGISTICS) not in life.hazard(replaced).involved


def test_actor_of_another_school_assigns_nothing_here() -> None:
    after(life.graded()).as_(acting("no5", Post.HEAD)).when(assignment()).refused(NotKnown)
