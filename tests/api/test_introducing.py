"""What comes with a newer version reaches logs that have begun, from the day on which it is brought."""

from uuid import uuid4

from api.setting_up import CONSOLE, introduce
from api.system import System
from domain.application import Append, Asked
from domain.deadline.limits import initial_limits
from domain.deadline.state import LIMITS
from domain.kernel.commands import On
from domain.kernel.identity import CommandId
from domain.key.terms import Level
from domain.policy.signing_levels import initial_levels
from domain.policy.state import SIGNING

NEW_LIMIT, NEW_ACTS = "hazard.check_from_above", ("hazard.verify_own", "hazard.check_from_above")


def begin_of_old(system: System) -> None:
    """A log as an older version began it."""
    limits = [On(LIMITS, each) for each in initial_limits() if each.limit != NEW_LIMIT]
    levels = [On(SIGNING, each) for each in initial_levels() if each.act not in NEW_ACTS]
    asked = Asked(command_id=CommandId(uuid4()), actor=CONSOLE, now=system.clock())
    _, stored = system.application.write(None, asked, [*limits, *levels], {})
    system.recorder.insert_events(stored, append=Append())


def test_a_log_of_old_gets_the_limits_and_levels_it_lacks_once(system: System) -> None:
    begin_of_old(system)
    assert introduce(system) == (NEW_LIMIT, *NEW_ACTS)
    reference, today = system.application.catch_up(), system.clock().astimezone(system.application.zone).date()
    assert reference.clocks.limits.in_force(NEW_LIMIT, today).effective_on == today
    assert reference.levels.needed("hazard.verify_own", is_major=False, on=today) is Level.SOFTWARE_KEY
    assert introduce(system) == ()


def test_what_stands_in_a_log_of_old_is_left_as_it_was(system: System) -> None:
    begin_of_old(system)
    introduce(system)
    limits = system.application.catch_up().clocks.limits
    assert all(len(limits.versions(name)) == 1 for name in limits.names())


def test_an_empty_log_gets_everything_when_it_begins(system: System) -> None:
    assert introduce(system) == ()


def test_a_log_that_signs_nothing_does_not_begin_to(system: System) -> None:
    asked = Asked(command_id=CommandId(uuid4()), actor=CONSOLE, now=system.clock())
    _, stored = system.application.write(None, asked, [On(LIMITS, each) for each in initial_limits()], {})
    system.recorder.insert_events(stored, append=Append())
    assert introduce(system) == ()
    assert not system.application.catch_up().levels.has_begun
