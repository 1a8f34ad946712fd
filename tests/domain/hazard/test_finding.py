"""Found, registered, corrected, added to."""

from datetime import date, timedelta

import pytest

from domain.appointment.posts import Post
from domain.hazard import clocks
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import AddEvidence, CorrectEntry, RegisterHazard
from domain.hazard.terms import Correctable, Source
from domain.kernel.circumstances import Happened
from domain.kernel.commands import On
from domain.kernel.identity import HazardId, StreamId
from domain.kernel.place import Place
from domain.kernel.quantities import Blank, OutOfRange, TooLong, UnreadableCharacter
from domain.kernel.refusals import Malformed, NoPower, NotKnown
from domain.organisation.events import UnitClosed
from domain.register.events import NumbersTaken
from domain.register.state import register_stream
from tests.domain.hazard import life
from tests.domain.hazard.life import (
    FRIDAY,
    HAZARD,
    HEAD,
    MONDAY,
    OFFICER,
    SECTION,
    TEACHER,
    WEDNESDAY,
    after,
    at,
    first,
)
from tests.support.district import district, hidden, person_id, unit_id
from tests.support.rules import Given

REGISTER = register_stream("no3", 2025)


def fresh(day: date = MONDAY) -> Given:
    return after((), day)


def found_event(story: Given, **said: object) -> e.HazardFound:
    return first(e.HazardFound, story.when(life.report(**said)))


def test_whoever_reports_is_the_finder_unless_another_is_named() -> None:
    event = found_event(fresh().as_(TEACHER))
    assert (event.finder, event.by, event.found_on) == (TEACHER.person, life.signed(TEACHER), MONDAY)
    guard = person_id("no3", Post.GUARD)
    assert found_event(fresh().as_(TEACHER), finder=guard).finder == guard


def test_finding_starts_the_clocks_of_registering_protecting_and_reporting_upward() -> None:
    event = found_event(fresh().as_(TEACHER))
    assert [each.clock for each in event.clocks] == [clocks.REGISTER, clocks.INTERIM, clocks.REPORT_UPWARD]
    assert {each.due_at for each in event.clocks} == {at(MONDAY) + timedelta(hours=24)}


def test_what_a_superior_finds_need_not_be_reported_upward() -> None:
    event = found_event(fresh().as_(SECTION), source=Source.INSPECTION)
    assert [each.clock for each in event.clocks] == [clocks.REGISTER, clocks.INTERIM]


def test_clocks_count_from_when_it_was_found_and_not_from_when_it_was_told() -> None:
    story = fresh(WEDNESDAY).as_(TEACHER).happened(Happened(at=at(MONDAY, 9)))
    assert found_event(story).clocks[0].starts_at == at(MONDAY, 9)


def test_of_a_day_without_an_hour_clocks_count_from_its_end() -> None:
    story = fresh(WEDNESDAY).as_(TEACHER).happened(Happened(on=MONDAY))
    event = found_event(story)
    assert event.found_on == MONDAY
    assert event.clocks[0].starts_at == at(life.TUESDAY, 0)


def test_of_today_without_an_hour_clocks_count_from_now() -> None:
    event = found_event(fresh().as_(TEACHER).happened(Happened(on=MONDAY)))
    assert event.clocks[0].starts_at == at(MONDAY)


@pytest.mark.parametrize("happened", [Happened(on=FRIDAY), Happened(at=at(MONDAY, 10, 1))])
def test_nothing_is_found_in_the_future(happened: Happened) -> None:
    fresh().as_(TEACHER).happened(happened).when(life.report()).refused(r.HappenedInTheFuture)


@pytest.mark.parametrize("source", [Source.PUBLIC, Source.PUPIL])
def test_a_public_source_is_sealed_and_the_member_of_staff_signs(source: Source) -> None:
    said = hidden("家长陈某，电话中说")
    event = found_event(fresh().as_(TEACHER), source=source, sealed_source=said)
    assert (event.finder, event.sealed_source, event.by) == (None, said.commitment, life.signed(TEACHER))


def test_the_name_of_a_public_finder_never_stands_in_the_open() -> None:
    named = life.report(source=Source.PUPIL, finder=person_id("no3", Post.STAFF))
    fresh().as_(TEACHER).when(named).refused(r.SourceMismatch, where="finder")


def test_a_source_that_is_no_secret_is_not_sealed() -> None:
    sealed = life.report(sealed_source=hidden("x"))
    fresh().as_(TEACHER).when(sealed).refused(r.SourceMismatch, where="sealed_source")


def test_what_a_campaign_finds_carries_its_name() -> None:
    assert found_event(fresh().as_(SECTION), source=Source.CAMPAIGN, campaign="校园周边整治").campaign == "校园周边整治"
    nameless = life.report(source=Source.CAMPAIGN)
    fresh().as_(SECTION).when(nameless).refused(r.SourceMismatch, where="campaign")


def test_nobody_reports_as_from_a_ledger() -> None:
    fresh().as_(TEACHER).when(life.report(source=Source.LEDGER)).refused(r.SourceMismatch, where="source")


def test_an_identifier_is_used_once() -> None:
    after(life.found()).as_(TEACHER).when(life.report()).refused(r.AlreadyReported)


def test_a_closed_unit_has_no_new_hazards() -> None:
    closed = district((StreamId(unit_id("no5")), UnitClosed(on=date(2025, 1, 31), reason="撤并")))
    story = fresh().among(closed).as_(SECTION)
    story.when(life.report(unit=unit_id("no5"))).refused(r.UnitNotThere)


def test_nobody_reports_in_a_unit_of_another_district() -> None:
    fresh().as_(TEACHER).when(life.report(unit=unit_id("no9"))).refused(NotKnown)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"description": " "}, Blank),
        ({"description": "长" * 4001}, TooLong),
        ({"description": "\x00"}, UnreadableCharacter),
        ({"place": Place(text="")}, Blank),
        ({"place": Place(text="门口", latitude_e6=91_000_000)}, OutOfRange),
        ({"place": Place(text="门口", longitude_e6=-180_000_001)}, OutOfRange),
        ({"category": "people"}, r.CategoryUnknown),
        ({"evidence": tuple(life.photo(n) for n in range(21))}, OutOfRange),
        ({"campaign": "题" * 201}, TooLong),
    ],
)
def test_what_cannot_be_stored_is_malformed(said: dict[str, object], kind: type[Malformed]) -> None:
    fresh().as_(TEACHER).when(life.report(**said)).refused(kind)


def test_registering_takes_the_next_number_of_unit_and_year() -> None:
    taken = NumbersTaken(unit=unit_id("no3"), unit_code="no3", year=2025, first=41, last=41)
    done = after(life.found(), MONDAY).beside(REGISTER, taken).as_(OFFICER).when(life.register())
    registered, on = done.outcomes
    assert isinstance(registered, e.HazardRegistered)
    assert (registered.number, registered.seq, registered.by) == ("no3-2025-0042", 42, life.signed(OFFICER))
    assert on == On(REGISTER, NumbersTaken(unit=unit_id("no3"), unit_code="no3", year=2025, first=42, last=42))


def test_registering_ends_its_clock_and_starts_that_of_assigning() -> None:
    running = life.hazard(life.registered()).clocks
    assert clocks.REGISTER not in running
    assert running[clocks.ASSIGN].deadline.due_on == WEDNESDAY


def test_a_number_is_given_once() -> None:
    story = after(life.registered()).as_(OFFICER)
    story.when(life.register()).refused(r.AlreadyRegistered, number="no3-2025-0001")


def test_numbers_are_of_the_unit_where_the_hazard_is() -> None:
    after(life.found()).as_(OFFICER).when(life.register(unit_code="no5")).refused(r.NumberOfAnotherUnit)


def test_numbers_are_of_the_year_of_registration() -> None:
    after(life.found()).as_(OFFICER).when(life.register(year=2024)).refused(r.NumberOfAnotherYear, year=2025)


def test_the_year_of_a_number_is_the_local_one() -> None:
    new_year = at(date(2026, 1, 1), 0, 30)
    done = after(life.found()).at(new_year).as_(OFFICER).when(life.register(year=2026))
    assert first(e.HazardRegistered, done).number == "no3-2026-0001"


def test_a_class_teacher_registers_nothing() -> None:
    after(life.found()).as_(TEACHER).when(life.register()).refused(NoPower)


def test_what_nobody_reported_is_not_known() -> None:
    after(()).as_(OFFICER).when(life.register()).refused(NotKnown)
    after(()).by(OFFICER).when(RegisterHazard(hazard=HazardId(HAZARD), unit_code="no3", year=2025)).refused(NotKnown)


def correct(field: Correctable, value: str | None) -> CorrectEntry:
    return CorrectEntry(hazard=HAZARD, field=field, value=value, reason="登记时写错")


def test_a_correction_keeps_the_first_value_beside_the_new_one() -> None:
    story = after(life.registered()).as_(OFFICER)
    event = e.HazardCorrected(field=Correctable.PLACE, old="教学楼四层连廊", new="教学楼五层连廊", reason="登记时写错")
    story.when(correct(Correctable.PLACE, "教学楼五层连廊")).then(event)


def test_a_second_correction_starts_from_the_first() -> None:
    once = life.step(life.registered(), correct(Correctable.CATEGORY, "fire"), OFFICER, at(FRIDAY))
    done = after(once).as_(OFFICER).when(correct(Correctable.CATEGORY, "evacuation"))
    assert first(e.HazardCorrected, done).old == "fire"


def test_closed_entries_are_corrected_too_and_voided_ones_are_not() -> None:
    command = correct(Correctable.DESCRIPTION, "护栏松动")
    assert first(e.HazardCorrected, after(life.closed()).as_(OFFICER).when(command)).new == "护栏松动"
    after(life.voided()).as_(OFFICER).when(command).refused(r.AlreadyVoided)


def test_nothing_is_corrected_to_what_it_is() -> None:
    story = after(life.registered()).as_(OFFICER)
    story.when(correct(Correctable.CATEGORY, "building")).refused(r.NothingCorrected)


def test_a_campaign_can_be_named_and_taken_away_again() -> None:
    named = life.step(life.registered(), correct(Correctable.CAMPAIGN, "校舍排查"), OFFICER, at(FRIDAY))
    done = after(named).as_(OFFICER).when(correct(Correctable.CAMPAIGN, None))
    assert first(e.HazardCorrected, done).old == "校舍排查"


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        (Correctable.PLACE, None, Blank),
        (Correctable.DESCRIPTION, "", Blank),
        (Correctable.CATEGORY, "buildings", r.CategoryUnknown),
        (Correctable.FOUND_ON, "2025-02-30", r.NotADay),
        (Correctable.FOUND_ON, "20250228", r.NotADay),
        (Correctable.CAMPAIGN, "\x07", UnreadableCharacter),
    ],
)
def test_a_correction_must_be_possible(field: Correctable, value: str | None, kind: type[Malformed]) -> None:
    after(life.registered()).as_(OFFICER).when(correct(field, value)).refused(kind)


def test_the_day_of_finding_is_corrected_to_a_day_that_can_be() -> None:
    story = after(life.rectified()).as_(OFFICER)
    assert first(e.HazardCorrected, story.when(correct(Correctable.FOUND_ON, "2025-03-07"))).old == "2025-03-10"
    story.when(correct(Correctable.FOUND_ON, "2025-03-15")).refused(r.HappenedInTheFuture)
    story.when(correct(Correctable.FOUND_ON, "2025-03-13")).refused(r.RectifiedBeforeFound)


def test_the_corrected_day_of_finding_is_the_one_the_rules_ask() -> None:
    moved = life.step(life.registered(), correct(Correctable.FOUND_ON, "2025-03-07"), OFFICER, at(FRIDAY))
    assert life.hazard(moved).found_on == date(2025, 3, 7)


def test_a_correction_says_why() -> None:
    blank = CorrectEntry(hazard=HAZARD, field=Correctable.PLACE, value="操场", reason="")
    after(life.registered()).as_(HEAD).when(blank).refused(Blank)


def test_evidence_is_added_while_the_hazard_is_open() -> None:
    command = AddEvidence(hazard=HAZARD, evidence=(life.photo(7),), remarks="另一角度")
    event = e.EvidenceAdded(evidence=(life.photo(7),), remarks="另一角度")
    after(life.registered()).as_(TEACHER).when(command).then(event)
    after(life.closed()).as_(TEACHER).when(command).refused(r.AlreadyClosedOut)


def test_no_evidence_is_nothing_added() -> None:
    after(life.found()).as_(TEACHER).when(AddEvidence(hazard=HAZARD, evidence=())).refused(r.NothingGiven)
