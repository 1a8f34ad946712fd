"""Clocks that run out: at most one step each, the same step under the same identifier for ever."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.appointment.posts import Post
from domain.hazard import clocks
from domain.hazard.commands import Escalate, MarkOverdue, WarnOfClock
from domain.hazard.state import Hazard
from domain.kernel.identity import ActorKind
from domain.policies.escalation import RULE, OpenClock, escalation, next_moment
from domain.policies.registry import BY_NAME, POLICIES
from tests.domain.hazard import life
from tests.support.district import acting, unit_id
from tests.support.rules import ZONE

STARTS = datetime(2025, 3, 10, 1, tzinfo=UTC)
CLOCK = OpenClock(
    hazard=life.HAZARD,
    unit=unit_id("no3"),
    clock=clocks.REGISTER,
    starts_at=STARTS,
    warn_at=STARTS + timedelta(hours=18),
    due_at=STARTS + timedelta(hours=24),
    escalate_at=STARTS + timedelta(hours=48),
    level=0,
    warned=False,
    overdue=False,
    escalated=False,
)
SECOND = timedelta(seconds=1)


def asked(clock: OpenClock, now: datetime) -> list[object]:
    return [proposal.command for proposal in escalation([clock], now)]


def overdue(level: int = 1) -> OpenClock:
    return replace(CLOCK, warned=True, overdue=True, level=level)


def test_nothing_is_asked_before_three_quarters_of_the_time() -> None:
    assert asked(CLOCK, CLOCK.warn_at - SECOND) == []


def test_from_three_quarters_of_the_time_a_warning_is_asked_once() -> None:
    warning = WarnOfClock(hazard=life.HAZARD, clock=clocks.REGISTER, due_at=CLOCK.due_at)
    assert asked(CLOCK, CLOCK.warn_at) == [warning]
    assert asked(replace(CLOCK, warned=True), CLOCK.warn_at) == []


@pytest.mark.parametrize("warned", [True, False])
def test_at_the_due_time_it_is_marked_overdue_whether_warned_or_not(warned: bool) -> None:
    mark = MarkOverdue(hazard=life.HAZARD, clock=clocks.REGISTER, due_at=CLOCK.due_at)
    assert asked(replace(CLOCK, warned=warned), CLOCK.due_at) == [mark]
    assert asked(replace(CLOCK, warned=True), CLOCK.due_at - SECOND) == []


def test_what_is_overdue_is_not_warned_of_any_more() -> None:
    assert asked(replace(overdue(), warned=False), CLOCK.due_at) == []


def test_a_clock_found_late_is_marked_first_and_escalated_in_the_next_round() -> None:
    late = CLOCK.escalate_at + SECOND
    assert [type(command) for command in asked(CLOCK, late)] == [MarkOverdue]
    assert [type(command) for command in asked(overdue(), late)] == [Escalate]


def test_at_twice_the_time_the_next_level_is_asked_for() -> None:
    step = Escalate(hazard=life.HAZARD, clock=clocks.REGISTER, due_at=CLOCK.due_at, level=2)
    assert asked(overdue(), CLOCK.escalate_at) == [step]
    assert asked(overdue(), CLOCK.escalate_at - SECOND) == []


def test_each_further_level_a_further_span_later() -> None:
    third = CLOCK.escalate_at + timedelta(hours=24)
    assert asked(overdue(level=2), third - SECOND) == []
    assert [getattr(command, "level", None) for command in asked(overdue(level=2), third)] == [3]


def test_after_the_highest_level_nothing_follows() -> None:
    assert asked(replace(overdue(level=3), escalated=True), CLOCK.escalate_at + timedelta(days=400)) == []


def test_the_next_moment_is_told_so_that_the_worker_can_sleep() -> None:
    assert next_moment(CLOCK) == CLOCK.warn_at
    assert next_moment(replace(CLOCK, warned=True)) == CLOCK.due_at
    assert next_moment(overdue()) == CLOCK.escalate_at
    assert next_moment(replace(overdue(), escalated=True)) is None


def test_a_repeat_has_the_same_identifier_and_another_step_has_another() -> None:
    def ids(clock: OpenClock, now: datetime) -> list[object]:
        return [proposal.command_id for proposal in escalation([clock], now)]

    assert ids(CLOCK, CLOCK.due_at) == ids(replace(CLOCK, warned=True), CLOCK.due_at + timedelta(days=3))
    different = [
        *ids(CLOCK, CLOCK.warn_at),
        *ids(CLOCK, CLOCK.due_at),
        *ids(overdue(), CLOCK.escalate_at),
        *ids(overdue(level=2), CLOCK.escalate_at + timedelta(days=1)),
        *ids(replace(CLOCK, due_at=CLOCK.due_at + SECOND), CLOCK.due_at + SECOND),
        *ids(replace(CLOCK, clock=clocks.INTERIM), CLOCK.due_at),
        *ids(replace(CLOCK, hazard=life.OTHER), CLOCK.due_at),
    ]
    assert len(set(different)) == 7


def test_the_same_instant_in_another_zone_is_the_same_occasion() -> None:
    local = replace(CLOCK, due_at=CLOCK.due_at.astimezone(ZONE))
    ids = {proposal.command_id for clock in (CLOCK, local) for proposal in escalation([clock], CLOCK.due_at)}
    assert len(ids) == 1


def test_the_actor_is_the_policy_with_its_rule_and_version() -> None:
    (proposal,) = escalation([CLOCK], CLOCK.due_at)
    assert (proposal.actor.kind, proposal.actor.rule, proposal.actor.person) == (ActorKind.POLICY, RULE, None)


def row_of(state: Hazard, name: str) -> OpenClock:
    """The row that the read model of deadlines keeps of a running clock."""
    clock = state.clocks[name]
    return replace(
        CLOCK,
        clock=name,
        starts_at=clock.deadline.starts_at,
        warn_at=clock.deadline.warn_at,
        due_at=clock.deadline.due_at,
        escalate_at=clock.deadline.escalate_at,
        level=clock.level,
        warned=clock.is_warned,
        overdue=clock.is_overdue,
        escalated=clock.is_escalated,
    )


def test_from_the_warning_to_the_city_every_proposal_is_granted_and_then_it_ends() -> None:
    events = life.step((), life.report(unit=unit_id("shawan")), acting("shawan", Post.STAFF), life.at(life.MONDAY))
    acts: list[str] = []
    while (moment := next_moment(row_of(life.hazard(events), clocks.REGISTER))) is not None:
        (proposal,) = escalation([row_of(life.hazard(events), clocks.REGISTER)], moment)
        events = (*events, *life.after(events).at(moment).as_(proposal.actor).when(proposal.command).events)
        acts.append(proposal.command.name)
    assert acts == ["hazard.warn", "hazard.mark_overdue", "hazard.escalate", "hazard.escalate"]


def test_every_policy_stands_in_the_registry_by_its_rule() -> None:
    assert {policy.rule for policy in POLICIES} == {each.rule for each in BY_NAME.values()}
    assert BY_NAME["escalation"].rule == RULE
