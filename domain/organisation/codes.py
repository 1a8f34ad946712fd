"""Giving a unit its code: checked, free, and reserved for ever in the same call."""

from collections.abc import Mapping
from datetime import date

from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import On, State
from domain.kernel.identity import StreamId, UnitId
from domain.kernel.quantities import check_line
from domain.organisation.asking import UnitCommand, check_code
from domain.organisation.events import CodeReserved
from domain.organisation.kinds import UnitKind
from domain.organisation.refusals import UnitCodeTaken, UnitKindNotForTheTree
from domain.organisation.state import CodeReservation, code_stream


class CodedUnit(UnitCommand):
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


def reserved(code: str, unit: UnitId, circumstances: Circumstances) -> On:
    """The reservation of a code for a unit; refuses a code that was ever taken."""
    reservation = circumstances.others[code_stream(code)]
    if isinstance(reservation, CodeReservation) and reservation.unit is not None:
        raise UnitCodeTaken(code=code)
    return On(code_stream(code), CodeReserved(code=code, unit=unit))
