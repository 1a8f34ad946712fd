"""Who is what, where, on which day; names of people are looked up and never kept."""

from datetime import date

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from api.system import Database
from domain.appointment.events import AppointmentEnded
from domain.organisation.events import SupervisionBegun, UnitClosed
from domain.organisation.kinds import SupervisionKind
from projections.asking import Eyes
from projections.directory import ask
from projections.fence import Reading
from projections.follow import Follower
from projections.pinyin import initials
from tests.projections.story import DAY, District

ALL = Eyes(prefixes=("qinghe",))
EAST = Eyes(prefixes=("qinghe.edu.dongcheng",))


@pytest.mark.parametrize(
    ("name", "expected"), [("第一中学", "dyzx"), ("重庆路小学", "cqlxx"), ("No.3 中学", "no3zx"), ("（东）校", "dx")]
)
def test_initials_are_the_first_letters_of_the_readings(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_units_come_by_path_within_what_one_may_see(follower: Follower, app: Reading) -> None:
    assert [unit.code for unit in ask.units(app, EAST)] == ["dongcheng", "dc_no1", "dc_no3"]
    assert [unit.code for unit in ask.units(app, ALL, under="qinghe.edu", kinds=["district_bureau"])] == [
        "dongcheng",
        "xicheng",
    ]
    assert ask.units(app, EAST, under="qinghe.fire") == []


@pytest.mark.parametrize("text", ["一中", "第一", "dyz", "DYZX", "dc_no1"])
def test_a_unit_is_found_by_name_initials_and_code(text: str, follower: Follower, app: Reading) -> None:
    assert [unit.name for unit in ask.units_called(app, ALL, text)] == ["第一中学"]


def test_wild_cards_mean_themselves(follower: Follower, app: Reading) -> None:
    assert ask.units_called(app, ALL, "%") == []


def test_names_of_units_people_and_posts_are_resolved_at_once(
    district: District, follower: Follower, app: Reading
) -> None:
    officer = district.officer
    names = ask.names(app, [district.first, officer.person, officer.appointment, None])
    assert officer.person is not None
    assert officer.appointment is not None
    assert names[district.first].text == "第一中学"
    assert names[officer.person].text == "王小明"
    post = names[officer.appointment]
    assert (post.text, post.post, post.unit_name) == ("王小明", "safety_officer", "第一中学")


def test_a_unit_is_called_as_on_the_day(district: District, follower: Follower, app: Reading) -> None:
    today = district.story.now.date()
    district.story.rename(district.first, "清河一中", today)
    follower.drain()
    assert ask.names(app, [district.first])[district.first].text == "清河一中"
    assert ask.names(app, [district.first], on=today - DAY)[district.first].text == "第一中学"
    assert [name for _, name in ask.names_of_a_unit(app, district.first)] == ["第一中学", "清河一中"]


def test_an_erased_name_is_gone_at_once_and_the_person_stays(
    district: District, follower: Follower, app: Reading, trial_database: Database
) -> None:
    assert [person.name for person in ask.people_called(app, EAST, "wxm")] == ["王小明"]
    with psycopg.connect(trial_database.admin, autocommit=True) as admin:
        admin.execute("DELETE FROM log.disclosures WHERE value = '王小明'")
    assert ask.people_called(app, EAST, "wxm") == []
    assert district.officer.person is not None
    person = ask.person(app, district.officer.person)
    assert person is not None
    assert (person.name, person.unit_name) == (None, "第一中学")


def test_nothing_of_a_name_is_kept_in_the_read_models(follower: Follower, reader: Connection[TupleRow]) -> None:
    rows = reader.execute("SELECT p::text FROM read.directory_people p").fetchall()
    assert rows
    assert not any("王" in row[0] or "wxm" in row[0] for row in rows)


def test_posts_are_dated(district: District, follower: Follower, app: Reading) -> None:
    assert district.logistics.appointment is not None
    district.story.tell(district.logistics.appointment, AppointmentEnded(on=date(2026, 3, 31), reason="退休"))
    follower.drain()
    person = district.logistics.person
    assert [post.post for post in ask.posts(app, person=person, on=date(2026, 3, 31))] == ["logistics"]
    assert ask.posts(app, person=person, on=date(2026, 4, 1)) == []
    assert [post.until_on for post in ask.posts(app, person=person)] == [date(2026, 3, 31)]
    assert {post.person_name for post in ask.posts(app, unit=district.first)} == {"王小明", "赵淑芬"}


def test_closed_units_are_left_out_on_demand(district: District, follower: Follower, app: Reading) -> None:
    district.story.tell(district.third, UnitClosed(on=date(2026, 7, 31), reason="并校"))
    follower.drain()
    assert "dc_no3" not in [unit.code for unit in ask.units(app, EAST, open_on=date(2026, 8, 1))]
    assert "dc_no3" in [unit.code for unit in ask.units(app, EAST, open_on=date(2026, 7, 31))]


def test_supervision_beside_the_tree_is_told_from_both_ends(
    district: District, follower: Follower, app: Reading
) -> None:
    begun = SupervisionBegun(
        kind=SupervisionKind.TERRITORIAL, by=district.fire, from_on=date(2026, 3, 1), document=None
    )
    district.story.tell(district.third, begun)
    follower.drain()
    assert [line.by_name for line in ask.relations(app, unit=district.third)] == ["市消防救援支队"]
    assert [line.unit_name for line in ask.relations(app, by=district.fire, on=date(2026, 3, 2))] == ["第三小学"]
    assert ask.relations(app, by=district.fire, on=date(2026, 2, 28)) == []


def test_a_move_carries_everything_below_along(district: District, follower: Follower, app: Reading) -> None:
    district.story.move(district.east, district.region, district.story.now.date())
    follower.drain()
    moved = ask.unit(app, district.first)
    assert moved is not None
    assert moved.path == "qinghe.dongcheng.dc_no1"
    assert ask.unit_by_code(app, "dc_no1") == moved
    assert len(ask.placings_of_a_unit(app, district.east)) == 2
