"""What can be found of a hazard: numbers, unit with code and initials, place, description, remarks, measures."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from uuid import UUID

from domain.hazard import events as e
from domain.hazard.terms import Correctable
from domain.kernel.events import Event
from domain.kernel.identity import UnitId
from projections.model import Keep, Model
from projections.places import Standing
from projections.reading import Seen, Streams
from projections.search.grams import folded, grams

COLUMNS = ("hazard", "entered_position", "unit", "unit_path", "text", "grams")


class Search(Model):
    """The texts of hazards, cut so that Chinese words are found."""

    name = "search"
    tables = ("search",)
    kinds = frozenset({"hazard"})

    def of_units(self, units: Collection[UnitId], keep: Keep) -> Collection[UUID]:
        """Hazards of those units: path and name stand in their rows."""
        return [row[0] for row in keep.rows(self.keeping["of_units"], {"units": list(units)})]

    def take(self, streams: Streams, keep: Keep) -> None:
        """Write the texts of these hazards anew."""
        if streams and not keep.is_fresh:
            keep.run(self.keeping["forget"], {"streams": list(streams)})
        keep.copy("search", COLUMNS, (row for events in streams.values() for row in _row(events, keep)))


def _row(events: Sequence[Seen], keep: Keep) -> Iterator[tuple[object, ...]]:
    first = events[0].recorded.event
    if not isinstance(first, e.HazardFound | e.HazardTakenOver):
        return
    standing = keep.places.standing(first.unit, keep.until)
    text = folded("\n".join(_texts(first, (seen.recorded.event for seen in events), standing)))
    path = standing.path if standing else ""
    yield (events[0].recorded.stream, events[0].position, first.unit, path, text, grams(text))


def _texts(
    first: e.HazardFound | e.HazardTakenOver, events: Iterable[Event], standing: Standing | None
) -> Iterator[str]:
    """Everything about the hazard that people look for, each once."""
    said = {Correctable.PLACE: first.place.text, Correctable.DESCRIPTION: first.description}
    others: dict[str, None] = {}
    for event in events:
        match event:
            case e.HazardCorrected(field=field, new=str(new)) if field in said:
                said[field] = new
            case e.HazardTakenOver():
                others |= dict.fromkeys(each for each in _claimed(event) if each)
            case e.HazardRegistered():
                others[event.number] = None
            case e.HazardAssigned():
                others |= dict.fromkeys([event.implementations.measures or ""])
    yield from said.values()
    yield from others
    if standing:
        yield from (standing.name, standing.initials, standing.path.rpartition(".")[2])


def _claimed(event: e.HazardTakenOver) -> Iterator[str | None]:
    yield from (event.number, event.old_number, event.measures, event.remarks)
