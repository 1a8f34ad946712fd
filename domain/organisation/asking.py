"""What the commands about units have in common."""

import re
from datetime import date
from typing import ClassVar

from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import StreamId, UnitId
from domain.kernel.refusals import NotKnown
from domain.organisation.directory import Directory
from domain.organisation.refusals import (
    BeforeLastChange,
    NotYetBegun,
    UnitCodeMalformed,
    UnitIsClosed,
    UnitNotEnrolled,
)
from domain.organisation.state import Unit

_CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,29}")


class UnitCommand(Command[Unit]):
    """A command towards one unit, which is also the unit whose affair it is."""

    state: ClassVar[type[State]] = Unit
    unit: UnitId

    @property
    def stream(self) -> StreamId:
        """The unit."""
        return StreamId(self.unit)

    def subject_unit(self, state: Unit) -> UnitId | None:
        """The unit itself."""
        return self.unit


def check_code(where: str, code: str) -> None:
    """Refuse a code that could not stand in a number, a path or an address."""
    if not _CODE.fullmatch(code):
        raise UnitCodeMalformed(where=where)


def open_unit(directory: Directory, unit_id: UnitId, on: date) -> Unit:
    """The unit, if it is enrolled and not closed; refuses `NotKnown`, `UnitNotEnrolled`, `UnitIsClosed`."""
    unit = directory.unit(unit_id)
    if unit is None:
        raise NotKnown
    if not unit.is_enrolled:
        raise UnitNotEnrolled(unit=unit.name)
    refuse_closed(unit, on)
    return unit


def refuse_closed(unit: Unit, on: date) -> None:
    """Refuse what nobody knows and what has ceased to exist."""
    if not unit.is_known:
        raise NotKnown
    if unit.is_closed(on):
        raise UnitIsClosed(unit=unit.name, closed_on=unit.closed_on)


def refuse_future(from_on: date, circumstances: Circumstances) -> None:
    """Refuse a change of the tree before its day."""
    if from_on > circumstances.today:
        raise NotYetBegun(from_on=from_on)


def refuse_before(last: date, from_on: date) -> None:
    """Refuse a change that would go behind the one that was recorded last."""
    if from_on < last:
        raise BeforeLastChange(last=last)
