"""What the commands about appointments have in common."""

from datetime import date
from typing import ClassVar

from domain.appointment.events import AppointmentMade
from domain.appointment.refusals import AlreadyHoldsPost, TermEndsBeforeItBegins
from domain.appointment.state import Appointment
from domain.kernel.commands import Command, State
from domain.kernel.identity import AppointmentId, PersonId, StreamId
from domain.kernel.refusals import NotKnown
from domain.organisation.directory import Directory
from domain.person.refusals import PersonNotEnrolled


class AppointmentCommand(Command[Appointment]):
    """A command towards one appointment."""

    state: ClassVar[type[State]] = Appointment
    appointment: AppointmentId

    @property
    def stream(self) -> StreamId:
        """The appointment."""
        return StreamId(self.appointment)


def check_term(from_on: date, until_on: date | None) -> None:
    """Refuse a term that ends before it begins."""
    if until_on is not None and until_on < from_on:
        raise TermEndsBeforeItBegins(where="until_on", from_on=from_on, until_on=until_on)


def refuse_absent(person_id: PersonId, on: date, directory: Directory) -> None:
    """Refuse somebody nobody knows, and somebody who is not enrolled or has left by a day."""
    person = directory.person(person_id)
    if person is None:
        raise NotKnown
    if not person.is_here(on):
        raise PersonNotEnrolled


def refuse_held(made: AppointmentMade, directory: Directory) -> None:
    """Different posts may overlap, and so may acting and substantive; the same one twice tells nothing."""
    for held in directory.every_appointment_of(made.person):
        is_same = (held.post, held.unit, held.kind) == (made.post, made.unit, made.kind)
        if is_same and held.delegated_by == made.delegated_by and _overlap(held, made):
            raise AlreadyHoldsPost(from_on=held.from_on)


def _overlap(one: Appointment | AppointmentMade, other: Appointment | AppointmentMade) -> bool:
    begins_in_time = other.until_on is None or one.from_on <= other.until_on
    return begins_in_time and (one.until_on is None or other.from_on <= one.until_on)
