"""Under a small school's exception the rectifier verifies; it stays open until it was checked from above."""

from datetime import date, datetime
from functools import cache
from typing import Any

import pytest

from domain.appointment.events import AppointmentKind
from domain.appointment.posts import Post
from domain.hazard import clocks
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import (
    CheckFromAbove,
    Escalate,
    MarkOverdue,
    RejectRectification,
    SelfRectify,
    VerifyOwn,
)
from domain.hazard.grading import Grade
from domain.hazard.ladder import ladder
from domain.hazard.terms import Manner, Stage
from domain.kernel.circumstances import Happened
from domain.kernel.commands import Command
from domain.kernel.events import Event
from domain.kernel.identity import Actor, ActorKind, AppointmentId, Rule, StreamId, natural_id
from domain.kernel.refusals import NoPower, NotKnown
from domain.organisation.directory import Directory
from domain.organisation.events import OwnVerificationAllowed, OwnVerificationEnded
from tests.domain.hazard import life
from tests.domain.hazard.life import (
    FRIDAY,
    HAZARD,
    LINKED,
    MONDAY,
    SECTION,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    after,
    at,
    first,
    signed,
)
from tests.support.district import acting, appointed, district, person_id, post_id, unit_id
from tests.support.rules import Given, given

Fact = tuple[StreamId, Event]
HEAD, STAFF = acting("liuzhuang", Post.HEAD), acting("liuzhuang", Post.STAFF)
CENTRE = acting("xihe", Post.HEAD)
VERIFY_OWN = VerifyOwn(hazard=HAZARD, manner=Manner.REPAIRED, remarks="已复看")
CHECK = CheckFromAbove(hazard=HAZARD, remarks="到园查看属实")
UNTIL = date(2025, 12, 31)
ALLOWED: Fact = (
    StreamId(unit_id("liuzhuang")),
    OwnVerificationAllowed(
        reason="全园仅园长和一名教师",
        from_on=MONDAY,
        until_on=UNTIL,
        document=None,
        allowed_by=unit_id("dongcheng"),
        people=2,
    ),
)


@cache
def small() -> Directory:
    """The district, with the exception for its kindergarten."""
    return district(ALLOWED)


def step(events: tuple[Event, ...], command: Command[Any], actor: Actor, moment: datetime) -> tuple[Event, ...]:
    done = given(*events).among(small()).as_(actor).at(moment).when(command)
    return (*events, *(each for each in done.events if isinstance(each, e.HazardEvent)))


@cache
def put_right() -> tuple[Event, ...]:
    """Found, registered and put right by the head on the Monday."""
    events = step((), life.report(unit=unit_id("liuzhuang")), HEAD, at(MONDAY, 9))
    events = step(events, life.register(unit_code="liuzhuang"), HEAD, at(MONDAY, 10))
    spot = SelfRectify(hazard=HAZARD, manner=Manner.REPAIRED, account="已拧紧", evidence=(life.photo(),))
    return step(events, spot, HEAD, at(MONDAY, 11))


@cache
def own_verified() -> tuple[Event, ...]:
    return step(put_right(), VERIFY_OWN, HEAD, at(TUESDAY))


def asked(actor: Actor, day: date = TUESDAY, *more: Fact) -> Given:
    """Whoever asks, of what was put right, with whatever else is so."""
    directory = district(ALLOWED, *more) if more else small()
    return after(put_right(), day).among(directory).as_(actor)


def test_the_rectifier_verifies_in_an_event_that_names_the_exception() -> None:
    event = first(e.VerifiedUnderException, asked(HEAD).when(VERIFY_OWN))
    assert (event.verified_on, event.allowed_by, event.allowed_until) == (TUESDAY, unit_id("dongcheng"), UNTIL)
    assert event.by == signed(HEAD)


def test_it_is_not_closed_out_and_a_check_from_above_is_due_within_ten_working_days() -> None:
    state = life.hazard(own_verified())
    assert (state.stage, state.is_open, state.closed_on) == (Stage.AWAITING_CHECK, True, None)
    assert {name: clock.deadline.due_on for name, clock in state.clocks.items()} == {clocks.CHECK: date(2025, 3, 25)}


def test_without_an_exception_nobody_verifies_his_own_work() -> None:
    story = after(put_right(), TUESDAY).among(district())
    story.as_(HEAD).when(VERIFY_OWN).refused(r.NoExceptionHere)
    story.as_(HEAD).when(life.VERIFY).refused(r.VerifierIsRectifier)


@pytest.mark.parametrize("day", [date(2025, 3, 9), date(2026, 1, 1)])
def test_an_exception_counts_only_on_its_days(day: date) -> None:
    rectified = first(e.HazardRectified, after(put_right()[:-1], MONDAY).as_(HEAD).when(life_spot()))
    story = after((*put_right()[:-1], rectified)).among(small()).at(at(day)).by(HEAD)
    story.when(VERIFY_OWN).refused(r.NoExceptionHere)


def life_spot() -> SelfRectify:
    return SelfRectify(hazard=HAZARD, manner=Manner.REPAIRED, account="已拧紧", evidence=())


def test_an_exception_that_was_ended_counts_no_more() -> None:
    ended: Fact = (StreamId(unit_id("liuzhuang")), OwnVerificationEnded(on=MONDAY, reason="已配备安全专干"))
    asked(HEAD, TUESDAY, ended).when(VERIFY_OWN).refused(r.NoExceptionHere)


def test_an_exception_is_for_those_who_act_for_the_unit() -> None:
    asked(CENTRE).when(VERIFY_OWN).refused(NoPower)
    asked(CENTRE).by(CENTRE).when(VERIFY_OWN).refused(r.NoExceptionHere)


def test_a_major_hazard_is_never_verified_by_who_put_it_right() -> None:
    major = step(put_right(), life.grade(Grade.MAJOR), HEAD, at(MONDAY, 12))
    after(major, TUESDAY).among(small()).as_(HEAD).when(VERIFY_OWN).refused(r.MajorNeverVerifiedByItself)


def test_who_did_not_put_it_right_verifies_in_the_usual_way() -> None:
    asked(STAFF).when(VERIFY_OWN).refused(r.NotYourOwnWork)
    assert first(e.RectificationVerified, asked(CENTRE).when(life.VERIFY)).awaits_countersignature is False


def test_where_somebody_else_of_the_unit_may_verify_that_day_the_exception_is_not_used() -> None:
    officer: Fact = (
        StreamId(natural_id("officer of the kindergarten")),
        appointed(person_id("liuzhuang", Post.STAFF), Post.SAFETY_OFFICER, unit_id("liuzhuang")),
    )
    asked(HEAD, TUESDAY, officer).when(VERIFY_OWN).refused(r.SomebodyElseVerifies)


def test_a_second_post_of_the_rectifier_is_no_second_pair_of_eyes() -> None:
    officer: Fact = (
        StreamId(natural_id("officer of the kindergarten")),
        appointed(person_id("liuzhuang", Post.HEAD), Post.SAFETY_OFFICER, unit_id("liuzhuang")),
    )
    assert asked(HEAD, TUESDAY, officer).when(VERIFY_OWN).events


def test_it_is_not_verified_before_it_was_put_right() -> None:
    story = after(put_right(), TUESDAY).among(small()).as_(HEAD).happened(Happened(on=date(2025, 3, 9)))
    story.when(VERIFY_OWN).refused(r.VerifiedBeforeRectified)


def test_only_what_was_put_right_is_verified() -> None:
    after(put_right()[:-1], MONDAY).among(small()).as_(HEAD).when(VERIFY_OWN).refused(r.NotRectified)
    after(own_verified(), WEDNESDAY).among(small()).as_(HEAD).when(VERIFY_OWN).refused(r.AwaitsCheckFromAbove)


def checking(actor: Actor, day: date = THURSDAY) -> Given:
    return after(own_verified(), day).among(small()).as_(actor)


@pytest.mark.parametrize("actor", [SECTION, LINKED, CENTRE])
def test_the_check_from_above_closes_it_out(actor: Actor) -> None:
    event = first(e.ClosingChecked, checking(actor).when(CHECK))
    state = life.hazard((*own_verified(), event))
    assert (event.checked_on, state.stage, state.closed_on, dict(state.clocks)) == (
        THURSDAY,
        Stage.VERIFIED,
        THURSDAY,
        {},
    )


def test_it_is_not_checked_by_who_verified_it_in_whatever_post() -> None:
    checking(HEAD).when(CHECK).refused(r.CheckedByRectifier)
    seat = AppointmentId(natural_id("promoted to the bureau"))
    made = appointed(person_id("liuzhuang", Post.HEAD), Post.SAFETY_SECTION, unit_id("dongcheng"))
    actor = life.actor_of(made.person, seat, Post.SAFETY_SECTION, "dongcheng")
    story = after(own_verified(), THURSDAY).among(district(ALLOWED, (StreamId(seat), made))).as_(actor)
    story.when(CHECK).refused(r.CheckedByRectifier)


def test_it_is_not_checked_from_within_the_unit() -> None:
    checking(STAFF).when(CHECK).refused(NoPower)
    checking(STAFF).by(STAFF).when(CHECK).refused(r.NotAbove)
    checking(acting("no9", Post.HEAD)).when(CHECK).refused(NotKnown)


def test_only_what_was_verified_under_an_exception_is_checked() -> None:
    asked(SECTION).when(CHECK).refused(r.NothingToCheck)
    after(life.closed()).as_(SECTION).when(CHECK).refused(r.AlreadyClosedOut)


def test_it_is_not_checked_before_it_was_verified() -> None:
    checking(SECTION).happened(Happened(on=MONDAY)).when(CHECK).refused(r.CheckedBeforeVerified, verified_on=TUESDAY)


def reject() -> RejectRectification:
    return RejectRectification(hazard=HAZARD, reason="仍有松动", due_on=date(2025, 3, 20))


def test_whoever_checks_may_reject_and_the_rectification_is_due_again() -> None:
    event = first(e.RectificationRejected, checking(SECTION).when(reject()))
    state = life.hazard((*own_verified(), event))
    assert (state.stage, state.verified_by) == (Stage.REGISTERED, None)
    assert clocks.CHECK not in state.clocks
    assert state.due_on == date(2025, 3, 20)


def test_the_unit_does_not_reject_what_it_verified() -> None:
    checking(HEAD).when(reject()).refused(r.CheckedByRectifier)
    checking(STAFF).by(STAFF).when(reject()).refused(r.NotAbove)


def test_while_the_check_is_awaited_nothing_is_graded_or_assigned() -> None:
    checking(SECTION).when(life.grade(Grade.MAJOR)).refused(r.AwaitsCheckFromAbove)
    checking(SECTION).when(life.assignment()).refused(r.AwaitsCheckFromAbove)


def test_a_check_that_nobody_made_is_told_to_the_superior_and_above_level_by_level() -> None:
    state = life.hazard(own_verified())
    to = ladder(state, clocks.CHECK, life.circumstances(SECTION))
    assert to == (unit_id("dongcheng"), unit_id("edu"))
    due_at = state.clocks[clocks.CHECK].deadline.due_at
    rule = Rule(name="escalation", version=1)
    policy = Actor(kind=ActorKind.POLICY, rule=rule)
    story = after(own_verified(), date(2025, 4, 30)).among(small()).as_(policy)
    marked = first(e.ClockOverdueMarked, story.when(MarkOverdue(hazard=HAZARD, clock=clocks.CHECK, due_at=due_at)))
    assert marked.to == unit_id("edu")
    story = after((*own_verified(), marked), date(2025, 4, 30)).among(small()).as_(policy)
    story.when(Escalate(hazard=HAZARD, clock=clocks.CHECK, due_at=due_at, level=2)).then(
        e.HazardEscalated(clock=clocks.CHECK, due_at=due_at, level=1, to=unit_id("edu"), is_highest=True, rule=rule)
    )


def test_what_was_verified_while_the_exception_held_is_checked_after_it_ended() -> None:
    ended: Fact = (StreamId(unit_id("liuzhuang")), OwnVerificationEnded(on=TUESDAY, reason="已配备安全专干"))
    story = after(own_verified(), FRIDAY).among(district(ALLOWED, ended)).as_(SECTION)
    assert first(e.ClosingChecked, story.when(CHECK)).checked_on == FRIDAY


def test_the_delegate_of_the_rectifier_is_the_rectifier() -> None:
    lent: Fact = (
        StreamId(natural_id("lent headship")),
        appointed(
            person_id("liuzhuang", Post.STAFF),
            Post.HEAD,
            unit_id("liuzhuang"),
            kind=AppointmentKind.DELEGATED,
            delegated_by=post_id("liuzhuang", Post.HEAD),
        ),
    )
    assert asked(HEAD, TUESDAY, lent).when(VERIFY_OWN).events
