"""Building read models anew beside the ones people read, and swapping them in.

The swap is one transaction: whatever interrupts the work before, people go on reading what they had.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from datetime import tzinfo
from functools import partial
from pathlib import Path

from psycopg import Connection, sql
from psycopg.rows import TupleRow

from projections.filling import filled, indexed, run_each, tables_of
from projections.helping import Helpers, shared_out
from projections.model import Model
from projections.places import Places, places_at
from projections.progress import Progress, Report, silent
from projections.reading import Decode, Log
from projections.sql import statements
from projections.taking import take_page

SQL = statements(Path(__file__).with_name("follow.sql"))
BATCH = 1000
"""Events read at once, stream by stream: few enough to stay near the processor."""


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
        run_each(connection, models, "tables")
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
    for table in tables_of(models):
        connection.execute(sql.SQL("DROP TABLE IF EXISTS read_next.{}").format(table))


def _made(
    connection: Connection[TupleRow],
    log: Log,
    places: Places,
    models: Sequence[Model],
    helpers: Helpers | None,
    batch: int,
) -> Generator[int, None, None]:
    """Fill the tables and index them, with helpers where it is much; yields how many events each step has done."""
    is_much = helpers is not None and helpers.least <= places.position
    with helpers.at_work(models, places) if helpers and is_much else nullcontext(()) as at_work:
        shares = log.shares(places.position, batch)
        yield from shared_out(at_work, shares, partial(filled, connection, log, places, models))
        yield from shared_out(at_work, models, partial(indexed, connection))


def _catch_up(connection: Connection[TupleRow], log: Log, places: Places, models: Sequence[Model]) -> None:
    """Take what was recorded in the meantime, so that nobody misses at the swap what he has read before."""
    while page := log.page(places.position, BATCH, log.head()):
        take_page(connection, log, places, models, page)


def _swap(connection: Connection[TupleRow], models: Sequence[Model], position: int) -> None:
    for model in models:
        for table in model.tables:
            name = sql.Identifier(table)
            connection.execute(sql.SQL("DROP TABLE IF EXISTS read.{}").format(name))
            connection.execute(sql.SQL("ALTER TABLE {} SET SCHEMA read").format(name))
            connection.execute(sql.SQL("GRANT SELECT ON read.{} TO bihuan_app").format(name))
        connection.execute(SQL["built"], {"model": model.name, "position": position, "edition": model.digest})
    run_each(connection, models, "functions")
