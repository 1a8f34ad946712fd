"""Commands that make, name, move and close units."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, On, Outcome, State
from domain.kernel.identity import StreamId, UnitId
from domain.kernel.quantities import check_line, check_text
from domain.kernel.refusals import NotKnown
from domain.organisation.asking import (
    UnitCommand,
    check_code,
    open_unit,
    refuse_before,
    refuse_closed,
    refuse_future,
)
from domain.organisation.events import (
    CodeReserved,
    UnitClosed,
    UnitEnrolled,
    UnitMoved,
    UnitNamedInLedger,
    UnitRegistered,
    UnitRenamed,
)
from domain.organisation.kinds import UnitKind
from domain.organisation.refusals import (
    RootExists,
    UnitAlreadyEnrolled,
    UnitAlreadyRegistered,
    UnitBelowItself,
    UnitCodeTaken,
    UnitKindNotForTheTree,
    UnitsBelowStillOpen,
    UnitUnchanged,
)
from domain.organisation.state import CodeReservation, Unit, code_stream, ledger_unit_id


class _Coded(UnitCommand):
    """A command that gives a unit its code."""

    code: str
    kind: UnitKind
    unit_name: str
    from_on: date

    def touches(self) -> Mapping[StreamId, type[State]]:
        """The reservation of the code."""
        return {code_stream(self.code): CodeReservation}

    def check(self) -> None:
        """Refuse malformed codes and names, and the kind that only imports give."""
        check_code("code", self.code)
        check_line("unit_name", self.unit_name)
        if self.kind is UnitKind.LEDGER_UNIT:
            raise UnitKindNotForTheTree(where="kind")


class RegisterUnit(_Coded, name="organisation.register_unit"):
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
        return registered, _reserved(self.code, self.unit, circumstances)


class EnrolUnit(_Coded, name="organisation.enrol_unit"):
    """Say that a unit named in a ledger is this unit of the tree, with this code; its hazards come along."""

    parent: UnitId

    def further_units(self, state: Unit) -> tuple[UnitId, ...]:
        """The unit under which it shall stand."""
        return (self.parent,)

    def decide(self, state: Unit, circumstances: Circumstances) -> tuple[Outcome, ...]:
        """Refuse unless it is a name in a ledger, with a free code and an open parent not below itself."""
        refuse_closed(state, circumstances.today)
        if state.is_enrolled:
            raise UnitAlreadyEnrolled(code=state.code)
        refuse_future(self.from_on, circumstances)
        open_unit(circumstances.directory, self.parent, circumstances.today)
        enrolled = UnitEnrolled(
            code=self.code,
            kind=self.kind,
            unit_name=self.unit_name,
            parent=self.parent,
            from_on=self.from_on,
        )
        return enrolled, _reserved(self.code, self.unit, circumstances)


class NameUnitInLedger(Command[Unit], name="organisation.name_unit_in_ledger"):
    """Note that a ledger names a unit nobody has registered; its identifier follows from name and `under`."""

    state: ClassVar[type[State]] = Unit
    unit_name: str
    under: UnitId
    file_sha256: str
    sheet: str
    row: int

    @property
    def unit(self) -> UnitId:
        """The same name under the same unit is the same unit."""
        return ledger_unit_id(self.under, self.unit_name)

    @property
    def stream(self) -> StreamId:
        """The unit."""
        return StreamId(self.unit)

    @property
    def code(self) -> str:
        """Provisional, from the identifier; begins as no given code can."""
        return f"_{self.unit.hex[:12]}"

    def touches(self) -> Mapping[StreamId, type[State]]:
        """The reservation of the provisional code."""
        return {code_stream(self.code): CodeReservation}

    def subject_unit(self, state: Unit) -> UnitId | None:
        """The unit on whose behalf the ledger is taken over."""
        return self.under

    def check(self) -> None:
        """Refuse malformed names."""
        check_line("unit_name", self.unit_name)

    def decide(self, state: Unit, circumstances: Circumstances) -> tuple[Outcome, ...]:
        """Refuse a unit that is known; it stands below the one for which the ledger is taken over."""
        if state.is_known:
            raise UnitAlreadyRegistered
        open_unit(circumstances.directory, self.under, circumstances.today)
        named = UnitNamedInLedger(
            code=self.code,
            unit_name=self.unit_name,
            under=self.under,
            from_on=circumstances.today,
            file_sha256=self.file_sha256,
            sheet=self.sheet,
            row=self.row,
        )
        return named, _reserved(self.code, self.unit, circumstances)


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


def _reserved(code: str, unit: UnitId, circumstances: Circumstances) -> On:
    reservation = circumstances.others[code_stream(code)]
    if isinstance(reservation, CodeReservation) and reservation.unit is not None:
        raise UnitCodeTaken(code=code)
    return On(code_stream(code), CodeReserved(code=code, unit=unit))
