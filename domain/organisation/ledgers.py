"""Commands about units that ledgers name: noted at import, enrolled when somebody knows better."""

from collections.abc import Mapping
from typing import ClassVar

from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, Outcome, State
from domain.kernel.identity import StreamId, UnitId
from domain.kernel.quantities import check_line
from domain.organisation.asking import open_unit, refuse_closed, refuse_future
from domain.organisation.codes import CodedUnit, reserved
from domain.organisation.events import UnitEnrolled, UnitNamedInLedger
from domain.organisation.refusals import UnitAlreadyEnrolled, UnitAlreadyRegistered
from domain.organisation.state import CodeReservation, Unit, code_stream, ledger_unit_id


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
        return named, reserved(self.code, self.unit, circumstances)


class EnrolUnit(CodedUnit, name="organisation.enrol_unit"):
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
        return enrolled, reserved(self.code, self.unit, circumstances)
