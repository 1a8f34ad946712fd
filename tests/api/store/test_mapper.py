"""Stored bytes are canonical, and read as what was written."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent

from api.store.mapper import CanonicalMapper
from domain.catalogue import EVENTS
from domain.kernel.circumstances import Basis, Happened
from domain.kernel.events import Event
from domain.kernel.identity import Actor, ActorKind, CommandId, EventId, StreamId
from domain.record import Recorded, body
from tests.support.samples import examples

ONE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
NOON = datetime(2026, 3, 31, 4, 0, tzinfo=UTC)


def recorded(event: Event) -> Recorded:
    return Recorded(
        log="test/bihuan",
        id=EventId(ONE),
        stream=StreamId(ONE),
        ver=1,
        prev=None,
        command=CommandId(ONE),
        cause=None,
        correlation=CommandId(ONE),
        actor=Actor(kind=ActorKind.CONSOLE),
        basis=Basis.WITNESSED,
        happened=Happened(at=NOON),
        claimed_at=None,
        received_at=NOON,
        device="手机 \u2028 “a”\n\t𠮷",
        event=event,
    )


@pytest.mark.parametrize("name", sorted(EVENTS))
@pytest.mark.parametrize("which", ["full", "bare"])
def test_an_event_is_stored_in_the_canonical_form_and_read_as_it_was(name: str, which: str) -> None:
    mapper, written = CanonicalMapper(), recorded(examples(EVENTS[name])[which])
    stored = mapper.to_stored_event(written)
    assert stored.state == body(written)
    assert mapper.to_domain_event(stored) == written


@pytest.mark.parametrize("state", [b"", b"{}", b"[]", b"\xff", b'{"v":1}'])
def test_what_is_no_body_is_named_and_not_guessed_at(state: bytes) -> None:
    with pytest.raises(MapperDeserialisationError, match=r"hazard\.found\.v1"):
        CanonicalMapper().to_domain_event(StoredEvent(ONE, 1, "hazard.found.v1", state))
