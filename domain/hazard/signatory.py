"""Who did a step, with every post he did it for: from this the rules tell two people apart, see `separation.py`."""

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


def signatory(circumstances: "Circumstances") -> Signatory:
    """The actor of a command with the chain of delegations behind the post."""
    actor = circumstances.actor
    seats = dict.fromkeys(behind(circumstances.directory, actor.appointment, actor.on_behalf_of))
    return Signatory(
        person=actor.person,
        appointment=actor.appointment,
        post=actor.post,
        unit=actor.unit,
        stands_for=tuple(seat for seat in seats if seat != actor.appointment),
    )


def behind(directory: "Directory", *named: AppointmentId | None) -> Iterator[AppointmentId]:
    """The appointments that are named and those they were delegated from, nearest first; some may come twice."""
    for seat in named:
        while seat is not None:
            yield seat
            appointment = directory.appointment(seat)
            seat = appointment.delegated_by if appointment else None
