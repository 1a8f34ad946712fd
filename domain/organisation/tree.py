"""Commands that make, name, move and close units of the tree."""

from datetime import date

from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Outcome
from domain.kernel.identity import UnitId
from domain.kernel.quantities import check_line, check_text
from domain.kernel.refusals import NotKnown
from domain.organisation.asking import UnitCommand, open_unit, refuse_before, refuse_closed, refuse_future
from domain.organisation.codes import CodedUnit, reserved
from domain.organisation.events import UnitClosed, UnitMoved, UnitRegistered, UnitRenamed
from domain.organisation.refusals import (
    RootExists,
    UnitAlreadyRegistered,
    UnitBelowItself,
    UnitsBelowStillOpen,
    UnitUnchanged,
)
from domain.organisation.state import Unit


class RegisterUnit(CodedUnit, name="organisation.register_unit"):
    """Enter a unit in the tree; without a parent it is the root."""

    parent: UnitId | None

    def subject_unit(self, state: Unit) -> UnitId | None:
        """The unit under which it shall stand; the root is everybody's affair."""
        return self.parent

    def decide(self, state: Unit, circumstances: Circumstances) -> tuple[Outcome, ...]:
        """Refuse a unit or code that exists, a second root, a parent that is closed or not enrolled."""
        if state.is_known:
            raise UnitAlreadyRegistered
        refuse_future(self.from_on, circumstances)
        if self.parent is not None:
            open_unit(circumstances.directory, self.parent, circumstances.today)
        elif circumstances.directory.units():
            raise RootExists
        registered = UnitRegistered(
            code=self.code,
            kind=self.kind,
            unit_name=self.unit_name,
            parent=self.parent,
            from_on=self.from_on,
        )
        return registered, reserved(self.code, self.unit, circumstances)


class RenameUnit(UnitCommand, name="organisation.rename_unit"):
    """Give a unit another name from a day on."""

    unit_name: str
    from_on: date

    def check(self) -> None:
        """Refuse malformed names."""
        check_line("unit_name", self.unit_name)

    def decide(self, state: Unit, circumstances: Circumstances) -> tuple[UnitRenamed]:
        """Refuse the name it has, a day to come, and a day before the last change of name."""
        refuse_closed(state, circumstances.today)
        refuse_future(self.from_on, circumstances)
        refuse_before(state.namings[-1].from_on, self.from_on)
        if self.unit_name == state.name:
            raise UnitUnchanged
        return (UnitRenamed(unit_name=self.unit_name, from_on=self.from_on),)


class MoveUnit(UnitCommand, name="organisation.move_unit"):
    """Put a unit, with everything below it, under another unit from a day on."""

    parent: UnitId
    from_on: date

    def further_units(self, state: Unit) -> tuple[UnitId, ...]:
        """The unit under which it shall stand."""
        return (self.parent,)

    def decide(self, state: Unit, circumstances: Circumstances) -> tuple[UnitMoved]:
        """Refuse a day to come or before its last move, a closed parent, and a place below itself on any day."""
        refuse_closed(state, circumstances.today)
        open_unit(circumstances.directory, self.parent, circumstances.today)
        refuse_future(self.from_on, circumstances)
        refuse_before(state.placings[-1].from_on, self.from_on)
        if self.parent == state.parent:
            raise UnitUnchanged
        for day in (self.from_on, *circumstances.directory.days_of_change(since=self.from_on)):
            if circumstances.directory.is_below(self.parent, self.unit, day):
                raise UnitBelowItself
        return (UnitMoved(parent=self.parent, from_on=self.from_on),)


class CloseUnit(UnitCommand, name="organisation.close_unit"):
    """Say that a unit exists no longer after a day; posts in it end with that day."""

    on: date
    reason: str

    def check(self) -> None:
        """Refuse a missing reason."""
        check_text("reason", self.reason)

    def decide(self, state: Unit, circumstances: Circumstances) -> tuple[UnitClosed]:
        """Refuse a unit that is closed, has open units below it, or changed after that day."""
        if not state.is_known:
            raise NotKnown
        if state.closed_on is not None:
            raise UnitUnchanged
        refuse_before(state.placings[-1].from_on, self.on)
        below = [each.name for each in circumstances.directory.below(self.unit) if each.closed_on is None]
        if below:
            raise UnitsBelowStillOpen(units="、".join(below))
        return (UnitClosed(on=self.on, reason=self.reason),)
