"""Between recorded events and stored bytes: written canonically, read by msgspec with one typed decoder an event."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import JSONTranscoder, Mapper, MapperDeserialisationError, StoredEvent

from api.store.canonical import write
from domain.catalogue import EVENTS
from domain.kernel.circumstances import Basis, Happened
from domain.kernel.events import Event
from domain.kernel.identity import Actor, CommandId, EventId, StreamId
from domain.record import Recorded, envelope
from domain.upcasts import UPCASTS


class _Body(msgspec.Struct, forbid_unknown_fields=True):
    """The envelope as it stands in the store; `data` is read by the event's own decoder."""

    v: int
    log: str
    id: UUID
    stream: UUID
    ver: int
    name: str
    prev: str | None
    command: UUID
    cause: UUID | None
    correlation: UUID
    actor: Actor
    basis: Basis
    happened: Happened
    claimed_at: datetime | None
    received_at: datetime
    device: str | None
    data: msgspec.Raw
    signatures: tuple[str, ...]


_BODY = msgspec.json.Decoder(_Body)


class CanonicalMapper(Mapper[UUID]):
    """The library's mapper protocol over the canonical form. Thread-safe: decoders are made once and shared."""

    def __init__(self) -> None:
        super().__init__(JSONTranscoder())
        self._decoders: dict[str, msgspec.json.Decoder[Event]] = {
            name: msgspec.json.Decoder(event) for name, event in EVENTS.items()
        }

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """The canonical body under the event's stored name."""
        recorded: Recorded = domain_event
        body = write(envelope(recorded))
        return StoredEvent(recorded.stream, recorded.ver, recorded.event.name, body)

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The recorded event; raises `MapperDeserialisationError` naming stream and version when it cannot be read."""
        try:
            return self._read(stored_event)
        except (msgspec.MsgspecError, KeyError) as error:
            where = f"{stored_event.topic} at {stored_event.originator_id} version {stored_event.originator_version}"
            raise MapperDeserialisationError(f"cannot read {where}: {error}") from error

    def _read(self, stored: StoredEvent) -> Recorded:
        read = _BODY.decode(stored.state)
        return Recorded(
            log=read.log,
            id=EventId(read.id),
            stream=StreamId(read.stream),
            ver=read.ver,
            prev=read.prev,
            command=CommandId(read.command),
            cause=None if read.cause is None else EventId(read.cause),
            correlation=CommandId(read.correlation),
            actor=read.actor,
            basis=read.basis,
            happened=read.happened,
            claimed_at=read.claimed_at,
            received_at=read.received_at,
            device=read.device,
            event=self.event(read.name, read.data),
            signatures=read.signatures,
        )

    def event(self, name: str, data: msgspec.Raw) -> Event:
        """The event from its stored name and data; shapes of the past are brought up to date first."""
        if upcast := UPCASTS.get(name):
            newer, values = upcast(msgspec.json.decode(data))
            return self.event(newer, msgspec.Raw(msgspec.json.encode(values)))
        return self._decoders[name].decode(data)
