"""Who may do and see what: asked before every decision and in every query."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from domain.appointment.powers_table import POWERS, READS, Power
from domain.appointment.reach import Reach
from domain.appointment.state import Appointment
from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import Actor, ActorKind, Rule, UnitId
from domain.kernel.refusals import NoPower, NotAppointedHere, NotKnown
from domain.organisation.directory import Directory


def authorise(command: Command[Any], state: State, circumstances: Circumstances) -> None:
    """Refuse unless the actor may do this here: `NotAppointedHere`, `NotKnown` or `NoPower`.

    Policies, imports, the console and services need a line of their own; where one acts for a post, that too is asked.
    """
    actor, power = circumstances.actor, POWERS[command.name]
    if not power.is_for(actor.kind):
        raise NoPower(post=actor.post or actor.kind.value)
    if actor.kind is ActorKind.PERSON or actor.appointment is not None:
        appointment = acting_appointment(actor, circumstances.directory, circumstances.today)
        for unit in (command.subject_unit(state), *command.further_units(state)):
            affair = _Affair(command.name, unit, command.assigned(state))
            _ask(power, appointment, affair, circumstances)


def acting_appointment(actor: Actor, directory: Directory, on: date) -> Appointment:
    """The appointment under which somebody acts, if everything the actor says of it is so on the day."""
    appointment = directory.appointment(actor.appointment) if actor.appointment else None
    if appointment is None or not directory.holds(appointment.id, on):
        raise NotAppointedHere
    if actor_of(appointment, kind=actor.kind, rule=actor.rule) != actor:
        raise NotAppointedHere
    return appointment


def actor_of(appointment: Appointment, *, kind: ActorKind = ActorKind.PERSON, rule: Rule | None = None) -> Actor:
    """The actor that signs under an appointment, with the post it gives and for whom it is held."""
    return Actor(
        kind=kind,
        person=appointment.person,
        appointment=appointment.id,
        post=appointment.post.value,
        unit=appointment.unit,
        on_behalf_of=appointment.delegated_by,
        rule=rule,
    )


class Readable(NamedTuple):
    """What one may see: subtrees by their paths, and whether what was assigned to one comes besides."""

    prefixes: tuple[str, ...]
    may_see_assigned: bool

    def covers(self, path: str) -> bool:
        """Whether a unit's path lies in one of the subtrees."""
        return any(path == prefix or path.startswith(f"{prefix}.") for prefix in self.prefixes)


def readable(appointment: Appointment, directory: Directory, on: date) -> Readable:
    """Subtrees that an appointment lets its holder read on a day, none inside another, in order."""
    reaches = READS[appointment.post]
    units: list[UnitId] = []
    body = directory.body(appointment.unit, on)
    if Reach.SUBTREE in reaches:
        units.append(body)
    if Reach.RELATION in reaches:
        units.extend(directory.supervised_by(appointment.unit, on))
        units.extend(directory.supervised_by(body, on))
    return Readable(_outermost(directory.path(unit, on) for unit in units), Reach.ASSIGNED in reaches)


def _outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that lie in no other of them, in order."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not Readable(tuple(kept), may_see_assigned=False).covers(path):
            kept.append(path)
    return tuple(kept)


def may_know(appointment: Appointment, unit: UnitId, directory: Directory, on: date) -> bool:
    """Whether any post that the holder has on the day lets him or her know of a unit."""
    path = directory.path(unit, on)
    held = directory.appointments_of(appointment.person, on)
    return bool(path) and any(readable(each, directory, on).covers(path) for each in held)


class _Affair(NamedTuple):
    command: str
    unit: UnitId | None
    assigned: Collection[UUID]


def _ask(power: Power, appointment: Appointment, affair: _Affair, circumstances: Circumstances) -> None:
    directory, on = circumstances.directory, circumstances.today
    is_given = directory.reaches(appointment, Reach.ASSIGNED, appointment.unit, on, affair.assigned)
    if affair.unit is not None and not is_given and not may_know(appointment, affair.unit, directory, on):
        raise NotKnown
    is_limited = appointment.only and affair.command not in appointment.only
    if is_limited or not any(
        appointment.post in power.posts(reach) and _reaches(appointment, reach, affair, directory, on)
        for reach in Reach
    ):
        raise NoPower(post=appointment.post.value)


def _reaches(appointment: Appointment, reach: Reach, affair: _Affair, directory: Directory, on: date) -> bool:
    """As the directory says; an affair of no unit is for those whose subtree is the whole tree."""
    if affair.unit is not None or reach is Reach.ASSIGNED:
        unit = affair.unit or appointment.unit
        return directory.reaches(appointment, reach, unit, on, affair.assigned)
    at_the_root = directory.parent(directory.body(appointment.unit, on), on) is None
    return reach is Reach.SUBTREE and at_the_root
