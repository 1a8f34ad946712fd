"""Units, people and appointments from their streams, by the same folds that the rules use."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.appointment.events import AppointmentEvent
from domain.appointment.state import Appointment
from domain.kernel.commands import State
from domain.kernel.identity import StreamId, UnitId
from domain.organisation.events import OrganisationEvent
from domain.organisation.state import Unit
from domain.person.events import PersonEvent
from domain.person.state import Person
from projections.model import Keep, Model
from projections.reading import Seen, Streams


class _Folded(NamedTuple):
    stream: StreamId
    state: State
    first: Seen


UNIT = ("unit", "code", "kind", "name", "initials", "path", "parent", "from_on", "closed_on", "is_enrolled", "version")
PERSON = ("person", "commitment", "unit", "is_enrolled", "left_on", "version")
APPOINTMENT = (
    "appointment",
    "person",
    "post",
    "unit",
    "kind",
    "from_on",
    "until_on",
    "delegated_by",
    "only_commands",
    "document",
    "recorded_at",
    "version",
)


class DirectoryModel(Model):
    """Who is what, where, since when. People are known by commitments; names are looked up when asked for."""

    name = "directory"
    tables = (
        "directory_unit_names",
        "directory_unit_placings",
        "directory_relations",
        "directory_people",
        "directory_appointments",
        "directory_units",
    )
    """Units last: the policies of the others look at them, and old tables are dropped in this order."""
    kinds = frozenset({"organisation", "person", "appointment"})

    def of_units(self, units: Collection[UnitId], keep: Keep) -> Collection[UUID]:
        """Those units: what is below a moved one has another path too."""
        return units

    def take(self, streams: Streams, keep: Keep) -> None:
        """Write the units, people and appointments of these streams anew."""
        folded = [each for stream, seen in streams.items() if (each := _fold(stream, seen))]
        self._write_units([each for each in folded if isinstance(each.state, Unit)], keep)
        self._write(folded, Person, "directory_people", PERSON, keep)
        self._write(folded, Appointment, "directory_appointments", APPOINTMENT, keep)

    def _write_units(self, units: Collection[_Folded], keep: Keep) -> None:
        self._forget("forget_units", units, keep)
        keep.copy("directory_units", UNIT, (_unit_row(each, keep) for each in units))
        states = {each.stream: each.state for each in units if isinstance(each.state, Unit)}
        keep.copy("directory_unit_names", ("unit", "from_on", "name"), _names(states))
        keep.copy("directory_unit_placings", ("unit", "from_on", "parent"), _placings(states))
        keep.copy("directory_relations", ("unit", "kind", "by", "from_on", "until_on"), _relations(states))

    def _write(
        self, folded: Iterable[_Folded], kind: type[State], table: str, columns: tuple[str, ...], keep: Keep
    ) -> None:
        of_kind = [each for each in folded if isinstance(each.state, kind)]
        self._forget(f"forget_{table.removeprefix('directory_')}", of_kind, keep)
        keep.copy(table, columns, map(_row, of_kind))

    def _forget(self, statement: str, folded: Collection[_Folded], keep: Keep) -> None:
        if folded and not keep.is_fresh:
            keep.run(self.keeping[statement], {"streams": [each.stream for each in folded]})


def _fold(stream: StreamId, events: Iterable[Seen]) -> _Folded | None:
    """What a stream comes to; nothing for reservations and other streams that are not of a unit, person or post."""
    first, state = None, None
    for seen in events:
        if state is None:
            first, state = seen, _state(seen)
        if state is None:
            return None
        state.evolve(seen.recorded.event)
        state.version = seen.recorded.ver
    return _Folded(stream, state, first) if state and first else None


def _state(seen: Seen) -> State | None:
    match seen.recorded.event:
        case OrganisationEvent():
            return Unit()
        case PersonEvent():
            return Person()
        case AppointmentEvent():
            return Appointment()
    return None


def _unit_row(folded: _Folded, keep: Keep) -> tuple[object, ...]:
    unit, standing = folded.state, keep.places.standing(UnitId(folded.stream), keep.until)
    assert isinstance(unit, Unit)
    assert standing is not None
    return (
        folded.stream,
        unit.code,
        unit.kind.value,
        standing.name,
        standing.initials,
        standing.path,
        standing.parent,
        unit.placings[0].from_on,
        unit.closed_on,
        unit.is_enrolled,
        unit.version,
    )


def _row(folded: _Folded) -> tuple[object, ...]:
    match folded.state:
        case Person() as person:
            return _person_row(folded.stream, person)
        case Appointment() as appointment:
            return _appointment_row(folded, appointment)
    raise AssertionError(folded.state)


def _person_row(stream: StreamId, person: Person) -> tuple[object, ...]:
    return (stream, person.name, person.unit, person.is_enrolled, person.left_on, person.version)


def _appointment_row(folded: _Folded, held: Appointment) -> tuple[object, ...]:
    return (
        folded.stream,
        held.person,
        held.post.value,
        held.unit,
        held.kind.value,
        held.from_on,
        held.until_on,
        held.delegated_by,
        held.only,
        held.document,
        folded.first.recorded_at,
        held.version,
    )


def _names(units: Mapping[StreamId, Unit]) -> Iterator[tuple[UUID, date, str]]:
    return ((stream, naming.from_on, naming.name) for stream, unit in units.items() for naming in unit.namings)


def _placings(units: Mapping[StreamId, Unit]) -> Iterator[tuple[UUID, date, UUID | None]]:
    return ((stream, placing.from_on, placing.parent) for stream, unit in units.items() for placing in unit.placings)


def _relations(units: Mapping[StreamId, Unit]) -> Iterator[tuple[object, ...]]:
    return (
        (stream, relation.kind.value, relation.by, relation.from_on, relation.until_on)
        for stream, unit in units.items()
        for relation in unit.relations
    )
