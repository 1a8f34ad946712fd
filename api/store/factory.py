"""Hands the event store library our mapper and our recorder."""

from typing import Any

from eventsourcing.persistence import InfrastructureFactory, Mapper, TrackingRecorder

from api.store.mapper import CanonicalMapper
from api.store.pool import Pool
from api.store.recorder import PostgresRecorder


class StoreFactory(InfrastructureFactory[TrackingRecorder]):
    """Made by the composition root with a pool; nothing comes from the process environment."""

    def __init__(self, pool: Pool) -> None:
        super().__init__({})
        self._pool = pool

    def mapper(self, **_: Any) -> Mapper[Any]:  # type: ignore[override]
        """The canonical mapper; transcoder, compressor and cipher of the library are not used."""
        return CanonicalMapper()

    def application_recorder(self) -> PostgresRecorder:
        """The recorder on the pool."""
        return PostgresRecorder(self._pool)

    def aggregate_recorder(self, purpose: str = "events") -> PostgresRecorder:
        """Snapshots are not kept: streams are short and loading them is cheap."""
        raise NotImplementedError(purpose)

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Any:
        """Read models keep their own position (`projections/follow.py`)."""
        raise NotImplementedError

    def process_recorder(self) -> Any:
        """Policies run as commands through the door for writes, not inside the recorder."""
        raise NotImplementedError
