"""`bihuan unit`, `person`, `appointment`, `calendar`, `limit`: what registrars keep, and lists of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import click

from api.cli.acting import Desk, looking, signing_in
from api.cli.helping import Group
from api.cli.steps import add_steps
from api.cli.telling import table, tell
from api.cli.told import Told
from api.naming import unit_named
from api.offered import APPOINTMENT, CALENDAR, LIMIT, PERSON, UNIT
from api.reading.names import names_for
from api.words import say, term
from domain.deadline.deadline import LimitUnit
from domain.deadline.events import LimitSet
from domain.kernel.identity import UnitId
from domain.organisation.state import Unit

below = click.option("--unit", help="Code of a unit: it and everything below it.")


@click.group("unit", cls=Group)
def unit() -> None:
    """Units: register, enrol, rename, move, close; supervision beside the tree."""


@click.group("person", cls=Group)
def person() -> None:
    """People: enrol, correct a name, note who left."""


@click.group("appointment", cls=Group)
def appointment() -> None:
    """Appointments: make, delegate, end."""


@click.group("calendar", cls=Group)
def calendar() -> None:
    """Calendars: public holidays and make-up workdays of a year."""


@click.group("limit", cls=Group)
def limit() -> None:
    """Limits: how long a step may take."""


@unit.command("list")
@below
@signing_in
@click.pass_obj
def list_units(told: Told, unit: str | None, sign_in: str | None, acting_in: str | None) -> None:
    """Units by path, closed ones too."""
    with looking(told, sign_in, acting_in) as desk:
        found = [(desk.caller.directory.path(each.id), each) for each in _units(desk, unit)]
    rows = [
        {
            "unit": each.id,
            "code": each.code,
            "name": each.name,
            "kind": each.kind.value,
            "path": path,
            "closed_on": each.closed_on,
        }
        for path, each in sorted(found, key=lambda pair: pair[0])
    ]
    shown = [(row["code"], row["name"], term("unit_kind", row["kind"]), row["path"], row["closed_on"]) for row in rows]
    _list(told, rows, shown, ("Code", "Name", "Kind", "Path", "Closed on"))


@person.command("list")
@below
@signing_in
@click.pass_obj
def list_people(told: Told, unit: str | None, sign_in: str | None, acting_in: str | None) -> None:
    """People with their units."""
    with looking(told, sign_in, acting_in) as desk:
        here = {each.id for each in _units(desk, unit)}
        people = [each for each in desk.caller.directory.people() if each.unit in here]
        names = names_for(desk.services, desk.caller.directory, [each.id for each in people])
    rows = [
        {"person": each.id, "name": names.people.get(each.id), "unit": each.unit, "left_on": each.left_on}
        for each in people
    ]
    shown = [(each.id, names.person(each.id), names.unit(each.unit), each.left_on) for each in people]
    _list(told, rows, shown, ("Identifier", "Name", "Unit", "Left on"))


@appointment.command("list")
@below
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Held on this day; default: today.")
@signing_in
@click.pass_obj
def list_appointments(
    told: Told, unit: str | None, on: datetime | None, sign_in: str | None, acting_in: str | None
) -> None:
    """Who holds which post on a day."""
    with looking(told, sign_in, acting_in) as desk:
        directory, day = desk.caller.directory, on.date() if on else desk.caller.today
        held = [post for each in _units(desk, unit) for post in directory.appointments_in(each.id, day)]
        names = names_for(desk.services, directory, [each.id for each in held])
    rows = [
        {
            "appointment": each.id,
            "person": each.person,
            "name": names.people.get(each.person),
            "post": each.post.value,
            "unit": each.unit,
            "kind": each.kind.value,
            "from_on": each.from_on,
            "until_on": each.until_on,
        }
        for each in held
    ]
    shown = [(each.id, names.person(each.person), names.post(each.id), each.from_on, each.until_on) for each in held]
    _list(told, rows, shown, ("Identifier", "Name", "Post", "From", "Until"))


@limit.command("list")
@signing_in
@click.pass_obj
def list_limits(told: Told, sign_in: str | None, acting_in: str | None) -> None:
    """The limits in force today, with their sources."""
    with looking(told, sign_in, acting_in) as desk:
        limits = desk.services.system.application.reference.clocks.limits
        found = [limits.in_force(name, desk.caller.today) for name in limits.names()]
    rows = [
        {
            "limit": each.limit,
            "version": each.version,
            "amount": each.amount,
            "unit": each.unit.value,
            "source": each.source,
        }
        for each in found
    ]
    shown = [(each.limit, each.version, _length(each), each.source) for each in found]
    _list(told, rows, shown, ("Limit", "Version", "Length", "Source"))


def _length(limit: LimitSet) -> str:
    if limit.unit is LimitUnit.DATE:
        return say("date chosen")
    return say(f"{{amount}} {limit.unit.value}", amount=limit.amount)


def _units(desk: Desk, unit: str | None) -> Iterable[Unit]:
    """The units that are read, or those of them below one that is named."""
    directory, today = desk.caller.directory, desk.caller.today
    top = UnitId(unit_named(directory, unit)) if unit else None
    return [
        each
        for each in directory.units()
        if desk.caller.readable.covers(directory.path(each.id, today))
        and (top is None or directory.is_below(each.id, top, today))
    ]


def _list(told: Told, rows: object, shown: Sequence[Sequence[object]], headings: Sequence[str]) -> None:
    text = table(shown, [say(each) for each in headings]) if shown else say("Nothing here.")
    tell(rows, as_json=told.as_json, text=text)


for _group, _noun in ((unit, UNIT), (person, PERSON), (appointment, APPOINTMENT), (calendar, CALENDAR), (limit, LIMIT)):
    add_steps(_group, _noun)
