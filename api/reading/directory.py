"""Units and people as pages show them, from the directory that every process keeps in memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.caller import Caller
from api.reading.names import Names, may_open_person, may_open_unit, names_for
from api.services import Services
from api.words import say, term
from domain.appointment.events import AppointmentKind
from domain.appointment.state import Appointment
from domain.kernel.identity import PersonId, UnitId
from domain.kernel.refusals import NotKnown
from domain.organisation.state import Unit
from projections.asking import Eyes
from projections.directory import ask
from projections.fence import Reading


@dataclass(frozen=True, kw_only=True)
class UnitCard:
    """A unit in a list; `path` are the names of the units above it, from the top."""

    id: UUID
    name: str
    code: str
    kind: str
    path: tuple[str, ...]
    is_closed: bool


@dataclass(frozen=True, kw_only=True)
class PersonCard:
    """A person in a list."""

    id: UUID
    name: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search finds."""

    units: tuple[UnitCard, ...]
    people: tuple[PersonCard, ...]


@dataclass(frozen=True, kw_only=True)
class PostHeld:
    """A post somebody holds or held; both days are included."""

    person: str
    person_href: str | None
    post: str
    unit: str
    unit_href: str | None
    kind: str
    is_plain: bool
    from_on: date
    until_on: date | None
    delegated_by: str
    only: tuple[str, ...]
    document: str
    is_held: bool


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a unit was called, or under which unit it stood, from a day on."""

    from_on: date
    value: str


@dataclass(frozen=True, kw_only=True)
class Supervision:
    """Supervision beside the tree."""

    kind: str
    unit: str
    href: str | None
    from_on: date
    until_on: date | None


@dataclass(frozen=True, kw_only=True)
class UnitPage:
    """A unit with everything around it on a day."""

    card: UnitCard
    on: date
    closed_on: date | None
    names: tuple[Change, ...]
    placings: tuple[Change, ...]
    supervised_by: tuple[Supervision, ...]
    supervises: tuple[Supervision, ...]
    posts: tuple[PostHeld, ...]
    below: tuple[UnitCard, ...]


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    """A person with all posts."""

    id: UUID
    name: str
    unit: str
    unit_href: str | None
    left_on: date | None
    is_enrolled: bool
    posts: tuple[PostHeld, ...]


def top(caller: Caller) -> tuple[UnitCard, ...]:
    """The units at the top of what the caller reads, by path."""
    units = (caller.directory.unit_by_code(path.rpartition(".")[2]) for path in caller.readable.prefixes)
    return tuple(_card(unit, caller) for unit in units if unit)


def found(connection: Reading, eyes: Eyes, caller: Caller, words: str) -> Found:
    """Units by a part of the name, or the beginning of code or initials; people by name or initials."""
    units = (caller.directory.unit(UnitId(line.unit)) for line in ask.units_called(connection, eyes, words))
    people = ask.people_called(connection, eyes, words)
    return Found(
        units=tuple(_card(unit, caller) for unit in units if unit),
        people=tuple(
            PersonCard(id=line.person, name=line.name or say("name erased"), unit=line.unit_name or "")
            for line in people
        ),
    )


def unit_page(services: Services, caller: Caller, unit_id: UUID, on: date) -> UnitPage:
    """A unit; refuses with `NotKnown` what is not there or not for the caller."""
    unit = caller.directory.unit(UnitId(unit_id))
    if unit is None or not may_open_unit(caller, unit_id):
        raise NotKnown
    directory = caller.directory
    held = directory.appointments_in(unit.id, on)
    people = (each.person for each in held)
    names = names_for(services, directory, (*people, *(each.delegated_by for each in held)), caller=caller)
    return UnitPage(
        card=_card(unit, caller),
        on=on,
        closed_on=unit.closed_on,
        names=tuple(Change(from_on=each.from_on, value=each.name) for each in unit.namings),
        placings=tuple(Change(from_on=each.from_on, value=names.unit(each.parent) or "—") for each in unit.placings),
        supervised_by=_supervised_by(unit, on, names),
        supervises=_supervises(unit, on, names),
        posts=tuple(_post(each, names, on) for each in held),
        below=tuple(_card(each, caller) for each in sorted(directory.below(unit.id), key=lambda each: each.code)),
    )


def person_page(services: Services, caller: Caller, person_id: UUID) -> PersonPage:
    """A person; refuses with `NotKnown` who is not there or not for the caller."""
    person = caller.directory.person(PersonId(person_id))
    if person is None or not may_open_person(caller, person_id):
        raise NotKnown
    held = caller.directory.every_appointment_of(PersonId(person_id))
    names = names_for(services, caller.directory, (person_id, *(each.delegated_by for each in held)), caller=caller)
    ordered = sorted(held, key=lambda each: each.from_on, reverse=True)
    return PersonPage(
        id=person_id,
        name=names.person(person_id),
        unit=names.unit(person.unit),
        unit_href=names.unit_href(person.unit),
        left_on=person.left_on,
        is_enrolled=person.is_enrolled,
        posts=tuple(_post(each, names, caller.today) for each in ordered),
    )


def _card(unit: Unit, caller: Caller) -> UnitCard:
    above = caller.directory.ancestors(unit.id, caller.today)
    return UnitCard(
        id=unit.id,
        name=unit.name_on(caller.today),
        code=unit.code,
        kind=term("unit_kind", unit.kind.value),
        path=tuple(each.name for each in reversed(above)),
        is_closed=unit.is_closed(caller.today),
    )


def _post(held: Appointment, names: Names, on: date) -> PostHeld:
    return PostHeld(
        person=names.person(held.person),
        person_href=names.person_href(held.person),
        post=term("post", held.post.value),
        unit=names.unit(held.unit),
        unit_href=names.unit_href(held.unit),
        kind=term("appointment_kind", held.kind.value),
        is_plain=held.kind is AppointmentKind.SUBSTANTIVE,
        from_on=held.from_on,
        until_on=names.directory.last_day(held),
        delegated_by=names.holder(held.delegated_by),
        only=tuple(term("command", each) for each in held.only),
        document=held.document or "",
        is_held=names.directory.holds(held.id, on),
    )


def _supervised_by(unit: Unit, on: date, names: Names) -> tuple[Supervision, ...]:
    return tuple(
        Supervision(
            kind=term("supervision", each.kind.value),
            unit=names.unit(each.by),
            href=names.unit_href(each.by),
            from_on=each.from_on,
            until_on=each.until_on,
        )
        for each in unit.relations_on(on)
    )


def _supervises(unit: Unit, on: date, names: Names) -> tuple[Supervision, ...]:
    below = (names.directory.unit(each) for each in names.directory.supervised_by(unit.id, on))
    return tuple(each for one in below if one for each in _as_supervisor(one, unit.id, on, names))


def _as_supervisor(unit: Unit, by: UnitId, on: date, names: Names) -> Iterable[Supervision]:
    return (
        Supervision(
            kind=term("supervision", each.kind.value),
            unit=names.unit(unit.id),
            href=names.unit_href(unit.id),
            from_on=each.from_on,
            until_on=each.until_on,
        )
        for each in unit.relations_on(on)
        if each.by == by
    )
