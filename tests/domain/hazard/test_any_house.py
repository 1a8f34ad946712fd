"""A hazard in the house of a department: its own people bring it to its end, in different posts and by two hands."""

from datetime import datetime
from typing import Any

from domain.appointment.posts import Post
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import CountersignClosing
from domain.hazard.grading import Grade
from domain.hazard.terms import Stage
from domain.kernel.commands import Command
from domain.kernel.events import Event
from domain.kernel.identity import Actor, AppointmentId, PersonId, StreamId, natural_id
from domain.organisation.directory import Directory
from domain.person.events import PersonEnrolled
from tests.domain.hazard import life
from tests.domain.hazard.life import HAZARD, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at
from tests.support.district import acting, appointed, district, hidden, post_id, unit_id
from tests.support.rules import given

CHIEF, CLERK = acting("fire", Post.DEPARTMENT_HEAD), acting("fire", Post.DEPARTMENT_OFFICER)
COLLEAGUE = PersonId(natural_id("colleague in the fire department"))
COLLEAGUE_SEAT = AppointmentId(natural_id("seat of a colleague in the fire department"))
ANOTHER = life.actor_of(COLLEAGUE, COLLEAGUE_SEAT, Post.DEPARTMENT_OFFICER, "fire")


def department() -> Directory:
    """The district, with a second officer in the fire department."""
    return district(
        (StreamId(COLLEAGUE), PersonEnrolled(person_name=hidden("同事").commitment, unit=unit_id("fire"))),
        (StreamId(COLLEAGUE_SEAT), appointed(COLLEAGUE, Post.DEPARTMENT_OFFICER, unit_id("fire"))),
    )


def story(*steps: tuple[Command[Any], Actor, datetime]) -> tuple[Event, ...]:
    events: tuple[Event, ...] = ()
    for command, actor, moment in steps:
        done = given(*events).among(department()).as_(actor).at(moment).when(command)
        events = (*events, *(each for each in done.events if isinstance(each, e.HazardEvent)))
    return events


def until_rectified(grade: Grade) -> tuple[Event, ...]:
    named: dict[str, Any] = {
        "rectifier": COLLEAGUE_SEAT,
        "overseer": post_id("fire", Post.DEPARTMENT_OFFICER),
        "supervisor": post_id("fire", Post.DEPARTMENT_HEAD),
        "due_on": life.PLANNED_UNTIL if grade is Grade.MAJOR else None,
    }
    return story(
        (life.report(unit=unit_id("fire")), CLERK, at(MONDAY, 9)),
        (life.register(unit_code="fire"), CLERK, at(MONDAY, 10)),
        (life.grade(grade), CHIEF, at(MONDAY, 11)),
        (life.assignment(**named), CHIEF, at(TUESDAY)),
        (life.rectification(), ANOTHER, at(WEDNESDAY)),
    )


def test_a_general_hazard_of_a_department_is_closed_by_its_own_people() -> None:
    events = until_rectified(Grade.GENERAL)
    asked = given(*events).among(department()).at(at(THURSDAY))
    asked.as_(ANOTHER).when(life.VERIFY).refused(r.VerifierIsRectifier)
    closed = life.hazard((*events, *asked.as_(CLERK).when(life.VERIFY).events))
    assert closed.stage is Stage.VERIFIED


def test_a_major_hazard_of_a_department_closes_at_the_countersignature_of_its_head() -> None:
    events = until_rectified(Grade.MAJOR)
    verified = given(*events).among(department()).as_(CLERK).at(at(THURSDAY)).when(life.VERIFY).events
    asked = given(*events, *verified).among(department()).as_(CHIEF).at(at(THURSDAY, 16))
    event = life.first(e.ClosingCountersigned, asked.when(CountersignClosing(hazard=HAZARD)))
    assert event.by == life.signed(CHIEF)
