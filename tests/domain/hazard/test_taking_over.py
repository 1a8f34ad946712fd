"""Rows of somebody's ledger: claims, numbered in order, flagged where they break a rule, taken over once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.appointment.posts import Post
from domain.hazard import clocks, flags
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import ReportRecurrence, TakeOverRows
from domain.hazard.events import LedgerCell
from domain.hazard.grading import Grade
from domain.hazard.ledger_row import LedgerRow
from domain.hazard.terms import Manner, Stage
from domain.kernel.commands import On
from domain.kernel.events import Event
from domain.kernel.identity import Actor, ActorKind, PersonId, StreamId, natural_id
from domain.kernel.place import Place
from domain.kernel.quantities import Blank, OutOfRange
from domain.kernel.refusals import Malformed, NoPower, NotKnown
from domain.register.events import NumbersTaken
from tests.domain.hazard import life
from tests.domain.hazard.life import FRIDAY, HAZARD, HEAD, OTHER, SECTION, after, first
from tests.support.district import person_id, unit_id
from tests.support.rules import Given

IMPORT = Actor(kind=ActorKind.IMPORT)
LIU, HE = PersonId(natural_id("test", "刘艳")), PersonId(natural_id("test", "何强"))


def row(**said: Any) -> LedgerRow:
    usual: dict[str, Any] = {
        "hazard": HAZARD,
        "found_on": date(2024, 12, 5),
        "place": Place(text="校门外道路"),
        "description": "校门口无减速带",
        "category": "traffic",
        "grade": Grade.GENERAL,
        "state": Stage.REGISTERED,
        "file_sha256": "ab" * 32,
        "sheet": "城关镇",
        "row": 4,
    }
    return LedgerRow(**usual | said)


VERIFIED: dict[str, Any] = {
    "state": Stage.VERIFIED,
    "rectifier": LIU,
    "rectified_on": date(2024, 12, 7),
    "verifier": HE,
    "verified_on": date(2024, 12, 8),
    "closed_on": date(2024, 12, 8),
}


def take_over(*rows: LedgerRow, **said: Any) -> TakeOverRows:
    usual: dict[str, Any] = {"unit": unit_id("no3"), "unit_code": "no3", "year": 2025, "rows": rows}
    return TakeOverRows(**usual | said)


def importing(actor: Actor) -> Actor:
    """An import on behalf of somebody's post."""
    return replace(actor, kind=ActorKind.IMPORT)


def ledger(*register: Event) -> Given:
    return after(register).as_(IMPORT).claimed()


def taken(**said: Any) -> e.HazardTakenOver:
    _, on = ledger().when(take_over(row(**said))).outcomes
    assert isinstance(on, On)
    assert isinstance(on.event, e.HazardTakenOver)
    return on.event


def test_rows_are_numbered_in_their_order_after_the_last_number_given() -> None:
    before = NumbersTaken(unit=unit_id("no3"), unit_code="no3", year=2025, first=1, last=9)
    command = take_over(row(), row(hazard=OTHER, row=5))
    register, first_row, second_row = ledger(before).when(command).outcomes
    now = NumbersTaken(unit=unit_id("no3"), unit_code="no3", year=2025, first=10, last=11)
    assert register == On(command.stream, now)
    numbers = [(on.stream, on.event.number) for on in (first_row, second_row) if isinstance(on, On)]  # type: ignore[attr-defined]
    assert numbers == [(StreamId(HAZARD), "no3-2025-0010"), (StreamId(OTHER), "no3-2025-0011")]


def test_an_event_says_everything_the_row_said() -> None:
    said = {
        **VERIFIED,
        "finder": HE,
        "supervisor": HE,
        "measures": "加装减速带",
        "funds_fen": 350_000,
        "due_on": date(2024, 12, 20),
        "interim_measure": "设警示牌",
        "remarks": "已拍照",
        "old_number": "12",
        "other_cells": (LedgerCell(heading="原因分析", value="年久失修"),),
    }
    event = taken(**said)
    assert {name: getattr(event, name) for name in said} == said
    assert (event.unit, event.file_sha256, event.sheet, event.row) == (unit_id("no3"), "ab" * 32, "城关镇", 4)


def test_a_second_import_adds_nothing() -> None:
    imported = taken()
    story = ledger(NumbersTaken(unit=unit_id("no3"), unit_code="no3", year=2025, first=1, last=1))
    story = story.beside(StreamId(HAZARD), imported)
    assert story.when(take_over(row())).outcomes == ()


def test_an_interrupted_import_continues_with_the_rows_that_are_missing() -> None:
    before = NumbersTaken(unit=unit_id("no3"), unit_code="no3", year=2025, first=1, last=1)
    story = ledger(before).beside(StreamId(HAZARD), taken())
    register, on = story.when(take_over(row(), row(hazard=OTHER, row=5))).outcomes
    assert isinstance(on, On)
    assert on.stream == StreamId(OTHER)
    assert register == On(
        take_over().stream, NumbersTaken(unit=unit_id("no3"), unit_code="no3", year=2025, first=2, last=2)
    )


def test_a_row_given_twice_in_one_call_is_taken_over_once() -> None:
    _, on = ledger().when(take_over(row(), row(row=9))).outcomes
    assert isinstance(on, On)
    assert isinstance(on.event, e.HazardTakenOver)
    assert on.event.row == 4


def test_what_a_ledger_says_is_a_claim() -> None:
    after(()).as_(IMPORT).when(take_over(row())).refused(r.NotAClaim)


def test_numbers_are_of_the_unit_and_of_the_year_of_the_import() -> None:
    ledger().when(take_over(row(), unit_code="no5")).refused(r.NumberOfAnotherUnit)
    ledger().when(take_over(row(), year=2024)).refused(r.NumberOfAnotherYear)


def test_a_bureau_takes_over_for_its_schools_and_not_for_others() -> None:
    story = after(()).claimed()
    assert len(story.as_(importing(SECTION)).when(take_over(row())).outcomes) == 2
    story.as_(importing(life.TEACHER)).when(take_over(row())).refused(NoPower)
    story.as_(SECTION).when(take_over(row())).refused(NoPower)
    story.as_(importing(SECTION)).when(take_over(row(), unit=unit_id("no9"), unit_code="no9")).refused(NotKnown)


@pytest.mark.parametrize(
    ("said", "clock", "due_on"),
    [
        ({"state": Stage.REGISTERED}, clocks.ASSIGN, date(2025, 3, 18)),
        ({"state": Stage.ASSIGNED}, clocks.RECTIFY, date(2025, 3, 29)),
        ({"state": Stage.ASSIGNED, "due_on": date(2025, 3, 13)}, clocks.RECTIFY, date(2025, 3, 29)),
        ({"state": Stage.ASSIGNED, "due_on": FRIDAY}, clocks.RECTIFY, FRIDAY),
        ({"state": Stage.ASSIGNED, "grade": Grade.MAJOR}, clocks.RECTIFY, date(2025, 3, 29)),
        ({"state": Stage.RECTIFIED}, clocks.VERIFY, date(2025, 3, 19)),
    ],
)
def test_clocks_of_open_rows_start_at_the_import(said: dict[str, Any], clock: str, due_on: date) -> None:
    assert [(each.clock, each.due_on) for each in taken(**said).clocks] == [(clock, due_on)]


def test_closed_rows_have_no_clocks() -> None:
    event = taken(**VERIFIED)
    assert (event.clocks, event.flags) == ((), ())
    assert life.hazard((event,)).closed_on == date(2024, 12, 8)


@pytest.mark.parametrize(
    ("said", "flag"),
    [
        ({"verifier": LIU}, flags.VERIFIER_IS_RECTIFIER),
        ({"rectified_on": date(2024, 12, 4)}, flags.RECTIFIED_BEFORE_FOUND),
        ({"rectified_on": date(2024, 12, 9), "closed_on": None}, flags.VERIFIED_BEFORE_RECTIFIED),
        ({"closed_on": date(2024, 12, 7)}, flags.CLOSED_BEFORE_VERIFIED),
        ({"rectified_on": None}, flags.VERIFIED_WITHOUT_RECTIFICATION),
        ({"verifier": None}, flags.VERIFIED_BY_NOBODY),
        ({"due_on": date(2024, 12, 4)}, flags.DUE_BEFORE_FOUND),
        ({"closed_on": date(2025, 3, 15)}, flags.DATE_IN_THE_FUTURE),
    ],
)
def test_a_row_that_breaks_a_rule_is_taken_over_with_a_flag(said: dict[str, Any], flag: str) -> None:
    assert taken(**VERIFIED | said).flags == (flag,)


def test_what_the_reader_of_the_file_noticed_is_kept_and_said_once() -> None:
    noticed = ("date_guessed", flags.VERIFIER_IS_RECTIFIER)
    assert taken(**VERIFIED | {"verifier": LIU, "flags": noticed}).flags == noticed


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"description": ""}, Blank),
        ({"category": "traffic_and_more"}, r.CategoryUnknown),
        ({"place": Place(text=" ")}, Blank),
        ({"funds_fen": -5}, OutOfRange),
        ({"state": Stage.VOIDED}, OutOfRange),
        ({"other_cells": (LedgerCell(heading="", value="x"),)}, Blank),
    ],
)
def test_a_row_that_cannot_be_stored_is_malformed(said: dict[str, Any], kind: type[Malformed]) -> None:
    ledger().when(take_over(row(**said))).refused(kind)


def test_too_many_rows_at_once_are_refused() -> None:
    ledger().when(take_over(*[row()] * 501)).refused(OutOfRange, where="rows")


def test_an_open_row_is_assigned_to_somebody_enrolled_before_it_is_rectified() -> None:
    event = taken(state=Stage.ASSIGNED, rectifier=LIU)
    after((event,)).by(life.LOGISTICS).when(life.rectification()).refused(r.HazardNotAssigned)
    assigned = life.step((event,), life.assignment(), HEAD, life.at(FRIDAY))
    done = after(assigned, FRIDAY).as_(life.LOGISTICS).when(life.rectification())
    assert first(e.HazardRectified, done).manner is Manner.REPAIRED


def test_a_rectified_row_is_verified_by_somebody_else() -> None:
    rectifier = person_id("no3", Post.SAFETY_OFFICER)
    event = taken(state=Stage.RECTIFIED, rectifier=rectifier, rectified_on=date(2024, 12, 7))
    after((event,)).as_(life.OFFICER).when(life.VERIFY).refused(r.VerifierIsRectifier)
    assert first(e.RectificationVerified, after((event,)).as_(HEAD).when(life.VERIFY)).verified_on == FRIDAY


def test_a_major_row_is_verified_from_above() -> None:
    event = taken(state=Stage.RECTIFIED, grade=Grade.MAJOR, rectifier=LIU, rectified_on=date(2024, 12, 7))
    after((event,)).as_(HEAD).when(life.VERIFY).refused(r.NotTheSupervisingUnit)
    assert first(e.RectificationVerified, after((event,)).as_(SECTION).when(life.VERIFY)).awaits_countersignature


def test_a_closed_row_can_come_back() -> None:
    recurrence = ReportRecurrence(hazard=HAZARD, description="减速带又被拆除")
    done = after((taken(**VERIFIED),)).as_(HEAD).when(recurrence)
    assert first(e.HazardRecurred, done).closed_on == date(2024, 12, 8)
