"""Who may see a hazard: one rule for pages and `/v1`. What one may not know of is not there."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

from api.caller import Caller
from api.services import Services
from domain.hazard.state import Hazard
from domain.kernel.events import Event
from domain.kernel.identity import StreamId
from domain.kernel.refusals import NotKnown
from domain.record import Recorded

NOTHING_OLDER = 2**62
"""A position after which there are no reference events: only the stream itself is wanted."""


class Happening(NamedTuple):
    """An event of a stream with what the store added to it."""

    position: int
    recorded_at: datetime
    recorded: Recorded

    @property
    def event(self) -> Event:
        """What happened."""
        return self.recorded.event


def may_see(caller: Caller, hazard: Hazard) -> bool:
    """Whether the hazard's unit lies in what the caller reads, or something of it was given to the caller."""
    if hazard.unit is None:
        return False
    path = caller.directory.path(hazard.unit, caller.today)
    return caller.readable.covers(path) or not hazard.involved.isdisjoint(caller.involved)


def seen_hazard(services: Services, caller: Caller, hazard: UUID) -> Hazard:
    """The newest state of a hazard; refuses with `NotKnown` what is not there or not for the caller to see."""
    state = services.system.application.load(StreamId(hazard), Hazard)
    if not isinstance(state, Hazard) or not may_see(caller, state):
        raise NotKnown
    return state


def happenings(services: Services, stream: UUID, after: int = 0) -> tuple[Happening, ...]:
    """The events of a stream after a version, oldest first; that they may be seen has been asked before."""
    return tuple(each for each in _whole(services, stream) if each.recorded.ver > after)


def _whole(services: Services, stream: UUID) -> Iterator[Happening]:
    application = services.system.application
    for kept in application.store.load({stream: 0}, [], NOTHING_OLDER):
        yield Happening(
            kept.position, kept.recorded_at, cast("Recorded", application.mapper.to_domain_event(kept.stored))
        )
