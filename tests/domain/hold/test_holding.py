"""Legal holds: what they cover, who releases them, and that nothing is destroyed under one (21 CFR 11.10(e))."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from domain.appointment.events import AppointmentKind
from domain.appointment.posts import Post
from domain.hold.commands import PlaceHold, ReleaseHold
from domain.hold.events import HoldPlaced, HoldReleased
from domain.hold.refusals import HoldReleasedBefore, ReleasedByItsPlacer, UnderHold
from domain.hold.state import Holds
from domain.kernel.identity import Actor, AppointmentId, Commitment, HazardId, HoldId, PersonId, StreamId, UnitId
from domain.kernel.refusals import NoPower, NotKnown
from domain.organisation.directory import Directory
from domain.person.commands import CarryOutErasure, ErasePerson
from domain.person.events import PersonEnrolled, PersonErased, PersonErasureOrdered
from domain.person.refusals import NoErasureWaits, PersonErasedBefore, PersonStillAppointed
from domain.retention.commands import Purge, SetRetention
from domain.retention.events import RetentionPurged, RetentionRuleSet
from domain.retention.kinds import Kept
from domain.retention.refusals import KeptLonger, RetentionInThePast, SameRetention
from domain.retention.state import RETENTION, ended
from domain.subject.commands import CarryOutSubjectErasure, EraseSubject
from domain.subject.events import SubjectErased, SubjectErasureOrdered
from domain.subject.refusals import ErasureNotOrdered, NothingToErase
from tests.support.district import acting, appointed, district, hidden, person_id, unit_id
from tests.support.rules import Given, given

HELD, HAZARD, OTHER = HoldId(UUID(int=7)), HazardId(UUID(int=8)), HazardId(UUID(int=9))
SCHOOL, BUREAU = unit_id("no3"), unit_id("dongcheng")
INVESTIGATOR, SECTION = acting("qinghe", Post.INVESTIGATOR), acting("dongcheng", Post.SAFETY_SECTION)
LEFT = person_id("gone", Post.STAFF)
TODAY = date(2025, 3, 12)


def placed(*, unit: UnitId = SCHOOL, hazard: HazardId | None = None) -> HoldPlaced:
    return HoldPlaced(unit=unit, hazard=hazard, case="教案〔2025〕1号", reason="正在调查", document="教调〔2025〕3号")


def released() -> HoldReleased:
    return HoldReleased(unit=SCHOOL, hazard=None, reason="调查结束", document="教调〔2025〕9号")


def holding(*events: HoldPlaced | HoldReleased, by: Actor = INVESTIGATOR) -> Holds:
    holds = Holds()
    for day, event in enumerate(events, 1):
        holds.evolve(event, StreamId(HELD), by, datetime(2025, 3, day, tzinfo=UTC))
    return holds


def under(*events: HoldPlaced | HoldReleased, by: Actor = INVESTIGATOR) -> Given:
    return Given(events, directory=district(), holds=holding(*events, by=by))


def beside(holds: Holds, story: Given) -> Given:
    return Given(story.events, directory=district(), holds=holds, others=story.others)


PLACE = PlaceHold(hold=HELD, unit=SCHOOL, case="教案〔2025〕1号", reason="正在调查", document="教调〔2025〕3号")
RELEASE = ReleaseHold(hold=HELD, reason="调查结束", document="教调〔2025〕9号")


def test_an_investigator_holds_a_unit_with_reason_and_document() -> None:
    given().among(district()).as_(INVESTIGATOR).when(PLACE).then(placed())


@pytest.mark.parametrize("post", [Post.AUDITOR, Post.REGISTRAR])
def test_auditors_and_registrars_hold_nothing(post: Post) -> None:
    given().among(district()).as_(acting("qinghe", post)).when(PLACE).refused(NoPower)


def test_a_bureau_holds_what_is_below_it_and_nothing_else() -> None:
    given().among(district()).as_(SECTION).when(PLACE).then(placed())
    elsewhere = PlaceHold(hold=HELD, unit=unit_id("xicheng"), reason="正在调查", document="教调〔2025〕3号")
    given().among(district()).as_(SECTION).when(elsewhere).refused(NotKnown)


def test_who_placed_a_hold_does_not_release_it() -> None:
    under(placed()).as_(INVESTIGATOR).when(RELEASE).refused(ReleasedByItsPlacer)


def test_somebody_else_releases_it() -> None:
    under(placed()).as_(acting("edu", Post.BUREAU_HEAD)).when(RELEASE).then(released())


def test_the_same_person_from_a_superior_unit_releases_it() -> None:
    above = acting("edu", Post.BUREAU_HEAD)
    below = Actor(kind=above.kind, person=above.person, appointment=None, post=None, unit=BUREAU)
    under(placed(), by=below).as_(above).when(RELEASE).then(released())


def lent_to(person: PersonId) -> tuple[Directory, Actor]:
    """The post of the head of the superior bureau, delegated to somebody."""
    lender, appointment = acting("edu", Post.BUREAU_HEAD), AppointmentId(UUID(int=10))
    made = appointed(
        person,
        Post.BUREAU_HEAD,
        unit_id("edu"),
        kind=AppointmentKind.DELEGATED,
        delegated_by=lender.appointment,
    )
    borrower = replace(lender, person=person, appointment=appointment, on_behalf_of=lender.appointment)
    return district((StreamId(appointment), made)), borrower


def test_a_borrowed_post_of_a_superior_unit_does_not_make_it_another_s_decision() -> None:
    assert SECTION.person is not None
    directory, borrowed = lent_to(SECTION.person)
    story = under(placed(), by=SECTION).among(directory)
    story.as_(borrowed).when(RELEASE).refused(ReleasedByItsPlacer)


def test_what_was_placed_in_a_borrowed_post_its_holder_does_not_release() -> None:
    directory, borrowed = lent_to(LEFT)
    story = under(placed(), by=borrowed).among(directory)
    story.as_(acting("edu", Post.BUREAU_HEAD)).when(RELEASE).refused(ReleasedByItsPlacer)


def test_a_hold_is_released_once() -> None:
    under(placed(), released()).as_(acting("edu", Post.BUREAU_HEAD)).when(RELEASE).refused(HoldReleasedBefore)


def test_a_hold_on_a_unit_covers_everything_below_it_and_one_on_a_hazard_only_that() -> None:
    directory = district()
    of_unit, of_hazard = holding(placed(unit=BUREAU)), holding(placed(hazard=HAZARD))
    assert of_unit.over(directory, TODAY, hazard=OTHER, unit=SCHOOL)
    assert not of_unit.over(directory, TODAY, unit=unit_id("xicheng"))
    assert of_hazard.over(directory, TODAY, hazard=HAZARD, unit=SCHOOL)
    assert not of_hazard.over(directory, TODAY, hazard=OTHER, unit=SCHOOL)
    assert not of_hazard.over(directory, TODAY, unit=SCHOOL)


def test_what_was_held_at_a_moment_of_the_past_is_still_known() -> None:
    holds = holding(placed(), released())
    assert [bool(holds.active(datetime(2025, 2, 28, tzinfo=UTC))), bool(holds.active())] == [False, False]
    assert holds.active(datetime(2025, 3, 1, 12, tzinfo=UTC))


ENROLLED = PersonEnrolled(person_name=hidden("王建国").commitment, unit=SCHOOL)
ERASE = ErasePerson(person=LEFT, reason="本人申请删除")
ORDERED = PersonErasureOrdered(reason="本人申请删除")
SOME = tuple(Commitment(f"{each:064x}") for each in range(501))


def test_the_name_of_somebody_without_a_post_is_erased_on_a_registrars_order() -> None:
    registrar = acting("qinghe", Post.REGISTRAR)
    given(ENROLLED).among(district()).as_(registrar).when(ERASE).then(ORDERED)


def test_whoever_holds_a_post_keeps_the_name() -> None:
    command = ErasePerson(person=person_id("no3", Post.GUARD), reason="本人申请删除")
    given(ENROLLED).among(district()).when(command).refused(PersonStillAppointed)


def test_a_name_is_erased_once_and_again_when_another_was_said() -> None:
    erased = PersonErased(destroyed=0, is_last=True, commitments=())
    given(ENROLLED, ORDERED).among(district()).when(ERASE).refused(PersonErasedBefore)
    given(ENROLLED, ORDERED, erased).among(district()).when(ERASE).refused(PersonErasedBefore)
    given(ENROLLED, ORDERED, erased, ENROLLED).among(district()).when(ERASE).then(ORDERED)


def test_nobody_of_a_held_unit_is_erased_and_an_order_waits_while_the_hold_stands() -> None:
    holds = holding(placed(unit=BUREAU))
    beside(holds, given(ENROLLED)).when(ERASE).refused(UnderHold, documents="教调〔2025〕3号")
    command = CarryOutErasure(person=LEFT, commitments=SOME)
    beside(holds, given(ENROLLED, ORDERED)).when(command).refused(UnderHold)


def test_a_long_list_is_told_in_several_events_of_one_call() -> None:
    command = CarryOutErasure(person=LEFT, commitments=SOME)
    given(ENROLLED, ORDERED).among(district()).when(command).then(
        PersonErased(destroyed=500, is_last=False, commitments=SOME[:500]),
        PersonErased(destroyed=1, is_last=True, commitments=SOME[500:]),
    )


def test_what_nobody_ordered_is_not_carried_out() -> None:
    command = CarryOutErasure(person=LEFT, commitments=())
    given(ENROLLED).among(district()).when(command).refused(NoErasureWaits)


SOURCE = EraseSubject(hazard=HAZARD, unit=SCHOOL, reason="家长要求删除")
WAITING = SubjectErasureOrdered(hazard=HAZARD, unit=SCHOOL, reason="家长要求删除", source=True, attachments=())


def test_a_sealed_source_is_erased_unless_the_hazard_is_held() -> None:
    given().among(district()).when(SOURCE).then(WAITING)
    beside(holding(placed(hazard=HAZARD)), given()).when(SOURCE).refused(UnderHold)
    nothing = EraseSubject(hazard=HAZARD, unit=SCHOOL, reason="家长要求删除", source=False)
    given().among(district()).when(nothing).refused(NothingToErase)


def test_an_order_about_a_hazard_is_carried_out_once() -> None:
    command = CarryOutSubjectErasure(hazard=HAZARD, unit=SCHOOL, commitments=SOME[:1])
    done = SubjectErased(hazard=HAZARD, unit=SCHOOL, destroyed=1, commitments=SOME[:1], attachments=())
    given(WAITING).among(district()).when(command).then(done)
    given(WAITING, done).among(district()).when(command).refused(ErasureNotOrdered)


def rule(years: int | None, *, version: int = 1, on: date = TODAY) -> RetentionRuleSet:
    return RetentionRuleSet(kept=Kept.TEXTS, version=version, years=years, source="档案制度", effective_on=on)


SET = SetRetention(kept=Kept.TEXTS, years=10, source="档案制度", effective_on=TODAY)


def purge(over_on: date, version: int = 1) -> Purge:
    return Purge(
        purge=StreamId(UUID(int=5)),
        kept=Kept.TEXTS,
        rule_version=version,
        unit=SCHOOL,
        hazard=HAZARD,
        over_on=over_on,
        commitments=SOME[:2],
    )


def test_a_rule_has_a_version_and_a_day_that_has_not_passed() -> None:
    given().when(SET).then(rule(10))
    given(rule(10)).when(SET).refused(SameRetention)
    early = SetRetention(kept=Kept.TEXTS, years=10, source="档案制度", effective_on=date(2025, 3, 11))
    given().when(early).refused(RetentionInThePast)


def test_what_is_over_is_purged_by_the_rule_in_force() -> None:
    given().among(district()).beside(RETENTION, rule(10)).when(purge(date(2015, 3, 12))).then(
        RetentionPurged(
            kept=Kept.TEXTS,
            rule_version=1,
            years=10,
            unit=SCHOOL,
            hazard=HAZARD,
            person=None,
            over_on=date(2015, 3, 12),
            destroyed=2,
            commitments=SOME[:2],
            attachments=(),
        )
    )


def test_nothing_goes_before_its_day_without_a_rule_or_by_another_version() -> None:
    story = given().among(district())
    story.beside(RETENTION, rule(10)).when(purge(date(2015, 3, 13))).refused(KeptLonger)
    story.when(purge(date(1990, 1, 1))).refused(KeptLonger)
    story.beside(RETENTION, rule(10), rule(None, version=2)).when(purge(date(1990, 1, 1))).refused(KeptLonger)


def test_nothing_is_purged_under_a_hold() -> None:
    story = given().beside(RETENTION, rule(10))
    beside(holding(placed(hazard=HAZARD)), story).when(purge(date(2015, 3, 12))).refused(UnderHold)
    beside(holding(placed(hazard=OTHER)), story).when(purge(date(2015, 3, 12))).events  # noqa: B018


def test_a_leap_day_ends_on_the_first_of_march() -> None:
    assert ended(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert ended(date(2024, 2, 29), 4) == date(2028, 2, 29)
