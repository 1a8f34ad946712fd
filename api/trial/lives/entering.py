"""How a made-up hazard comes into the ledger: found, registered, people kept safe, the superior told."""

from collections.abc import Iterator
from datetime import timedelta

from api.trial import phrases
from api.trial.acts import Story
from api.trial.case import Case
from api.trial.district import town_of
from api.trial.people import Seat
from domain.appointment.posts import Post
from domain.hazard.commands import (
    AddEvidence,
    CorrectEntry,
    HazardCommand,
    RegisterHazard,
    ReportHazard,
    ReportUpward,
    TakeInterimMeasure,
    WaiveInterimMeasure,
)
from domain.hazard.grading import Grade
from domain.hazard.terms import SEALED, Correctable, Source
from domain.kernel.place import Place


def enter(case: Case, grade: Grade = Grade.GENERAL) -> Story:
    """Reported by whoever found it, registered by the safety officer, corrected where something was wrong."""
    found_at, finder = case.now, _reporter(case)
    _let_time_pass(case)
    register = RegisterHazard(hazard=case.hazard, unit_code=case.unit, year=case.today.year)
    drawing = _photo(case, 0.05 if grade is Grade.GENERAL else 0.7)
    reported = _report(case, grade)
    if finder.person == case.officer.person:
        yield case.act(finder, reported, register, drawing=drawing, happened=found_at)
    else:
        yield case.act(finder, reported, drawing=drawing, happened=found_at)
        yield from _register(case)
    if case.happens("correct", 0.025):
        case.minutes(5, 90)
        yield case.act(case.officer, _correction(case))


def _register(case: Case) -> Story:
    case.hours(0.2, 30 if case.happens("late register", case.habit.delay) else 5)
    register = RegisterHazard(hazard=case.hazard, unit_code=case.unit, year=case.today.year)
    yield case.act(case.officer, register)


def _let_time_pass(case: Case) -> None:
    if case.happens("late report", case.habit.delay):
        case.until(case.now + timedelta(days=case.chance.uniform(1, 6)))
    else:
        case.minutes(2, 70)


def _reporter(case: Case) -> Seat:
    if "as officer" in case.forced:
        return case.officer
    if case.source is Source.INSPECTION:
        return case.linked if case.chance.random() < 0.7 else case.section
    if case.defect.category.startswith("surroundings") and case.chance.random() < 0.3:
        return case.sure(case.seat(town_of(case.unit), Post.TOWN_OFFICER))
    if case.source is Source.CAMPAIGN and case.chance.random() < 0.4:
        return case.linked
    return case.sure(case.seat(case.unit, Post.CLASS_TEACHER)) if "as teacher" in case.forced else case.finder


def _report(case: Case, grade: Grade) -> ReportHazard:
    text = case.defect.text.format(n=case.chance.randint(2, 6))
    sealed = case.world.disclose(case.one_of(phrases.PUBLIC)) if case.source in SEALED else None
    return ReportHazard(
        hazard=case.hazard,
        unit=case.unit_id,
        place=Place(text=case.place),
        category=case.defect.category,
        description=f"{case.place}{text}{case.one_of(phrases.DETAILS)}",
        grade_proposed=grade,
        source=case.source,
        sealed_source=sealed,
        campaign=case.campaign,
    )


def _correction(case: Case) -> CorrectEntry:
    reason = case.one_of(phrases.CORRECTIONS)
    if case.chance.random() < 0.5:
        return CorrectEntry(hazard=case.hazard, field=Correctable.PLACE, value=f"{case.place}（内侧）", reason=reason)
    told = f"{case.place}{case.defect.text.format(n=7)}（经现场复核）"
    return CorrectEntry(hazard=case.hazard, field=Correctable.DESCRIPTION, value=told, reason=reason)


def protect(case: Case) -> Story:
    """An interim measure or a signed reason for none, and the superior told: by the safety officer in one go."""
    case.minutes(10, 120)
    steps = (*protection(case), *telling(case))
    yield case.act(case.officer, *steps)
    if case.defect.drawing and case.happens("add evidence", 0.02):
        case.minutes(5, 60)
        added = AddEvidence(hazard=case.hazard, evidence=(), remarks="补充现场照片")
        yield case.act(case.officer, added, drawing=case.defect.drawing)


def protection(case: Case) -> Iterator[HazardCommand]:
    """What keeps people safe meanwhile."""
    if case.defect.interim:
        yield TakeInterimMeasure(hazard=case.hazard, kind=case.defect.kind, description=case.defect.interim)
    else:
        yield WaiveInterimMeasure(hazard=case.hazard, reason=case.one_of(phrases.WAIVED))


def telling(case: Case) -> Iterator[HazardCommand]:
    """The report to whoever is above, unless those above found it themselves."""
    if case.source is not Source.INSPECTION:
        yield ReportUpward(hazard=case.hazard, to=case.above, text=case.one_of(phrases.UPWARD))


def _photo(case: Case, share: float) -> str:
    return case.defect.drawing if case.chance.random() < share else ""
