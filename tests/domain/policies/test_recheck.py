"""Which closed general hazards are looked at again: drawn without dice, so that anybody can draw again."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from domain.hazard.commands import CallRecheck
from domain.hazard.grading import Grade
from domain.kernel.identity import ActorKind, HazardId
from domain.policies.recheck import RULE, ClosedHazard, is_drawn, recheck

CLOSED = [
    ClosedHazard(hazard=HazardId(UUID(int=number)), grade=Grade.GENERAL, closed_on=date(2025, 3, 14), times_reopened=0)
    for number in range(1000)
]


def test_about_one_in_ten_is_drawn() -> None:
    assert 70 <= len(list(recheck(CLOSED))) <= 130


def test_the_same_ones_are_drawn_whenever_and_in_whatever_order_it_is_asked() -> None:
    drawn = {proposal.command_id for proposal in recheck(CLOSED)}
    assert {proposal.command_id for proposal in recheck(reversed(CLOSED))} == drawn


@pytest.mark.parametrize(("share", "count"), [(0, 0), (100, 1000)])
def test_nobody_and_everybody_can_be_drawn(share: int, count: int) -> None:
    assert len(list(recheck(CLOSED, share_percent=share))) == count


def test_a_larger_share_holds_the_smaller_one() -> None:
    small = {each.hazard for each in CLOSED if is_drawn(each, 10)}
    assert small <= {each.hazard for each in CLOSED if is_drawn(each, 30)}


def test_what_came_back_once_is_always_looked_at_again() -> None:
    back = [replace(each, times_reopened=1) for each in CLOSED]
    assert len(list(recheck(back))) == len(back)


def test_major_hazards_are_not_sampled_because_each_is_rechecked() -> None:
    assert list(recheck([replace(each, grade=Grade.MAJOR) for each in CLOSED], share_percent=100)) == []


def test_each_closing_is_an_occasion_of_its_own() -> None:
    (first,) = recheck(CLOSED[:1], share_percent=100)
    (again,) = recheck([replace(CLOSED[0], times_reopened=1)], share_percent=100)
    assert first.command == again.command == CallRecheck(hazard=CLOSED[0].hazard)
    assert first.command_id != again.command_id
    assert (first.actor.kind, first.actor.rule) == (ActorKind.POLICY, RULE)
