"""Posts are given by registrars and come to an end."""

from dataclasses import replace
from datetime import date

import pytest

from domain.appointment.commands import EndAppointment, MakeAppointment
from domain.appointment.events import AppointmentEnded, AppointmentKind, AppointmentMade
from domain.appointment.posts import CHINESE_NAMES, Post, kinds_of_unit
from domain.appointment.refusals import (
    AlreadyHoldsPost,
    AppointmentAlreadyMade,
    AppointmentOver,
    DelegationIsNotMade,
    EndsBeforeItBegan,
    NobodyAppointsThemselves,
    OnlyRegistrarsFromTheConsole,
    PostNotInThisKindOfUnit,
    TermEndsBeforeItBegins,
)
from domain.kernel.identity import Actor, ActorKind, AppointmentId, StreamId, natural_id
from domain.kernel.quantities import Blank, TooLong
from domain.kernel.refusals import NoPower, NotKnown
from domain.organisation.events import UnitClosed
from domain.organisation.kinds import UnitKind
from domain.organisation.refusals import UnitIsClosed
from domain.person.events import PersonLeft, PersonNamedInLedger
from domain.person.refusals import PersonNotEnrolled
from tests.support.district import acting, appointed, district, hidden, person_id, post_id, unit_id
from tests.support.rules import given

TODAY = date(2025, 3, 12)
NEW = AppointmentId(natural_id("test appointment", "new"))
REGISTRAR = acting("dongcheng", Post.REGISTRAR)
CONSOLE = Actor(kind=ActorKind.CONSOLE)
TEACHER = person_id("no3", Post.CLASS_TEACHER)
MAKE = MakeAppointment(
    appointment=NEW,
    person=TEACHER,
    post=Post.SAFETY_OFFICER,
    unit=unit_id("no3"),
    kind=AppointmentKind.ACTING,
    from_on=date(2025, 3, 1),
    until_on=date(2025, 8, 31),
    document="东教任〔2025〕8号",
)
MADE = AppointmentMade(
    person=TEACHER,
    post=Post.SAFETY_OFFICER,
    unit=unit_id("no3"),
    kind=AppointmentKind.ACTING,
    from_on=date(2025, 3, 1),
    until_on=date(2025, 8, 31),
    document="东教任〔2025〕8号",
    delegated_by=None,
    only=(),
)
END = EndAppointment(appointment=NEW, on=date(2025, 5, 31), reason="调离")
ASKED = given().among(district()).on(TODAY)


def test_a_registrar_gives_a_person_a_post_for_a_term() -> None:
    ASKED.as_(REGISTRAR).when(MAKE).then(MADE)


def test_an_appointment_without_a_last_day_lasts_until_further_notice() -> None:
    ASKED.when(replace(MAKE, until_on=None)).then(replace(MADE, until_on=None))


def test_a_term_of_one_day_is_a_term_and_one_that_ends_before_it_begins_is_not() -> None:
    assert ASKED.when(replace(MAKE, until_on=date(2025, 3, 1))).events
    ASKED.when(replace(MAKE, until_on=date(2025, 2, 28))).refused(TermEndsBeforeItBegins, where="until_on")


def test_an_appointment_is_made_once() -> None:
    given(MADE).among(district()).when(MAKE).refused(AppointmentAlreadyMade)


def test_nobody_gives_a_post_to_himself_or_herself() -> None:
    oneself = replace(MAKE, person=person_id("dongcheng", Post.REGISTRAR), post=Post.HEAD)
    ASKED.as_(REGISTRAR).when(oneself).refused(NobodyAppointsThemselves)


def test_heads_do_not_make_appointments() -> None:
    ASKED.as_(acting("no3", Post.HEAD)).when(MAKE).refused(NoPower)


def test_registrars_make_appointments_below_their_own_unit_only() -> None:
    ASKED.as_(REGISTRAR).when(replace(MAKE, unit=unit_id("no9"))).refused(NotKnown)


def test_from_the_console_only_a_registrar_is_appointed() -> None:
    registrar = replace(MAKE, post=Post.REGISTRAR, unit=unit_id("qinghe"))
    assert ASKED.as_(CONSOLE).when(registrar).events
    ASKED.as_(CONSOLE).when(MAKE).refused(OnlyRegistrarsFromTheConsole)


def test_who_is_unknown_only_named_in_a_ledger_or_gone_holds_no_post() -> None:
    ASKED.when(replace(MAKE, person=person_id("nowhere", Post.HEAD))).refused(NotKnown)
    zhao = person_id("ledger", Post.STAFF)
    named = PersonNamedInLedger(person_name=hidden("赵铁柱").commitment, unit=unit_id("no3"))
    ASKED.among(district((StreamId(zhao), named))).when(replace(MAKE, person=zhao)).refused(PersonNotEnrolled)
    gone = district((StreamId(TEACHER), PersonLeft(on=date(2025, 2, 28))))
    ASKED.among(gone).when(MAKE).refused(PersonNotEnrolled)


def test_a_school_has_no_bureau_head_and_a_bureau_no_guard() -> None:
    ASKED.when(replace(MAKE, post=Post.BUREAU_HEAD)).refused(PostNotInThisKindOfUnit, post="bureau_head", kind="school")
    ASKED.when(replace(MAKE, post=Post.GUARD, unit=unit_id("dongcheng"))).refused(PostNotInThisKindOfUnit)


def test_a_linked_officer_may_be_linked_to_a_bureau_a_section_or_a_school() -> None:
    kinds = kinds_of_unit(Post.LINKED_OFFICER)
    assert kinds >= {UnitKind.DISTRICT_BUREAU, UnitKind.SECTION, UnitKind.KINDERGARTEN}
    assert UnitKind.DEPARTMENT not in kinds


@pytest.mark.parametrize("post", Post)
def test_every_post_has_a_chinese_name_and_exists_somewhere_but_never_in_a_ledger_unit(post: Post) -> None:
    assert CHINESE_NAMES[post]
    assert kinds_of_unit(post)
    assert UnitKind.LEDGER_UNIT not in kinds_of_unit(post)


def test_no_posts_are_given_in_a_closed_unit() -> None:
    closed = district((StreamId(unit_id("no3")), UnitClosed(on=date(2025, 3, 11), reason="撤并")))
    ASKED.among(closed).when(MAKE).refused(UnitIsClosed)


def test_one_person_may_hold_different_posts_at_the_same_time() -> None:
    assert ASKED.when(MAKE).events
    assert ASKED.when(replace(MAKE, unit=unit_id("no5"))).events


@pytest.mark.parametrize(
    ("from_on", "until_on", "overlaps"),
    [
        (date(2025, 8, 31), None, True),
        (date(2025, 1, 1), date(2025, 3, 1), True),
        (date(2025, 4, 1), date(2025, 4, 30), True),
        (date(2025, 9, 1), None, False),
        (date(2025, 1, 1), date(2025, 2, 28), False),
    ],
)
def test_the_same_post_on_the_same_footing_is_not_held_twice_on_a_day(
    from_on: date, until_on: date | None, overlaps: bool
) -> None:
    again = replace(MAKE, appointment=AppointmentId(natural_id("again")), from_on=from_on, until_on=until_on)
    asked = ASKED.among(district((StreamId(NEW), MADE))).when(again)
    if overlaps:
        asked.refused(AlreadyHoldsPost, from_on=date(2025, 3, 1))
    else:
        assert asked.events


def test_a_post_can_be_held_acting_before_it_is_held_substantively() -> None:
    substantive = replace(MAKE, kind=AppointmentKind.SUBSTANTIVE)
    assert ASKED.among(district((StreamId(NEW), MADE))).when(substantive).events


def test_a_registrar_does_not_make_delegations() -> None:
    ASKED.when(replace(MAKE, kind=AppointmentKind.DELEGATED)).refused(DelegationIsNotMade, where="kind")


def test_a_document_number_is_a_short_line() -> None:
    ASKED.when(replace(MAKE, document="号" * 201)).refused(TooLong, where="document")


def test_an_appointment_ends_with_a_last_day_and_a_reason() -> None:
    given(MADE).among(district()).as_(REGISTRAR).when(END).then(AppointmentEnded(on=date(2025, 5, 31), reason="调离"))
    given(MADE).when(replace(END, reason="")).refused(Blank, where="reason")


def test_an_appointment_does_not_end_before_it_began() -> None:
    given(MADE).when(replace(END, on=date(2025, 2, 28))).refused(EndsBeforeItBegan)


def test_an_end_is_never_put_off_nor_told_twice() -> None:
    given(MADE).when(replace(END, on=date(2025, 8, 31))).refused(AppointmentOver, until_on=date(2025, 8, 31))
    given(MADE).when(replace(END, on=date(2026, 8, 31))).refused(AppointmentOver)
    ended = AppointmentEnded(on=date(2025, 5, 31), reason="调离")
    given(MADE, ended).when(replace(END, on=date(2025, 4, 30))).refused(AppointmentOver)


def test_nobody_asks_about_an_appointment_that_is_not_known() -> None:
    ASKED.as_(REGISTRAR).when(END).refused(NotKnown)
    ASKED.when(END).refused(NotKnown)


def test_who_holds_a_post_does_not_end_it() -> None:
    head = appointed(person_id("no3", Post.HEAD), Post.HEAD, unit_id("no3"))
    end = EndAppointment(appointment=post_id("no3", Post.HEAD), on=TODAY, reason="辞职")
    given(head).among(district()).as_(acting("no3", Post.HEAD)).when(end).refused(NoPower)
