"""One row an event: who, in which post, when it happened, was recorded, and what it was about."""

from datetime import timedelta

import pytest

from domain.hazard import events as e
from domain.hazard.terms import Correctable
from domain.kernel.circumstances import Happened
from domain.kernel.identity import HazardId
from projections.asking import Eyes, PageUnknown
from projections.audit_trail import ask
from projections.audit_trail.ask import TrailFilter
from projections.audit_trail.view import Act
from projections.fence import Reading
from projections.follow import Follower
from projections.hazard_ledger import ask as ledger
from tests.projections.story import DAY, District

ALL = Eyes(prefixes=("qinghe",))
SCHOOL = Eyes(prefixes=("qinghe.edu.dongcheng.dc_no1",))


@pytest.fixture
def hazard(district: District) -> HazardId:
    """Found, registered and assigned."""
    story = district.story
    hazard = story.found("a", district.first, district.officer)
    story.registered(hazard, "dc_no1", 1, district.officer)
    story.assigned(hazard, district.logistics, district.supervisor)
    return hazard


def names(acts: tuple[Act, ...] | list[Act]) -> list[str]:
    return [act.name for act in acts]


def test_every_event_has_its_row(hazard: HazardId, follower: Follower, app: Reading) -> None:
    head = follower.drain()
    acts = list(ask.every(app, ALL, TrailFilter(), at_once=4))
    assert [act.position for act in acts] == list(range(head, 0, -1))


def test_an_act_says_who_in_which_post_and_what(
    district: District, hazard: HazardId, follower: Follower, app: Reading
) -> None:
    act = ask.of_hazard(app, hazard)[-1]
    supervisor = district.supervisor
    assert (act.name, act.kind, act.version) == ("hazard.assigned.v1", "hazard", 3)
    assert (act.actor_person, act.actor_post, act.actor_unit) == (supervisor.person, "safety_section", district.east)
    assert (act.unit, act.unit_path) == (district.first, "qinghe.edu.dongcheng.dc_no1")
    assert (act.basis, act.signature_level) == ("witnessed", "none")
    assert act.said["implementations"]["measures"] == "清理通道并张贴标识"
    assert act.said["due"] == {"hazard.rectify": "2026-03-17"}
    assert "by" not in act.said
    assert district.first in act.named


def test_what_happened_earlier_keeps_its_own_time(
    district: District, hazard: HazardId, follower: Follower, app: Reading
) -> None:
    story = district.story
    said = e.HazardCorrected(field=Correctable.PLACE, old="东侧楼梯间", new="北楼", reason="写错")
    story.tell(hazard, said, happened=Happened(on=story.now.date() - DAY))
    follower.drain()
    act = ask.of_hazard(app, hazard)[-1]
    assert act.happened == story.now.date() - DAY
    assert act.recorded_at == story.now


def test_the_trail_ends_where_it_was_known(
    district: District, hazard: HazardId, follower: Follower, app: Reading
) -> None:
    before = district.story.now - timedelta(seconds=1)
    assert names(ask.of_hazard(app, hazard, known_at=before)) == ["hazard.found.v1", "hazard.registered.v1"]


def test_it_is_narrowed_by_unit_person_post_and_period(
    district: District, hazard: HazardId, follower: Follower, app: Reading
) -> None:
    officer, supervisor, now = district.officer, district.supervisor, district.story.now
    of_officer = ask.page(app, ALL, TrailFilter(person=officer.person)).acts
    assert names(of_officer) == [
        "hazard.registered.v1",
        "hazard.found.v1",
        "appointment.made.v1",
        "person.enrolled.v1",
    ]
    by_post = ask.page(app, ALL, TrailFilter(post="safety_section")).acts
    assert names(by_post) == ["hazard.assigned.v1"]
    assert names(ask.page(app, ALL, TrailFilter(appointment=supervisor.appointment, kinds=("hazard",))).acts) == [
        "hazard.assigned.v1"
    ]
    assert names(ask.page(app, ALL, TrailFilter(recorded_from=now)).acts) == ["hazard.assigned.v1"]
    assert len(ask.page(app, ALL, TrailFilter(recorded_before=now, hazard=hazard)).acts) == 2
    assert ask.page(app, ALL, TrailFilter(), under="qinghe.edu.xicheng.x").acts == ()


def test_one_sees_the_acts_of_ones_own_subtree(
    district: District, hazard: HazardId, follower: Follower, app: Reading
) -> None:
    acts = ask.page(app, SCHOOL, TrailFilter()).acts
    assert {act.unit for act in acts} == {district.first}
    assert ask.page(app, Eyes(prefixes=("qinghe.fire",)), TrailFilter(hazard=hazard)).acts == ()


def test_a_name_never_stands_in_the_trail(hazard: HazardId, follower: Follower, app: Reading) -> None:
    trail = app.rows("SELECT string_agg(a::text, ' ') FROM read.audit_trail a", {})[0]
    assert trail is not None
    assert not any(name in trail[0] for name in ("王小明", "赵淑芬", "李建国", "person_name"))


def test_an_altered_page_is_refused(follower: Follower, app: Reading) -> None:
    with pytest.raises(PageUnknown):
        ask.page(app, ALL, TrailFilter(), after="WyJhIl0")
    assert ask.act(app, 1) is not None
    assert ask.act(app, 10**9) is None


@pytest.mark.parametrize(
    "text",
    ['第一行\n第二行\t\\n "引号", {逗号}', "\\", "\\\\x41", "null", "\\u4e00", "n\nabcd", "a'b;--", "𠮷", ""],
)
def test_every_text_comes_through_as_it_was_written(
    text: str, district: District, hazard: HazardId, follower: Follower, app: Reading
) -> None:
    district.story.tell(hazard, e.ProgressNoted(note=text, evidence=(), clocks=()))
    follower.drain()
    assert not follower.stuck
    assert ask.of_hazard(app, hazard)[-1].said["note"] == text
    line = ledger.hazard(app, hazard)
    assert line is not None
    assert line.hazard.progress == text
