"""Pages of the log taken in by models that have come up to them, every stream from its beginning."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from domain.application import Kept
from projections.model import Keep, Model
from projections.places import Places
from projections.reading import Log, Seen, Streams, by_stream

FOLDED = frozenset({"hazard", "organisation", "person", "appointment", "key"})
UNITS = "organisation."
"""Events that every model needs to know where things are."""
STREAMS = 1000
"""Most streams of which earlier events are read again at once."""


def take_page(
    connection: Connection[TupleRow], log: Log, places: Places, models: Sequence[Model], page: Sequence[Kept]
) -> None:
    """Let models digest a page that follows on what they have; commits nothing."""
    after, until = page[0].position - 1, page[-1].position
    seen = list(_seen(log, places, models, page))
    keep = Keep(connection, places, after=after, until=until, is_fresh=False)
    changed = places.changed(after, until)
    moved = {stream for model in models for stream in (model.of_units(changed, keep) if changed else ())}
    for streams in _whole(log, by_stream(seen), moved, until):
        for model in models:
            model.take(wanted(streams, model), keep)


def _seen(log: Log, places: Places, models: Sequence[Model], page: Sequence[Kept]) -> Iterator[Seen]:
    """The events of a page that somebody needs, each after the places have come to it."""
    for kept in page:
        places.go_on(kept.position, kept.recorded_at)
        if kept.stored.topic.startswith(UNITS) or any(model.wants(kept.stored.topic) for model in models):
            seen = log.seen(kept)
            places.take(seen)
            yield seen


def _whole(log: Log, streams: Streams, moved: set[UUID], until: int) -> Iterator[Streams]:
    """The streams of a page from their beginning, and those that a move of their unit touches, some at a time."""
    begun = {stream for stream, seen in streams.items() if seen[0].recorded.ver > 1 and is_folded(seen[0])}
    yield {stream: seen for stream, seen in streams.items() if stream not in begun}
    earlier = sorted(begun | (moved - streams.keys()))
    for first in range(0, len(earlier), STREAMS):
        yield log.whole(earlier[first : first + STREAMS], until)


def is_folded(seen: Seen) -> bool:
    """Whether rows of the stream follow from all its events; of other streams each event stands alone."""
    return seen.recorded.event.name.partition(".")[0] in FOLDED


def wanted(streams: Streams, model: Model) -> Streams:
    """The streams that a model is made of; a stream has events of one kind only."""
    if model.kinds is None:
        return streams
    return {stream: seen for stream, seen in streams.items() if model.wants(seen[0].recorded.event.name)}
