"""Filling fresh tables from shares of the log, and making of them what people can ask."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from psycopg import Connection, sql
from psycopg.rows import TupleRow

from projections.model import Keep, Model
from projections.places import Places
from projections.reading import Log, Share
from projections.sql import statements
from projections.taking import wanted

SQL = statements(Path(__file__).with_name("follow.sql"))


def filled(
    connection: Connection[TupleRow], log: Log, places: Places, models: Sequence[Model], shares: Iterable[Share]
) -> Iterator[int]:
    """Make the rows of share after share, all in one transaction; yields how many events each of them had.

    The tables are held from the start: nobody can take them away and put others in their place meanwhile.
    """
    keep = Keep(connection, places, after=0, until=places.position, is_fresh=True)
    with connection.transaction(), _uncollected():
        if tables := tables_of(models):
            connection.execute(sql.SQL("LOCK TABLE {} IN ROW EXCLUSIVE MODE").format(sql.SQL(", ").join(tables)))
        for share in shares:
            streams = log.share(share, places.position)
            for model in models:
                model.take(wanted(streams, model), keep)
            yield sum(map(len, streams.values()))


def indexed(connection: Connection[TupleRow], models: Iterable[Model]) -> Iterator[int]:
    """Make the indexes of models that are filled and what follows from all their rows, and tell the planner.

    Yields 0 for each: no further events.
    """
    for model in models:
        run_each(connection, [model], "indexes")
        for table in tables_of([model]):
            connection.execute(sql.SQL("ANALYZE {}").format(table))
        model.complete(connection)
        yield 0


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


def tables_of(models: Iterable[Model]) -> list[sql.Identifier]:
    """Names of their tables."""
    return [sql.Identifier(table) for model in models for table in model.tables]


def run_each(connection: Connection[TupleRow], models: Iterable[Model], part: str) -> None:
    """Run a part of each one's schema, where it has such a part."""
    for model in models:
        if part in model.schema:
            connection.execute(model.schema[part].encode())
