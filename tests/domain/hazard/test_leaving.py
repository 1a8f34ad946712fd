"""Merged or voided: two different people sign, both entries stay, nothing further happens to the one that left."""

from typing import Any

import pytest

from domain.appointment.events import AppointmentKind
from domain.appointment.posts import Post
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import (
    ConfirmMerge,
    ConfirmVoid,
    ProposeMerge,
    ProposeVoid,
    RefuseMerge,
    RefuseVoid,
    RegisterHazard,
)
from domain.hazard.steps import STEPS
from domain.hazard.terms import Stage
from domain.kernel.commands import Command, On
from domain.kernel.events import Event
from domain.kernel.identity import AppointmentId, StreamId, natural_id
from domain.kernel.quantities import Blank
from domain.kernel.refusals import NotKnown, Refusal
from tests.domain.hazard import life
from tests.domain.hazard.life import (
    BUREAU_HEAD,
    CITY_SECTION,
    HAZARD,
    HEAD,
    MONDAY,
    OFFICER,
    OTHER,
    SECTION,
    TUESDAY,
    actor_of,
    after,
    at,
    first,
    signed,
)
from tests.support.district import acting, appointed, district, person_id, post_id, unit_id
from tests.support.rules import Given
from tests.support.samples import sample

SURVIVOR = StreamId(OTHER)
PROPOSE = ProposeMerge(hazard=HAZARD, survivor=OTHER, reason="同一处护栏")
CONFIRM = ConfirmMerge(hazard=HAZARD, survivor=OTHER)
VOID = ProposeVoid(hazard=HAZARD, reason="并非隐患，系施工围挡")
CONFIRM_VOID = ConfirmVoid(hazard=HAZARD)


def beside(events: tuple[Event, ...], survivor: tuple[Event, ...] | None = None) -> Given:
    """With the other entry, which was registered in the same school unless told otherwise."""
    return after(events).beside(SURVIVOR, *(life.registered() if survivor is None else survivor))


def proposed(events: tuple[Event, ...] | None = None, survivor: tuple[Event, ...] | None = None) -> tuple[Event, ...]:
    history = life.registered() if events is None else events
    return (*history, first(e.MergeProposed, beside(history, survivor).as_(OFFICER).when(PROPOSE)))


def void_proposed(events: tuple[Event, ...] | None = None) -> tuple[Event, ...]:
    return life.step(life.registered() if events is None else events, VOID, OFFICER, at(TUESDAY))


def test_a_merger_is_proposed_by_one_and_confirmed_by_another() -> None:
    done = beside(proposed()).as_(HEAD).when(CONFIRM)
    by = signed(HEAD)
    done.then(
        e.HazardMerged(survivor=OTHER, by=by),
        On(SURVIVOR, e.DuplicateAbsorbed(duplicate=HAZARD, number="no3-2025-0001", by=by)),
    )


def test_merged_it_has_no_clocks_and_knows_where_it_went() -> None:
    state = life.hazard(life.merged())
    assert (state.stage, state.survivor, dict(state.clocks), state.is_open) == (Stage.MERGED, OTHER, {}, False)


def test_the_proposer_does_not_confirm_not_even_in_another_post() -> None:
    beside(proposed()).as_(OFFICER).when(CONFIRM).refused(r.SecondPersonNeeded)
    appointment = AppointmentId(natural_id("test", "second post"))
    proposer = person_id("no3", Post.SAFETY_OFFICER)
    directory = district((StreamId(appointment), appointed(proposer, Post.DEPUTY_HEAD, unit_id("no3"))))
    actor = actor_of(proposer, appointment, Post.DEPUTY_HEAD, "no3")
    beside(proposed()).among(directory).as_(actor).when(CONFIRM).refused(r.SecondPersonNeeded)


def test_what_is_confirmed_is_what_was_proposed() -> None:
    third = ConfirmMerge(hazard=HAZARD, survivor=life.THIRD)
    story = after(proposed()).beside(StreamId(life.THIRD), *life.registered()).as_(HEAD)
    story.when(third).refused(r.AnotherSurvivor)
    beside(life.registered()).as_(HEAD).when(CONFIRM).refused(r.NothingProposed)


def test_nothing_is_merged_with_itself() -> None:
    with_itself = ProposeMerge(hazard=HAZARD, survivor=HAZARD, reason="x")
    after(life.registered()).as_(OFFICER).when(with_itself).refused(r.MergedWithItself)
    confirmed = ConfirmMerge(hazard=HAZARD, survivor=HAZARD)
    after(life.registered()).as_(OFFICER).when(confirmed).refused(r.MergedWithItself)


def test_a_survivor_nobody_knows_is_none() -> None:
    beside(life.registered(), ()).as_(OFFICER).when(PROPOSE).refused(NotKnown)


@pytest.mark.parametrize("left", [life.merged, life.voided])
def test_a_survivor_that_left_is_none(left: Any) -> None:
    beside(life.registered(), left()).as_(OFFICER).when(PROPOSE).refused(r.SurvivorHasLeft)
    beside(proposed(), left()).as_(HEAD).when(CONFIRM).refused(r.SurvivorHasLeft)


def test_an_open_hazard_does_not_vanish_into_a_closed_one() -> None:
    beside(life.registered(), life.closed()).as_(OFFICER).when(PROPOSE).refused(r.SurvivorClosedOut)
    assert first(e.MergeProposed, beside(life.closed(), life.closed()).as_(OFFICER).when(PROPOSE)).survivor == OTHER


def test_a_major_hazard_does_not_vanish_into_a_general_one() -> None:
    beside(life.major(), life.graded()).as_(OFFICER).when(PROPOSE).refused(r.SurvivorOfLowerGrade)


def test_that_a_major_hazard_is_merged_or_voided_is_confirmed_from_above() -> None:
    events = proposed(life.major(), life.major())
    beside(events, life.major()).as_(HEAD).when(CONFIRM).refused(r.ConfirmedOnlyFromAbove)
    assert first(e.HazardMerged, beside(events, life.major()).as_(SECTION).when(CONFIRM)).by == signed(SECTION)
    after(void_proposed(life.major())).as_(HEAD).when(CONFIRM_VOID).refused(r.ConfirmedOnlyFromAbove)
    voided = first(e.HazardVoided, after(void_proposed(life.major())).as_(SECTION).when(CONFIRM_VOID))
    assert voided.by == signed(SECTION)


def test_a_listed_hazard_is_not_merged() -> None:
    beside(life.listed(), life.listed()).as_(OFFICER).when(PROPOSE).refused(r.HazardIsListed)
    listed_since = (*proposed(life.major(), life.major()), *life.listed()[-1:])
    beside(listed_since, life.major()).as_(SECTION).when(CONFIRM).refused(r.HazardIsListed)


def test_duplicates_are_of_one_unit_or_of_units_below_ones_own() -> None:
    report = life.report(hazard=OTHER, unit=unit_id("no5"))
    elsewhere = life.step((), report, acting("no5", Post.STAFF), at(MONDAY, 9))
    beside(life.registered(), elsewhere).as_(OFFICER).when(PROPOSE).refused(r.SurvivorElsewhere)
    assert first(e.MergeProposed, beside(life.registered(), elsewhere).as_(SECTION).when(PROPOSE)).survivor == OTHER


def test_a_merger_is_refused_or_taken_back_and_both_go_on() -> None:
    refuse = RefuseMerge(hazard=HAZARD, reason="不是同一处")
    after(proposed()).as_(HEAD).when(refuse).then(e.MergeRefused(reason="不是同一处", by=signed(HEAD)))
    taken_back = life.step(proposed(), refuse, OFFICER, at(TUESDAY))
    beside(taken_back).as_(HEAD).when(CONFIRM).refused(r.NothingProposed)
    after(life.registered()).as_(HEAD).when(refuse).refused(r.NothingProposed)


def test_one_proposal_at_a_time() -> None:
    beside(proposed()).as_(OFFICER).when(PROPOSE).refused(r.ProposalUndecided)
    after(proposed()).as_(OFFICER).when(VOID).refused(r.ProposalUndecided)
    after(void_proposed()).as_(OFFICER).when(VOID).refused(r.ProposalUndecided)


def test_the_registrar_alone_does_not_void_what_he_registered() -> None:
    after(void_proposed()).as_(OFFICER).when(CONFIRM_VOID).refused(r.SecondPersonNeeded)


def test_whoever_acts_for_the_proposer_is_no_second_person() -> None:
    appointment = AppointmentId(natural_id("test", "for the safety officer"))
    made = appointed(
        person_id("no3", Post.STAFF),
        Post.SAFETY_OFFICER,
        unit_id("no3"),
        kind=AppointmentKind.DELEGATED,
        delegated_by=post_id("no3", Post.SAFETY_OFFICER),
    )
    actor = actor_of(
        person_id("no3", Post.STAFF),
        appointment,
        Post.SAFETY_OFFICER,
        "no3",
        on_behalf_of=post_id("no3", Post.SAFETY_OFFICER),
    )
    story = after(void_proposed()).among(district((StreamId(appointment), made))).as_(actor)
    story.when(CONFIRM_VOID).refused(r.SecondPersonNeeded)


def test_voided_by_two_people_it_keeps_both_signatures_and_the_reason() -> None:
    event = e.HazardVoided(reason=VOID.reason, proposed_by=signed(OFFICER), by=signed(HEAD))
    after(void_proposed()).as_(HEAD).when(CONFIRM_VOID).then(event)
    state = life.hazard((*void_proposed(), event))
    assert (state.stage, state.number, dict(state.clocks)) == (Stage.VOIDED, "no3-2025-0001", {})


def test_a_listed_hazard_is_voided_only_by_the_lister() -> None:
    after(void_proposed(life.listed())).as_(CITY_SECTION).when(CONFIRM_VOID).refused(r.NotTheLister)
    event = first(e.HazardVoided, after(void_proposed(life.listed())).as_(BUREAU_HEAD).when(CONFIRM_VOID))
    assert event.by == signed(BUREAU_HEAD)


def test_a_voiding_is_refused_and_then_not_confirmed() -> None:
    refuse = RefuseVoid(hazard=HAZARD, reason="确系隐患")
    refused = life.step(void_proposed(), refuse, HEAD, at(TUESDAY, 11))
    after(refused).as_(HEAD).when(CONFIRM_VOID).refused(r.NothingProposed)
    after(refused).as_(HEAD).when(refuse).refused(r.NothingProposed)


def test_proposals_and_refusals_say_why() -> None:
    after(life.registered()).as_(OFFICER).when(ProposeVoid(hazard=HAZARD, reason=" ")).refused(Blank)
    beside(life.registered()).as_(OFFICER).when(ProposeMerge(hazard=HAZARD, survivor=OTHER, reason="")).refused(Blank)
    after(proposed()).as_(HEAD).when(RefuseMerge(hazard=HAZARD, reason="")).refused(Blank)
    after(void_proposed()).as_(HEAD).when(RefuseVoid(hazard=HAZARD, reason="")).refused(Blank)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
@pytest.mark.parametrize(("left", "refusal"), [(life.merged, r.AlreadyMerged), (life.voided, r.AlreadyVoided)])
def test_nothing_further_happens_to_what_was_merged_or_voided(
    step: type[Command[Any]], left: Any, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        sample(step).decide(life.hazard(left()), life.circumstances(HEAD))


def test_a_number_once_given_stays_with_the_voided_entry() -> None:
    again = RegisterHazard(hazard=HAZARD, unit_code="no3", year=2025)
    after(life.voided()).as_(OFFICER).when(again).refused(r.AlreadyVoided)
    assert life.hazard(life.voided()).number == "no3-2025-0001"
