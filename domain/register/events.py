"""What can happen to the register of a unit and year."""

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
