"""Following and rebuilding come to the same rows, and people read on while it is done."""

from threading import Event

import pytest
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from api.system import Database
from api.workers.stored import Stored
from domain.organisation.events import SupervisionBegun
from domain.organisation.kinds import SupervisionKind
from projections import catalogue
from projections.catalogue import MODELS
from projections.follow import Follower, follow
from projections.progress import Progress
from projections.rebuild import rebuild
from tests.projections.conftest import Decode
from tests.projections.story import DAY, ZONE, District

TABLES = [table for model in MODELS for table in model.tables]


def contents(connection: Connection[TupleRow]) -> dict[str, list[str]]:
    """Every row of every read model as text, in an order that does not depend on how it came there."""
    return {table: sorted(row[0] for row in connection.execute(_as_text(table))) for table in TABLES}


def _as_text(table: str) -> sql.Composed:
    return sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier("read", table))


def a_busy_month(district: District) -> None:
    """Hazards in every state, a move today and one later, a new name, a ledger that is taken over."""
    story, d = district.story, district
    for seq in range(1, 7):
        hazard = story.found(f"h{seq}", d.first if seq % 2 else d.third, d.officer)
        if seq > 1:
            story.registered(hazard, "dc_no1", seq, d.officer)
        if seq > 2:
            story.assigned(hazard, d.logistics, d.supervisor)
        if seq > 3:
            story.rectified(hazard, d.logistics)
        if seq > 4:
            story.verified(hazard, d.supervisor)
        if seq > 5:
            story.reopened(hazard, d.supervisor)
        story.now += DAY
    story.taken_over(1, d.third, "dc_no3")
    territorial = SupervisionKind.TERRITORIAL
    story.tell(d.third, SupervisionBegun(kind=territorial, by=d.fire, from_on=story.now.date(), document=None))
    story.move(d.third, d.west, story.now.date())
    story.rename(d.first, "清河一中", story.now.date() + 3 * DAY)
    story.move(d.first, d.west, story.now.date() + 5 * DAY)
    for seq in range(7, 15):
        story.now += DAY
        story.registered(story.found(f"h{seq}", d.first, d.officer), "dc_no1", seq, d.officer)


@pytest.mark.parametrize("page", [1, 3, 1000])
def test_rebuilding_equals_following(
    district: District, reader: Connection[TupleRow], decode: Decode, page: int
) -> None:
    follower = Follower(reader, decode, ZONE, page=page)
    follower.take_over()
    a_busy_month(district)
    head = follower.drain()
    followed = contents(reader)
    assert follower.rebuild() == head
    assert contents(reader) == followed
    assert not follower.stuck
    assert all(followed.values())


def test_rebuilding_in_small_batches_keeps_streams_whole(
    district: District, reader: Connection[TupleRow], decode: Decode
) -> None:
    a_busy_month(district)
    rebuild(reader, decode, ZONE, MODELS)
    at_once = contents(reader)
    rebuild(reader, decode, ZONE, MODELS, batch=2)
    assert contents(reader) == at_once


def test_an_interrupted_rebuild_leaves_what_people_read(
    district: District, reader: Connection[TupleRow], decode: Decode
) -> None:
    follower = Follower(reader, decode, ZONE)
    a_busy_month(district)
    follower.take_over()
    before = contents(reader)

    def interrupt(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(reader, decode, ZONE, MODELS, report=interrupt)
    assert contents(reader) == before
    assert follower.rebuild() == follower.drain()
    assert contents(reader) == before


def test_a_follower_that_is_told_to_stop_amid_a_rebuild_stops(
    district: District, trial_database: Database, decode: Decode, reader: Connection[TupleRow]
) -> None:
    stop, told = Event(), list[Progress]()

    def ask_to_stop(progress: Progress) -> None:
        told.append(progress)
        stop.set()

    a_busy_month(district)
    follow(Stored(trial_database.reader).connect, decode, ZONE, stop, report=ask_to_stop)
    assert [progress.is_rebuild for progress in told] == [True]
    assert catalogue.reached(reader, [model.name for model in MODELS]) is None


def test_read_models_of_another_edition_are_not_there_until_they_are_built_anew(
    district: District, reader: Connection[TupleRow], decode: Decode
) -> None:
    a_busy_month(district)
    position = rebuild(reader, decode, ZONE, MODELS)
    reader.execute("UPDATE read.positions SET edition = 'of last year' WHERE model = 'search'")
    assert catalogue.reached(reader, ["search", "directory"]) is None
    assert catalogue.reached(reader, ["directory"]) == position


def test_before_the_first_rebuild_nothing_was_reached(reader: Connection[TupleRow]) -> None:
    reader.execute("DROP TABLE read.positions")
    assert catalogue.reached(reader, ["directory"]) is None


def test_what_is_recorded_during_a_rebuild_is_there_when_it_is_swapped_in(
    district: District, reader: Connection[TupleRow], decode: Decode
) -> None:
    told: list[Progress] = []

    def meanwhile(progress: Progress) -> None:
        if not told:
            a_busy_month(district)
        told.append(progress)

    position = rebuild(reader, decode, ZONE, MODELS, report=meanwhile)
    found = contents(reader)
    rebuild(reader, decode, ZONE, MODELS)
    assert position > 30
    assert contents(reader) == found
