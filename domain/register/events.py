"""What can happen to the register of a unit and year."""

from dataclasses import replace

from domain.kernel.events import Event
from domain.kernel.identity import UnitId


class RegisterEvent(Event):
    """Something happened in the register of one unit and year."""


class NumbersTaken(RegisterEvent, name="register.numbers_taken.v1"):
    """The next numbers were given away, in the order of registration; `first` and `last` are both included."""

    unit: UnitId
    unit_code: str
    year: int
    first: int
    last: int

    def joined(self, later: Event) -> Event | None:
        """Numbers taken one after the other are taken together."""
        if isinstance(later, NumbersTaken) and later.unit == self.unit and later.first == self.last + 1:
            return replace(self, last=later.last)
        return None
