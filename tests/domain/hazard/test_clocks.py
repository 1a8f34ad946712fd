"""Which clocks run: started by what an event carries, ended by what it says."""

from collections.abc import Callable

import pytest

from domain.hazard import clocks
from domain.hazard import events as e
from domain.hazard.clocks import after, department_of, ends, is_of_grade, of_department
from domain.hazard.commands import GrantExtension
from domain.hazard.grading import Grade
from domain.hazard.terms import Stage
from domain.kernel.events import Event
from tests.domain.hazard import life
from tests.support.district import unit_id


def running(events: tuple[Event, ...]) -> set[str]:
    return set(life.hazard(events).clocks)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (life.found, {clocks.REGISTER, clocks.INTERIM, clocks.REPORT_UPWARD}),
        (life.registered, {clocks.ASSIGN, clocks.INTERIM, clocks.REPORT_UPWARD}),
        (life.assigned, {clocks.RECTIFY, clocks.INTERIM, clocks.REPORT_UPWARD}),
        (life.protected, {clocks.RECTIFY, clocks.REPORT_UPWARD}),
        (life.rectified, {clocks.VERIFY}),
        (life.closed, set()),
        (life.listed, {clocks.ASSIGN, clocks.INTERIM, clocks.PROGRESS}),
        (life.major_assigned, {clocks.RECTIFY, clocks.PROGRESS}),
        (life.major_verified, {clocks.VERIFY}),
        (life.major_closed, {clocks.RECHECK}),
        (life.merged, set()),
        (life.voided, set()),
    ],
)
def test_at_each_stage_these_clocks_run(history: Callable[[], tuple[Event, ...]], expected: set[str]) -> None:
    assert running(history()) == expected


def test_read_models_find_the_same_clocks_by_the_same_two_functions() -> None:
    open_clocks: set[str] = set()
    for event in life.delisted():
        assert isinstance(event, e.HazardEvent)
        open_clocks = {name for name in open_clocks if not ends(event, name)}
        open_clocks |= {deadline.clock for deadline in event.started}
    assert open_clocks == running(life.delisted())


def test_a_departments_clock_tells_the_department() -> None:
    name = of_department(clocks.HANDOVER, unit_id("fire"))
    assert department_of(name) == unit_id("fire")
    assert department_of(clocks.VERIFY) is None


def test_events_of_other_streams_change_no_clock() -> None:
    before = life.hazard(life.assigned()).clocks
    assert after(before, Event()) is before


def test_regrading_leaves_the_clock_but_it_is_no_longer_of_the_grade() -> None:
    state = life.hazard(life.assigned())
    assert is_of_grade(state.clocks, Grade.GENERAL)
    assert not is_of_grade(state.clocks, Grade.MAJOR)
    assert not is_of_grade({}, Grade.GENERAL)


def test_a_clock_started_again_replaces_the_one_before() -> None:
    asked = life.hazard(life.extension_asked())
    granted = life.step(
        life.extension_asked(), GrantExtension(hazard=life.HAZARD, reason="x"), life.SECTION, life.at(life.FRIDAY)
    )
    assert life.hazard(granted).due_on != asked.due_on
    assert life.hazard(granted).stage is Stage.ASSIGNED
