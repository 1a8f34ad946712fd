"""What the log says of the keys that signed: read from their streams, not from what is kept in memory."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from api.reading.stored import streams
from api.seeing import Happening
from api.services import Services
from api.signing.recorded import KeyRecord, Placed, record_of
from domain.key.events import KeyEvent


def key_records(services: Services, keys: Iterable[UUID | None]) -> Mapping[UUID, KeyRecord]:
    """The keys that were ever enrolled under these identifiers, all read together."""
    found = streams(services, {key for key in keys if key})
    made = ((key, record_of(key, placed(events))) for key, events in found.items())
    return {key: record for key, record in made if record}


def placed(happenings: Iterable[Happening]) -> Iterator[Placed]:
    """The events of a key with their positions."""
    for each in happenings:
        if isinstance(each.event, KeyEvent):
            yield Placed(position=each.position, event=each.event)
