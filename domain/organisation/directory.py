"""Units, people and appointments as they stand and as they stood on any day: a fold kept in memory."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime
from uuid import UUID

from domain.appointment.events import AppointmentEvent, AppointmentKind
from domain.appointment.posts import Post
from domain.appointment.reach import Reach
from domain.appointment.state import Appointment
from domain.kernel.events import Event
from domain.kernel.identity import AppointmentId, PersonId, StreamId, UnitId
from domain.organisation.events import OrganisationEvent, SupervisionBegun
from domain.organisation.state import Relation, Unit
from domain.person.events import PersonEvent
from domain.person.state import Person

_FOOTING = tuple(AppointmentKind)

MOST_PATHS = 50_000
"""How many paths are remembered: those of a city's units on a few days."""


class Directory:
    """Answers who is what, where, on which day. Days default to the newest state of the tree.

    One thread at a time takes events in while others ask: a thing is entered when it is whole, and every answer
    goes through a copy of what it runs over.
    """

    def __init__(self) -> None:
        self._units: dict[UnitId, Unit] = {}
        self._codes: dict[str, UnitId] = {}
        self._supervised: defaultdict[UnitId, dict[UnitId, None]] = defaultdict(dict)
        self._people: dict[PersonId, Person] = {}
        self._appointments: dict[AppointmentId, Appointment] = {}
        self._paths: dict[tuple[UnitId, date | None], str] = {}
        self._of_unit: defaultdict[UnitId, dict[AppointmentId, None]] = defaultdict(dict)
        self._of_person: defaultdict[PersonId, dict[AppointmentId, None]] = defaultdict(dict)

    def evolve(self, event: Event, stream: StreamId, recorded_at: datetime) -> None:
        """Take in an event of a unit, a person or an appointment; others are passed over."""
        match event:
            case OrganisationEvent():
                self._take_unit(event, UnitId(stream))
            case PersonEvent():
                self._take_person(event, PersonId(stream))
            case AppointmentEvent():
                self._take_appointment(event, AppointmentId(stream), recorded_at)

    def unit(self, unit_id: UnitId) -> Unit | None:
        """The unit, or nothing."""
        return self._units.get(unit_id)

    def unit_by_code(self, code: str) -> Unit | None:
        """The unit by the code it has or, before it was enrolled, had."""
        unit_id = self._codes.get(code)
        return self._units[unit_id] if unit_id else None

    def units(self) -> tuple[Unit, ...]:
        """All units, closed ones too, in the order in which they came to be known."""
        return tuple(self._units.values())

    def parent(self, unit_id: UnitId, on: date | None = None) -> Unit | None:
        """The unit directly above."""
        unit = self._units.get(unit_id)
        if unit is None:
            return None
        above = unit.parent if on is None else unit.parent_on(on)
        return self._units.get(above) if above else None

    def ancestors(self, unit_id: UnitId, on: date | None = None) -> tuple[Unit, ...]:
        """All units above, the nearest first; itself is not among them."""
        return tuple(self._upward(unit_id, on))[1:]

    def path(self, unit_id: UnitId, on: date | None = None) -> str:
        """Codes from the root down, joined by dots; empty for a unit nobody knows. Remembered until a unit changes."""
        known = self._paths
        if (path := known.get((unit_id, on))) is None:
            path = ".".join(unit.code for unit in reversed(tuple(self._upward(unit_id, on))))
            if len(known) >= MOST_PATHS:
                known.clear()
            known[unit_id, on] = path
        return path

    def is_below(self, unit_id: UnitId, ancestor_id: UnitId, on: date | None = None) -> bool:
        """Whether it lies in the subtree of the other, which includes the other itself."""
        return any(unit.id == ancestor_id for unit in self._upward(unit_id, on))

    def days_of_change(self, since: date) -> tuple[date, ...]:
        """The days after a day on which the tree changed, in order."""
        placings = (placing for unit in self.units() for placing in unit.placings)
        return tuple(sorted({placing.from_on for placing in placings if placing.from_on > since}))

    def below(self, unit_id: UnitId) -> tuple[Unit, ...]:
        """The units that stand directly below it now, closed ones too."""
        return tuple(unit for unit in self.units() if unit.parent == unit_id)

    def body(self, unit_id: UnitId, on: date | None = None) -> UnitId:
        """The unit for which it acts: a section or leading group acts for what it is part of; others for themselves."""
        for unit in self._upward(unit_id, on):
            if not unit.is_internal:
                return unit.id
        return unit_id

    def is_superior(self, unit_id: UnitId, to: UnitId, on: date | None = None) -> bool:
        """Whether its body stands above the other's body in the tree, or supervises it beside the tree on the day."""
        above, below = self.body(unit_id, on), self.body(to, on)
        if above == below:
            return False
        supervised = on is not None and self._in_relation(unit_id, to, on)
        return supervised or self.is_below(below, above, on)

    def relations_of(self, unit_id: UnitId, on: date) -> tuple[Relation, ...]:
        """Who supervises it beside the tree on a day, its own relations before those of units above it."""
        return tuple(relation for unit in self._upward(unit_id, on) for relation in unit.relations_on(on))

    def supervised_by(self, unit_id: UnitId, on: date) -> tuple[UnitId, ...]:
        """The units that this one supervises beside the tree on a day."""
        return tuple(
            each
            for each in tuple(self._supervised.get(unit_id, ()))
            if any(relation.by == unit_id for relation in self._units[each].relations_on(on))
        )

    def person(self, person_id: PersonId) -> Person | None:
        """The person, or nothing."""
        return self._people.get(person_id)

    def people(self) -> tuple[Person, ...]:
        """Everybody, those who left and those only named in ledgers too, in the order of becoming known."""
        return tuple(self._people.values())

    def is_here(self, person_id: PersonId, on: date) -> bool:
        """Whether somebody works here on a day."""
        person = self._people.get(person_id)
        return person is not None and person.is_here(on)

    def appointment(self, appointment_id: AppointmentId) -> Appointment | None:
        """The appointment, ended or not, or nothing."""
        return self._appointments.get(appointment_id)

    def holds(self, appointment_id: AppointmentId, on: date) -> bool:
        """Whether a day is in its term, person and unit are still there and, if delegated, its giver holds it too."""
        appointment = self._appointments.get(appointment_id)
        if appointment is None or not appointment.is_current(on):
            return False
        person, unit = self._people.get(appointment.person), self._units.get(appointment.unit)
        if person is None or unit is None or not person.is_here(on) or unit.is_closed(on):
            return False
        return appointment.delegated_by is None or self.holds(appointment.delegated_by, on)

    def last_day(self, appointment: Appointment) -> date | None:
        """The last day of a post: of its term, or of its holder in the house; nothing as long as there is none."""
        person = self._people.get(appointment.person)
        return min(filter(None, (appointment.until_on, person.left_on if person else None)), default=None)

    def holders(self, unit_id: UnitId, post: Post, on: date) -> tuple[Appointment, ...]:
        """Who holds a post of a unit on a day: substantive first, then acting, then by delegation."""
        held = [each for each in self.appointments_in(unit_id, on) if each.post == post]
        return tuple(sorted(held, key=lambda each: _FOOTING.index(each.kind)))

    def appointments_in(self, unit_id: UnitId, on: date) -> tuple[Appointment, ...]:
        """All posts of a unit that are held on a day, in the order in which they came to be known."""
        return self._held(self._of_unit.get(unit_id, ()), on)

    def appointments_of(self, person_id: PersonId, on: date) -> tuple[Appointment, ...]:
        """All posts a person holds on a day, in the order in which they came to be known."""
        return self._held(self._of_person.get(person_id, ()), on)

    def every_appointment_of(self, person_id: PersonId) -> tuple[Appointment, ...]:
        """All posts a person ever held or will hold."""
        return tuple(self._appointments[each] for each in tuple(self._of_person.get(person_id, ())))

    def reaches(
        self,
        appointment: Appointment,
        reach: Reach,
        unit_id: UnitId,
        on: date,
        assigned: Collection[UUID] = (),
    ) -> bool:
        """Whether a unit's affair is within a reach of the appointment on a day."""
        body = self.body(appointment.unit, on)
        match reach:
            case Reach.OWN:
                return self.body(unit_id, on) == body
            case Reach.SUBTREE:
                return self.is_below(unit_id, body, on)
            case Reach.RELATION:
                return self._in_relation(appointment.unit, unit_id, on)
            case Reach.ASSIGNED:
                mine = {appointment.id, appointment.person, appointment.delegated_by, appointment.unit, body}
                return not mine.isdisjoint(assigned)

    def _in_relation(self, unit_id: UnitId, to: UnitId, on: date) -> bool:
        acting = {unit_id, self.body(unit_id, on)}
        return any(relation.by in acting for relation in self.relations_of(to, on))

    def _held(self, ids: Collection[AppointmentId], on: date) -> tuple[Appointment, ...]:
        return tuple(self._appointments[each] for each in tuple(ids) if self.holds(each, on))

    def _upward(self, unit_id: UnitId, on: date | None) -> Iterator[Unit]:
        """The unit and all above it; stops at a unit met before, whatever the record says."""
        seen = set()
        unit = self._units.get(unit_id)
        while unit is not None and unit.id not in seen:
            seen.add(unit.id)
            yield unit
            unit = self.parent(unit.id, on)

    def _take_unit(self, event: OrganisationEvent, unit_id: UnitId) -> None:
        unit = self._units.get(unit_id) or Unit()
        unit.id = unit_id
        unit.evolve(event)
        self._units[unit_id] = unit
        self._codes[unit.code] = unit_id
        if isinstance(event, SupervisionBegun):
            self._supervised[event.by][unit_id] = None
        self._paths = {}  # another one: what somebody works out meanwhile lands in the one before

    def _take_person(self, event: PersonEvent, person_id: PersonId) -> None:
        person = self._people.get(person_id) or Person()
        person.id = person_id
        person.evolve(event)
        self._people[person_id] = person

    def _take_appointment(self, event: AppointmentEvent, appointment_id: AppointmentId, recorded_at: datetime) -> None:
        appointment = self._appointments.get(appointment_id) or Appointment()
        if not appointment.is_made:
            appointment.id, appointment.recorded_at = appointment_id, recorded_at
        appointment.evolve(event)
        self._appointments[appointment_id] = appointment
        self._of_unit[appointment.unit][appointment_id] = None
        self._of_person[appointment.person][appointment_id] = None
