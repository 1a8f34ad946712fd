"""Who may not be whom: one person and one post stay one, whatever post they sign in and whoever signs for them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pytest

from domain.appointment.events import AppointmentEnded, AppointmentKind
from domain.appointment.posts import ONE_TO_A_UNIT, Post
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import (
    ConfirmMerge,
    ConfirmVoid,
    CountersignClosing,
    DecideDecline,
    DeclineAssignment,
    GrantExtension,
    ProposeMerge,
    ProposeVoid,
    Recheck,
    RefuseExtension,
    RejectRectification,
)
from domain.hazard.separation import is_one_hand
from domain.hazard.signatory import Signatory, signatory
from domain.kernel.commands import Command
from domain.kernel.events import Event
from domain.kernel.identity import Actor, AppointmentId, StreamId, natural_id
from domain.kernel.refusals import Refusal
from domain.organisation.directory import Directory
from tests.domain.hazard import life
from tests.domain.hazard.life import HAZARD, HEAD, LOGISTICS, MONDAY, OFFICER, OTHER, SECTION, TUESDAY, VERIFY, at
from tests.support.district import acting, appointed, district, person_id, post_id, unit_id

Facts = tuple[tuple[StreamId, Event], ...]
F, S, G = Post.GUARD, Post.DEPUTY_HEAD, Post.CLASS_TEACHER
"""Posts in the school of whoever signed first, of whoever signs second, and of a third who lets them sign."""


class Tied(NamedTuple):
    """Two who sign one after the other, and the appointments that tie them together."""

    first: Actor
    second: Actor
    facts: Facts = ()


def seat(person: Post, post: Post, giver: AppointmentId | None = None) -> tuple[Actor, Facts]:
    """A further appointment in the school of whoever holds a post there: an own one, or one given by delegation."""
    appointment = AppointmentId(natural_id("seat", person, post, str(giver)))
    kind = AppointmentKind.DELEGATED if giver else AppointmentKind.SUBSTANTIVE
    made = appointed(person_id("no3", person), post, unit_id("no3"), kind=kind, delegated_by=giver)
    actor = life.actor_of(person_id("no3", person), appointment, post, "no3", on_behalf_of=giver)
    return actor, ((StreamId(appointment), made),)


def himself_in_another_post() -> Tied:
    second, facts = seat(F, Post.SAFETY_OFFICER)
    return Tied(acting("no3", F), second, facts)


def his_delegate() -> Tied:
    second, facts = seat(S, F, post_id("no3", F))
    return Tied(acting("no3", F), second, facts)


def his_delegate_in_another_post_of_his() -> Tied:
    other, facts = seat(F, Post.SAFETY_OFFICER)
    second, more = seat(S, Post.SAFETY_OFFICER, other.appointment)
    return Tied(acting("no3", F), second, facts + more)


def who_let_him_sign() -> Tied:
    first, facts = seat(F, S, post_id("no3", S))
    return Tied(first, acting("no3", S), facts)


def who_let_him_sign_in_another_post() -> Tied:
    first, facts = seat(F, G, post_id("no3", G))
    second, more = seat(G, Post.SAFETY_OFFICER)
    return Tied(first, second, facts + more)


def another_delegate_of_the_same_post() -> Tied:
    first, facts = seat(F, G, post_id("no3", G))
    second, more = seat(S, G, post_id("no3", G))
    return Tied(first, second, facts + more)


def delegates_of_two_posts_of_one_person() -> Tied:
    first, facts = seat(F, G, post_id("no3", G))
    other, more = seat(G, Post.SAFETY_OFFICER)
    second, further = seat(S, Post.SAFETY_OFFICER, other.appointment)
    return Tied(first, second, facts + more + further)


def a_delegate_whose_delegation_is_over() -> Tied:
    first, facts = seat(F, S, post_id("no3", S))
    assert first.appointment
    over = AppointmentEnded(on=MONDAY, reason="返岗")
    return Tied(first, acting("no3", S), (*facts, (StreamId(first.appointment), over)))


def who_acts_in_the_same_headship() -> Tied:
    second, facts = seat(S, Post.HEAD)
    return Tied(acting("no3", Post.HEAD), second, facts)


TIES: tuple[Callable[[], Tied], ...] = (
    himself_in_another_post,
    his_delegate,
    his_delegate_in_another_post_of_his,
    who_let_him_sign,
    who_let_him_sign_in_another_post,
    another_delegate_of_the_same_post,
    delegates_of_two_posts_of_one_person,
    a_delegate_whose_delegation_is_over,
    who_acts_in_the_same_headship,
)


class Pair(NamedTuple):
    """Two steps that two people take: the first as it stands in the history, the second as it is asked."""

    history: Callable[[], tuple[Event, ...]]
    first: type[Event]
    second: Command[Any]
    refusal: type[Refusal]


def declined() -> tuple[Event, ...]:
    return life.step(life.assigned(), DeclineAssignment(hazard=HAZARD, reason="不归后勤管"), LOGISTICS, at(TUESDAY))


def void_proposed() -> tuple[Event, ...]:
    return life.step(life.registered(), ProposeVoid(hazard=HAZARD, reason="重复登记"), OFFICER, at(TUESDAY))


def merge_proposed() -> tuple[Event, ...]:
    survivor = tuple((StreamId(OTHER), event) for event in life.registered())
    propose = ProposeMerge(hazard=HAZARD, survivor=OTHER, reason="同一处")
    return life.step(life.registered(), propose, OFFICER, at(TUESDAY), *survivor)


PAIRS = {
    "verify": Pair(life.rectified, e.HazardRectified, VERIFY, r.VerifierIsRectifier),
    "reject": Pair(
        life.rectified,
        e.HazardRectified,
        RejectRectification(hazard=HAZARD, reason="焊点不牢", due_on=date(2025, 3, 20)),
        r.VerifierIsRectifier,
    ),
    "verify major": Pair(life.major_rectified, e.HazardRectified, VERIFY, r.VerifierIsRectifier),
    "countersign what one rectified": Pair(
        life.major_verified, e.HazardRectified, CountersignClosing(hazard=HAZARD), r.VerifierIsRectifier
    ),
    "countersign what one verified": Pair(
        life.major_verified, e.RectificationVerified, CountersignClosing(hazard=HAZARD), r.CountersignedByVerifier
    ),
    "recheck": Pair(life.closed, e.HazardRectified, Recheck(hazard=HAZARD), r.RecheckedByRectifier),
    "grant extension": Pair(
        life.extension_asked,
        e.ExtensionRequested,
        GrantExtension(hazard=HAZARD, reason="材料确未到"),
        r.ExtensionDecidedByAsker,
    ),
    "refuse extension": Pair(
        life.extension_asked,
        e.ExtensionRequested,
        RefuseExtension(hazard=HAZARD, reason="可先采购"),
        r.ExtensionDecidedByAsker,
    ),
    "decide decline": Pair(
        declined,
        e.AssignmentDeclined,
        DecideDecline(hazard=HAZARD, is_upheld=True, reason="确不归后勤"),
        r.DeclineDecidedByDecliner,
    ),
    "confirm void": Pair(void_proposed, e.VoidProposed, ConfirmVoid(hazard=HAZARD), r.SecondPersonNeeded),
    "confirm merge": Pair(
        merge_proposed, e.MergeProposed, ConfirmMerge(hazard=HAZARD, survivor=OTHER), r.SecondPersonNeeded
    ),
}


def sign(actor: Actor, directory: Directory) -> Signatory:
    """How an actor stands in an event."""
    return signatory(replace(life.circumstances(actor), directory=directory))


def signed_first(history: tuple[Event, ...], kind: type[Event], by: Signatory) -> tuple[Event, ...]:
    """The history with another hand under its last event of a kind."""
    place = max(number for number, event in enumerate(history) if isinstance(event, kind))
    return (*history[:place], replace(history[place], by=by), *history[place + 1 :])  # type: ignore[type-var]


@pytest.mark.parametrize("tie", TIES, ids=lambda each: each.__name__)
@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_two_steps_of_two_people_are_not_taken_by_one_hand(pair: Pair, tie: Callable[[], Tied]) -> None:
    tied = tie()
    directory = district(*tied.facts)
    history = signed_first(pair.history(), pair.first, sign(tied.first, directory))
    story = life.after(history).among(directory).by(tied.second)
    story.beside(StreamId(OTHER), *life.registered()).when(pair.second).refused(pair.refusal)


def test_who_only_borrowed_a_post_once_may_verify_what_its_holder_puts_right_later() -> None:
    borrowed, facts = seat(S, Post.LOGISTICS, LOGISTICS.appointment)
    assert borrowed.appointment
    over: Facts = ((StreamId(borrowed.appointment), AppointmentEnded(on=MONDAY, reason="返岗")),)
    story = life.after(life.rectified()).among(district(*facts, *over))
    assert story.as_(acting("no3", S)).when(VERIFY).events


def test_who_lent_the_post_of_another_duty_may_verify_what_the_borrower_did_in_an_own_post() -> None:
    _, facts = seat(Post.LOGISTICS, S, post_id("no3", S))
    story = life.after(life.rectified()).among(district(*facts))
    assert story.as_(acting("no3", S)).when(VERIFY).events


def test_two_who_hold_the_same_ordinary_post_are_two() -> None:
    second, facts = seat(G, Post.SAFETY_OFFICER)
    directory = district(*facts)
    assert Post.SAFETY_OFFICER not in ONE_TO_A_UNIT
    assert not is_one_hand(sign(OFFICER, directory), sign(second, directory), directory)


def test_a_headship_signs_once_whoever_succeeds_to_it() -> None:
    successor, facts = seat(S, Post.HEAD)
    over: Facts = ((StreamId(post_id("no3", Post.HEAD)), AppointmentEnded(on=MONDAY, reason="调任")),)
    directory = district(*facts, *over)
    assert is_one_hand(sign(HEAD, directory), sign(successor, directory), directory)
    assert not is_one_hand(sign(HEAD, directory), sign(acting("no5", Post.HEAD), directory), directory)


def test_a_paper_names_a_person_whose_delegate_does_not_verify_either() -> None:
    named = Signatory(person=person_id("no3", F), appointment=None, post=None, unit=None, stands_for=())
    delegate, facts = seat(S, F, post_id("no3", F))
    directory = district(*facts)
    assert is_one_hand(sign(delegate, directory), named, directory)
    assert not is_one_hand(sign(OFFICER, directory), named, directory)


def test_the_three_of_an_assignment_are_three_hands() -> None:
    other, facts = seat(Post.LOGISTICS, Post.SAFETY_OFFICER)
    delegate, more = seat(S, Post.SAFETY_OFFICER, other.appointment)
    story = life.after(life.graded(), TUESDAY).among(district(*facts, *more)).as_(HEAD)
    story.when(life.assignment(overseer=delegate.appointment)).refused(r.OneForTwo)
    assert story.when(life.assignment()).events


def test_a_delegate_of_another_post_does_not_decide_as_the_assigner() -> None:
    """What lets somebody decide is the assigner's own post; lending another one gives no more than that one."""
    other, facts = seat(Post.HEAD, Post.SAFETY_OFFICER)
    delegate, more = seat(Post.STAFF, Post.SAFETY_OFFICER, other.appointment)
    story = life.after(declined()).among(district(*facts, *more))
    decide = DecideDecline(hazard=HAZARD, is_upheld=True, reason="确不归后勤")
    story.as_(delegate).when(decide).refused(r.NotTheAssigner)
    assert story.as_(HEAD).when(decide).events


def test_the_supervisors_delegate_decides_unless_it_is_the_asker() -> None:
    section = post_id("dongcheng", Post.SAFETY_SECTION)
    asker = AppointmentId(natural_id("asker in the section"))
    made = appointed(
        person_id("no3", Post.LOGISTICS),
        Post.SAFETY_SECTION,
        unit_id("dongcheng"),
        kind=AppointmentKind.DELEGATED,
        delegated_by=section,
    )
    actor = life.actor_of(
        person_id("no3", Post.LOGISTICS), asker, Post.SAFETY_SECTION, "dongcheng", on_behalf_of=section
    )
    grant = GrantExtension(hazard=HAZARD, reason="材料确未到")
    story = life.after(life.extension_asked()).among(district((StreamId(asker), made)))
    story.as_(actor).when(grant).refused(r.ExtensionDecidedByAsker)
    assert story.as_(SECTION).when(grant).events
