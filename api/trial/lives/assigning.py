"""How a made-up hazard gets into somebody's hands: graded, assigned, accepted or declined."""

from datetime import date

from api.trial import phrases
from api.trial.acts import Story
from api.trial.case import OVERSEERS, RECTIFIERS, Case
from api.trial.district import BY_CODE
from api.trial.people import Seat
from domain.appointment.posts import Post
from domain.hazard.commands import (
    AcceptAssignment,
    AssignHazard,
    DecideDecline,
    DeclineAssignment,
    GradeHazard,
)
from domain.hazard.grading import Grade
from domain.organisation.kinds import UnitKind


def grade_and_assign(case: Case) -> Story:
    """The head decides on grade and people; the rectifier takes it on, or says that it is not his."""
    case.hours(0.5, 20 if case.habit.haste[1] < 1 else 90)
    assigned = assignment(case)
    if case.state.grade_decided is None:
        graded = GradeHazard(hazard=case.hazard, grade=Grade.GENERAL, reason=case.one_of(phrases.GRADED))
        yield case.act(case.head, graded, assigned)
    else:
        yield case.act(case.head, assigned)
    yield from answer(case)


def answer(case: Case) -> Story:
    """Accepted, mostly; declined and decided, now and then."""
    if case.happens("decline", 0.035):
        yield from _decline(case)
    elif case.happens("accept", 0.7):
        case.hours(0.2, 8)
        yield case.act(hands(case), AcceptAssignment(hazard=case.hazard))


def _decline(case: Case) -> Story:
    case.hours(0.5, 12)
    yield case.act(hands(case), DeclineAssignment(hazard=case.hazard, reason=case.one_of(phrases.DECLINED)))
    case.hours(1, 10)
    other = case.seat(case.unit, *reversed(RECTIFIERS), but=(case.rectifier, case.head, _overseer(case, hands(case))))
    if other is None or not case.happens("upheld", 0.6):
        insisted = DecideDecline(hazard=case.hazard, is_upheld=False, reason=case.one_of(phrases.INSISTED))
        yield case.act(case.head, insisted)
        return
    upheld = DecideDecline(hazard=case.hazard, is_upheld=True, reason=case.one_of(phrases.UPHELD))
    yield case.act(case.head, upheld, assignment(case, rectifier=other))
    case.hours(0.2, 6)
    yield case.act(other, AcceptAssignment(hazard=case.hazard))


def hands(case: Case) -> Seat:
    """In whose hands it is."""
    return case.sure(case.rectifier)


def assignment(
    case: Case, *, rectifier: Seat | None = None, supervisor: Seat | None = None, due_on: date | None = None
) -> AssignHazard:
    """The assignment with its five implementations; now and then one of them is left unsaid."""
    case.rectifier = rectifier or case.sure(case.seat(case.unit, *RECTIFIERS))
    case.supervisor = supervisor or case.supervisor or _supervisor(case)
    fen = case.defect.yuan * case.chance.randint(80, 140)
    return AssignHazard(
        hazard=case.hazard,
        rectifier=case.rectifier.appointment,
        overseer=_overseer(case, case.rectifier).appointment,
        supervisor=case.supervisor.appointment,
        responsibility=f"{BY_CODE[case.unit].name}{'总务处' if case.rectifier.post is Post.LOGISTICS else '安全办'}",
        measures=case.defect.remedy,
        funds_fen=fen if case.chance.random() < 0.9 else None,
        due_on=due_on,
        contingency=case.one_of(phrases.CONTINGENCY) if case.chance.random() < 0.85 else None,
    )


def _overseer(case: Case, rectifier: Seat) -> Seat:
    return case.sure(case.seat(case.unit, *OVERSEERS, but=(rectifier,)))


def _supervisor(case: Case) -> Seat:
    """Of the centre school over its own schools, mostly; else of the bureau."""
    parent = BY_CODE[case.unit].parent
    if BY_CODE[parent].kind is UnitKind.CENTRE_SCHOOL and case.chance.random() < 0.6:
        return case.sure(case.seat(parent, Post.DEPUTY_HEAD, Post.HEAD))
    return case.linked if case.chance.random() < 0.4 else case.section
