"""Letting somebody else act in one's post."""

from dataclasses import replace
from datetime import date

from domain.appointment.commands import DelegatePost, EndAppointment
from domain.appointment.events import AppointmentEnded, AppointmentKind, AppointmentMade
from domain.appointment.posts import Post
from domain.appointment.refusals import (
    AlreadyHoldsPost,
    AppointmentAlreadyMade,
    BeyondOwnTerm,
    DelegatedToOneself,
    NeverDelegatedOn,
    OnlyTheHolderDelegates,
    TermEndsBeforeItBegins,
    UnknownPower,
    WiderThanOwnPowers,
)
from domain.kernel.identity import Actor, ActorKind, AppointmentId, StreamId, natural_id
from domain.kernel.refusals import NoPower, NotAppointedHere, NotKnown
from domain.person.events import PersonLeft
from domain.person.refusals import PersonNotEnrolled
from tests.support.district import acting, appointed, district, person_id, post_id, unit_id
from tests.support.rules import given

TODAY = date(2025, 3, 12)
NEW = AppointmentId(natural_id("test appointment", "delegated"))
HEAD, DEPUTY = post_id("no3", Post.HEAD), person_id("no3", Post.DEPUTY_HEAD)
DELEGATE = DelegatePost(
    appointment=NEW,
    giver=HEAD,
    person=DEPUTY,
    from_on=date(2025, 3, 17),
    until_on=date(2025, 3, 28),
    only=("hazard.assign", "hazard.countersign"),
    document="第三中学授权书2025-1",
)
MADE = AppointmentMade(
    person=DEPUTY,
    post=Post.HEAD,
    unit=unit_id("no3"),
    kind=AppointmentKind.DELEGATED,
    from_on=date(2025, 3, 17),
    until_on=date(2025, 3, 28),
    document="第三中学授权书2025-1",
    delegated_by=HEAD,
    only=("hazard.assign", "hazard.countersign"),
)
BY_DELEGATION = Actor(
    kind=ActorKind.PERSON,
    person=DEPUTY,
    appointment=NEW,
    post="head",
    unit=unit_id("no3"),
    on_behalf_of=HEAD,
)
GIVER = acting("no3", Post.HEAD)
ASKED = given().among(district()).on(TODAY)
DELEGATED = given().among(district((StreamId(NEW), MADE))).on(date(2025, 3, 20))


def test_a_head_lets_the_deputy_act_in_the_post_for_a_period() -> None:
    ASKED.as_(GIVER).when(DELEGATE).then(MADE)


def test_powers_that_are_named_are_kept_in_order_and_once() -> None:
    twice = replace(DELEGATE, only=("hazard.countersign", "hazard.assign", "hazard.countersign"))
    ASKED.as_(GIVER).when(twice).then(MADE)


def test_without_naming_powers_all_of_the_post_are_given() -> None:
    ASKED.as_(GIVER).when(replace(DELEGATE, only=())).then(replace(MADE, only=()))


def test_nobody_delegates_another_persons_post() -> None:
    ASKED.as_(acting("no3", Post.PARTY_SECRETARY)).when(DELEGATE).refused(NoPower)
    ASKED.as_(acting("dongcheng", Post.REGISTRAR)).when(DELEGATE).refused(NoPower)
    ASKED.by(acting("no3", Post.PARTY_SECRETARY)).when(DELEGATE).refused(OnlyTheHolderDelegates)


def test_what_was_delegated_is_not_delegated_on() -> None:
    another = AppointmentId(natural_id("another"))
    staff = person_id("no3", Post.STAFF)
    on = replace(DELEGATE, appointment=another, giver=NEW, person=staff, from_on=date(2025, 3, 20), only=())
    everything = given().among(district((StreamId(NEW), replace(MADE, only=())))).on(date(2025, 3, 20))
    everything.as_(BY_DELEGATION).when(on).refused(NeverDelegatedOn)
    in_the_givers_name = replace(on, giver=HEAD)
    everything.as_(BY_DELEGATION).when(in_the_givers_name).refused(OnlyTheHolderDelegates)


def test_nobody_delegates_to_himself_or_herself() -> None:
    ASKED.as_(GIVER).when(replace(DELEGATE, person=person_id("no3", Post.HEAD))).refused(DelegatedToOneself)


def test_nobody_gives_a_power_that_is_not_his_or_hers() -> None:
    ASKED.as_(GIVER).when(replace(DELEGATE, only=("hazard.list_for_supervision",))).refused(
        WiderThanOwnPowers, command="hazard.list_for_supervision"
    )
    ASKED.as_(GIVER).when(replace(DELEGATE, only=("hazard.paint",))).refused(UnknownPower, command="hazard.paint")


def test_a_delegation_lies_within_the_term_of_the_post_and_does_not_begin_in_the_past() -> None:
    ends = (StreamId(HEAD), AppointmentEnded(on=date(2025, 3, 28), reason="任期满"))
    in_term = given().among(district(ends)).on(TODAY).as_(GIVER)
    assert in_term.when(DELEGATE).events
    in_term.when(replace(DELEGATE, until_on=date(2025, 3, 29))).refused(BeyondOwnTerm, most=date(2025, 3, 28))
    assert in_term.when(replace(DELEGATE, from_on=TODAY)).events
    in_term.when(replace(DELEGATE, from_on=date(2025, 3, 11))).refused(BeyondOwnTerm, least=TODAY)


def test_a_delegation_ends_after_it_begins() -> None:
    ASKED.when(replace(DELEGATE, until_on=date(2025, 3, 16))).refused(TermEndsBeforeItBegins)


def test_a_delegation_goes_to_somebody_who_is_here() -> None:
    ASKED.as_(GIVER).when(replace(DELEGATE, person=person_id("nowhere", Post.STAFF))).refused(NotKnown)
    left = (StreamId(DEPUTY), PersonLeft(on=date(2025, 3, 16)))
    given().among(district(left)).on(TODAY).as_(GIVER).when(DELEGATE).refused(PersonNotEnrolled)


def test_a_post_nobody_made_is_not_delegated() -> None:
    ASKED.by(GIVER).when(replace(DELEGATE, giver=AppointmentId(natural_id("none")))).refused(NotKnown)


def test_the_same_delegation_is_not_made_twice() -> None:
    given(MADE).among(district()).on(TODAY).as_(GIVER).when(DELEGATE).refused(AppointmentAlreadyMade)
    again = replace(DELEGATE, appointment=AppointmentId(natural_id("again")))
    given().among(district((StreamId(NEW), MADE))).on(TODAY).as_(GIVER).when(again).refused(AlreadyHoldsPost)


def test_the_giver_can_take_a_delegation_back_and_the_receiver_give_it_back() -> None:
    end = EndAppointment(appointment=NEW, on=date(2025, 3, 20), reason="提前返岗")
    everything = replace(MADE, only=())
    story = given(everything).among(district((StreamId(NEW), everything))).on(date(2025, 3, 20))
    story.as_(GIVER).when(end).then(AppointmentEnded(on=date(2025, 3, 20), reason="提前返岗"))
    story.as_(BY_DELEGATION).when(end).then(AppointmentEnded(on=date(2025, 3, 20), reason="提前返岗"))
    story.as_(acting("no3", Post.PARTY_SECRETARY)).when(end).refused(NoPower)


def test_a_delegate_acts_only_in_the_powers_that_were_named() -> None:
    end = EndAppointment(appointment=NEW, on=date(2025, 3, 20), reason="提前返岗")
    given(MADE).among(DELEGATED.directory).on(date(2025, 3, 20)).as_(BY_DELEGATION).when(end).refused(NoPower)


def test_a_delegate_says_for_whom_he_or_she_acts() -> None:
    end = EndAppointment(appointment=NEW, on=date(2025, 3, 20), reason="提前返岗")
    in_own_name = replace(BY_DELEGATION, on_behalf_of=None)
    given(MADE).among(DELEGATED.directory).on(date(2025, 3, 20)).as_(in_own_name).when(end).refused(NotAppointedHere)


def test_a_delegate_acts_no_longer_than_the_giver_holds_the_post() -> None:
    ended = (StreamId(HEAD), AppointmentEnded(on=date(2025, 3, 19), reason="调任"))
    directory = district((StreamId(NEW), replace(MADE, only=())), ended)
    end = EndAppointment(appointment=NEW, on=date(2025, 3, 20), reason="提前返岗")
    given(MADE).among(directory).on(date(2025, 3, 20)).as_(BY_DELEGATION).when(end).refused(NotAppointedHere)


def test_an_appointment_elsewhere_can_be_delegated_too() -> None:
    second = AppointmentId(natural_id("test appointment", "second post"))
    made = appointed(person_id("no3", Post.HEAD), Post.HEAD, unit_id("no5"), kind=AppointmentKind.ACTING)
    actor = replace(GIVER, appointment=second, unit=unit_id("no5"))
    story = given().among(district((StreamId(second), made))).on(TODAY).as_(actor)
    assert story.when(replace(DELEGATE, giver=second, person=person_id("no5", Post.STAFF))).events
