"""The event store library's own cases for a recorder, run against ours."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import ApplicationRecorder
from eventsourcing.tests.persistence import ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase

from api.engine import EmbeddedEngine
from api.store.pool import open_pool
from api.store.recorder import PostgresRecorder
from tests.support.postgres import fresh_database, template


class _OnAFreshLog:
    recorder: PostgresRecorder

    @pytest.fixture(autouse=True)
    def _fresh(self, engine: EmbeddedEngine) -> Iterator[None]:
        with (
            fresh_database(engine, template(engine, "template_plain")) as database,
            open_pool(database.app, is_for_log=True) as pool,
        ):
            self.recorder = PostgresRecorder(pool)
            yield

    def new_originator_id(self) -> UUID:
        return uuid4()


class TestApplicationRecorder(_OnAFreshLog, ApplicationRecorderTestCase[ApplicationRecorder]):
    """Inserting, selecting, conflicts, throughput, concurrency, subscriptions."""

    INITIAL_VERSION = 1

    def create_recorder(self) -> ApplicationRecorder:
        return self.recorder

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestPositionsDoNotInterleave(_OnAFreshLog, NonInterleavingNotificationIDsBaseCase):
    """Two large appends at once: each one's positions are a single run."""

    def create_recorder(self) -> ApplicationRecorder:
        return self.recorder


del ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase
