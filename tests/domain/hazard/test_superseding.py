"""Signatures stay valid for ever; whether the record still goes by them, later events decide (R9)."""

from datetime import date

from domain.appointment.posts import Post
from domain.hazard import events as e
from domain.hazard.commands import (
    ConfirmVoid,
    DecideDecline,
    DeclineAssignment,
    ProposeVoid,
    RefuseSignature,
    RefuseVoid,
    RejectRectification,
    ReopenHazard,
    ReportRecurrence,
    WitnessRefusal,
)
from domain.hazard.grading import Grade
from domain.hazard.superseding import superseded
from domain.hazard.terms import Awaited
from domain.kernel.events import Event
from domain.kernel.identity import Actor
from tests.domain.hazard import life
from tests.domain.hazard.life import FRIDAY, HAZARD, HEAD, LOGISTICS, OFFICER, SECTION, TEACHER, THURSDAY, at
from tests.support.district import post_id

REJECT = RejectRectification(hazard=HAZARD, reason="立柱仍松动", due_on=date(2025, 3, 21))
REOPEN = ReopenHazard(hazard=HAZARD, reason="验收时看错了楼层")


def gone(events: tuple[Event, ...]) -> dict[type[Event], type[Event]]:
    """Kinds of events that no longer stand, each with the kind of what took its place."""
    return {type(events[one]): type(events[other]) for one, other in superseded(events).items()}


def test_as_long_as_nothing_is_taken_back_everything_stands() -> None:
    assert superseded(life.major_closed()) == {}


def test_a_rejection_takes_the_place_of_the_rectification_and_of_nothing_else() -> None:
    rejected = life.step(life.rectified(), REJECT, OFFICER, at(THURSDAY))
    assert gone(rejected) == {e.HazardRectified: e.RectificationRejected}


def test_reopening_takes_back_rectification_and_verification() -> None:
    reopened = life.step(life.closed(), REOPEN, SECTION, at(FRIDAY))
    assert gone(reopened) == {
        e.HazardRectified: e.HazardReopened,
        e.RectificationVerified: e.HazardReopened,
    }


def test_at_the_date_before_the_reopening_they_stand() -> None:
    reopened = life.step(life.closed(), REOPEN, SECTION, at(FRIDAY))
    assert superseded(reopened[:-1]) == {}


def test_a_recurrence_takes_back_what_was_signed_for_and_stands_itself() -> None:
    command = ReportRecurrence(hazard=HAZARD, description="护栏又松了", evidence=(life.photo(9),))
    assert gone(life.step(life.closed(), command, TEACHER, at(FRIDAY))) == {
        e.HazardRectified: e.HazardRecurred,
        e.RectificationVerified: e.HazardRecurred,
    }


def test_what_was_taken_back_once_stays_taken_back_by_the_first_that_did() -> None:
    rejected = life.step(life.rectified(), REJECT, OFFICER, at(THURSDAY))
    voided = _voided(rejected)
    places = superseded(voided)
    rectified = next(place for place, each in enumerate(voided) if isinstance(each, e.HazardRectified))
    assert isinstance(voided[places[rectified]], e.RectificationRejected)


def test_a_voided_entry_stands_for_nothing_but_that_it_was_voided() -> None:
    assert gone(life.voided()) == {e.HazardFound: e.HazardVoided, e.HazardRegistered: e.HazardVoided}


def test_a_merged_entry_stands_for_nothing_but_that_it_was_merged() -> None:
    assert gone(life.merged()) == {e.HazardFound: e.HazardMerged, e.HazardRegistered: e.HazardMerged}


def test_a_proposal_that_was_refused_takes_nothing_back() -> None:
    proposed = life.step(life.registered(), ProposeVoid(hazard=HAZARD, reason="重复"), OFFICER, at(THURSDAY))
    refuse = RefuseVoid(hazard=HAZARD, reason="不是同一处")
    assert superseded(life.step(proposed, refuse, HEAD, at(FRIDAY))) == {}


def test_a_later_grade_takes_the_place_of_the_earlier() -> None:
    graded = life.step(life.graded(), life.grade(Grade.MAJOR, "人员密集"), HEAD, at(FRIDAY))
    assert gone(graded) == {e.HazardGraded: e.HazardGraded}


def test_a_decline_that_was_right_takes_back_the_assignment() -> None:
    declined = life.step(
        life.assigned(), DeclineAssignment(hazard=HAZARD, reason="不归本部门"), LOGISTICS, at(THURSDAY)
    )
    insisted = life.step(declined, DecideDecline(hazard=HAZARD, is_upheld=False, reason="归后勤"), HEAD, at(FRIDAY))
    assert superseded(insisted) == {}
    agreed = life.step(declined, DecideDecline(hazard=HAZARD, is_upheld=True, reason="归教务"), HEAD, at(FRIDAY))
    assert gone(agreed) == {e.HazardAssigned: e.DeclineDecided}


def test_assigning_again_takes_the_place_of_the_earlier_assignment() -> None:
    again = life.assignment(measures="改为更换护栏")
    assert gone(life.step(life.assigned(), again, HEAD, at(FRIDAY))) == {e.HazardAssigned: e.HazardAssigned}


def _voided(events: tuple[Event, ...]) -> tuple[Event, ...]:
    proposed = life.step(events, ProposeVoid(hazard=HAZARD, reason="登记到别的学校"), OFFICER, at(FRIDAY))
    return life.step(proposed, ConfirmVoid(hazard=HAZARD), HEAD, at(FRIDAY))


REFUSE = RefuseSignature(
    hazard=HAZARD,
    act=Awaited.VERIFY,
    refuser=post_id("no3", Post.HEAD),
    reason="称未到现场，不愿签字",
    witness=post_id("no3", Post.CLASS_TEACHER),
)
WITNESS = WitnessRefusal(hazard=HAZARD, act=Awaited.VERIFY, refuser=REFUSE.refuser, is_confirmed=True)


def _refused(by: Actor) -> tuple[Event, ...]:
    return life.step(life.step(life.rectified(), REFUSE, by, at(THURSDAY)), WITNESS, TEACHER, at(FRIDAY))


def test_a_refusal_gives_way_with_its_witness_when_the_refuser_signs_after_all() -> None:
    assert superseded(_refused(HEAD)) == {}
    for step in (life.VERIFY, REJECT):
        signed = life.step(_refused(LOGISTICS), step, HEAD, at(FRIDAY))
        answer = type(signed[-1])
        taken = gone(signed)
        assert taken[e.SignatureRefused] is answer
        assert taken[e.RefusalWitnessed] is answer


def test_a_refusal_stands_when_somebody_else_signs_in_the_refusers_place() -> None:
    assert superseded(life.step(_refused(HEAD), life.VERIFY, OFFICER, at(FRIDAY))) == {}
