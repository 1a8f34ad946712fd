"""What can be asked about people; names come as disclosures and go into events as commitments."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import Commitment, Disclosure, PersonId, StreamId, UnitId
from domain.kernel.quantities import check_line, check_text
from domain.kernel.refusals import NotKnown
from domain.organisation.asking import open_unit, refuse_closed
from domain.person.events import (
    PersonEnrolled,
    PersonErased,
    PersonErasureOrdered,
    PersonLeft,
    PersonNameCorrected,
    PersonNamedInLedger,
)
from domain.person.refusals import (
    NoErasureWaits,
    PersonAlreadyEnrolled,
    PersonAlreadyKnown,
    PersonErasedBefore,
    PersonHasLeft,
    PersonNotEnrolled,
    PersonStillAppointed,
)
from domain.person.state import Person

NAME = 80
"""Most characters of a person's name."""

TOLD_AT_ONCE = 500
"""Most commitments that one event lists."""


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


class ErasePerson(PersonCommand, name="person.erase"):
    """Make the name of somebody who holds no post unreadable for ever; what he or she did and signed stays."""

    reason: str

    def check(self) -> None:
        """Refuse an erasure without a reason."""
        check_text("reason", self.reason)

    def decide(self, state: Person, circumstances: Circumstances) -> tuple[PersonErasureOrdered]:
        """Refuse twice, for whoever holds a post today or later, and under a hold on a unit of his or hers."""
        if not state.is_known:
            raise NotKnown
        if state.awaits_erasure or state.is_erased:
            raise PersonErasedBefore
        directory, today = circumstances.directory, circumstances.today
        held = directory.every_appointment_of(self.person)
        if any(directory.holds(each.id, max(today, each.from_on)) for each in held):
            raise PersonStillAppointed
        _refuse_held(self.person, state, circumstances)
        return (PersonErasureOrdered(reason=self.reason),)


class CarryOutErasure(PersonCommand, name="person.carry_out_erasure"):
    """Note what an ordered erasure destroys; the rule says so, nobody decides again."""

    commitments: tuple[Commitment, ...]

    def decide(self, state: Person, circumstances: Circumstances) -> Iterator[PersonErased]:
        """Refuse what nobody ordered, and under a hold that came meanwhile: the order waits."""
        if not state.awaits_erasure:
            raise NoErasureWaits
        _refuse_held(self.person, state, circumstances)
        for start in range(0, len(self.commitments) or 1, TOLD_AT_ONCE):
            listed = self.commitments[start : start + TOLD_AT_ONCE]
            is_last = start + TOLD_AT_ONCE >= len(self.commitments)
            yield PersonErased(destroyed=len(listed), is_last=is_last, commitments=listed)


def _refuse_held(person: PersonId, state: Person, circumstances: Circumstances) -> None:
    """Refuse with `UnderHold` where a unit of the person, or of a post ever held, is under a hold."""
    directory = circumstances.directory
    units = [each.unit for each in directory.every_appointment_of(person)]
    own = [state.unit] if state.unit else []
    circumstances.holds.refuse_units((*own, *units), directory, circumstances.today)
