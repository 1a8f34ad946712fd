"""Which units somebody may know of besides those read: whom one answers to, and whom one can turn to."""

from api.caller import Caller
from domain.organisation.kinds import UnitKind
from domain.organisation.state import Unit

PUBLIC = frozenset({UnitKind.DEPARTMENT, UnitKind.TOWN})
"""Offices to which anybody's hazard can be handed over (house rule)."""


def may_know_of(caller: Caller, unit: Unit) -> bool:
    """Whether a unit may be named to whoever asks; nobody who holds no post is told anything."""
    if caller.appointment is None:
        return False
    directory, today, own = caller.directory, caller.today, caller.appointment.unit
    if unit.kind in PUBLIC or caller.readable.covers(directory.path(unit.id, today)):
        return True
    supervisors = {relation.by for relation in directory.relations_of(own, today)}
    return unit.id in supervisors or directory.is_below(own, unit.id, today)
