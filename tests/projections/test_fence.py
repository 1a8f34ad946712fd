"""Row-level security behind the questions' own limits: what was not said to be seen is not there."""

from datetime import timedelta

import pytest
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from domain.hazard import events as e
from domain.hazard.clocks import HANDOVER, of_department
from domain.kernel.identity import HazardId
from domain.organisation.events import SupervisionBegun
from domain.organisation.kinds import SupervisionKind
from projections.asking import AFTER_ALL, Eyes
from projections.audit_trail import ask as audit_trail
from projections.audit_trail.ask import TrailFilter
from projections.catalogue import MODELS
from projections.deadlines import ask as deadlines
from projections.directory import ask as directory
from projections.fence import WHOLE, Reading, fence_of
from projections.follow import Follower
from projections.hazard_ledger import ask as hazard_ledger
from projections.hazard_ledger.ask import Filter
from projections.search.ask import search
from tests.projections.story import DAY, District, deadline

EAST = Eyes(prefixes=("qinghe.edu.dongcheng",))
WEST = Eyes(prefixes=("qinghe.edu.xicheng",))
ALL = Eyes(prefixes=("qinghe",))
TABLES = [table for model in MODELS for table in model.tables]
OF_THE_EAST = {
    "hazard_ledger": "starts_with(unit_path, 'qinghe.edu.dongcheng')",
    "hazard_ledger_involved": "starts_with(unit_path, 'qinghe.edu.dongcheng')",
    "deadlines": "starts_with(unit_path, 'qinghe.edu.dongcheng')",
    "deadlines_involved": "starts_with(unit_path, 'qinghe.edu.dongcheng')",
    "audit_trail": "starts_with(unit_path, 'qinghe.edu.dongcheng')",
    "search": "starts_with(unit_path, 'qinghe.edu.dongcheng')",
    "directory_units": "starts_with(path, 'qinghe.edu.dongcheng')",
    "directory_unit_names": "name IN ('第一中学', '第三小学')",
    "directory_unit_placings": "unit <> ALL (SELECT u.unit FROM read.directory_units u)",
    "directory_relations": "kind = 'territorial'",
    "directory_people": "unit <> ALL (SELECT u.unit FROM read.directory_units u)",
    "directory_appointments": "post IN ('safety_officer', 'logistics', 'safety_section')",
}
"""Rows of the eastern district, as somebody would ask for them who forgot whose they are."""


@pytest.fixture
def hazard(district: District) -> HazardId:
    """One that the eastern district has in hand, among others of it, with the fire brigade asked to look."""
    story, d = district.story, district
    hazard = story.found("a", d.first, d.officer, description="护栏松动")
    story.registered(hazard, "dc_no1", 1, d.officer)
    story.assigned(hazard, d.logistics, d.supervisor)
    clock = deadline(of_department(HANDOVER, d.fire), story.now, 3)
    story.tell(hazard, e.HazardHandedOver(department=d.fire, text="移交", clocks=(clock,)), by=d.officer)
    story.registered(story.found("b", d.third, d.officer, description="护栏松动"), "dc_no3", 1, d.officer)
    begun = SupervisionBegun(kind=SupervisionKind.TERRITORIAL, by=d.east, from_on=story.now.date(), document=None)
    story.tell(d.third, begun)
    return hazard


@pytest.fixture
def fire(district: District) -> Eyes:
    """The fire brigade, which reads its own and what it was given."""
    return Eyes(prefixes=("qinghe.fire",), parties=(district.fire,))


def count(reading: Reading, table: str, where: str = "TRUE") -> int:
    """How many rows of a table a question without any limit of its own finds."""
    asked = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(sql.Identifier("read", table), sql.SQL(where))
    number: int = reading.rows(asked.as_string(), {})[0][0]
    return number


def test_every_table_of_a_read_model_is_one_of_these() -> None:
    assert set(OF_THE_EAST) == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_a_question_without_limits_finds_nothing_of_others(
    table: str, hazard: HazardId, follower: Follower, serving: Connection[TupleRow]
) -> None:
    others = Reading(serving, fence_of(WEST))
    assert count(others, table, OF_THE_EAST[table]) == 0
    assert count(Reading(serving, fence_of(EAST)), table) > count(others, table)


@pytest.mark.parametrize("table", TABLES)
def test_where_nobody_has_said_who_reads_nothing_is_there(
    table: str, hazard: HazardId, follower: Follower, serving: Connection[TupleRow]
) -> None:
    asked = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("read", table))
    assert serving.execute(asked).fetchone() == (0,)
    assert count(Reading(serving, WHOLE), table) > 0
    assert serving.execute(asked).fetchone() == (0,)
    assert count(Reading(serving, fence_of(Eyes(prefixes=()))), table) == 0


@pytest.mark.parametrize("table", TABLES)
def test_a_rebuilt_table_is_fenced_like_the_one_before(
    table: str, hazard: HazardId, follower: Follower, serving: Connection[TupleRow]
) -> None:
    follower.rebuild()
    asked = "SELECT row_security_active(%s) AND EXISTS (SELECT FROM pg_policies WHERE tablename = %s)"
    assert serving.execute(asked, (f"read.{table}", table)).fetchone() == (True,)
    assert count(Reading(serving, fence_of(WEST)), table, OF_THE_EAST[table]) == 0


def test_what_was_known_before_is_fenced_by_where_it_stood_then(
    district: District, hazard: HazardId, follower: Follower, serving: Connection[TupleRow]
) -> None:
    story = district.story
    before = story.now
    story.now += DAY
    story.move(district.first, district.west, story.now.date())
    follower.drain()
    east, west = Reading(serving, fence_of(EAST)), Reading(serving, fence_of(WEST))
    past = f"hazard = '{hazard}' AND until_position IS NOT NULL AND known_from <= '{before.isoformat()}'"
    assert count(east, "hazard_ledger", past) > 0
    assert count(west, "hazard_ledger", past) == 0
    present = f"hazard = '{hazard}' AND until_position IS NULL"
    assert count(east, "hazard_ledger", present) == 0
    assert count(west, "hazard_ledger", present) == 1
    known = Filter(known_at=before)
    assert hazard_ledger.count(west, ALL, known).number == 0
    assert hazard_ledger.count(east, EAST, known).number == 2
    assert hazard_ledger.hazard(west, hazard, known_at=before) is None


def test_what_was_given_to_the_reader_is_there_and_nothing_else(
    hazard: HazardId, fire: Eyes, follower: Follower, serving: Connection[TupleRow]
) -> None:
    given = Reading(serving, fence_of(fire))
    for table in ("hazard_ledger", "hazard_ledger_involved", "deadlines", "deadlines_involved", "search"):
        assert count(given, table, f"hazard = '{hazard}'") > 0
        assert count(given, table, f"hazard <> '{hazard}'") == 0
    assert count(given, "hazard_ledger", "until_position IS NOT NULL") > 0
    assert len(audit_trail.of_hazard(given, hazard)) == 4
    assert (
        count(given, "audit_trail", f"starts_with(unit_path, 'qinghe.edu') AND hazard IS DISTINCT FROM '{hazard}'") == 0
    )


def test_a_question_that_asks_for_too_much_gets_what_its_reader_may_see(
    district: District, hazard: HazardId, follower: Follower, serving: Connection[TupleRow]
) -> None:
    others = Reading(serving, fence_of(WEST))
    late = district.story.now + 99 * DAY
    assert hazard_ledger.page(others, ALL, Filter()).lines == ()
    assert hazard_ledger.hazard(others, hazard) is None
    assert hazard_ledger.history(others, hazard) == []
    assert hazard_ledger.numbered(others, "dc_no1-2026-0001") is None
    assert deadlines.board(others, ALL).clocks == ()
    assert deadlines.due_for_action(others, late) == []
    assert audit_trail.of_hazard(others, hazard) == []
    assert {act.unit_path for act in audit_trail.page(others, ALL, TrailFilter()).acts} <= {"", "qinghe.edu.xicheng"}
    assert [unit.code for unit in directory.units(others, ALL)] == ["xicheng"]
    assert directory.people(others, ALL) == []


def test_the_search_by_words_carries_the_fence_itself(
    hazard: HazardId, fire: Eyes, follower: Follower, serving: Connection[TupleRow]
) -> None:
    def found(reading: Reading, **how: object) -> list[object]:
        return [hit.hazard for hit in search(reading, ALL, "护栏", **how).hits]  # type: ignore[arg-type]

    assert len(found(Reading(serving, WHOLE))) == 2
    assert found(Reading(serving, fence_of(WEST))) == []
    assert found(Reading(serving, fence_of(WEST)), given=[hazard]) == []
    assert found(Reading(serving, fence_of(fire)), given=[hazard]) == [hazard]
    asked = "SELECT count(*) FROM read.search_within('', %s, '{护栏}', '{%%}', 99999, 50)"
    assert serving.execute(asked, (AFTER_ALL,)).fetchone() == (0,)


def test_the_moment_of_a_question_is_the_same_whoever_reads(
    district: District, hazard: HazardId, follower: Follower, serving: Connection[TupleRow]
) -> None:
    at = district.story.now
    asked = "SELECT read.ledger_position(%(at)s), read.trail_position(%(at)s)"
    whole = Reading(serving, WHOLE).rows(asked, {"at": at})
    assert Reading(serving, fence_of(WEST)).rows(asked, {"at": at}) == whole
    assert Reading(serving, WHOLE).rows(asked, {"at": at - timedelta(days=9)}) == [(None, None)]


def test_an_auditor_of_the_whole_city_sees_what_is_there(
    hazard: HazardId, follower: Follower, serving: Connection[TupleRow], reader: Connection[TupleRow]
) -> None:
    auditor = Reading(serving, fence_of(ALL))
    for table in TABLES:
        asked = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("read", table))
        assert reader.execute(asked).fetchone() == (count(auditor, table),)


def test_somebody_who_reads_nothing_is_not_shown_what_is_of_no_unit(
    district: District, fire: Eyes, follower: Follower, serving: Connection[TupleRow]
) -> None:
    given_only = Reading(serving, fence_of(Eyes(prefixes=(), parties=fire.parties)))
    assert count(given_only, "audit_trail") == 0
