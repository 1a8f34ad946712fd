"""A move or a new name counts from its day on, in the words of the log's own day."""

from datetime import UTC, date, datetime, timedelta

from psycopg import Connection
from psycopg.rows import TupleRow

from projections.places import places_at
from projections.reading import Log
from tests.projections.conftest import Decode
from tests.projections.story import DAY, ZONE, District


def test_a_unit_stands_below_its_superiors(district: District, reader: Connection[TupleRow], decode: Decode) -> None:
    log = Log(reader, decode)
    places = places_at(log, log.head(), ZONE)
    assert places.path(district.first, log.head()) == "qinghe.edu.dongcheng.dc_no1"
    assert places.path(None, log.head()) == ""


def test_a_move_of_today_counts_at_once_and_the_past_stays_what_it_was(
    district: District, reader: Connection[TupleRow], decode: Decode
) -> None:
    position = district.story.move(district.first, district.west, district.story.now.date())
    places = places_at(Log(reader, decode), position, ZONE)
    assert places.path(district.first, position) == "qinghe.edu.xicheng.dc_no1"
    assert places.path(district.first, position - 1) == "qinghe.edu.dongcheng.dc_no1"
    assert places.changed(position - 1, position) == {district.first}


def test_a_move_of_a_later_day_counts_from_the_first_event_of_that_day(
    district: District, reader: Connection[TupleRow], decode: Decode
) -> None:
    story = district.story
    moved = story.move(district.east, district.region, date(2026, 3, 10))
    story.now = datetime(2026, 3, 9, 15, 57, tzinfo=UTC)
    eve = story.registered(story.found("a", district.first, district.officer), "dc_no1", 1, district.officer)
    story.now += timedelta(minutes=2)
    on_the_day = story.registered(story.found("b", district.first, district.officer), "dc_no1", 2, district.officer)
    places = places_at(Log(reader, decode), on_the_day, ZONE)
    assert places.path(district.first, moved) == "qinghe.edu.dongcheng.dc_no1"
    assert places.path(district.first, eve) == "qinghe.edu.dongcheng.dc_no1"
    assert places.path(district.first, eve + 1) == "qinghe.dongcheng.dc_no1"
    assert places.changed(eve, on_the_day) == {district.east, district.first, district.third}


def test_a_new_name_counts_from_its_day_on(district: District, reader: Connection[TupleRow], decode: Decode) -> None:
    story = district.story
    story.rename(district.first, "清河一中", story.now.date() + 2 * DAY)
    story.now += 3 * DAY
    position = story.registered(story.found("a", district.first, district.officer), "dc_no1", 1, district.officer)
    places = places_at(Log(reader, decode), position, ZONE)
    before, after = places.standing(district.first, 5), places.standing(district.first, position)
    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("第一中学", "清河一中")
