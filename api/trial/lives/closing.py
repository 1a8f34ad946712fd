"""How a made-up hazard is closed, looked at again, and now and then comes back."""

from collections.abc import Callable
from datetime import timedelta

from api.trial import phrases
from api.trial.acts import Story
from api.trial.case import LOOKERS, Case
from api.trial.days import DAY
from api.trial.people import Seat
from domain.hazard.clocks import RECHECK
from domain.hazard.commands import (
    NoteSupervision,
    Recheck,
    RefuseSignature,
    RejectRectification,
    ReopenHazard,
    ReportRecurrence,
    VerifyRectification,
    WitnessRefusal,
)
from domain.hazard.terms import Awaited


def check(case: Case, again: Callable[[Case], Story]) -> Story:
    """Somebody else goes to look: rejected once or not at all, then verified. `again` is the rectifier's second try."""
    _go_to_look(case)
    if case.happens("reject", case.habit.rejected):
        by = case.looker()
        new_day = case.today + case.chance.randint(3, 10) * DAY
        rejected = RejectRectification(hazard=case.hazard, reason=case.one_of(phrases.REJECTED), due_on=new_day)
        yield case.act(by, rejected)
        case.until(case.now + (new_day - case.today) * case.chance.uniform(0.3, 0.95))
        yield from again(case)
        _go_to_look(case)
    if case.happens("refuse to sign", 0.003) and case.rectifier:
        yield from _refuse_to_sign(case, case.rectifier)
    verified = VerifyRectification(hazard=case.hazard, manner=case.defect.manner, remarks=case.one_of(phrases.REMARKS))
    yield case.act(_verifier(case), verified)


def _refuse_to_sign(case: Case, rectifier: Seat) -> Story:
    """Whoever went to look signs neither yes nor no, before a witness; those above say how it goes on, and look."""
    refuser = case.looker()
    witness = case.seat(case.unit, *LOOKERS, but=(rectifier, refuser))
    if witness is None:
        return
    refused = RefuseSignature(
        hazard=case.hazard,
        act=Awaited.VERIFY,
        refuser=refuser.appointment,
        reason=case.one_of(phrases.UNSIGNED),
        witness=witness.appointment,
    )
    yield case.act(rectifier, refused)
    case.hours(0.5, 20)
    seen = WitnessRefusal(
        hazard=case.hazard,
        act=Awaited.VERIFY,
        refuser=refuser.appointment,
        is_confirmed=True,
        remarks=case.one_of(phrases.WITNESSED),
    )
    yield case.act(witness, seen)
    case.hours(4, 30)
    yield case.act(case.linked, NoteSupervision(hazard=case.hazard, note=case.one_of(phrases.GOES_ON)))
    case.hours(4, 20)
    case.forced |= {"linked looks"}


def _go_to_look(case: Case) -> None:
    """Within hours or days; where people are hasty, within minutes; some at a moment of their own."""
    if case.looks_at and case.looks_at > case.now:
        case.now = case.looks_at
        return
    least, most = case.habit.verify_hours
    if most > 1:
        case.hours(least, most)
    else:
        case.minutes(least * 60, most * 60)


def _verifier(case: Case) -> Seat:
    """The school's own, mostly; the linked officer now and then."""
    return case.linked if case.happens("linked looks", 0.0 if case.looks_at else 0.08) else case.looker()


def afterwards(case: Case, once_more: Callable[[Case], Story]) -> Story:
    """The recheck, if one was drawn; what came back or never went is lived through once more."""
    case.rounds += 1
    case.minutes(2, 4)
    yield case.pause(case.officer)
    if RECHECK in case.state.clocks:
        yield from _recheck(case, once_more)
    elif case.rounds == 1 and case.happens("reopen", 0.004):
        case.hours(50, 600)
        yield case.act(case.linked, ReopenHazard(hazard=case.hazard, reason=case.one_of(phrases.REOPENED)))
        yield from once_more(case)


def _recheck(case: Case, once_more: Callable[[Case], Story]) -> Story:
    case.until(case.now + timedelta(days=case.chance.uniform(4, 21)))
    by = case.sure(case.linked if case.chance.random() < 0.5 else case.section)
    if case.rounds == 1 and case.happens("recur", case.habit.recurring):
        yield case.act(by, ReportRecurrence(hazard=case.hazard, description=case.one_of(phrases.RECURRED)))
        yield from once_more(case)
    elif case.happens("recheck", 0.96):
        yield case.act(by, Recheck(hazard=case.hazard, remarks=case.one_of(phrases.RECHECKED)))
