"""How a made-up hazard is put right: planned, followed, given more time, reported as done."""

from datetime import datetime, timedelta

from api.trial import phrases
from api.trial.acts import Story
from api.trial.case import Case
from api.trial.days import DAY
from api.trial.lives.assigning import hands
from api.trial.pictures import MENDED
from domain.hazard.clocks import RECTIFY
from domain.hazard.commands import (
    GrantExtension,
    NameLeader,
    NoteProgress,
    NoteSupervision,
    PlanRectification,
    RefuseExtension,
    ReportRectified,
    RequestExtension,
)
from domain.hazard.events import Step


def work(case: Case) -> Story:
    """From the assignment to the rectifier's word that it is done."""
    done_at = _moment(case)
    if case.happens("plan", 0.25 if case.defect.yuan > 3000 else 0.01):
        yield from plan(case)
    if case.happens("extension", 0.06):
        yield from extend(case)
        done_at = _moment(case, soonest=0.4)
    if case.happens("progress", 0.15):
        yield from _progress(case, done_at)
    if case.state.due_on and case.world.days.on(done_at) > case.state.due_on:
        yield from urge(case, done_at)
    case.until(done_at)
    yield from done(case)


def done(case: Case) -> Story:
    """The rectifier's report, with a photo now and then; of a major hazard always."""
    is_shown = case.defect.drawing and case.happens("show", 1.0 if case.state.is_major else 0.03)
    shown = case.defect.drawing if is_shown else "document" if case.state.is_major else ""
    reported = ReportRectified(
        hazard=case.hazard,
        manner=case.defect.manner,
        account=f"已{case.defect.remedy}{case.one_of(phrases.ACCOUNTS)}",
        cause=_cause(case),
    )
    yield case.act(hands(case), reported, drawing=shown and f"{shown}{MENDED}")


def _cause(case: Case) -> str | None:
    """Two reports in five say why; chosen by the identifier, so that nothing else of the life depends on it."""
    number = case.hazard.int
    return phrases.CAUSES[number % len(phrases.CAUSES)] if number // 7 % 5 < 2 else None


def _moment(case: Case, soonest: float = 0.0) -> datetime:
    """When it will be done: somewhere between two shares of the time there is."""
    span = case.state.clocks[RECTIFY].deadline.due_at - case.now
    least, most = case.habit.haste
    share = max(case.chance.uniform(least, most), soonest)
    if case.happens("late", 0.03):
        share = case.chance.uniform(1.05, 1.8)
    return case.now + span * share


def plan(case: Case) -> Story:
    """Two or three stages, the last one by the day that stands."""
    case.hours(1, 20)
    due_on, today = case.state.due_on, case.today
    if due_on is None or due_on < today:
        return
    days = [today + (due_on - today) * n // 3 for n in (1, 2, 3)]
    told = zip(("制定方案、落实经费", "组织施工", "自查并申请验收"), days, strict=True)
    stages = tuple(Step(what=what, due_on=day, responsible=hands(case).appointment) for what, day in told)
    yield case.act(case.officer, PlanRectification(hazard=case.hazard, stages=stages))


def _progress(case: Case, done_at: datetime) -> Story:
    case.until(case.now + (done_at - case.now) * case.chance.uniform(0.2, 0.6))
    yield case.act(hands(case), NoteProgress(hazard=case.hazard, note=case.one_of(phrases.PROGRESS)))


def extend(case: Case) -> Story:
    """The rectifier asks for a later day; the supervisor grants it, or does not."""
    due_on = case.state.due_on
    if due_on is None:
        return
    span = case.state.clocks[RECTIFY].deadline.due_at - case.now
    case.until(case.now + span * case.chance.uniform(0.5, 0.85))
    wanted = max(due_on, case.today) + case.chance.randint(7, 20) * DAY
    reason = case.one_of(phrases.EXTENSIONS)
    yield case.act(hands(case), RequestExtension(hazard=case.hazard, due_on=wanted, reason=reason))
    case.hours(3, 40)
    supervisor = case.sure(case.supervisor)
    if case.happens("grant", 0.75) and wanted >= case.today:
        granted = GrantExtension(hazard=case.hazard, reason=case.one_of(phrases.GRANTED))
        yield case.act(supervisor, granted)
    else:
        yield case.act(supervisor, RefuseExtension(hazard=case.hazard, reason=case.one_of(phrases.REFUSED)))


def urge(case: Case, done_at: datetime) -> Story:
    """What those above do about what is late: notes, and for stubborn ones a leader by name."""
    if case.happens("urge", 0.5):
        case.until(case.now + (done_at - case.now) * case.chance.uniform(0.6, 0.8))
        yield case.act(case.linked, NoteSupervision(hazard=case.hazard, note=case.one_of(phrases.NOTES)))
    if case.happens("leader", 0.15):
        case.until(case.now + (done_at - case.now) * 0.5)
        named = NameLeader(hazard=case.hazard, leader=case.head.appointment, reason=case.one_of(phrases.LEADERS))
        yield case.act(case.bureau_deputy, named)


def nearer(case: Case) -> Story:
    """The supervisor looks, and sets a nearer day where there is time to spare."""
    case.hours(20, 60)
    due_on = case.state.due_on
    near = due_on - timedelta(days=3) if due_on and due_on - case.today > timedelta(days=5) else None
    yield case.act(case.section, NoteSupervision(hazard=case.hazard, note=case.one_of(phrases.NOTES), due_on=near))
