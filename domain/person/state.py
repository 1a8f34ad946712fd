"""What is remembered of one person."""

from datetime import date

from domain.kernel.commands import State
from domain.kernel.events import Event
from domain.kernel.identity import Commitment, PersonId, UnitId
from domain.person.events import (
    PersonEnrolled,
    PersonErased,
    PersonErasureOrdered,
    PersonLeft,
    PersonNameCorrected,
    PersonNamedInLedger,
)


class Person(State):
    """One person. The directory keeps one for everybody and gives it its `id`."""

    id: PersonId
    name: Commitment | None = None
    """Stands for the name; the name itself is kept beside the log."""
    unit: UnitId | None = None
    is_enrolled: bool = False
    """Not so for somebody who only stands in a ledger that was taken over."""
    left_on: date | None = None
    awaits_erasure: bool = False
    """An erasure was ordered and not carried out to its end."""
    is_erased: bool = False
    """The name was destroyed, and no other has been said since."""

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
                self.is_enrolled, self.left_on, self.is_erased = True, None, False
            case PersonNamedInLedger():
                self.name, self.unit = event.person_name, event.unit
            case PersonNameCorrected():
                self.name, self.is_erased = event.person_name, False
            case PersonErasureOrdered():
                self.awaits_erasure = True
            case PersonErased():
                self.awaits_erasure, self.is_erased = not event.is_last, event.is_last
            case PersonLeft():
                self.left_on = event.on
