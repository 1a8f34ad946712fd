"""Whether a button is there: what the table of powers lets the caller ask, before anything is typed."""

from collections.abc import Collection
from uuid import UUID

from api.caller import Caller
from domain.appointment.powers_table import POWERS
from domain.appointment.reach import Reach
from domain.kernel.identity import UnitId


def holds(caller: Caller, command: str) -> bool:
    """Whether the caller's post gives this command at all, of whatever unit."""
    acting = caller.appointment
    return acting is not None and POWERS[command].has(acting.post) and (not acting.only or command in acting.only)


def may(caller: Caller, command: str, unit: UnitId | None, assigned: Collection[UUID] = ()) -> bool:
    """Whether the caller's post reaches a unit with this command; without a unit, whether it stands at the root."""
    acting, power = caller.appointment, POWERS[command]
    if acting is None or not holds(caller, command):
        return False
    if unit is None:
        home = caller.directory.body(acting.unit, caller.today)
        return acting.post in power.subtree and caller.directory.parent(home, caller.today) is None
    return any(
        acting.post in power.posts(reach) and caller.directory.reaches(acting, reach, unit, caller.today, assigned)
        for reach in Reach
    )
