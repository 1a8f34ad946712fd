"""A district, its log, and a follower over it."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from api.store.mapper import CanonicalMapper
from api.store.pool import open_pool
from api.store.recorder import PostgresRecorder
from api.system import Database
from domain.application import Kept
from domain.record import Recorded
from projections.fence import WHOLE, Reading
from projections.follow import Follower
from tests.projections.story import ZONE, District, Story, a_district

Decode = Callable[[Kept], Recorded]


@pytest.fixture(scope="session")
def decode() -> Decode:
    """The store's own reading of events."""
    mapper = CanonicalMapper()

    def read(kept: Kept) -> Recorded:
        recorded: Recorded = mapper.to_domain_event(kept.stored)
        return recorded

    return read


@pytest.fixture
def story(trial_database: Database) -> Iterator[Story]:
    """A log to tell things to."""
    with open_pool(trial_database.app, is_for_log=True) as pool:
        yield Story(PostgresRecorder(pool))


@pytest.fixture
def district(story: Story) -> District:
    """Units and people, nothing found yet."""
    return a_district(story)


@pytest.fixture
def reader(trial_database: Database) -> Iterator[Connection[TupleRow]]:
    """A connection as the role that keeps the read models."""
    with psycopg.connect(trial_database.reader, autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        yield connection


@pytest.fixture
def serving(trial_database: Database) -> Iterator[Connection[TupleRow]]:
    """A connection as the role that serves people."""
    with psycopg.connect(trial_database.app, autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        yield connection


@pytest.fixture
def app(serving: Connection[TupleRow]) -> Reading:
    """That connection with nothing fenced off: what a question leaves out is left out by the question."""
    return Reading(serving, WHOLE)


@pytest.fixture
def follower(district: District, reader: Connection[TupleRow], decode: Decode) -> Follower:
    """A follower that has built everything from what the district's log has so far."""
    made = Follower(reader, decode, ZONE)
    assert made.take_over()
    return made
