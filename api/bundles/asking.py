"""From what people ask for to what a bundle is about; refuses what the caller may not know of."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from api.bundles.about import About
from api.bundles.gathering import SQL
from api.caller import Caller
from api.naming import hazard_named
from api.reading.names import may_open_person, may_open_unit
from api.seeing import may_see
from api.services import Services
from domain.hazard.state import Hazard
from domain.kernel.identity import PersonId, StreamId, UnitId
from domain.kernel.refusals import Malformed, NotKnown
from domain.register.state import register_stream

LARGEST = 2**62


class PeriodBackwards(Malformed):
    """The time ends before it begins."""

    sentence = "{where}: the last day is before the first."


MOST_YEARS = 50
"""Longest time of a bundle: of each year in it the register is shown, or that there is none."""


class PeriodTooLong(Malformed):
    """More than one bundle tells."""

    sentence = "{where}: at most {most} years at a time."


def about_hazard(services: Services, caller: Caller, named: str) -> About:
    """A hazard by number or identifier; refuses `NotKnown`."""
    hazard = hazard_named(services, named)
    state = services.system.application.load(StreamId(hazard), Hazard)
    if not isinstance(state, Hazard) or not may_see(caller, state):
        raise NotKnown
    return About(kind="hazard", id=hazard, number=state.number, unit=state.unit, subjects=(hazard,))


def about_unit(services: Services, caller: Caller, code: str, from_on: date, to_on: date) -> About:
    """What a unit registered from one day to another, both included; refuses `NotKnown` and periods."""
    unit = caller.directory.unit_by_code(code)
    if unit is None or not may_open_unit(caller, unit.id):
        raise NotKnown
    if to_on < from_on:
        raise PeriodBackwards(where="to")
    if to_on.year - from_on.year >= MOST_YEARS or to_on == date.max:
        raise PeriodTooLong(where="to", most=MOST_YEARS)
    return About(
        kind="unit",
        id=unit.id,
        code=unit.code,
        unit=unit.id,
        from_on=from_on,
        to_on=to_on,
        subjects=_registered(services, unit.code, from_on, to_on),
        registers=tuple(register_stream(unit.code, year) for year in range(from_on.year, to_on.year + 1)),
    )


def about_person(services: Services, caller: Caller, person: UUID) -> About:
    """A person's own record and every hazard in which they acted, as far as each may be seen; refuses `NotKnown`."""
    if not may_open_person(caller, person):
        raise NotKnown
    found = caller.directory.person(PersonId(person))
    assert found is not None
    held = caller.directory.every_appointment_of(PersonId(person))
    acted = tuple(each for each in _acted(services, person) if _may_see(services, caller, each))
    subjects = (person, *(each.id for each in held), *acted)
    return About(kind="person", id=person, unit=_home(caller, found.unit), subjects=subjects)


def _home(caller: Caller, unit: UnitId | None) -> UUID | None:
    return caller.directory.body(unit, caller.today) if unit else None


def _may_see(services: Services, caller: Caller, hazard: UUID) -> bool:
    state = services.system.application.load(StreamId(hazard), Hazard)
    return isinstance(state, Hazard) and may_see(caller, state)


def _registered(services: Services, code: str, from_on: date, to_on: date) -> tuple[UUID, ...]:
    zone = services.system.settings.zone
    begin = datetime.combine(from_on, time(), zone)
    end = datetime.combine(to_on + timedelta(days=1), time(), zone)
    asked = {"code": code, "begin": begin, "end": end, "size": LARGEST}
    with services.system.pool.connection() as connection:
        return tuple(row[0] for row in connection.execute(SQL["registered_in"], asked))


def _acted(services: Services, person: UUID) -> tuple[UUID, ...]:
    with services.system.pool.connection() as connection:
        rows = connection.execute(SQL["acted_in"], {"person": str(person), "size": LARGEST})
        return tuple(row[0] for row in rows)
