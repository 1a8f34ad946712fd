"""Building read models anew beside the ones people read, and swapping them in.

The swap is one transaction: whatever interrupts the work before, people go on reading what they had.
"""

import gc
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import tzinfo
from pathlib import Path
from threading import Event
from typing import NamedTuple
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import TupleRow

from domain.application import Kept
from projections.helping import Helpers
from projections.model import Keep, Model
from projections.places import Places, places_at
from projections.reading import Decode, Log, Seen, Share, Streams, by_stream
from projections.sql import statements

SQL = statements(Path(__file__).with_name("follow.sql"))
BATCH = 1000
"""Events read at once, stream by stream: few enough to stay near the processor."""
FOLDED = frozenset({"hazard", "organisation", "person", "appointment", "key"})
UNITS = "organisation."
"""Events that every model needs to know where things are."""


class Progress(NamedTuple):
    """How far the work has come."""

    models: tuple[str, ...]
    done: int
    """Events behind us."""
    of: int
    is_rebuild: bool


Report = Callable[[Progress], None]


def silent(_progress: Progress) -> None:
    """Report to nobody."""


class Stopped(Exception):
    """Somebody asked to stop amid a rebuild. Everything is as it was before."""


def until(stop: Event, report: Report) -> Report:
    """Report, and leave off a rebuild when asked to stop; a page that follows is soon done anyway."""

    def told(progress: Progress) -> None:
        report(progress)
        if progress.is_rebuild and stop.is_set():
            raise Stopped

    return told


def rebuild(
    connection: Connection[TupleRow],
    decode: Decode,
    zone: tzinfo,
    models: Sequence[Model],
    *,
    report: Report = silent,
    batch: int = BATCH,
    helpers: Helpers | None = None,
) -> int:
    """Build the models from the whole log and swap them in; returns the position they have then.

    Raises `Undecodable` when an event cannot be read, and leaves everything as it was.
    """
    log = Log(connection, decode)
    with _beside(connection, models):
        _run_each(connection, models, "tables")
        places = places_at(log, log.head(), zone)
        names, done = tuple(model.name for model in models), 0
        with closing(_made(connection, log, places, models, helpers, batch)) as made:
            for events in made:
                done += events
                report(Progress(names, done, places.position, is_rebuild=True))
        with connection.transaction():
            _catch_up(connection, log, places, models)
            _swap(connection, models, places.position)
    return places.position


@contextmanager
def _beside(connection: Connection[TupleRow], models: Sequence[Model]) -> Iterator[None]:
    """Alone where tables are filled; what an interruption leaves there goes now, or at the latest the next time."""
    connection.execute(SQL["lock_building"])
    try:
        connection.execute(SQL["work_next"])
        _clear(connection, models)
        yield
    finally:
        if not connection.closed:
            _clear(connection, models)
            connection.execute(SQL["work_now"])
            connection.execute(SQL["unlock_building"])


def _clear(connection: Connection[TupleRow], models: Sequence[Model]) -> None:
    for table in _tables(models):
        connection.execute(sql.SQL("DROP TABLE IF EXISTS read_next.{}").format(table))


def _tables(models: Iterable[Model]) -> list[sql.Identifier]:
    return [sql.Identifier(table) for model in models for table in model.tables]


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
    for first in range(0, len(earlier), BATCH):
        yield log.whole(earlier[first : first + BATCH], until)


def is_folded(seen: Seen) -> bool:
    """Whether rows of the stream follow from all its events; of other streams each event stands alone."""
    return seen.recorded.event.name.partition(".")[0] in FOLDED


def _made(
    connection: Connection[TupleRow],
    log: Log,
    places: Places,
    models: Sequence[Model],
    helpers: Helpers | None,
    batch: int,
) -> Generator[int, None, None]:
    """Fill the tables and index them, with helpers where it is much; yields how many events each step has done."""
    shares = log.shares(places.position, batch)
    if helpers and helpers.least <= places.position:
        yield from helpers.make(models, places, shares)
        return
    yield from filled(connection, log, places, models, shares)
    for model in models:
        index(connection, model)


def filled(
    connection: Connection[TupleRow], log: Log, places: Places, models: Sequence[Model], shares: Iterable[Share]
) -> Iterator[int]:
    """Make the rows of share after share, all in one transaction; yields how many events each of them had.

    The tables are held from the start: nobody can take them away and put others in their place meanwhile.
    """
    keep = Keep(connection, places, after=0, until=places.position, is_fresh=True)
    with connection.transaction(), _uncollected():
        if tables := sql.SQL(", ").join(_tables(models)):
            connection.execute(sql.SQL("LOCK TABLE {} IN ROW EXCLUSIVE MODE").format(tables))
        for share in shares:
            streams = log.share(share, places.position)
            for model in models:
                model.take(wanted(streams, model), keep)
            yield sum(map(len, streams.values()))


def index(connection: Connection[TupleRow], model: Model) -> None:
    """Make the indexes of a model that is filled and what follows from all its rows; tell the planner what is there."""
    _run_each(connection, [model], "indexes")
    for table in _tables([model]):
        connection.execute(sql.SQL("ANALYZE {}").format(table))
    model.complete(connection)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: events and rows hold no cycles, and looking for some costs a quarter more."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _catch_up(connection: Connection[TupleRow], log: Log, places: Places, models: Sequence[Model]) -> None:
    """Take what was recorded in the meantime, so that nobody misses at the swap what he has read before."""
    while page := log.page(places.position, BATCH, log.head()):
        take_page(connection, log, places, models, page)


def wanted(streams: Streams, model: Model) -> Streams:
    """The streams that a model is made of; a stream has events of one kind only."""
    if model.kinds is None:
        return streams
    return {stream: seen for stream, seen in streams.items() if model.wants(seen[0].recorded.event.name)}


def _run_each(connection: Connection[TupleRow], models: Iterable[Model], part: str) -> None:
    for model in models:
        if part in model.schema:
            connection.execute(model.schema[part].encode())


def _swap(connection: Connection[TupleRow], models: Sequence[Model], position: int) -> None:
    for model in models:
        for table in model.tables:
            name = sql.Identifier(table)
            connection.execute(sql.SQL("DROP TABLE IF EXISTS read.{}").format(name))
            connection.execute(sql.SQL("ALTER TABLE {} SET SCHEMA read").format(name))
            connection.execute(sql.SQL("GRANT SELECT ON read.{} TO bihuan_app").format(name))
        connection.execute(SQL["built"], {"model": model.name, "position": position, "edition": model.digest})
    _run_each(connection, models, "functions")
