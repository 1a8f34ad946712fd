"""Lines of the ledger from the streams of hazards: one for every span in which a hazard stood unchanged."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

import msgspec

from domain.hazard.clocks import RECTIFY
from domain.kernel.identity import StreamId, UnitId
from domain.kernel.place import Place
from projections.copying import NEVER
from projections.hazard_ledger.fold import fold
from projections.hazard_ledger.view import Asking, Extension, Hand, Hazard, Proposal, Refused
from projections.model import Keep, Model
from projections.places import Places, Standing
from projections.reading import Seen, Streams

COLUMNS = (
    "hazard",
    "from_position",
    "until_position",
    "known_from",
    "known_until",
    "entered_position",
    "unit",
    "unit_path",
    "number",
    "state",
    "is_open",
    "grade",
    "category",
    "source",
    "campaign",
    "found_on",
    "registered_at",
    "next_due_at",
    "rectify_due_at",
    "closed_on",
    "place_key",
    "row",
)
Row = tuple[object, ...]
Turn = Seen | Standing
"""What begins a line and ends the one before: an event of the hazard, or a move of its unit."""
_WRITER = msgspec.msgpack.Encoder(uuid_format="bytes")


class HazardLedger(Model):
    """Every hazard as it stands and as it was known to stand."""

    name = "hazard_ledger"
    tables = ("hazard_ledger", "hazard_ledger_involved")
    kinds = frozenset({"hazard"})

    @property
    def shape(self) -> tuple[str, ...]:
        """The fields of a line and of its parts, which are packed by their order."""
        parts = (Hazard, Hand, Asking, Extension, Proposal, Refused)
        return tuple(name for part in parts for name in part.__struct_fields__)

    def of_units(self, units: Collection[UnitId], keep: Keep) -> Collection[UUID]:
        """Hazards of those units: their present lines end and others begin where the unit stands elsewhere."""
        return [row[0] for row in keep.rows(self.keeping["of_units"], {"units": list(units)})]

    def take(self, streams: Streams, keep: Keep) -> None:
        """Write the lines that begin or end with what is new."""
        involved: list[tuple[StreamId, UUID, str]] = []
        rows = [row for stream, events in streams.items() for row in _lines(stream, events, keep, involved)]
        if streams and not keep.is_fresh:
            keep.run(self.keeping["forget"], {"streams": list(streams)})
        keep.copy("hazard_ledger", COLUMNS, rows)
        keep.copy("hazard_ledger_involved", ("hazard", "party", "unit_path"), involved)


def _lines(
    stream: StreamId, events: Sequence[Seen], keep: Keep, involved: list[tuple[StreamId, UUID, str]]
) -> Iterator[Row]:
    """The lines of one hazard that are not there yet or end anew, oldest first; notes who is involved at the end."""
    hazard: Hazard | None = None
    begun: Turn | None = None
    path = ""
    for turn in _turns(events, keep.places, keep.until):
        if isinstance(turn, Standing) and begun and turn.path == path:
            continue
        if hazard and begun and turn.position > max(keep.after, begun.position):
            yield _row(hazard, begun, path, events[0].position, turn)
        if isinstance(turn, Standing):
            path = turn.path
        else:
            hazard = fold(hazard, turn, keep.places)
            path = path if begun or hazard is None else hazard.unit_path_then
        begun = turn
    if hazard and begun:
        involved.extend((stream, party, path) for party in sorted(hazard.involved))
        yield _row(hazard, begun, path, events[0].position, None)


def _turns(events: Sequence[Seen], places: Places, until: int) -> Sequence[Turn]:
    """The events of a hazard and the moves of its unit, in the order of the log."""
    unit: UnitId | None = getattr(events[0].recorded.event, "unit", None)
    moves = places.changes(unit, events[0].position, until) if unit else ()
    if not moves:
        return events
    return sorted((*events, *moves), key=lambda turn: (turn.position, isinstance(turn, Seen)))


def _row(hazard: Hazard, begun: Turn, path: str, entered: int, ended: Turn | None) -> Row:
    return (
        hazard.hazard,
        begun.position,
        ended.position if ended else None,
        begun.recorded_at,
        ended.recorded_at if ended else None,
        entered,
        hazard.unit,
        path,
        hazard.number or "",
        hazard.state.value,
        hazard.is_open,
        hazard.grade.value,
        hazard.category,
        hazard.source.value,
        hazard.campaign,
        hazard.found_on,
        hazard.registered_at,
        hazard.next_due_at or NEVER,
        hazard.due.get(RECTIFY) or NEVER,
        hazard.closed_on,
        Place(text=hazard.place).key,
        _WRITER.encode(hazard),
    )
