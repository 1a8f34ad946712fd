"""Clocks: what runs, for how long, by which rule, and what the policies have to do about it."""

from datetime import timedelta

import pytest

from domain.hazard import events as e
from domain.hazard.clocks import HANDOVER, INTERIM, RECTIFY, REGISTER, of_department
from domain.kernel.identity import HazardId, Rule
from domain.kernel.place import Place
from projections.asking import Eyes, PageUnknown
from projections.deadlines import ask
from projections.deadlines.view import Clock
from projections.fence import Reading
from projections.follow import Follower
from tests.projections.story import DAY, District, deadline

ALL = Eyes(prefixes=("qinghe",))
RULE = Rule(name="escalation", version=1)


@pytest.fixture
def hazard(district: District) -> HazardId:
    """Found, with a clock for the register and one for the interim measure."""
    return district.story.found("a", district.first, district.officer)


def running(app: Reading, hazard: HazardId) -> list[str]:
    return [clock.clock for clock in ask.clocks_of(app, hazard) if clock.is_running]


def test_a_clock_runs_until_the_event_that_ends_it(
    district: District, hazard: HazardId, follower: Follower, app: Reading
) -> None:
    assert sorted(running(app, hazard)) == [INTERIM, REGISTER]
    district.story.registered(hazard, "dc_no1", 1, district.officer)
    follower.drain()
    stopped = next(clock for clock in ask.clocks_of(app, hazard) if clock.clock == REGISTER)
    assert (stopped.stopped_by, stopped.stopped_at) == ("hazard.registered.v1", district.story.now)
    assert not stopped.is_over(district.story.now + 9 * DAY)
    assert (stopped.number, stopped.place) == ("dc_no1-2026-0001", "东侧楼梯间")
    assert (stopped.basis_limit, stopped.basis_version, stopped.basis_source) == (REGISTER, 1, "house rule")


def test_a_clock_of_the_same_name_takes_the_place_of_the_one_before(
    district: District, hazard: HazardId, follower: Follower, app: Reading
) -> None:
    story = district.story
    story.assigned(hazard, district.logistics, district.supervisor, days=15)
    story.assigned(hazard, district.officer, district.supervisor, days=10)
    follower.drain()
    first, second = (clock for clock in ask.clocks_of(app, hazard) if clock.clock == RECTIFY)
    assert (first.is_replaced, first.is_running) == (True, False)
    assert (second.is_replaced, second.is_running) == (False, True)
    assert first.stopped_position == second.started_position


def test_the_worker_is_given_what_has_to_be_done_step_by_step(
    district: District, hazard: HazardId, follower: Follower, app: Reading
) -> None:
    story = district.story
    clock = next(clock for clock in ask.clocks_of(app, hazard) if clock.clock == REGISTER)
    told = {"clock": REGISTER, "due_at": clock.due_at, "to": district.first, "rule": RULE}

    def asked_at(at: timedelta) -> bool:
        follower.drain()
        due = ask.due_for_action(app, clock.starts_at + at)
        return REGISTER in [each.clock for each in due]

    assert not asked_at(0.74 * DAY)
    assert asked_at(0.75 * DAY)
    story.tell(hazard, e.ClockWarned(**told, level=0))  # type: ignore[arg-type]
    assert not asked_at(0.99 * DAY)
    assert asked_at(DAY)
    story.tell(hazard, e.ClockOverdueMarked(**told, level=1))  # type: ignore[arg-type]
    assert not asked_at(1.99 * DAY)
    assert asked_at(2 * DAY)
    story.tell(hazard, e.HazardEscalated(**told, level=2, is_highest=False))  # type: ignore[arg-type]
    assert not asked_at(2.99 * DAY)
    assert asked_at(3 * DAY)
    story.tell(hazard, e.HazardEscalated(**told, level=3, is_highest=True))  # type: ignore[arg-type]
    assert not asked_at(99 * DAY)
    marked = next(clock for clock in ask.clocks_of(app, hazard) if clock.clock == REGISTER)
    assert (marked.level, marked.is_escalated, marked.escalated_at) == (3, True, story.now)


def test_one_that_cannot_be_acted_on_holds_up_no_other(
    district: District, hazard: HazardId, follower: Follower, app: Reading
) -> None:
    late = district.story.now + 9 * DAY
    first = ask.due_for_action(app, late, limit=1)
    second = ask.due_for_action(app, late, limit=1, after=(first[0].hazard, first[0].clock))
    assert [first[0].clock, second[0].clock] == [INTERIM, REGISTER]
    assert ask.due_for_action(app, late, after=(second[0].hazard, second[0].clock)) == []


def test_the_board_shows_first_what_runs_out_first(district: District, follower: Follower, app: Reading) -> None:
    for seq in range(5):
        district.story.found(f"h{seq}", district.first, district.officer)
    follower.drain()
    seen: list[Clock] = []
    after: str | None = None
    while True:
        board = ask.board(app, ALL, kinds=[REGISTER], after=after, limit=2)
        seen += board.clocks
        after = board.after
        if after is None:
            break
    assert [clock.due_at for clock in seen] == sorted(clock.due_at for clock in seen)
    assert len(seen) == 5
    assert ask.board(app, Eyes(prefixes=("qinghe.fire",))).clocks == ()
    assert len(ask.board(app, ALL, due_before=seen[1].due_at, kinds=[REGISTER]).clocks) == 1
    with pytest.raises(PageUnknown):
        ask.board(app, ALL, after="W10")


def test_a_department_sees_the_clock_under_which_it_has_to_answer(
    district: District, hazard: HazardId, follower: Follower, app: Reading
) -> None:
    story, fire = district.story, district.fire
    clock = deadline(of_department(HANDOVER, fire), story.now, 3)
    story.tell(hazard, e.HazardHandedOver(department=fire, text="移交", clocks=(clock,)))
    follower.drain()
    board = ask.board(app, Eyes(prefixes=("qinghe.fire",), parties=(fire,)))
    assert [(each.kind, each.department) for each in board.clocks] == [(HANDOVER, fire)]


@pytest.mark.parametrize("few", [0, 1, 2000])
def test_the_board_shows_each_clock_once_however_much_was_given(
    district: District, follower: Follower, app: Reading, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, d = district.story, district
    inside, outside = story.found("a", d.first, d.officer), story.found("b", d.third, d.officer)
    for hazard in (inside, outside):
        story.assigned(hazard, d.logistics, d.supervisor)
    closed = story.found("c", d.third, d.officer)
    story.assigned(closed, d.logistics, d.supervisor)
    story.verified(closed, d.supervisor)
    follower.drain()
    monkeypatch.setattr(ask, "FEW", few)
    assert d.logistics.appointment is not None
    eyes = Eyes(prefixes=("qinghe.edu.dongcheng.dc_no1",), parties=(d.logistics.appointment,))
    assert {each.hazard for each in ask.board(app, eyes, kinds=[RECTIFY]).clocks} == {inside, outside}
    shown = ask.board(app, eyes).clocks
    assert len({(each.hazard, each.clock) for each in shown}) == len(shown)
    given = ask.board(app, Eyes(prefixes=(), parties=eyes.parties), kinds=[RECTIFY]).clocks
    assert [each.hazard for each in given] == [inside, outside]
    assert ask.board(app, eyes, kinds=[RECTIFY], under="qinghe.edu.xicheng").clocks == ()


def test_the_load_counts_how_far_clocks_have_come(
    district: District, hazard: HazardId, follower: Follower, app: Reading
) -> None:
    story = district.story
    load = {each.kind: each for each in ask.load(app, ALL, story.now + DAY)}
    assert (load[REGISTER].running, load[REGISTER].overdue, load[REGISTER].escalated) == (1, 1, 0)
    assert ask.load(app, ALL, story.now, under="qinghe.edu.xicheng") == []


@pytest.mark.parametrize("text", ["东楼\n二层", "a\tb\\n", '"', "\\", "null"])
def test_every_place_comes_through_as_it_was_written(
    text: str, district: District, follower: Follower, app: Reading
) -> None:
    hazard = district.story.found("b", district.first, district.officer, place=Place(text=text))
    follower.drain()
    assert {clock.place for clock in ask.clocks_of(app, hazard)} == {text}
