"""The exception of small schools: given from above, for a time, with a reason; never by the unit itself."""

from dataclasses import replace
from datetime import date

import pytest

from domain.appointment.events import AppointmentKind
from domain.appointment.posts import Post
from domain.kernel.events import Event
from domain.kernel.identity import Actor, ActorKind, AppointmentId, PersonId, StreamId, natural_id
from domain.kernel.quantities import Blank
from domain.kernel.refusals import NoPower, NotKnown
from domain.organisation.commands import AllowOwnVerification, EndOwnVerification
from domain.organisation.events import OwnVerificationAllowed, OwnVerificationEnded, UnitClosed, UnitRegistered
from domain.organisation.kinds import UnitKind
from domain.organisation.refusals import (
    ExceptionBeginsInThePast,
    ExceptionBySelf,
    ExceptionEndsBeforeItBegins,
    ExceptionLongerThanAYear,
    NoExceptionRunning,
    NotASmallSchool,
    OwnVerificationAlreadyAllowed,
    TooManyForAnException,
    UnitIsClosed,
)
from domain.organisation.small_units import last_day_of_a_year
from domain.organisation.state import Unit
from domain.person.events import PersonEnrolled
from tests.support.district import BEGINNING, acting, appointed, district, hidden, person_id, unit_id
from tests.support.rules import given, told

TODAY = date(2025, 3, 12)
LIUZHUANG = UnitRegistered(
    code="liuzhuang",
    kind=UnitKind.KINDERGARTEN,
    unit_name="刘庄幼儿园",
    parent=unit_id("dongcheng"),
    from_on=BEGINNING,
)
ALLOW = AllowOwnVerification(
    unit=unit_id("liuzhuang"),
    reason="全园仅园长和一名教师",
    from_on=TODAY,
    until_on=date(2026, 3, 11),
    document="东教安〔2025〕8号",
)
ALLOWED = OwnVerificationAllowed(
    reason="全园仅园长和一名教师",
    from_on=TODAY,
    until_on=date(2026, 3, 11),
    document="东教安〔2025〕8号",
    allowed_by=unit_id("dongcheng"),
    people=2,
)
END = EndOwnVerification(unit=unit_id("liuzhuang"), reason="已配备安全专干")
SCHOOL = given(LIUZHUANG).among(district()).on(TODAY)
DEPUTY = acting("dongcheng", Post.BUREAU_DEPUTY)


@pytest.mark.parametrize("post", [Post.BUREAU_HEAD, Post.BUREAU_DEPUTY, Post.REGISTRAR])
def test_leaders_and_registrars_above_allow_it_for_a_year(post: Post) -> None:
    SCHOOL.as_(acting("dongcheng", post)).when(ALLOW).then(ALLOWED)


def test_a_unit_further_up_allows_it_too_and_is_named() -> None:
    SCHOOL.as_(acting("edu", Post.BUREAU_HEAD)).when(ALLOW).then(replace(ALLOWED, allowed_by=unit_id("edu")))


@pytest.mark.parametrize("post", [("liuzhuang", Post.HEAD), ("xihe", Post.HEAD), ("dongcheng", Post.SAFETY_SECTION)])
def test_nobody_else_has_that_power(post: tuple[str, Post]) -> None:
    SCHOOL.as_(acting(*post)).when(ALLOW).refused(NoPower)


def test_another_district_does_not_learn_of_it() -> None:
    SCHOOL.as_(acting("xicheng", Post.BUREAU_HEAD)).when(ALLOW).refused(NotKnown)


def of_the_unit(post: Post, unit: str, giver: AppointmentId | None = None) -> tuple[Actor, tuple[StreamId, Event]]:
    """The head of the small school in a further post."""
    seat = AppointmentId(natural_id("further seat", post, unit))
    kind = AppointmentKind.DELEGATED if giver else AppointmentKind.SUBSTANTIVE
    made = appointed(person_id("liuzhuang", Post.HEAD), post, unit_id(unit), kind=kind, delegated_by=giver)
    actor = Actor(
        kind=ActorKind.PERSON,
        person=made.person,
        appointment=seat,
        post=post.value,
        unit=made.unit,
        on_behalf_of=giver,
    )
    return actor, (StreamId(seat), made)


def test_the_unit_does_not_allow_it_to_itself_by_a_registrar_of_its_own() -> None:
    registrar, fact = of_the_unit(Post.REGISTRAR, "liuzhuang")
    SCHOOL.among(district(fact)).as_(registrar).when(ALLOW).refused(ExceptionBySelf)


def test_nor_does_anybody_of_the_unit_in_a_post_above() -> None:
    deputy, fact = of_the_unit(Post.BUREAU_DEPUTY, "dongcheng")
    SCHOOL.among(district(fact)).as_(deputy).when(ALLOW).refused(ExceptionBySelf)
    given(LIUZHUANG, ALLOWED).among(district(fact)).on(TODAY).as_(deputy).when(END).refused(ExceptionBySelf)


def test_nor_whoever_acts_for_somebody_of_the_unit() -> None:
    giver, fact = of_the_unit(Post.BUREAU_DEPUTY, "dongcheng")
    seat = AppointmentId(natural_id("delegate of the deputy"))
    made = appointed(
        person_id("dongcheng", Post.BUREAU_STAFF),
        Post.BUREAU_DEPUTY,
        unit_id("dongcheng"),
        kind=AppointmentKind.DELEGATED,
        delegated_by=giver.appointment,
    )
    actor = replace(giver, person=made.person, appointment=seat, on_behalf_of=giver.appointment)
    SCHOOL.among(district(fact, (StreamId(seat), made))).as_(actor).when(ALLOW).refused(ExceptionBySelf)


def test_it_is_for_a_unit_of_at_most_two_people() -> None:
    third = PersonId(natural_id("third of the kindergarten"))
    facts: tuple[tuple[StreamId, Event], ...] = (
        (StreamId(third), PersonEnrolled(person_name=hidden("保育员").commitment, unit=unit_id("liuzhuang"))),
        (StreamId(natural_id("third seat")), appointed(third, Post.STAFF, unit_id("liuzhuang"))),
    )
    SCHOOL.among(district(*facts)).as_(DEPUTY).when(ALLOW).refused(TooManyForAnException, people=3, most=2)


def test_two_posts_of_one_person_are_one_person() -> None:
    _, fact = of_the_unit(Post.SAFETY_OFFICER, "liuzhuang")
    SCHOOL.among(district(fact)).as_(DEPUTY).when(ALLOW).then(ALLOWED)


def test_people_of_its_sections_count() -> None:
    no3 = UnitRegistered(
        code="no3", kind=UnitKind.SCHOOL, unit_name="第三中学", parent=unit_id("dongcheng"), from_on=BEGINNING
    )
    story = given(no3).among(district()).on(TODAY).as_(DEPUTY)
    story.when(replace(ALLOW, unit=unit_id("no3"))).refused(TooManyForAnException, people=9)


def test_a_bureau_is_no_small_school() -> None:
    bureau = UnitRegistered(
        code="xicheng",
        kind=UnitKind.DISTRICT_BUREAU,
        unit_name="西城区教育局",
        parent=unit_id("edu"),
        from_on=BEGINNING,
    )
    story = given(bureau).among(district()).on(TODAY).as_(acting("edu", Post.BUREAU_HEAD))
    story.when(replace(ALLOW, unit=unit_id("xicheng"))).refused(NotASmallSchool)


def test_it_begins_today_or_later_and_ends_within_a_year() -> None:
    story = SCHOOL.as_(DEPUTY)
    story.when(replace(ALLOW, from_on=date(2025, 3, 11))).refused(ExceptionBeginsInThePast)
    story.when(replace(ALLOW, until_on=date(2026, 3, 12))).refused(ExceptionLongerThanAYear, latest=date(2026, 3, 11))
    story.when(replace(ALLOW, until_on=date(2025, 3, 11))).refused(ExceptionEndsBeforeItBegins)
    story.when(replace(ALLOW, reason=" ")).refused(Blank)


def test_a_year_that_begins_on_a_leap_day_ends_with_february() -> None:
    assert last_day_of_a_year(date(2028, 2, 29)) == date(2029, 2, 28)
    assert last_day_of_a_year(date(2028, 3, 1)) == date(2029, 2, 28)
    assert last_day_of_a_year(date(2025, 1, 1)) == date(2025, 12, 31)


def test_one_exception_at_a_time() -> None:
    again = replace(ALLOW, from_on=date(2026, 3, 11), until_on=date(2026, 12, 31))
    story = given(LIUZHUANG, ALLOWED).among(district()).on(TODAY).as_(DEPUTY)
    story.when(again).refused(OwnVerificationAlreadyAllowed, until_on=date(2026, 3, 11))
    assert story.when(replace(again, from_on=date(2026, 3, 12))).events


def test_a_closed_unit_needs_none() -> None:
    gone = UnitClosed(on=date(2025, 3, 1), reason="撤并")
    given(LIUZHUANG, gone).among(district()).on(TODAY).as_(DEPUTY).when(ALLOW).refused(UnitIsClosed)


def test_it_is_ended_from_above_and_counts_no_more_from_that_moment() -> None:
    ended = OwnVerificationEnded(on=date(2025, 6, 1), reason="已配备安全专干")
    given(LIUZHUANG, ALLOWED).among(district()).on(date(2025, 6, 2)).as_(DEPUTY).when(END).then(ended)
    unit = told(Unit, (LIUZHUANG, ALLOWED, ended))
    assert isinstance(unit, Unit)
    assert unit.exception_on(date(2025, 6, 1))
    assert unit.exception_on(date(2025, 6, 2)) is None


def test_an_exception_ended_on_its_first_day_never_counted() -> None:
    unit = told(Unit, (LIUZHUANG, ALLOWED, OwnVerificationEnded(on=date(2025, 3, 11), reason="误批")))
    assert isinstance(unit, Unit)
    assert unit.exceptions == ()


def test_only_what_runs_can_be_ended() -> None:
    SCHOOL.as_(DEPUTY).when(END).refused(NoExceptionRunning)
    over = given(LIUZHUANG, ALLOWED).among(district()).on(date(2026, 3, 12)).as_(DEPUTY)
    over.when(END).refused(NoExceptionRunning)
    over.when(replace(END, reason=" ")).refused(Blank)
