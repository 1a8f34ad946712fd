"""What is remembered of legal holds, and what they cover."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.hold.events import HoldPlaced, HoldReleased
from domain.hold.refusals import UnderHold
from domain.kernel.commands import State
from domain.kernel.events import Event
from domain.kernel.identity import Actor, HazardId, HoldId, StreamId, UnitId

if TYPE_CHECKING:
    from domain.organisation.directory import Directory


class Hold(State):
    """One hold. The registry of all gives it its `id`, its times and who acted."""

    id: HoldId
    placed: HoldPlaced | None = None
    placed_by: Actor | None = None
    placed_at: datetime | None = None
    released: HoldReleased | None = None
    released_by: Actor | None = None
    released_at: datetime | None = None

    def evolve(self, event: Event) -> None:
        """Remember that it was placed, and released."""
        match event:
            case HoldPlaced():
                self.placed = event
            case HoldReleased():
                self.released = event

    @property
    def is_active(self) -> bool:
        """Placed and not released."""
        return self.placed is not None and self.released is None

    def was_active(self, at: datetime | None) -> bool:
        """Whether it stood at a moment of recorded time; at none, whether it stands now."""
        if at is None or self.placed_at is None:
            return self.is_active
        return self.placed_at <= at and (self.released_at is None or self.released_at > at)

    def covers(self, hazard: HazardId | None, unit: UnitId | None, directory: "Directory", on: date) -> bool:
        """Whether a hazard, or a unit, is held by it: one hazard alone, or a subtree as it stands on the day."""
        if self.placed is None:
            return False
        if self.placed.hazard is not None:
            return hazard == self.placed.hazard
        return unit is not None and directory.is_below(unit, self.placed.unit, on)


class Holds:
    """All holds of the log, released ones too."""

    def __init__(self) -> None:
        self._holds: dict[HoldId, Hold] = {}

    def evolve(self, event: Event, stream: StreamId, actor: Actor, recorded_at: datetime) -> None:
        """Take the event of a hold; events of other things are passed over."""
        if not isinstance(event, HoldPlaced | HoldReleased):
            return
        hold = self._holds.setdefault(HoldId(stream), Hold())
        hold.id = HoldId(stream)
        hold.evolve(event)
        if isinstance(event, HoldPlaced):
            hold.placed_by, hold.placed_at = actor, recorded_at
        else:
            hold.released_by, hold.released_at = actor, recorded_at

    def hold(self, hold_id: HoldId) -> Hold | None:
        """One hold; none where nobody placed it."""
        return self._holds.get(hold_id)

    def every(self) -> tuple[Hold, ...]:
        """In the order in which they were placed."""
        return tuple(self._holds.values())

    def active(self, at: datetime | None = None) -> tuple[Hold, ...]:
        """Those that stand now, or stood at a moment of recorded time."""
        return tuple(hold for hold in tuple(self._holds.values()) if hold.was_active(at))

    def over(
        self,
        directory: "Directory",
        on: date,
        *,
        hazard: HazardId | None = None,
        unit: UnitId | None = None,
        at: datetime | None = None,
    ) -> tuple[Hold, ...]:
        """The holds that cover a hazard of a unit, or a unit."""
        return tuple(hold for hold in self.active(at) if hold.covers(hazard, unit, directory, on))

    def refuse_units(self, units: Iterable[UnitId], directory: "Directory", on: date) -> None:
        """Refuse with `UnderHold` where one of the units is held."""
        refuse_under(tuple(hold for unit in dict.fromkeys(units) for hold in self.over(directory, on, unit=unit)))


def refuse_under(holds: Iterable[Hold]) -> None:
    """Refuse with the papers of these holds, each once; nothing where there is none."""
    documents = dict.fromkeys(hold.placed.document for hold in holds if hold.placed)
    if documents:
        raise UnderHold(documents="、".join(documents))
