"""General or major: upward by anyone with a duty there, downward only from above."""

import pytest

from domain.appointment.posts import Post
from domain.hazard import clocks
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import GradeHazard, ReportUpward
from domain.hazard.grading import Criterion, Grade
from domain.hazard.terms import Source
from domain.kernel.identity import Actor
from domain.kernel.quantities import Blank
from domain.kernel.refusals import NotKnown
from tests.domain.hazard import life
from tests.domain.hazard.life import (
    DEPUTY,
    HAZARD,
    HEAD,
    MONDAY,
    OFFICER,
    SECTION,
    TEACHER,
    THURSDAY,
    TOWN,
    after,
    at,
    first,
    grade,
)
from tests.support.district import acting, unit_id

FIRE_ITEM = Criterion(issuer="教育部办公厅", document="教发厅函〔2024〕20号", version="2024", article="消防五")


def test_a_decision_keeps_the_items_and_the_edition_it_was_made_by() -> None:
    command = GradeHazard(hazard=HAZARD, grade=Grade.MAJOR, criteria=(FIRE_ITEM,), reason="宿舍无联网烟感")
    event = first(e.HazardGraded, after(life.registered(), MONDAY).as_(HEAD).when(command))
    assert (event.criteria, event.previous, event.is_unmapped) == ((FIRE_ITEM,), None, False)


def test_what_no_item_covers_is_unmapped_whatever_the_grade() -> None:
    event = first(e.HazardGraded, after(life.registered(), MONDAY).as_(HEAD).when(grade(Grade.MAJOR)))
    assert event.is_unmapped


def test_a_hazard_that_becomes_major_has_to_be_listed_in_three_workdays() -> None:
    event = first(e.HazardGraded, after(life.registered(), MONDAY).as_(HEAD).when(grade(Grade.MAJOR)))
    assert [(each.clock, each.due_on) for each in event.clocks] == [(clocks.LIST, THURSDAY)]


def test_a_hazard_that_becomes_major_later_has_to_be_reported_upward_again() -> None:
    told = ReportUpward(hazard=HAZARD, to=unit_id("dongcheng"), text="护栏松动")
    events = life.step(life.graded(), told, OFFICER, at(MONDAY, 11))
    event = first(e.HazardGraded, after(events, MONDAY).as_(HEAD).when(grade(Grade.MAJOR)))
    assert [each.clock for each in event.clocks] == [clocks.LIST, clocks.REPORT_UPWARD]
    by_bureau = first(e.HazardGraded, after(events, MONDAY).as_(SECTION).when(grade(Grade.MAJOR)))
    assert [each.clock for each in by_bureau.clocks] == [clocks.LIST]


@pytest.mark.parametrize("actor", [TEACHER, DEPUTY, TOWN, SECTION])
def test_upward_by_anyone_with_a_duty_there(actor: Actor) -> None:
    assert first(e.HazardGraded, after(life.graded()).as_(actor).when(grade(Grade.MAJOR))).by == life.signed(actor)


def test_downward_only_by_a_superior_unit() -> None:
    after(life.major()).as_(HEAD).when(grade(Grade.GENERAL)).refused(r.LoweredOnlyFromAbove)
    event = first(e.HazardGraded, after(life.major()).as_(SECTION).when(grade(Grade.GENERAL)))
    assert event.previous is Grade.MAJOR


def test_lowering_ends_the_clock_of_listing() -> None:
    lowered = life.step(life.major(), grade(Grade.GENERAL), SECTION, at(MONDAY, 12))
    assert clocks.LIST in life.hazard(life.major()).clocks
    assert clocks.LIST not in life.hazard(lowered).clocks


def test_a_proposal_of_the_unit_itself_binds_nobody() -> None:
    found = life.step((), life.report(grade_proposed=Grade.MAJOR), TEACHER, at(MONDAY, 9))
    assert first(e.HazardGraded, after(found).as_(HEAD).when(grade(Grade.GENERAL))).previous is None


def test_a_proposal_from_above_is_lowered_only_from_above() -> None:
    report = life.report(grade_proposed=Grade.MAJOR, source=Source.INSPECTION)
    found = life.step((), report, SECTION, at(MONDAY, 9))
    after(found).as_(HEAD).when(grade(Grade.GENERAL)).refused(r.LoweredOnlyFromAbove)


def test_a_listed_hazard_is_not_lowered_by_anybody() -> None:
    after(life.listed()).as_(SECTION).when(grade(Grade.GENERAL)).refused(r.HazardIsListed)


def test_the_same_decision_is_not_made_twice() -> None:
    after(life.graded()).as_(HEAD).when(grade(Grade.GENERAL)).refused(r.GradeUnchanged)


def test_the_same_grade_by_other_criteria_is_a_new_decision_without_new_clocks() -> None:
    command = GradeHazard(hazard=HAZARD, grade=Grade.MAJOR, criteria=(FIRE_ITEM,), reason="补引条款")
    event = first(e.HazardGraded, after(life.major()).as_(HEAD).when(command))
    assert (event.previous, event.clocks) == (Grade.MAJOR, ())


def test_the_grade_is_settled_by_verification() -> None:
    after(life.major_verified()).as_(SECTION).when(grade(Grade.GENERAL)).refused(r.AwaitsCountersignature)
    after(life.closed()).as_(SECTION).when(grade(Grade.MAJOR)).refused(r.AlreadyClosedOut)


def test_a_decision_says_why_and_cites_in_full() -> None:
    after(life.registered()).as_(HEAD).when(grade(Grade.MAJOR, reason=" ")).refused(Blank)
    half = Criterion(issuer="教育部办公厅", document="", version="2024", article="一")
    command = GradeHazard(hazard=HAZARD, grade=Grade.MAJOR, criteria=(half,), reason="见条款")
    after(life.registered()).as_(HEAD).when(command).refused(Blank, where="criteria.document")


def test_nobody_from_another_bureau_grades() -> None:
    after(life.registered()).as_(acting("xicheng", Post.SAFETY_SECTION)).when(grade(Grade.MAJOR)).refused(NotKnown)
    after(life.registered()).as_(life.FIRE).when(grade(Grade.MAJOR)).refused(NotKnown)
