"""The directory: who was what, where, on any day."""

from datetime import date, timedelta

import pytest

from domain.appointment.events import AppointmentEnded, AppointmentKind
from domain.appointment.posts import Post
from domain.appointment.reach import Reach
from domain.kernel.identity import AppointmentId, StreamId, natural_id
from domain.organisation.directory import Directory
from domain.organisation.events import (
    SupervisionEnded,
    UnitClosed,
    UnitMoved,
    UnitRenamed,
)
from domain.organisation.kinds import SupervisionKind
from domain.person.events import PersonLeft
from tests.support.district import appointed, district, person_id, post_id, unit_id
from tests.support.rules import NOW

TODAY = date(2025, 3, 12)
MOVED_ON = date(2025, 3, 1)
MOVED = (StreamId(unit_id("no3")), UnitMoved(parent=unit_id("xicheng"), from_on=MOVED_ON))
DAY = timedelta(days=1)


def codes(*units: object) -> list[str]:
    return [getattr(unit, "code", "?") for unit in units]


def test_a_path_joins_the_codes_from_the_root_down() -> None:
    assert district().path(unit_id("no3_boarding")) == "qinghe.edu.dongcheng.no3.no3_boarding"


def test_a_unit_nobody_knows_has_no_path_and_nothing_above_it() -> None:
    assert district().path(unit_id("nowhere")) == ""
    assert district().ancestors(unit_id("nowhere")) == ()
    assert district().parent(unit_id("nowhere")) is None
    assert district().unit_by_code("nowhere") is None


def test_a_path_is_as_of_a_day() -> None:
    directory = district(MOVED)
    assert directory.path(unit_id("no3"), MOVED_ON - DAY) == "qinghe.edu.dongcheng.no3"
    assert directory.path(unit_id("no3"), MOVED_ON) == "qinghe.edu.xicheng.no3"
    assert directory.path(unit_id("no3_boarding")) == "qinghe.edu.xicheng.no3.no3_boarding"


def test_a_path_that_was_asked_for_before_a_move_is_another_after_it() -> None:
    directory = district()
    assert directory.path(unit_id("no3_boarding"), MOVED_ON) == "qinghe.edu.dongcheng.no3.no3_boarding"
    directory.evolve(MOVED[1], MOVED[0], NOW)
    assert directory.path(unit_id("no3_boarding"), MOVED_ON) == "qinghe.edu.xicheng.no3.no3_boarding"


def test_before_its_first_day_a_unit_stands_where_it_began() -> None:
    assert district(MOVED).path(unit_id("no3"), date(2019, 1, 1)) == "qinghe.edu.dongcheng.no3"


def test_a_move_entered_for_the_same_day_takes_the_place_of_the_first() -> None:
    corrected = (StreamId(unit_id("no3")), UnitMoved(parent=unit_id("edu"), from_on=MOVED_ON))
    assert district(MOVED, corrected).path(unit_id("no3"), MOVED_ON) == "qinghe.edu.no3"


def test_the_units_above_come_nearest_first() -> None:
    assert codes(*district().ancestors(unit_id("no3"))) == ["dongcheng", "edu", "qinghe"]


def test_a_subtree_includes_its_own_root() -> None:
    directory = district()
    assert directory.is_below(unit_id("no3"), unit_id("no3"))
    assert directory.is_below(unit_id("no3"), unit_id("edu"))
    assert not directory.is_below(unit_id("edu"), unit_id("no3"))


def test_a_code_that_begins_like_another_is_not_below_it() -> None:
    assert not district().is_below(unit_id("no3_boarding"), unit_id("no5"))


def test_a_record_that_runs_in_a_circle_does_not_hang_the_directory() -> None:
    circle = district((StreamId(unit_id("qinghe")), UnitMoved(parent=unit_id("no3"), from_on=TODAY)))
    assert codes(*circle.ancestors(unit_id("no3"))) == ["dongcheng", "edu", "qinghe"]


def test_a_section_acts_for_its_bureau_and_a_school_for_itself() -> None:
    directory = district()
    assert directory.body(unit_id("dc_safety")) == unit_id("dongcheng")
    assert directory.body(unit_id("no3_boarding")) == unit_id("no3")
    assert directory.body(unit_id("no3")) == unit_id("no3")


@pytest.mark.parametrize(
    ("unit", "to", "is_above"),
    [
        ("dongcheng", "no3", True),
        ("dc_safety", "no3", True),
        ("edu", "no3", True),
        ("no3", "no3", False),
        ("no3", "no3_boarding", False),
        ("no3_boarding", "no3", False),
        ("xicheng", "no3", False),
        ("heyan", "no3", True),
        ("heyan", "no3_boarding", True),
        ("heyan", "no5", False),
        ("xihe", "liuzhuang", True),
        ("xihe", "shawan", True),
        ("fire", "no3", False),
        ("dc_safety", "no9", True),
    ],
)
def test_superior_is_who_stands_above_or_supervises(unit: str, to: str, is_above: bool) -> None:
    assert district().is_superior(unit_id(unit), unit_id(to), TODAY) is is_above


def test_supervision_gives_way_when_it_has_ended() -> None:
    ended = SupervisionEnded(kind=SupervisionKind.TERRITORIAL, by=unit_id("heyan"), on=TODAY)
    directory = district((StreamId(unit_id("no3")), ended))
    assert directory.is_superior(unit_id("heyan"), unit_id("no3"), TODAY)
    assert not directory.is_superior(unit_id("heyan"), unit_id("no3"), TODAY + DAY)
    assert directory.supervised_by(unit_id("heyan"), TODAY) == (unit_id("no3"),)
    assert directory.supervised_by(unit_id("heyan"), TODAY + DAY) == ()


def test_sections_are_supervised_with_the_school_they_belong_to() -> None:
    relations = district().relations_of(unit_id("no3_boarding"), TODAY)
    assert [(each.kind, each.by) for each in relations] == [(SupervisionKind.TERRITORIAL, unit_id("heyan"))]
    assert district().relations_of(unit_id("no3"), date(2020, 8, 31)) == ()


def test_a_unit_is_called_on_a_day_what_it_was_called_then() -> None:
    renamed = (StreamId(unit_id("no3")), UnitRenamed(unit_name="第三实验中学", from_on=TODAY))
    unit = district(renamed).unit(unit_id("no3"))
    assert unit
    assert (unit.name_on(TODAY - DAY), unit.name_on(TODAY), unit.name) == ("第三中学", "第三实验中学", "第三实验中学")
    assert unit.name_on(date(2019, 1, 1)) == "第三中学"
    assert unit.code == "no3"


HEAD = post_id("no3", Post.HEAD)


def test_a_post_is_held_from_its_first_day_to_its_last_both_included() -> None:
    directory = district((StreamId(HEAD), AppointmentEnded(on=TODAY, reason="调任")))
    assert not directory.holds(HEAD, date(2020, 8, 31))
    assert directory.holds(HEAD, date(2020, 9, 1))
    assert directory.holds(HEAD, TODAY)
    assert not directory.holds(HEAD, TODAY + DAY)


def test_nobody_holds_what_was_never_made() -> None:
    assert not district().holds(AppointmentId(natural_id("test appointment", "none")), TODAY)


def test_every_post_ends_with_the_last_day_of_the_person() -> None:
    left = district((StreamId(person_id("no3", Post.HEAD)), PersonLeft(on=TODAY)))
    assert left.holds(HEAD, TODAY)
    assert not left.holds(HEAD, TODAY + DAY)


def test_every_post_ends_with_the_last_day_of_the_unit() -> None:
    closed = district((StreamId(unit_id("no3")), UnitClosed(on=TODAY, reason="撤并")))
    assert closed.holds(HEAD, TODAY)
    assert not closed.holds(HEAD, TODAY + DAY)


DEPUTY = person_id("no3", Post.DEPUTY_HEAD)
DELEGATED = AppointmentId(natural_id("test appointment", "delegated"))
ACTING = AppointmentId(natural_id("test appointment", "acting"))


def with_delegation() -> Directory:
    delegated = appointed(
        DEPUTY,
        Post.HEAD,
        unit_id("no3"),
        from_on=TODAY,
        until_on=date(2025, 12, 31),
        kind=AppointmentKind.DELEGATED,
        delegated_by=HEAD,
    )
    acting = appointed(
        person_id("no5", Post.HEAD), Post.HEAD, unit_id("no3"), from_on=TODAY, kind=AppointmentKind.ACTING
    )
    ended = AppointmentEnded(on=date(2025, 6, 30), reason="调任")
    return district((StreamId(DELEGATED), delegated), (StreamId(ACTING), acting), (StreamId(HEAD), ended))


def test_a_delegation_falls_with_the_post_it_came_from() -> None:
    directory = with_delegation()
    assert directory.holds(DELEGATED, date(2025, 6, 30))
    assert not directory.holds(DELEGATED, date(2025, 7, 1))


def test_several_people_may_hold_a_post_and_come_in_the_order_of_their_footing() -> None:
    holders = with_delegation().holders(unit_id("no3"), Post.HEAD, TODAY)
    assert [each.kind for each in holders] == [
        AppointmentKind.SUBSTANTIVE,
        AppointmentKind.ACTING,
        AppointmentKind.DELEGATED,
    ]
    later = with_delegation().holders(unit_id("no3"), Post.HEAD, date(2025, 7, 1))
    assert [each.kind for each in later] == [AppointmentKind.ACTING]


def test_a_person_may_hold_several_posts_on_a_day() -> None:
    posts = [(each.post, each.kind) for each in with_delegation().appointments_of(DEPUTY, TODAY)]
    assert posts == [
        (Post.DEPUTY_HEAD, AppointmentKind.SUBSTANTIVE),
        (Post.HEAD, AppointmentKind.DELEGATED),
    ]
    assert [each.post for each in with_delegation().appointments_of(DEPUTY, TODAY - DAY)] == [Post.DEPUTY_HEAD]
    assert len(with_delegation().every_appointment_of(DEPUTY)) == 2


def test_the_posts_of_a_unit_on_a_day() -> None:
    assert {each.post for each in district().appointments_in(unit_id("heyan"), TODAY)} == {Post.TOWN_OFFICER}
    assert district().appointments_in(unit_id("heyan"), date(2020, 8, 31)) == ()


def test_an_appointment_tells_when_the_record_came_to_know_of_it() -> None:
    appointment = district().appointment(HEAD)
    assert appointment
    assert appointment.recorded_at == NOW


@pytest.mark.parametrize(
    ("post", "reach", "reached", "not_reached"),
    [
        (("no3", Post.HEAD), Reach.OWN, "no3 no3_boarding", "no5 dongcheng"),
        (("no3_boarding", Post.STAFF), Reach.OWN, "no3 no3_boarding", "no5"),
        (("xihe", Post.HEAD), Reach.OWN, "xihe", "shawan liuzhuang"),
        (("xihe", Post.HEAD), Reach.SUBTREE, "xihe shawan", "liuzhuang no3"),
        (("xihe", Post.HEAD), Reach.RELATION, "liuzhuang", "xihe shawan no3"),
        (("dongcheng", Post.BUREAU_HEAD), Reach.SUBTREE, "dongcheng dc_safety no3 no3_boarding shawan", "edu no9 fire"),
        (("dc_safety", Post.BUREAU_STAFF), Reach.SUBTREE, "dongcheng no3", "no9"),
        (("dc_safety", Post.BUREAU_STAFF), Reach.RELATION, "no9", "no3 xicheng"),
        (("dc_group", Post.GROUP_OFFICE), Reach.SUBTREE, "no3 dongcheng", "fire no9"),
        (("heyan", Post.TOWN_OFFICER), Reach.RELATION, "no3 no3_boarding", "no5"),
        (("no5", Post.LINKED_OFFICER), Reach.SUBTREE, "no5", "no3 dongcheng"),
        (("qinghe", Post.AUDITOR), Reach.SUBTREE, "qinghe no3 fire", "nowhere"),
    ],
)
def test_how_far_a_post_reaches(post: tuple[str, Post], reach: Reach, reached: str, not_reached: str) -> None:
    directory = district()
    appointment = directory.appointment(post_id(*post))
    assert appointment
    assert all(directory.reaches(appointment, reach, unit_id(code), TODAY) for code in reached.split())
    assert not any(directory.reaches(appointment, reach, unit_id(code), TODAY) for code in not_reached.split())


def test_assigned_is_what_was_given_to_the_post_its_unit_or_whom_it_stands_in_for() -> None:
    directory = with_delegation()
    delegated, officer = (
        directory.appointment(DELEGATED),
        directory.appointment(post_id("fire", Post.DEPARTMENT_OFFICER)),
    )
    assert delegated
    assert officer
    given_to_head = frozenset({HEAD})
    assert directory.reaches(delegated, Reach.ASSIGNED, unit_id("no3"), TODAY, given_to_head)
    assert not directory.reaches(officer, Reach.ASSIGNED, unit_id("no3"), TODAY, given_to_head)
    assert directory.reaches(officer, Reach.ASSIGNED, unit_id("no3"), TODAY, frozenset({unit_id("fire")}))
    assert not directory.reaches(officer, Reach.ASSIGNED, unit_id("no3"), TODAY)
