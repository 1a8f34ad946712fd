"""What a school cannot put right by itself: a department is asked, or the bureau takes it up."""

from datetime import timedelta

from api.trial import phrases
from api.trial.acts import Story
from api.trial.case import Case
from api.trial.days import DAY
from api.trial.lives.assigning import assignment, grade_and_assign, hands
from api.trial.lives.closing import afterwards, check
from api.trial.lives.entering import enter, protection, telling
from api.trial.lives.ordinary import once_more
from api.trial.lives.working import done, extend, work
from api.trial.people import Seat
from domain.appointment.posts import Post
from domain.hazard.commands import (
    AcceptAssignment,
    AnswerHandover,
    AnswerInstruction,
    HandOver,
    InstructDepartment,
    NameLeader,
    NoteSupervision,
    ReportInability,
    TakeUp,
)
from domain.hazard.terms import Lack, TakingUp


def department(case: Case) -> Story:
    """Handed over to whoever is competent; instructed by the bureau where the answer is no."""
    asked = case.id_of(case.defect.department or "urban")
    yield from enter(case)
    case.minutes(10, 100)
    handed = HandOver(hazard=case.hazard, department=asked, text=case.one_of(phrases.HANDED))
    yield case.act(case.officer, handed, *protection(case), *telling(case))
    yield from grade_and_assign(case)
    if case.happens("department silent", 0.12):
        case.until(case.now + timedelta(days=case.chance.uniform(6, 12)))
    else:
        case.hours(4, 50)
    takes_it = case.happens("taken", 0.85)
    text = case.one_of(phrases.TAKEN if takes_it else phrases.NOT_TAKEN)
    yield case.act(_clerk(case), AnswerHandover(hazard=case.hazard, department=asked, is_accepted=takes_it, text=text))
    if not takes_it:
        yield from _instructed(case)
    yield from work(case)
    yield from check(case, done)
    yield from afterwards(case, once_more)


def _instructed(case: Case) -> Story:
    asked, by = case.id_of(case.defect.department or "urban"), _instructing(case)
    case.hours(10, 50)
    due_on = case.today + 7 * DAY
    text = case.one_of(phrases.INSTRUCTED)
    yield case.act(by, InstructDepartment(hazard=case.hazard, department=asked, text=text, due_on=due_on))
    case.until(case.now + timedelta(days=case.chance.uniform(2, 9)))
    is_done = case.happens("done", 0.85)
    text = case.one_of(phrases.DONE if is_done else phrases.NOT_DONE)
    yield case.act(_clerk(case), AnswerInstruction(hazard=case.hazard, department=asked, is_done=is_done, text=text))


def _instructing(case: Case) -> Seat:
    """The leading group's office where there is one, now and then; else the bureau's deputy."""
    if case.bureau == "hedong" and case.chance.random() < 0.5:
        return case.sure(case.seat("hedong_group", Post.GROUP_OFFICE))
    return case.bureau_deputy


def _clerk(case: Case) -> Seat:
    return case.sure(case.seat(case.defect.department or "urban", Post.DEPARTMENT_OFFICER))


def unable(case: Case) -> Story:
    """The school says that it cannot; the bureau coordinates, or takes it over and assigns anew."""
    yield from enter(case)
    case.minutes(10, 100)
    lacks = (Lack.MONEY,) if case.chance.random() < 0.7 else (Lack.MONEY, Lack.SKILL)
    text = case.one_of(phrases.INABILITY)
    cannot = ReportInability(hazard=case.hazard, to=case.id_of(case.bureau), lacks=lacks, text=text)
    yield case.act(case.officer, *protection(case), cannot)
    yield from grade_and_assign(case)
    case.hours(10, 70)
    yield from _taken_up(case)
    if case.happens("extension of the unable", 0.4):
        yield from extend(case)
    yield from work(case)
    yield from check(case, done)
    yield from afterwards(case, once_more)


def _taken_up(case: Case) -> Story:
    text = case.one_of(phrases.TAKEN_UP)
    if not case.happens("take over", 0.35):
        yield case.act(case.bureau_deputy, TakeUp(hazard=case.hazard, how=TakingUp.COORDINATES, text=text))
        return
    taken = TakeUp(hazard=case.hazard, how=TakingUp.TAKES_OVER, text=text)
    yield case.act(case.section, taken, assignment(case, rectifier=hands(case), supervisor=case.linked))
    case.hours(1, 10)
    yield case.act(hands(case), AcceptAssignment(hazard=case.hazard))
    if case.happens("leader", 0.3):
        case.hours(5, 40)
        leader, reason = case.bureau_deputy, case.one_of(phrases.LEADERS)
        yield case.act(case.bureau_head, NameLeader(hazard=case.hazard, leader=leader.appointment, reason=reason))
        yield case.act(case.linked, NoteSupervision(hazard=case.hazard, note=case.one_of(phrases.NOTES)))
