"""What is remembered of one person."""

from datetime import date

from domain.kernel.commands import State
from domain.kernel.events import Event
from domain.kernel.identity import Commitment, PersonId, UnitId
from domain.person.events import PersonEnrolled, PersonLeft, PersonNameCorrected, PersonNamedInLedger


class Person(State):
    """One person. The directory keeps one for everybody and gives it its `id`."""

    id: PersonId
    name: Commitment | None = None
    """Stands for the name; the name itself is kept beside the log."""
    unit: UnitId | None = None
    is_enrolled: bool = False
    """Not so for somebody who only stands in a ledger that was taken over."""
    left_on: date | None = None

    @property
    def is_known(self) -> bool:
        """Whether anything was ever recorded of this person."""
        return self.name is not None

    def is_here(self, on: date) -> bool:
        """Whether the person is enrolled and has not left before a day."""
        return self.is_enrolled and (self.left_on is None or on <= self.left_on)

    def evolve(self, event: Event) -> None:
        """Remember the newest name and whether the person is still here."""
        match event:
            case PersonEnrolled():
                self.name, self.unit = event.person_name, event.unit
                self.is_enrolled, self.left_on = True, None
            case PersonNamedInLedger():
                self.name, self.unit = event.person_name, event.unit
            case PersonNameCorrected():
                self.name = event.person_name
            case PersonLeft():
                self.left_on = event.on
