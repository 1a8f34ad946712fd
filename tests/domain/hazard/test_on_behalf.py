"""Whoever signs in a delegated post stands in the event with the appointment that it came from, in every step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.appointment.events import AppointmentKind
from domain.appointment.powers import actor_of
from domain.hazard.commands import (
    AcceptAssignment,
    ConfirmVoid,
    CountersignClosing,
    DecideDecline,
    DeclineAssignment,
    Delist,
    GrantExtension,
    NoteSupervision,
    ProposeVoid,
    Recheck,
    RefuseExtension,
    RefuseSignature,
    RefuseVoid,
    RejectRectification,
    ReopenHazard,
    ReportRecurrence,
    RequestExtension,
    WaiveInterimMeasure,
)
from domain.hazard.grading import Grade
from domain.hazard.signatory import Signatory
from domain.hazard.terms import Awaited
from domain.kernel.commands import Command
from domain.kernel.events import Event
from domain.kernel.identity import Actor, AppointmentId, PersonId, StreamId, natural_id
from domain.kernel.refusals import NotAppointedHere
from domain.organisation.directory import Directory
from domain.person.events import PersonEnrolled
from tests.domain.hazard import life
from tests.domain.hazard.life import (
    BUREAU_HEAD,
    HAZARD,
    HEAD,
    LOGISTICS,
    OFFICER,
    SECTION,
    TEACHER,
    TUESDAY,
    at,
)
from tests.support.district import appointed, district, hidden

STAND_IN, SEAT = PersonId(natural_id("stand-in")), AppointmentId(natural_id("seat of the stand-in"))
History = Callable[[], tuple[Event, ...]]


def declined() -> tuple[Event, ...]:
    return life.step(life.assigned(), DeclineAssignment(hazard=HAZARD, reason="不归后勤管"), LOGISTICS, at(TUESDAY))


def void_proposed() -> tuple[Event, ...]:
    return life.step(life.registered(), ProposeVoid(hazard=HAZARD, reason="重复登记"), OFFICER, at(TUESDAY))


STEPS: tuple[tuple[History, Command[Any], Actor], ...] = (
    (tuple, life.report(), TEACHER),
    (life.found, life.register(), OFFICER),
    (life.registered, life.grade(Grade.GENERAL), HEAD),
    (life.graded, life.assignment(), HEAD),
    (life.assigned, AcceptAssignment(hazard=HAZARD), LOGISTICS),
    (life.assigned, DeclineAssignment(hazard=HAZARD, reason="x"), LOGISTICS),
    (declined, DecideDecline(hazard=HAZARD, is_upheld=False, reason="x"), HEAD),
    (life.assigned, WaiveInterimMeasure(hazard=HAZARD, reason="x"), OFFICER),
    (life.told_above, RequestExtension(hazard=HAZARD, due_on=life.ASKED_UNTIL, reason="x"), LOGISTICS),
    (life.extension_asked, GrantExtension(hazard=HAZARD, reason="x"), SECTION),
    (life.extension_asked, RefuseExtension(hazard=HAZARD, reason="x"), SECTION),
    (life.protected, NoteSupervision(hazard=HAZARD, note="x"), SECTION),
    (life.protected, life.rectification(), LOGISTICS),
    (life.rectified, life.VERIFY, OFFICER),
    (life.rectified, RejectRectification(hazard=HAZARD, reason="x", due_on=date(2025, 3, 20)), OFFICER),
    (
        life.rectified,
        RefuseSignature(
            hazard=HAZARD,
            act=Awaited.VERIFY,
            refuser=AppointmentId(natural_id("test appointment", "no3", "head")),
            reason="x",
            witness=AppointmentId(natural_id("test appointment", "no3", "class_teacher")),
        ),
        LOGISTICS,
    ),
    (life.major, life.listing(), SECTION),
    (life.major_rectified, life.VERIFY, SECTION),
    (life.major_verified, CountersignClosing(hazard=HAZARD), BUREAU_HEAD),
    (life.major_closed, Delist(hazard=HAZARD, remarks="x"), SECTION),
    (life.closed, Recheck(hazard=HAZARD), OFFICER),
    (life.closed, ReportRecurrence(hazard=HAZARD, description="x"), TEACHER),
    (life.closed, ReopenHazard(hazard=HAZARD, reason="x"), OFFICER),
    (life.registered, ProposeVoid(hazard=HAZARD, reason="x"), OFFICER),
    (void_proposed, ConfirmVoid(hazard=HAZARD), HEAD),
    (void_proposed, RefuseVoid(hazard=HAZARD, reason="x"), HEAD),
)


def lent(giver: Actor) -> Directory:
    """The district, with a newcomer to whom somebody lends a post."""
    assert giver.unit
    held = life.people().appointment(AppointmentId(giver.appointment)) if giver.appointment else None
    assert held
    return district(
        (StreamId(STAND_IN), PersonEnrolled(person_name=hidden("代行人").commitment, unit=giver.unit)),
        (
            StreamId(SEAT),
            appointed(STAND_IN, held.post, held.unit, kind=AppointmentKind.DELEGATED, delegated_by=held.id),
        ),
    )


@pytest.mark.parametrize(
    ("history", "command", "giver"), STEPS, ids=[f"{command.name}-{actor.post}" for _, command, actor in STEPS]
)
def test_who_signs_for_another_stands_with_both(history: History, command: Command[Any], giver: Actor) -> None:
    directory = lent(giver)
    held = directory.appointment(SEAT)
    assert held
    actor = actor_of(held)
    assert actor.on_behalf_of == giver.appointment
    story = life.after(history()).among(directory).as_(actor)
    signed = [by for event in story.when(command).events if isinstance(by := getattr(event, "by", None), Signatory)]
    assert signed
    assert {(by.person, by.appointment, by.stands_for) for by in signed} == {(STAND_IN, SEAT, (giver.appointment,))}
    story.as_(replace(actor, on_behalf_of=None)).when(command).refused(NotAppointedHere)
