"""How far the numbers of a unit and year have come."""

from collections.abc import Mapping

from domain.kernel.commands import State
from domain.kernel.events import Event
from domain.kernel.identity import StreamId, UnitId, natural_id
from domain.register.events import NumbersTaken


class Register(State):
    """The last number given; it follows from the newest event alone."""

    newest_suffices = True
    last: int = 0

    def evolve(self, event: Event) -> None:
        """Remember the end of what was taken."""
        if isinstance(event, NumbersTaken):
            self.last = event.last


def register_stream(unit_code: str, year: int) -> StreamId:
    """The stream of one unit's numbers in one year."""
    return StreamId(natural_id("register", unit_code, str(year)))


def last_taken(others: Mapping[StreamId, State], stream: StreamId) -> int:
    """The last number given in a register among the touched streams; 0 where it is still empty."""
    register = others.get(stream)
    return register.last if isinstance(register, Register) else 0


def taking(unit: UnitId, unit_code: str, year: int, *, last: int, count: int = 1) -> NumbersTaken:
    """The event that takes the next `count` numbers after the last one given."""
    return NumbersTaken(unit=unit, unit_code=unit_code, year=year, first=last + 1, last=last + count)


def number_text(unit_code: str, year: int, sequence: int) -> str:
    """The number as people write it, e.g. `dc_no3-2025-0042`; longer sequences keep all their digits."""
    return f"{unit_code}-{year}-{sequence:04d}"
