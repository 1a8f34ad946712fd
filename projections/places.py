"""Where every unit stood in the tree, and what it was called, at every position of the log.

A move or a new name counts from its day on. The log's own day decides: the first event recorded on that day or
later turns the page, so that following and rebuilding come to the same.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from typing import NamedTuple

from domain.kernel.identity import UnitId
from domain.organisation.directory import Directory
from domain.organisation.events import OrganisationEvent
from projections.pinyin import initials
from projections.reading import Log, Seen


class Standing(NamedTuple):
    """From a position on, a unit stood here under this name."""

    position: int
    recorded_at: datetime
    path: str
    name: str
    parent: UnitId | None
    initials: str
    """Those of the name, in pinyin."""


NOWHERE: Sequence[Standing] = ()


class Places:
    """A fold of what happened to units; it keeps what was so before."""

    def __init__(self, zone: tzinfo) -> None:
        self.position = 0
        self._zone = zone
        self._directory = Directory()
        self._standings: dict[UnitId, list[Standing]] = {}
        self._changed: list[tuple[int, UnitId]] = []
        self._days: set[date] = set()
        self.turns_at: datetime | None = None
        """The first instant of the next day from which something counts that was recorded before."""

    def go_on(self, position: int, recorded_at: datetime) -> None:
        """Come to the next event, of whatever kind."""
        if self.turns_at is not None and recorded_at >= self.turns_at:
            self.turn(position, recorded_at)
        self.position = position

    def take(self, seen: Seen) -> None:
        """Take in what happened to a unit; other events are passed over."""
        if isinstance(seen.recorded.event, OrganisationEvent):
            self._take(seen.recorded.event, seen)

    def turn(self, position: int, recorded_at: datetime) -> None:
        """Let everything count whose day has come."""
        today = self.day(recorded_at)
        self._days = {day for day in self._days if day > today}
        self._restand(self._everyone(), position, recorded_at)
        self._set_turn()

    def standing(self, unit: UnitId, position: int) -> Standing | None:
        """Where a unit stood at a position; nothing for one that nobody knows."""
        history = self._standings.get(unit, NOWHERE)
        if len(history) < 2:
            return history[0] if history else None
        return history[max(bisect_right(history, position, key=lambda each: each.position) - 1, 0)]

    def path(self, unit: UnitId | None, position: int) -> str:
        """The path of a unit at a position; empty for none and for one that nobody knows."""
        standing = self.standing(unit, position) if unit else None
        return standing.path if standing else ""

    def changes(self, unit: UnitId, after: int, until: int) -> Sequence[Standing]:
        """How a unit's standing changed after a position and up to another, without its first one."""
        history = self._standings.get(unit, NOWHERE)
        if len(history) < 2:
            return NOWHERE
        return [each for each in history[1:] if after < each.position <= until]

    def changed(self, after: int, until: int) -> set[UnitId]:
        """The units whose standing changed after a position and up to another."""
        first = bisect_right(self._changed, after, key=lambda each: each[0])
        return {unit for position, unit in self._changed[first:] if position <= until}

    def day(self, instant: datetime) -> date:
        """The local day of an instant."""
        return instant.astimezone(self._zone).date()

    def _take(self, event: OrganisationEvent, seen: Seen) -> None:
        unit = UnitId(seen.recorded.stream)
        is_new = unit not in self._standings
        self._directory.evolve(event, seen.recorded.stream, seen.recorded_at)
        from_on: date | None = getattr(event, "from_on", None)
        if from_on is not None and from_on > self.day(seen.recorded_at):
            self._days.add(from_on)
            self._set_turn()
        self._restand([unit] if is_new else self._everyone(), seen.position, seen.recorded_at)

    def _everyone(self) -> Iterable[UnitId]:
        return [unit.id for unit in self._directory.units()]

    def _restand(self, units: Iterable[UnitId], position: int, recorded_at: datetime) -> None:
        today = self.day(recorded_at)
        for each in units:
            unit = self._directory.unit(each)
            assert unit is not None
            path, name = self._directory.path(each, today), unit.name_on(today)
            standing = Standing(position, recorded_at, path, name, unit.parent_on(today), initials(name))
            history = self._standings.setdefault(each, [])
            if history and history[-1][2:] == standing[2:]:
                continue
            if history:
                self._changed.append((position, each))
            if history and history[-1].position == position:
                history.pop()
            history.append(standing)

    def _set_turn(self) -> None:
        day = min(self._days, default=None)
        midnight = datetime.combine(day, time.min, tzinfo=self._zone) if day else None
        self.turns_at = midnight.astimezone(UTC) if midnight else None


def places_at(log: Log, position: int, zone: tzinfo) -> Places:
    """The places as they follow from the log up to a position."""
    places = Places(zone)
    for seen in log.units(position):
        _turn(places, log, seen.position)
        places.go_on(seen.position, seen.recorded_at)
        places.take(seen)
    _turn(places, log, position)
    places.position = position
    return places


def _turn(places: Places, log: Log, until: int) -> None:
    """Let days count at the first event recorded on them, which may be of any kind."""
    while places.turns_at is not None:
        position = log.first_since(places.turns_at, until)
        if position > until:
            return
        places.turn(position, log.recorded_at(position))
