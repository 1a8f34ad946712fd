"""What the record has come to, as far as the made-up people's next acts need it: kept up event by event."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from api.store.mapper import CanonicalMapper
from domain.application import is_reference
from domain.hazard.events.base import HazardEvent
from domain.hazard.state import Hazard
from domain.kernel.commands import Command, State
from domain.kernel.identity import HazardId, KeyId, StreamId
from domain.key.state import Key, KeyRing
from domain.record import Recorded, digest
from domain.seal.statement import Subject


class Memory:
    """Hazards and keys as the record has them, and the newest event of every stream."""

    def __init__(self, mapper: CanonicalMapper) -> None:
        self._mapper = mapper
        self._newest: dict[StreamId, Recorded] = {}
        self.hazards: defaultdict[HazardId, Hazard] = defaultdict(Hazard)
        self.keys = KeyRing()
        self.changed: set[HazardId] = set()
        """Hazards to which something happened since somebody looked."""
        self.is_ahead = True
        """Whether it knows more of units, people and posts than the application may have followed."""

    def take_in(self, recorded: Recorded) -> None:
        """One more event."""
        self._newest[recorded.stream] = recorded
        self.is_ahead = self.is_ahead or is_reference(recorded.event)
        self.keys.evolve(recorded.event, recorded.stream)
        if isinstance(recorded.event, HazardEvent):
            hazard = HazardId(recorded.stream)
            self.hazards[hazard].evolve(recorded.event)
            self.changed.add(hazard)

    def moved_at(self, stream: StreamId) -> datetime | None:
        """When something was recorded on a stream last."""
        newest = self._newest.get(stream)
        return newest.received_at if newest else None

    def subject(self, stream: StreamId) -> Subject:
        """A stream at its newest version, as a statement names it."""
        newest = self._newest.get(stream)
        if newest is None:
            return Subject(stream=stream, ver=0, prev=None)
        body = self._mapper.to_stored_event(newest).state
        return Subject(stream=stream, ver=newest.ver, prev=digest(body))

    def state_of(self, command: Command[Any]) -> State | None:
        """What a command about a hazard or a key is taken on; none for others, which are not kept in mind whole."""
        if type(command).state is Hazard:
            return self.hazards.get(HazardId(command.stream), Hazard())
        if type(command).state is Key:
            return self.keys.key(KeyId(command.stream)) or Key()
        return None
