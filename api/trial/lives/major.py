"""The life of a major hazard: listed, planned, followed from above, closed by the bureau's head."""

from datetime import date, timedelta

from api.trial import phrases
from api.trial.acts import Story
from api.trial.case import Case
from api.trial.days import DAY
from api.trial.district import DISTRICTS
from api.trial.lives.assigning import assignment, hands
from api.trial.lives.closing import afterwards
from api.trial.lives.entering import enter, protect, protection
from api.trial.lives.ordinary import the_rest
from api.trial.lives.working import done, plan
from domain.hazard.clocks import RECTIFY
from domain.hazard.commands import (
    AcceptAssignment,
    CountersignClosing,
    Delist,
    GradeHazard,
    ListForSupervision,
    NoteProgress,
    NoteSupervision,
    RejectRectification,
    ReportUpward,
    VerifyRectification,
)
from domain.hazard.grading import Criterion, Grade
from domain.hazard.terms import ListingLevel

CRITERIA = {"issuer": "青禾市教育局", "document": "校园重大事故隐患判定细则（试用）", "version": "2025"}
"""A made-up list of criteria, and says so."""


def major(case: Case) -> Story:
    """Found, graded by the criteria, listed, put right by the day of the notice, countersigned, delisted."""
    yield from enter(case, Grade.MAJOR)
    yield from protect(case)
    case.hours(0.5, 8)
    told = ReportUpward(hazard=case.hazard, to=case.above, text="判定为重大隐患，按规定书面报告")
    yield case.act(case.head, _graded(case, Grade.MAJOR), told)
    case.hours(2, 24)
    if case.happens("lowered", 0.12):
        yield case.act(case.section, _lowered(case))
        yield from the_rest(case)
        return
    until = (
        case.today + (case.chance.randint(20, 35) if case.happens("soon", 0.2) else case.chance.randint(36, 100)) * DAY
    )
    yield case.act(case.section, _listing(case, until))
    yield from _rectify_and_close(case, until)


def _rectify_and_close(case: Case, until: date) -> Story:
    case.hours(0.5, 6)
    yield case.act(case.head, assignment(case, supervisor=case.section, due_on=until))
    case.hours(0.2, 8)
    yield case.act(hands(case), AcceptAssignment(hazard=case.hazard))
    yield from plan(case)
    yield from _follow(case)
    yield from done(case)
    yield from _close(case)


def _follow(case: Case) -> Story:
    """Progress every few weeks, and the supervisor's visit."""
    done_at = case.now + (case.state.clocks[RECTIFY].deadline.due_at - case.now) * case.chance.uniform(0.5, 1.02)
    while case.now + timedelta(days=28) < done_at:
        case.until(case.now + timedelta(days=case.chance.uniform(15, 25)))
        yield case.act(hands(case), NoteProgress(hazard=case.hazard, note=case.one_of(phrases.PROGRESS)))
        case.hours(5, 60)
        yield case.act(case.linked, NoteSupervision(hazard=case.hazard, note=case.one_of(phrases.NOTES)))
    case.until(done_at)


def _close(case: Case) -> Story:
    case.hours(10, 40)
    if case.happens("reject major", 0.15):
        until = _new_day(case)
        rejected = RejectRectification(hazard=case.hazard, reason=case.one_of(phrases.REJECTED), due_on=until)
        yield case.act(case.section, rejected)
        case.until(case.now + timedelta(days=2))
        yield from done(case)
        case.hours(5, 30)
    verified = VerifyRectification(hazard=case.hazard, manner=case.defect.manner, remarks="组织现场验收，符合要求")
    yield case.act(case.linked, verified)
    case.hours(2, 30)
    yield case.act(case.bureau_head, CountersignClosing(hazard=case.hazard, remarks="同意销号"))
    if case.state.is_listed:
        case.hours(2, 60)
        yield case.act(case.section, Delist(hazard=case.hazard, remarks=case.one_of(phrases.DELISTED)))
    yield from afterwards(case, _once_more)


def _new_day(case: Case) -> date:
    """A week later, but within the notice where that has not run out."""
    listed = case.state.listing.due_on if case.state.listing else None
    week = case.today + 7 * DAY
    return min(week, listed) if listed and listed >= case.today else week


def _once_more(case: Case) -> Story:
    """It came back: protected, listed and assigned anew."""
    case.minutes(20, 200)
    yield case.act(case.officer, *protection(case))
    until = case.today + 30 * DAY
    case.hours(2, 24)
    yield case.act(case.section, _listing(case, until))
    yield from _rectify_and_close(case, until)


def _graded(case: Case, to: Grade) -> GradeHazard:
    cited = Criterion(**CRITERIA, article=case.defect.article or "九（一）其他")
    return GradeHazard(hazard=case.hazard, grade=to, criteria=(cited,), reason="对照判定细则直接判定")


def _lowered(case: Case) -> GradeHazard:
    return GradeHazard(hazard=case.hazard, grade=Grade.GENERAL, reason=case.one_of(phrases.LOWERED))


def _listing(case: Case, until: date) -> ListForSupervision:
    word = dict(zip((*DISTRICTS, "edu"), "东西麓青", strict=True))[case.bureau]
    return ListForSupervision(
        hazard=case.hazard,
        document_no=f"{word}教安督〔{case.today.year}〕{case.chance.randint(1, 180)}号",
        level=ListingLevel.CITY if case.bureau == "edu" else ListingLevel.COUNTY,
        legal_basis="青禾市校园重大事故隐患挂牌督办办法（试用）第五条",
        due_on=until,
    )
