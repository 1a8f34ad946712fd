"""All event and command names there are, gathered from the streams; two things may not share a name."""

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

import domain.access.commands
import domain.access.events
import domain.appointment.commands
import domain.appointment.events
import domain.deadline.commands
import domain.deadline.events
import domain.hazard.commands
import domain.hazard.events
import domain.hold.commands
import domain.hold.events
import domain.key.commands
import domain.key.events
import domain.log.commands
import domain.log.events
import domain.organisation.commands
import domain.organisation.events
import domain.person.commands
import domain.person.events
import domain.policy.commands
import domain.policy.events
import domain.register.events
import domain.retention.commands
import domain.retention.events
import domain.subject.commands
import domain.subject.events
from domain.kernel.commands import Command
from domain.kernel.events import Event

EVENT_MODULES = (
    domain.organisation.events,
    domain.person.events,
    domain.appointment.events,
    domain.deadline.events,
    domain.key.events,
    domain.policy.events,
    domain.log.events,
    domain.access.events,
    domain.hold.events,
    domain.retention.events,
    domain.subject.events,
    domain.register.events,
    domain.hazard.events,
)
COMMAND_MODULES = (
    domain.organisation.commands,
    domain.person.commands,
    domain.appointment.commands,
    domain.deadline.commands,
    domain.key.commands,
    domain.policy.commands,
    domain.log.commands,
    domain.access.commands,
    domain.hold.commands,
    domain.retention.commands,
    domain.subject.commands,
    domain.hazard.commands,
)


def _named(modules: Iterable[ModuleType], kind: type) -> Iterator[Any]:
    seen = set()
    for module in modules:
        for each in vars(module).values():
            if _is_named(each, kind) and each not in seen:
                seen.add(each)
                yield each


def _is_named(each: object, kind: type) -> bool:
    return isinstance(each, type) and issubclass(each, kind) and bool(vars(each).get("name"))


def _by_name(modules: Iterable[ModuleType], kind: type) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in _named(modules, kind):
        if each.name in found:
            raise LookupError(f"two {kind.__name__}s are called {each.name}")
        found[each.name] = each
    return dict(sorted(found.items()))


EVENTS: dict[str, type[Event]] = _by_name(EVENT_MODULES, Event)
"""Every event class by its stored name."""

COMMANDS: dict[str, type[Command[Any]]] = _by_name(COMMAND_MODULES, Command)
"""Every command class by its name in the powers table."""
