"""Clocks from the streams of hazards: what starts them, marks them and stops them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.deadline.deadline import Deadline, DeadlineBasis
from domain.hazard import events as e
from domain.hazard.clocks import department_of, ends, escalation_at
from domain.hazard.grading import Grade
from domain.hazard.terms import Correctable
from domain.kernel.events import Event
from domain.kernel.identity import StreamId, UnitId
from projections.copying import NEVER
from projections.model import Keep, Model
from projections.reading import Seen, Streams

COLUMNS = (
    "hazard",
    "clock",
    "started_position",
    "unit",
    "unit_path",
    "number",
    "grade",
    "place",
    "parties",
    "starts_at",
    "warn_at",
    "due_at",
    "escalate_at",
    "due_on",
    "basis_limit",
    "basis_version",
    "basis_source",
    "basis_amount",
    "basis_unit",
    "basis_calendar",
    "stopped_at",
    "stopped_position",
    "stopped_by",
    "is_replaced",
    "warned_at",
    "overdue_at",
    "escalated_at",
    "level",
    "is_escalated",
    "act_at",
)


class Deadlines(Model):
    """Every clock that ever ran."""

    name = "deadlines"
    tables = ("deadlines", "deadlines_involved")
    kinds = frozenset({"hazard"})

    def of_units(self, units: Collection[UnitId], keep: Keep) -> Collection[UUID]:
        """Hazards of those units."""
        return [row[0] for row in keep.rows(self.keeping["of_units"], {"units": list(units)})]

    def take(self, streams: Streams, keep: Keep) -> None:
        """Write the clocks of these hazards anew."""
        if streams and not keep.is_fresh:
            keep.run(self.keeping["forget"], {"streams": list(streams)})
        involved: list[tuple[StreamId, UUID, str]] = []
        rows = [row for stream, events in streams.items() for row in _rows(stream, events, keep, involved)]
        keep.copy("deadlines", COLUMNS, rows)
        keep.copy("deadlines_involved", ("hazard", "party", "unit_path"), involved)


def _rows(
    stream: StreamId, events: Sequence[Seen], keep: Keep, involved: list[tuple[StreamId, UUID, str]]
) -> Iterator[tuple[object, ...]]:
    """The rows of one hazard; notes to whom it was given while a clock runs."""
    unit: UnitId | None = getattr(events[0].recorded.event, "unit", None)
    hazard, path = _told(events), keep.places.path(unit, keep.until)
    involved.extend((stream, party, path) for party in sorted(hazard.involved))
    return (_row(hazard, clock, path) for clock in hazard.clocks)


@dataclass(slots=True)
class _Clock:
    """A clock on its way through the events."""

    deadline: Deadline
    started: Seen
    stopped: Seen | None = None
    is_replaced: bool = False
    warned_at: datetime | None = None
    overdue_at: datetime | None = None
    escalated_at: datetime | None = None
    level: int = 0
    is_escalated: bool = False

    def stop(self, seen: Seen, *, is_replaced: bool = False) -> None:
        """It has ended."""
        self.stopped, self.is_replaced = seen, is_replaced

    @property
    def act_at(self) -> datetime:
        """When the policies have to do something next."""
        if self.stopped or self.is_escalated:
            return NEVER
        if self.overdue_at:
            return escalation_at(self.deadline.due_at, self.deadline.escalate_at, self.level)
        return self.deadline.due_at if self.warned_at else self.deadline.warn_at


@dataclass(slots=True)
class _Hazard:
    """What is shown of the hazard beside its clocks."""

    unit: UnitId | None = None
    number: str | None = None
    grade: Grade = Grade.GENERAL
    place: str = ""
    parties: tuple[UUID, ...] = ()
    clocks: list[_Clock] = field(default_factory=list)
    running: dict[str, _Clock] = field(default_factory=dict)

    @property
    def involved(self) -> set[UUID]:
        """To whom its running clocks were given; nobody where none runs."""
        departments = map(department_of, self.running)
        return {each for each in (*self.parties, *departments) if each} if self.running else set()


def clocks_of(events: Sequence[Seen], path: str) -> Iterator[tuple[object, ...]]:
    """The rows of one hazard whose unit stands at a path, in the order in which the clocks were started."""
    hazard = _told(events)
    return (_row(hazard, clock, path) for clock in hazard.clocks)


def _told(events: Sequence[Seen]) -> _Hazard:
    hazard = _Hazard()
    for seen in events:
        _describe(hazard, seen.recorded.event)
        _wind(hazard, seen)
    return hazard


def _describe(hazard: _Hazard, event: Event) -> None:
    match event:
        case e.HazardFound():
            hazard.unit, hazard.place, hazard.grade = event.unit, event.place.text, event.grade_proposed
        case e.HazardTakenOver():
            hazard.unit, hazard.place, hazard.grade = event.unit, event.place.text, event.grade
            hazard.number = event.number
        case e.HazardRegistered():
            hazard.number = event.number
        case e.HazardGraded():
            hazard.grade = event.grade
        case e.HazardCorrected(field=Correctable.PLACE, new=str(new)):
            hazard.place = new
        case e.HazardAssigned():
            people = (event.rectifier, event.overseer, event.supervisor)
            hazard.parties = (*people, event.supervising_unit, event.lead_unit, *event.co_responsible)


def _wind(hazard: _Hazard, seen: Seen) -> None:
    event = seen.recorded.event
    for name in [name for name in hazard.running if ends(event, name)]:
        hazard.running.pop(name).stop(seen)
    if not isinstance(event, e.HazardEvent):
        return
    for deadline in event.started:
        if before := hazard.running.get(deadline.clock):
            before.stop(seen, is_replaced=True)
        hazard.running[deadline.clock] = _Clock(deadline, seen)
        hazard.clocks.append(hazard.running[deadline.clock])
    if isinstance(event, e.ClockWarned | e.ClockOverdueMarked | e.HazardEscalated):
        _mark(hazard.running.get(event.clock), event, seen.recorded_at)


def _mark(clock: _Clock | None, event: e.ClockWarned | e.ClockOverdueMarked | e.HazardEscalated, at: datetime) -> None:
    if clock is None or clock.deadline.due_at != event.due_at:
        return
    match event:
        case e.ClockWarned():
            clock.warned_at = at
        case e.ClockOverdueMarked():
            clock.overdue_at, clock.level = at, max(clock.level, event.level)
        case e.HazardEscalated():
            clock.escalated_at, clock.level = at, max(clock.level, event.level)
            clock.is_escalated = event.is_highest


def _row(hazard: _Hazard, clock: _Clock, path: str) -> tuple[object, ...]:
    deadline, stopped = clock.deadline, clock.stopped
    department = department_of(deadline.clock)
    parties = dict.fromkeys((*hazard.parties, department))
    return (
        clock.started.recorded.stream,
        deadline.clock,
        clock.started.position,
        hazard.unit,
        path,
        hazard.number,
        hazard.grade.value,
        hazard.place,
        [party for party in parties if party],
        deadline.starts_at,
        deadline.warn_at,
        deadline.due_at,
        deadline.escalate_at,
        deadline.due_on,
        *_basis(deadline.basis),
        stopped.recorded_at if stopped else None,
        stopped.position if stopped else None,
        stopped.recorded.event.name if stopped else None,
        clock.is_replaced,
        clock.warned_at,
        clock.overdue_at,
        clock.escalated_at,
        clock.level,
        clock.is_escalated,
        clock.act_at,
    )


def _basis(basis: DeadlineBasis) -> tuple[object, ...]:
    calendar = " ".join(f"{used.year}/{used.version}" for used in basis.calendar)
    return (basis.limit, basis.version, basis.source, basis.amount, basis.unit.value, calendar)
