"""What pages offer: exactly the steps that neither the powers nor the stage speak against."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.appointment.posts import Post
from domain.hazard.commands import DeclineAssignment, HandOver
from domain.hazard.steps import STEPS, possible_steps
from domain.kernel.commands import Command
from domain.kernel.events import Event
from domain.kernel.identity import Actor
from tests.domain.hazard import life
from tests.domain.hazard.life import (
    BUREAU_HEAD,
    CITY_SECTION,
    FIRE,
    HAZARD,
    HEAD,
    LOGISTICS,
    MONDAY,
    OFFICER,
    SECTION,
    TEACHER,
    TUESDAY,
    at,
)
from tests.support.district import acting, unit_id

History = Callable[[], tuple[Event, ...]]


def steps(events: tuple[Event, ...], actor: Actor) -> set[str]:
    names = possible_steps(life.hazard(events), life.circumstances(actor))
    return {name.removeprefix("hazard.") for name in names}


def test_steps_come_in_the_order_of_a_hazards_life() -> None:
    order = [step.name for step in STEPS]
    names = possible_steps(life.hazard(life.registered()), life.circumstances(OFFICER))
    assert list(names) == sorted(names, key=order.index)


def test_what_was_just_found_is_registered_by_the_safety_officer_and_not_by_the_teacher() -> None:
    assert "register" in steps(life.found(), OFFICER)
    assert "register" not in steps(life.found(), TEACHER)
    assert "assign" not in steps(life.found(), HEAD)


def test_the_rectifier_is_offered_what_is_his_and_nobody_else_is() -> None:
    his = {"accept", "decline", "report_rectified", "request_extension"}
    assert his <= steps(life.told_above(), LOGISTICS)
    assert not his & steps(life.told_above(), OFFICER)
    assert not his & steps(life.told_above(), HEAD)


def test_no_extension_is_offered_before_people_are_protected_and_those_above_told() -> None:
    assert "request_extension" not in steps(life.assigned(), LOGISTICS)
    assert "request_extension" not in steps(life.protected(), LOGISTICS)


def test_only_the_supervisors_side_is_offered_to_decide_an_extension() -> None:
    assert {"grant_extension", "refuse_extension"} <= steps(life.extension_asked(), SECTION)
    assert not {"grant_extension", "refuse_extension"} & steps(life.extension_asked(), HEAD)


def test_a_decline_is_offered_to_the_assigner_to_decide() -> None:
    events = life.step(life.assigned(), DeclineAssignment(hazard=HAZARD, reason="x"), LOGISTICS, at(TUESDAY))
    assert "decide_decline" in steps(events, HEAD)
    assert "decide_decline" not in steps(events, OFFICER)
    assert "assign" not in steps(events, HEAD)


def test_verifying_is_offered_to_others_than_the_rectifier() -> None:
    assert {"verify", "reject"} <= steps(life.rectified(), OFFICER)
    assert not {"verify", "reject"} & steps(life.rectified(), LOGISTICS)


def test_a_major_hazard_is_offered_to_the_supervising_unit_then_to_its_head() -> None:
    assert "verify" in steps(life.major_rectified(), SECTION)
    assert "verify" not in steps(life.major_rectified(), OFFICER)
    assert "verify" not in steps(life.major_rectified(), BUREAU_HEAD)
    assert "countersign" in steps(life.major_verified(), BUREAU_HEAD)
    assert "countersign" not in steps(life.major_verified(), SECTION)


def test_after_closing_it_is_looked_at_again_delisted_or_reopened() -> None:
    assert {"recheck", "report_recurrence", "reopen", "delist"} <= steps(life.major_closed(), SECTION)
    assert not {"verify", "reject", "assign", "report_rectified"} & steps(life.major_closed(), SECTION)


def test_a_department_is_offered_its_answer_and_nothing_of_the_school() -> None:
    hand_over = HandOver(hazard=HAZARD, department=unit_id("fire"), text="x")
    events = life.step(life.registered(), hand_over, OFFICER, at(MONDAY, 12))
    offered = steps(events, FIRE)
    assert "answer_handover" in offered
    assert not offered & {"register", "grade", "assign", "verify", "answer_instruction"}


def test_who_supervises_is_not_offered_the_departments_answer() -> None:
    hand_over = HandOver(hazard=HAZARD, department=unit_id("fire"), text="x")
    events = life.step(life.assigned(), hand_over, OFFICER, at(MONDAY, 12))
    assert "answer_handover" not in steps(events, SECTION)


@pytest.mark.parametrize("history", [life.merged, life.voided])
def test_nothing_is_offered_once_it_has_left(history: History) -> None:
    assert steps(history(), OFFICER) == set()


@pytest.mark.parametrize("actor", [acting("no9", Post.HEAD), FIRE])
def test_nothing_is_offered_to_whom_it_is_unknown(actor: Actor) -> None:
    assert steps(life.registered(), actor) == set()


def test_nothing_is_offered_of_a_hazard_that_does_not_exist() -> None:
    assert steps((), CITY_SECTION) == set()


COMMANDS: tuple[tuple[History, Command[Any], Actor], ...] = (
    (life.found, life.register(), OFFICER),
    (life.graded, life.assignment(), HEAD),
    (life.rectified, life.VERIFY, SECTION),
    (life.major, life.listing(), SECTION),
)


@pytest.mark.parametrize(("history", "command", "actor"), COMMANDS, ids=lambda each: getattr(each, "name", ""))
def test_what_is_offered_is_granted(history: History, command: Command[Any], actor: Actor) -> None:
    assert command.name.removeprefix("hazard.") in steps(history(), actor)
    assert life.after(history()).as_(actor).when(command).events
