"""The clock worker: what runs out is told once by a named rule, however often it is looked at."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Event
from uuid import UUID

import psycopg
import pytest

from api.system import System
from api.workers.clock import act_on_clocks, call_rechecks, run_clock
from domain.hazard.events import ClockOverdueMarked, ClockWarned, HazardEscalated, RecheckCalled
from domain.kernel.identity import ActorKind
from domain.policies import escalation, recheck
from domain.record import Recorded
from tests.support.following import followed
from tests.support.stories import HEAD, OFFICER, Stories

TOLD = (ClockWarned, ClockOverdueMarked, HazardEscalated)


@pytest.fixture
def stories(settled_trial: System) -> Stories:
    """Hazards of the third middle school, on a clock that is told."""
    return Stories(settled_trial)


def at(system: System, now: datetime) -> System:
    """The same system some time later."""
    return followed(system.at(lambda: now))


def acts(system: System, hazard: UUID) -> list[Recorded]:
    """What policies recorded of a hazard, in order."""
    kept = map(system.mapper.to_domain_event, system.recorder.select_events(hazard))
    return [each for each in kept if each.actor.kind is ActorKind.POLICY]


def of_registering(system: System, hazard: UUID) -> Iterator[tuple[str, int]]:
    """What was said of the clock of registering, with the level told."""
    for each in acts(system, hazard):
        if isinstance(each.event, TOLD) and each.event.clock == "hazard.register":
            yield type(each.event).__name__, each.event.level


def test_a_clock_that_runs_out_is_warned_of_then_marked_then_told_upward(stories: Stories) -> None:
    hazard, found_at = stories.found(), stories.now
    for hours in (1, 19, 25, 49):
        run_clock(at(stories.system, found_at + timedelta(hours=hours)), Event(), once=True)
    told = list(of_registering(stories.system, hazard))
    assert told == [("ClockWarned", 0), ("ClockOverdueMarked", 1), ("HazardEscalated", 2)]


def test_looking_again_says_nothing_twice_even_where_the_read_model_lags(stories: Stories) -> None:
    hazard, found_at = stories.found(), stories.now
    late = at(stories.system, found_at + timedelta(hours=25))
    with psycopg.connect(late.database.app, autocommit=True) as connection:
        assert act_on_clocks(late, connection) > 0
        said = acts(late, hazard)
        assert act_on_clocks(late, connection) == 0, "the read model has not seen the marks yet"
    assert run_clock(followed(late), Event(), once=True) == 0
    assert acts(late, hazard) == said


def test_every_act_of_a_policy_names_its_rule_and_version(stories: Stories) -> None:
    hazard, found_at = stories.found(), stories.now
    run_clock(at(stories.system, found_at + timedelta(hours=25)), Event(), once=True)
    said = acts(stories.system, hazard)
    assert said
    assert {each.actor.rule for each in said} == {escalation.RULE}
    assert all(each.actor.person is None for each in said)


def test_a_hazard_that_came_back_once_is_called_to_be_looked_at_again_once(stories: Stories) -> None:
    hazard = stories.verified()
    stories.does(HEAD, "hazard.report_recurrence", hazard=str(hazard), description="又松动了")
    close_again(stories, hazard)
    later = stories.system.at(lambda: stories.now + timedelta(minutes=1))
    acted, position = call_rechecks(later, 0)
    assert acted == 1
    assert call_rechecks(later, position) == (0, position)
    assert call_rechecks(later, 0)[0] == 0, "a worker that begins anew draws the same"
    called = [each for each in acts(later, hazard) if isinstance(each.event, RecheckCalled)]
    assert [each.actor.rule for each in called] == [recheck.RULE]


def close_again(stories: Stories, hazard: UUID) -> None:
    """Assigned, put right and verified a second time."""
    stories.assigns(hazard)
    stories.puts_right(hazard)
    stories.does(OFFICER, "hazard.verify", hazard=str(hazard), manner="repaired")
