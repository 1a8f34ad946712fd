"""Somebody refuses to sign: with a reason, before a witness, in sight of the unit above; the step stays open."""

from dataclasses import replace
from datetime import date

import pytest

from domain.appointment.events import AppointmentEnded, AppointmentKind
from domain.appointment.posts import Post
from domain.hazard import clocks
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import (
    AcceptAssignment,
    ConfirmVoid,
    CountersignClosing,
    DeclineAssignment,
    MarkOverdue,
    NoteSupervision,
    ProposeVoid,
    RefuseSignature,
    WitnessRefusal,
)
from domain.hazard.ladder import ladder
from domain.hazard.terms import Awaited, Stage
from domain.kernel.circumstances import Happened
from domain.kernel.events import Event
from domain.kernel.identity import Actor, ActorKind, AppointmentId, Rule, StreamId, natural_id
from domain.kernel.quantities import Blank
from domain.kernel.refusals import NoPower, NotKnown
from tests.domain.hazard import life
from tests.domain.hazard.life import (
    BUREAU_HEAD,
    CITY_SECTION,
    DEPUTY,
    FRIDAY,
    HAZARD,
    HEAD,
    LOGISTICS,
    OFFICER,
    SECRETARY,
    SECTION,
    TEACHER,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    after,
    at,
    first,
    signed,
)
from tests.support.district import acting, appointed, district, person_id, post_id, unit_id

Fact = tuple[StreamId, Event]
REFUSE = RefuseSignature(
    hazard=HAZARD,
    act=Awaited.VERIFY,
    refuser=post_id("no3", Post.HEAD),
    reason="称未到现场，不愿签字",
    witness=post_id("no3", Post.CLASS_TEACHER),
)
WITNESS = WitnessRefusal(
    hazard=HAZARD, act=Awaited.VERIFY, refuser=post_id("no3", Post.HEAD), is_confirmed=True, remarks="当时在场"
)


def seat(actor: Actor) -> AppointmentId:
    assert actor.appointment
    return actor.appointment


def refused(command: RefuseSignature = REFUSE, actor: Actor = LOGISTICS) -> tuple[Event, ...]:
    return life.step(life.rectified(), command, actor, at(THURSDAY))


def witnessed() -> tuple[Event, ...]:
    return life.step(refused(), WITNESS, TEACHER, at(FRIDAY))


def test_whoever_asked_for_the_signature_records_the_refusal_and_the_superior_is_told() -> None:
    event = first(e.SignatureRefused, after(life.rectified(), THURSDAY).as_(LOGISTICS).when(REFUSE))
    assert (event.act, event.refuser, event.witness) == (Awaited.VERIFY, HEAD.appointment, TEACHER.appointment)
    assert (event.refused_on, event.told, event.by) == (THURSDAY, unit_id("dongcheng"), signed(LOGISTICS))


@pytest.mark.parametrize("actor", [HEAD, LOGISTICS])
def test_the_refuser_or_the_asker_records_it(actor: Actor) -> None:
    assert after(life.rectified(), THURSDAY).as_(actor).when(REFUSE).events


@pytest.mark.parametrize("actor", [OFFICER, SECTION, DEPUTY])
def test_nobody_else_records_it(actor: Actor) -> None:
    after(life.rectified(), THURSDAY).as_(actor).when(REFUSE).refused(r.NobodyAskedYou)


def test_who_has_nothing_to_sign_and_asked_nobody_is_not_offered_it() -> None:
    after(life.rectified(), THURSDAY).as_(TEACHER).when(REFUSE).refused(r.NobodyAskedYou)
    after(life.rectified(), THURSDAY).as_(acting("no9", Post.HEAD)).when(REFUSE).refused(NotKnown)


def test_the_step_stays_open_and_its_clock_runs_on() -> None:
    state = life.hazard(refused())
    assert (state.stage, state.awaits_witness) == (Stage.RECTIFIED, True)
    assert set(state.clocks) == {clocks.VERIFY, clocks.WITNESS, clocks.ANSWER_REFUSAL}
    assert after(refused()).as_(OFFICER).when(life.VERIFY).events
    assert after(refused()).as_(HEAD).when(life.VERIFY).events, "who refused may think better of it"


def test_only_who_could_sign_can_refuse_to() -> None:
    story = after(life.rectified(), THURSDAY).as_(LOGISTICS)
    story.when(replace(REFUSE, refuser=seat(TEACHER))).refused(r.NotTheirsToSign)
    story.when(replace(REFUSE, act=Awaited.COUNTERSIGN)).refused(r.NotTheirsToSign)
    story.when(replace(REFUSE, refuser=seat(LOGISTICS))).refused(r.NotTheirsToSign)


def test_nobody_refuses_in_a_post_that_nobody_holds() -> None:
    ended: Fact = (StreamId(post_id("no3", Post.HEAD)), AppointmentEnded(on=WEDNESDAY, reason="调任"))
    story = after(life.rectified(), THURSDAY).among(district(ended)).as_(LOGISTICS)
    story.when(REFUSE).refused(r.AssignedToNobody)
    gone: Fact = (StreamId(post_id("no3", Post.CLASS_TEACHER)), AppointmentEnded(on=WEDNESDAY, reason="调任"))
    after(life.rectified(), THURSDAY).among(district(gone)).as_(LOGISTICS).when(REFUSE).refused(r.AssignedToNobody)


def test_a_refusal_has_a_reason_and_a_day_that_has_come() -> None:
    story = after(life.rectified(), THURSDAY).as_(LOGISTICS)
    story.when(replace(REFUSE, reason=" ")).refused(Blank)
    story.happened(Happened(on=FRIDAY)).when(REFUSE).refused(r.HappenedInTheFuture)


@pytest.mark.parametrize("witness", [HEAD, LOGISTICS])
def test_the_witness_is_a_third_person(witness: Actor) -> None:
    story = after(life.rectified(), THURSDAY).as_(LOGISTICS)
    story.when(replace(REFUSE, witness=seat(witness))).refused(r.WitnessIsParty)


@pytest.mark.parametrize("party", [Post.HEAD, Post.LOGISTICS])
def test_nor_does_anybody_witness_who_acts_for_a_party(party: Post) -> None:
    lent = AppointmentId(natural_id("delegate of", party))
    made = appointed(
        person_id("no3", Post.STAFF),
        party,
        unit_id("no3"),
        kind=AppointmentKind.DELEGATED,
        delegated_by=post_id("no3", party),
    )
    story = after(life.rectified(), THURSDAY).among(district((StreamId(lent), made))).as_(LOGISTICS)
    story.when(replace(REFUSE, witness=lent)).refused(r.WitnessIsParty)


@pytest.mark.parametrize("witness", [SECTION, CITY_SECTION, acting("heyan", Post.TOWN_OFFICER)])
def test_the_witness_may_come_from_above_or_beside(witness: Actor) -> None:
    story = after(life.rectified(), THURSDAY).as_(LOGISTICS)
    assert story.when(replace(REFUSE, witness=seat(witness))).events


def test_a_stranger_is_no_witness() -> None:
    story = after(life.rectified(), THURSDAY).as_(LOGISTICS)
    story.when(replace(REFUSE, witness=post_id("no9", Post.HEAD))).refused(r.WitnessElsewhere)


def test_the_witness_confirms_in_an_act_of_an_own() -> None:
    event = first(e.RefusalWitnessed, after(refused()).as_(TEACHER).when(WITNESS))
    assert (event.is_confirmed, event.by) == (True, signed(TEACHER))
    state = life.hazard((*refused(), event))
    assert (state.awaits_witness, clocks.WITNESS in state.clocks) == (False, False)


def test_the_witness_may_say_that_nothing_was_seen() -> None:
    event = first(e.RefusalWitnessed, after(refused()).as_(TEACHER).when(replace(WITNESS, is_confirmed=False)))
    assert not event.is_confirmed


def test_nobody_witnesses_for_the_witness() -> None:
    for other in (OFFICER, HEAD, SECTION):
        after(refused()).as_(other).when(WITNESS).refused(NoPower)
        after(refused()).by(other).when(WITNESS).refused(r.NotTheWitness)


def test_a_witness_who_has_become_a_party_is_none() -> None:
    """The teacher now acts for the head."""
    lent = AppointmentId(natural_id("teacher for the head"))
    made = appointed(
        person_id("no3", Post.CLASS_TEACHER),
        Post.HEAD,
        unit_id("no3"),
        kind=AppointmentKind.DELEGATED,
        delegated_by=post_id("no3", Post.HEAD),
    )
    actor = life.actor_of(made.person, lent, Post.HEAD, "no3", on_behalf_of=HEAD.appointment)
    after(refused()).among(district((StreamId(lent), made))).as_(actor).when(WITNESS).refused(NoPower)
    borrowed = AppointmentId(natural_id("head for the teacher"))
    for_teacher = appointed(
        person_id("no3", Post.HEAD),
        Post.CLASS_TEACHER,
        unit_id("no3"),
        kind=AppointmentKind.DELEGATED,
        delegated_by=post_id("no3", Post.CLASS_TEACHER),
    )
    head = life.actor_of(for_teacher.person, borrowed, Post.CLASS_TEACHER, "no3", on_behalf_of=TEACHER.appointment)
    after(refused()).among(district((StreamId(borrowed), for_teacher))).as_(head).when(WITNESS).refused(
        r.WitnessIsParty
    )


def test_only_the_refusal_that_was_recorded_is_witnessed_and_once() -> None:
    other = replace(WITNESS, refuser=seat(OFFICER))
    after(refused()).as_(TEACHER).when(other).refused(r.AnotherRefusal)
    after(life.rectified()).by(TEACHER).when(WITNESS).refused(r.NothingToWitness)
    after(witnessed()).as_(TEACHER).when(WITNESS).refused(r.NothingToWitness)


def test_one_refusal_at_a_time_awaits_its_witness_who_can_be_named_anew() -> None:
    story = after(refused()).as_(LOGISTICS)
    story.when(replace(REFUSE, refuser=seat(OFFICER))).refused(r.RefusalAwaitsWitness)
    anew = first(e.SignatureRefused, story.when(replace(REFUSE, witness=seat(SECRETARY))))
    assert life.hazard((*refused(), anew)).refusals[-1].witness == SECRETARY.appointment
    assert after(witnessed()).as_(LOGISTICS).when(replace(REFUSE, refuser=seat(OFFICER))).events


def test_where_nothing_is_to_be_signed_nothing_is_refused() -> None:
    after(life.registered()).as_(OFFICER).when(REFUSE).refused(r.NothingToSign)
    after(life.closed()).as_(LOGISTICS).when(REFUSE).refused(r.NothingToSign)
    after(life.voided()).as_(LOGISTICS).when(REFUSE).refused(r.AlreadyVoided)


def test_an_assignee_refuses_to_accept_and_the_assigner_records_it() -> None:
    refuse = replace(REFUSE, act=Awaited.ACCEPT, refuser=seat(LOGISTICS))
    events = life.step(life.assigned(), refuse, HEAD, at(TUESDAY))
    accepted = first(e.AssignmentAccepted, after(events).as_(LOGISTICS).when(AcceptAssignment(hazard=HAZARD)))
    assert clocks.ANSWER_REFUSAL not in life.hazard((*events, accepted)).clocks


def test_the_head_who_does_not_countersign_is_told_of_to_the_city() -> None:
    refuse = replace(REFUSE, act=Awaited.COUNTERSIGN, refuser=seat(BUREAU_HEAD), witness=seat(CITY_SECTION))
    event = first(e.SignatureRefused, after(life.major_verified(), FRIDAY).as_(SECTION).when(refuse))
    assert event.told == unit_id("edu")
    state = life.hazard((*life.major_verified(), event))
    assert ladder(state, clocks.ANSWER_REFUSAL, life.circumstances(SECTION)) == (unit_id("edu"),)
    closed = first(
        e.ClosingCountersigned,
        after((*life.major_verified(), event)).as_(BUREAU_HEAD).when(CountersignClosing(hazard=HAZARD)),
    )
    assert set(life.hazard((*life.major_verified(), event, closed)).clocks) == {clocks.RECHECK}


def test_decisions_that_nobody_signs_are_refused_too() -> None:
    declined = life.step(life.assigned(), DeclineAssignment(hazard=HAZARD, reason="x"), LOGISTICS, at(TUESDAY))
    decide = replace(REFUSE, act=Awaited.DECIDE_DECLINE)
    assert after(declined).as_(LOGISTICS).when(decide).events
    extend = replace(REFUSE, act=Awaited.GRANT_EXTENSION, refuser=seat(SECTION))
    assert after(life.extension_asked()).as_(LOGISTICS).when(extend).events
    proposed = life.step(life.registered(), ProposeVoid(hazard=HAZARD, reason="重复登记"), OFFICER, at(TUESDAY))
    void = replace(REFUSE, act=Awaited.CONFIRM_VOID)
    events = life.step(proposed, void, OFFICER, at(WEDNESDAY))
    assert life.hazard((*events, *after(events).as_(HEAD).when(ConfirmVoid(hazard=HAZARD)).events)).clocks == {}


def test_of_what_is_closed_already_no_clock_is_started() -> None:
    proposed = life.step(life.closed(), ProposeVoid(hazard=HAZARD, reason="重复登记"), OFFICER, at(FRIDAY))
    event = first(e.SignatureRefused, after(proposed).as_(OFFICER).when(replace(REFUSE, act=Awaited.CONFIRM_VOID)))
    assert event.clocks == ()


def test_a_word_from_above_answers_a_refusal() -> None:
    note = NoteSupervision(hazard=HAZARD, note="已约谈，改由副校长查验")
    state = life.hazard((*refused(), *after(refused()).as_(SECTION).when(note).events))
    assert set(state.clocks) == {clocks.VERIFY, clocks.WITNESS}


def test_a_refusal_that_nobody_answers_is_told_further_up() -> None:
    state = life.hazard(refused())
    assert ladder(state, clocks.WITNESS, life.circumstances(SECTION))[0] == unit_id("no3")
    due_at = state.clocks[clocks.ANSWER_REFUSAL].deadline.due_at
    policy = Actor(kind=ActorKind.POLICY, rule=Rule(name="escalation", version=1))
    late = after(refused(), date(2025, 3, 20)).as_(policy)
    marked = first(
        e.ClockOverdueMarked, late.when(MarkOverdue(hazard=HAZARD, clock=clocks.ANSWER_REFUSAL, due_at=due_at))
    )
    assert marked.to == unit_id("edu")
