"""Events as the store keeps them, by position, and the states of many streams at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from api.seeing import NOTHING_OLDER, Happening
from api.services import Services
from domain.application import Kept
from domain.hazard.state import Hazard
from domain.record import Recorded
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))


@dataclass(frozen=True, kw_only=True)
class Stored:
    """An event with its bytes, and the neighbours in its stream by position."""

    happening: Happening
    body: bytes
    before: int | None
    after: int | None


def at_positions(services: Services, positions: Collection[int]) -> list[Happening]:
    """The events at these positions, the newest first."""
    return [_happening(services, kept) for kept in _kept(services, positions)]


def stored_at(services: Services, position: int) -> Stored | None:
    """One event with its bytes; nothing beyond the end of the log."""
    found = _kept(services, [position])
    if not found:
        return None
    kept = found[0]
    asked = {"stream": kept.stored.originator_id, "version": kept.stored.originator_version}
    with services.system.pool.connection() as connection:
        row = connection.execute(SQL["around"], asked).fetchone()
    assert row is not None
    return Stored(happening=_happening(services, kept), body=kept.stored.state, before=row[0], after=row[1])


def streams(services: Services, ids: Iterable[UUID]) -> Mapping[UUID, list[Happening]]:
    """The events of several streams, each list in order, read in one go."""
    found: dict[UUID, list[Happening]] = {each: [] for each in ids}
    for kept in services.system.application.store.load(dict.fromkeys(found, 0), [], NOTHING_OLDER) if found else ():
        happening = _happening(services, kept)
        found[happening.recorded.stream].append(happening)
    return found


def hazards(services: Services, ids: Iterable[UUID]) -> Mapping[UUID, Hazard]:
    """The newest states of hazards, read in one go."""
    states: dict[UUID, Hazard] = {each: Hazard() for each in ids}
    application = services.system.application
    for kept in application.store.load(dict.fromkeys(states, 0), [], NOTHING_OLDER) if states else ():
        recorded = _recorded(services, kept)
        states[recorded.stream].evolve(recorded.event)
        states[recorded.stream].version = recorded.ver
    return states


def _kept(services: Services, positions: Collection[int]) -> list[Kept]:
    with services.system.pool.connection() as connection:
        cursor = connection.execute(SQL["at_positions"], {"positions": list(positions)}, binary=True)
        return [Kept(row[0], row[1], StoredEvent(row[2], row[3], row[4], row[5])) for row in cursor]


def _happening(services: Services, kept: Kept) -> Happening:
    return Happening(kept.position, kept.recorded_at, _recorded(services, kept))


def _recorded(services: Services, kept: Kept) -> Recorded:
    return cast("Recorded", services.system.application.mapper.to_domain_event(kept.stored))
