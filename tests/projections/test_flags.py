"""Signatures in the trail, and what is odd about an act among others: the same whether followed or built anew."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

import projections.audit_trail
from domain.appointment.events import AppointmentEnded
from domain.hazard import events as e
from domain.hazard.terms import Manner
from domain.kernel.circumstances import Basis, Happened
from domain.key.events import KeyRevoked
from domain.key.state import fingerprint
from domain.key.terms import Scheme
from domain.person.events import PersonEnrolled, PersonLeft
from projections.asking import Eyes
from projections.audit_trail import ask
from projections.audit_trail.ask import TrailFilter
from projections.audit_trail.flags import MANY
from projections.audit_trail.view import Act
from projections.fence import Reading
from projections.follow import Follower
from tests.projections.conftest import Decode
from tests.projections.story import DAY, ZONE, District

ALL = Eyes(prefixes=("qinghe",))


NowKnown = Callable[[], None]


@pytest.fixture(params=["followed", "followed one by one", "built anew"])
def now_known(
    request: pytest.FixtureRequest, district: District, reader: Connection[TupleRow], decode: Decode
) -> NowKnown:
    """Lets the read models come to know what was told until now, in one of three ways."""
    follower = Follower(reader, decode, ZONE, page=1 if request.param == "followed one by one" else 1000)
    follower.take_over()

    def come() -> None:
        if request.param == "built anew":
            follower.rebuild()
        follower.drain()
        assert not follower.stuck

    return come


def flagged(app: Reading, flag: str) -> list[int]:
    return sorted(act.position for act in ask.every(app, ALL, TrailFilter(flag=flag)))


def acts(app: Reading, **asked: object) -> list[Act]:
    return list(ask.every(app, ALL, TrailFilter(**asked)))  # type: ignore[arg-type]


def test_an_act_says_how_it_was_signed_with_which_key_and_what_it_means(
    district: District, now_known: NowKnown, app: Reading
) -> None:
    story = district.story
    key = story.enrolled(district.officer, Scheme.WEBAUTHN)
    hazard = story.found("a", district.first, district.officer)
    story.key = key
    story.registered(hazard, "dc_no1", 1, district.officer)
    now_known()
    unsigned, signed = ask.of_hazard(app, hazard)
    assert (unsigned.signature_level, unsigned.signature_key, unsigned.signature_meaning) == ("none", None, None)
    assert (signed.signature_level, signed.signature_key) == ("passkey", key)
    assert signed.signature_meaning == "verification"
    (enrolled,) = [act for act in acts(app, kinds=("key",)) if act.name == "key.enrolled.v1"]
    assert signed.signature_fingerprint == fingerprint(enrolled.said["public_key"])


def test_what_happens_to_a_key_is_about_its_holder_and_the_unit_where_it_was_enrolled(
    district: District, now_known: NowKnown, app: Reading
) -> None:
    district.story.enrolled(district.officer)
    now_known()
    about = {(act.name, act.person, act.unit) for act in acts(app, kinds=("key",))}
    assert {name for name, _, _ in about} == {"key.enrolled.v1", "key.confirmed.v1"}
    assert {(person, unit) for _, person, unit in about} == {(district.officer.person, district.first)}


def test_acts_are_found_by_level_and_by_key_and_policies_are_not_counted_as_not_signed(
    district: District, now_known: NowKnown, app: Reading
) -> None:
    story = district.story
    story.key = key = story.enrolled(district.officer)
    signed = story.registered(story.found("a", district.first, district.officer), "dc_no1", 1, district.officer)
    story.key = None
    story.found("b", district.first, district.officer)
    now_known()
    assert {act.signature_level for act in acts(app, levels=("software_key",))} == {"software_key"}
    assert [act.position for act in acts(app, key=key)] == [signed, signed - 1]
    unsigned = acts(app, levels=("none",))
    assert {act.actor_kind for act in unsigned} == {"person"}
    assert "hazard.found.v1" in {act.name for act in unsigned}


def test_many_sign_offs_by_one_hand_within_a_minute_are_flagged_and_one_less_is_not(
    district: District, now_known: NowKnown, app: Reading
) -> None:
    story = district.story
    hazards = [story.found(f"h{n}", district.first, district.officer) for n in range(2 * MANY)]
    story.key = story.enrolled(district.officer)
    story.pace = timedelta(seconds=16)
    for seq, each in enumerate(hazards[:MANY]):
        story.registered(each, "dc_no1", seq, district.officer)
    now_known()
    assert flagged(app, "many_at_once") == []
    story.now += timedelta(minutes=5)
    story.pace = timedelta(seconds=15)
    many = [story.registered(each, "dc_no1", n + MANY, district.officer) for n, each in enumerate(hazards[MANY:])]
    now_known()
    assert flagged(app, "many_at_once") == many


def test_a_statement_that_was_signed_seconds_after_it_was_shown_is_flagged(
    district: District, now_known: NowKnown, app: Reading
) -> None:
    story = district.story
    hazard = story.found("a", district.first, district.officer)
    story.key = story.enrolled(district.officer)
    story.read_for = timedelta(seconds=4)
    soon = story.registered(hazard, "dc_no1", 1, district.officer)
    story.read_for = timedelta(seconds=5)
    story.assigned(hazard, district.logistics, district.supervisor)
    now_known()
    assert flagged(app, "signed_unread") == [soon]


def test_a_registrar_who_confirmed_a_key_of_his_own_is_flagged(
    district: District, now_known: NowKnown, app: Reading
) -> None:
    story, registrar = district.story, district.supervisor
    story.enrolled(district.officer)
    now_known()
    assert flagged(app, "own_key") == []
    own = story.enrolled(registrar, confirmed_by=registrar)
    now_known()
    assert [(act.stream, act.name) for act in acts(app, flag="own_key")] == [(own, "key.confirmed.v1")]


def test_a_verification_by_somebody_recorded_elsewhere_minutes_later_is_flagged_whichever_came_first(
    district: District, now_known: NowKnown, app: Reading
) -> None:
    story, d = district.story, district
    hazards = [story.found(f"h{n}", d.first, d.officer) for n in range(3)]
    story.now += timedelta(hours=1)
    first = story.verified(hazards[0], d.supervisor)
    now_known()
    assert flagged(app, "elsewhere") == []
    story.found("x", d.third, d.supervisor)
    second = story.verified(hazards[1], d.supervisor)
    story.now += timedelta(hours=1)
    story.verified(hazards[2], d.supervisor)
    now_known()
    assert flagged(app, "elsewhere") == [first, second]


def test_whoever_verified_on_another_day_or_by_a_paper_was_not_elsewhere(
    district: District, now_known: NowKnown, app: Reading
) -> None:
    story, d = district.story, district
    one, other = (story.found(name, unit, d.officer) for name, unit in (("a", d.first), ("b", d.third)))
    story.now += timedelta(hours=1)
    story.verified(one, d.supervisor)
    yesterday = Happened(on=story.now.date() - DAY)
    found = story.found("c", d.third, d.officer)
    story.now += timedelta(hours=1)
    story.tell(found, _verified(d), by=d.supervisor, happened=yesterday)
    story.verified(other, d.supervisor)
    story.tell(story.found("e", d.first, d.officer), _verified(d), by=d.supervisor, basis=Basis.CLAIMED)
    now_known()
    assert flagged(app, "elsewhere") == []


def test_a_key_lost_before_it_signed_flags_what_it_signed_since_that_day(
    district: District, now_known: NowKnown, app: Reading
) -> None:
    story, d = district.story, district
    one, other = (story.found(name, d.first, d.officer) for name in "ab")
    story.key = key = story.enrolled(d.officer)
    story.registered(one, "dc_no1", 1, d.officer)
    story.now += 3 * DAY
    late = story.registered(other, "dc_no1", 2, d.officer)
    story.key = None
    now_known()
    assert flagged(app, "key_lost") == []
    story.tell(key, KeyRevoked(reason="手机遗失", lost_on=story.now.astimezone(ZONE).date() - DAY))
    now_known()
    assert flagged(app, "key_lost") == [late]


def test_an_assignment_is_flagged_when_the_post_turns_out_to_have_been_given_up_before(
    district: District, now_known: NowKnown, app: Reading
) -> None:
    story, d = district.story, district
    before = story.assigned(story.found("a", d.first, d.officer), d.logistics, d.supervisor)
    story.now += 3 * DAY
    after = story.assigned(story.found("b", d.first, d.officer), d.logistics, d.supervisor)
    now_known()
    assert flagged(app, "post_not_held") == []
    assert d.logistics.appointment is not None
    last = story.now.astimezone(ZONE).date() - DAY
    story.tell(d.logistics.appointment, AppointmentEnded(on=last, reason="调离"))
    now_known()
    assert flagged(app, "post_not_held") == [after]
    assert before < after


def test_an_assignment_to_somebody_who_had_left_is_flagged_and_to_somebody_who_came_back_is_not(
    district: District, now_known: NowKnown, app: Reading
) -> None:
    story, d = district.story, district
    assert d.logistics.person is not None
    assert d.logistics.unit is not None
    story.tell(d.logistics.person, PersonLeft(on=story.now.astimezone(ZONE).date() - 2 * DAY))
    gone = story.assigned(story.found("a", d.first, d.officer), d.logistics, d.supervisor)
    name = PersonEnrolled(person_name="ab" * 32, unit=d.logistics.unit)  # type: ignore[arg-type]
    story.tell(d.logistics.person, name)
    story.assigned(story.found("b", d.first, d.officer), d.logistics, d.supervisor)
    now_known()
    assert flagged(app, "post_not_held") == [gone]


def test_a_row_of_a_ledger_is_flagged_when_it_names_somebody_who_had_left(
    district: District, now_known: NowKnown, app: Reading
) -> None:
    story, d = district.story, district
    story.taken_over(1, d.first, "dc_no1", rectifier=d.logistics.person, found_on=date(2025, 11, 3))
    named = story.taken_over(2, d.first, "dc_no1", rectifier=d.logistics.person, found_on=date(2026, 2, 3))
    now_known()
    assert flagged(app, "post_not_held") == []
    assert d.logistics.person is not None
    story.tell(d.logistics.person, PersonLeft(on=date(2025, 12, 31)))
    now_known()
    assert flagged(app, "post_not_held") == [act.position for act in ask.of_hazard(app, named)]


def test_whatever_is_flagged_is_found_together(district: District, now_known: NowKnown, app: Reading) -> None:
    story = district.story
    hazard = story.found("a", district.first, district.officer)
    story.key = story.enrolled(district.officer)
    story.read_for = timedelta(seconds=1)
    soon = story.registered(hazard, "dc_no1", 1, district.officer)
    now_known()
    assert [act.position for act in acts(app, is_flagged=True)] == [soon]
    assert acts(app, is_flagged=True)[0].flags == ["signed_unread"]


def test_an_odd_act_leads_to_the_acts_that_make_it_odd(district: District, now_known: NowKnown, app: Reading) -> None:
    story, d = district.story, district
    hazard = story.found("a", d.first, d.officer)
    story.now += timedelta(hours=1)
    verified = story.verified(hazard, d.supervisor)
    elsewhere = story.found("x", d.third, d.supervisor)
    given = story.assigned(story.found("b", d.first, d.officer), d.logistics, d.supervisor)
    assert d.logistics.appointment is not None
    last = story.now.astimezone(ZONE).date() - DAY
    ended = story.tell(d.logistics.appointment, AppointmentEnded(on=last, reason="调离"))
    now_known()
    assert ask.beside(app, verified) == {"elsewhere": [act.position for act in ask.of_hazard(app, elsewhere)]}
    assert ended in ask.beside(app, given)["post_not_held"]
    assert ask.beside(app, 1) == {}


def test_a_signature_that_cannot_be_read_holds_nothing_up(
    district: District, now_known: NowKnown, app: Reading
) -> None:
    story = district.story
    hazard = story.found("a", district.first, district.officer)
    story.key = hazard
    unknown = story.registered(hazard, "dc_no1", 1, district.officer)
    now_known()
    assert [act.signature_level for act in ask.of_hazard(app, hazard) if act.position == unknown] == ["unknown"]


def test_the_indexes_are_for_the_events_as_they_are_called_now() -> None:
    folder = Path(projections.audit_trail.__file__).parent
    schema = (folder / "schema.sql").read_text("utf-8")
    assert f"name = '{e.HazardAssigned.name}'" in schema
    assert f"name = '{e.HazardTakenOver.name}'" in schema


def _verified(district: District) -> e.RectificationVerified:
    return e.RectificationVerified(
        verified_on=district.story.now.date() - DAY,
        manner=Manner.REMOVED,
        remarks=None,
        evidence=(),
        awaits_countersignature=False,
        by=district.supervisor,
    )
