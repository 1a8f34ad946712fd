"""What can be asked about people; names come as disclosures and go into events as commitments."""

from datetime import date
from typing import ClassVar

from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import Disclosure, PersonId, StreamId, UnitId
from domain.kernel.quantities import check_line, check_text
from domain.kernel.refusals import NotKnown
from domain.organisation.asking import open_unit, refuse_closed
from domain.person.events import PersonEnrolled, PersonLeft, PersonNameCorrected, PersonNamedInLedger
from domain.person.refusals import PersonAlreadyEnrolled, PersonAlreadyKnown, PersonHasLeft, PersonNotEnrolled
from domain.person.state import Person

NAME = 80
"""Most characters of a person's name."""


class PersonCommand(Command[Person]):
    """A command towards one person; it is the affair of the unit the person belongs to."""

    state: ClassVar[type[State]] = Person
    person: PersonId

    @property
    def stream(self) -> StreamId:
        """The person."""
        return StreamId(self.person)

    def subject_unit(self, state: Person) -> UnitId | None:
        """The unit of the person; nobody may ask about somebody who is not known."""
        if state.unit is None:
            raise NotKnown
        return state.unit


class _InUnit(PersonCommand):
    """A command that says to which unit the person belongs."""

    person_name: Disclosure
    unit: UnitId

    def subject_unit(self, state: Person) -> UnitId | None:
        """The unit to which the person is said to belong."""
        return self.unit

    def further_units(self, state: Person) -> tuple[UnitId, ...]:
        """The unit to which the person belonged so far."""
        return (state.unit,) if state.unit is not None else ()

    def check(self) -> None:
        """Refuse malformed names."""
        check_line("person_name", self.person_name.value, most=NAME)


class EnrolPerson(_InUnit, name="person.enrol"):
    """Enrol somebody new, somebody known from a ledger, or somebody who comes back."""

    def decide(self, state: Person, circumstances: Circumstances) -> tuple[PersonEnrolled]:
        """Refuse somebody who is here already, and units that are closed or not enrolled."""
        if state.is_enrolled and state.left_on is None:
            raise PersonAlreadyEnrolled
        open_unit(circumstances.directory, self.unit, circumstances.today)
        return (PersonEnrolled(person_name=self.person_name.commitment, unit=self.unit),)


class NamePersonInLedger(_InUnit, name="person.name_in_ledger"):
    """Note that a ledger names somebody nobody has enrolled; the unit may be known from the ledger only, too."""

    def decide(self, state: Person, circumstances: Circumstances) -> tuple[PersonNamedInLedger]:
        """Refuse somebody who is known already, and units nobody knows."""
        if state.is_known:
            raise PersonAlreadyKnown
        unit = circumstances.directory.unit(self.unit)
        if unit is None:
            raise NotKnown
        refuse_closed(unit, circumstances.today)
        return (PersonNamedInLedger(person_name=self.person_name.commitment, unit=self.unit),)


class CorrectPersonName(PersonCommand, name="person.correct_name"):
    """Correct a name, or note that it changed; the earlier one stays in the record as a commitment."""

    person_name: Disclosure
    reason: str

    def check(self) -> None:
        """Refuse malformed names and a missing reason."""
        check_line("person_name", self.person_name.value, most=NAME)
        check_text("reason", self.reason)

    def decide(self, state: Person, circumstances: Circumstances) -> tuple[PersonNameCorrected]:
        """Refuse for somebody nobody knows."""
        if not state.is_known:
            raise NotKnown
        return (PersonNameCorrected(person_name=self.person_name.commitment, reason=self.reason),)


class NotePersonLeft(PersonCommand, name="person.leave"):
    """Note that a person works here no longer; `on` is the last day, and every post ends with it."""

    on: date

    def decide(self, state: Person, circumstances: Circumstances) -> tuple[PersonLeft]:
        """Refuse for somebody who is not enrolled or whose last day is known."""
        if not state.is_enrolled:
            raise PersonNotEnrolled
        if state.left_on is not None:
            raise PersonHasLeft(left_on=state.left_on)
        return (PersonLeft(on=self.on),)
