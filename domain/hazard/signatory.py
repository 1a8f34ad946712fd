"""Who did a step, with every post he did it for: by this the rules tell two people apart."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.kernel.events import Value
from domain.kernel.identity import AppointmentId, PersonId, UnitId

if TYPE_CHECKING:
    from domain.kernel.circumstances import Circumstances
    from domain.organisation.directory import Directory


class Signatory(Value):
    """The acting person, post and unit as they were at that moment.

    Stands in the events whose author a later rule asks for: the rules of a stream see its events, not the envelopes.
    """

    person: PersonId | None
    appointment: AppointmentId | None
    post: str | None
    unit: UnitId | None
    stands_for: tuple[AppointmentId, ...]
    """Appointments acted for: the one named in the act and those a delegated post came from, nearest first."""

    @property
    def seats(self) -> frozenset[AppointmentId]:
        """Every appointment that had a hand in it."""
        return frozenset(self.stands_for) | ({self.appointment} if self.appointment else frozenset())

    def is_same_as(self, other: "Signatory | None") -> bool:
        """Whether one person, or one seat through delegation, stands behind both."""
        if other is None:
            return False
        is_one_person = self.person is not None and self.person == other.person
        return is_one_person or not self.seats.isdisjoint(other.seats)


def signatory(circumstances: "Circumstances") -> Signatory:
    """The actor of a command with the chain of delegations behind the post."""
    actor = circumstances.actor
    behind = dict.fromkeys(_behind(circumstances.directory, actor.appointment, actor.on_behalf_of))
    return Signatory(
        person=actor.person,
        appointment=actor.appointment,
        post=actor.post,
        unit=actor.unit,
        stands_for=tuple(seat for seat in behind if seat != actor.appointment),
    )


def _behind(directory: "Directory", *named: AppointmentId | None) -> Iterator[AppointmentId]:
    for seat in named:
        while seat is not None:
            yield seat
            appointment = directory.appointment(seat)
            seat = appointment.delegated_by if appointment else None
