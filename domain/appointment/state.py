"""What is remembered of one appointment."""

from datetime import date, datetime

from domain.appointment.events import AppointmentEnded, AppointmentKind, AppointmentMade
from domain.appointment.posts import Post
from domain.kernel.commands import State
from domain.kernel.events import Event
from domain.kernel.identity import AppointmentId, PersonId, UnitId


class Appointment(State):
    """Who holds which post where, from when to when. The directory gives it its `id`."""

    id: AppointmentId
    person: PersonId
    post: Post
    unit: UnitId
    kind: AppointmentKind
    from_on: date
    until_on: date | None
    """The last day, as made or as ended; none while it is open."""
    document: str | None
    delegated_by: AppointmentId | None
    only: tuple[str, ...]
    recorded_at: datetime
    """When the record came to know of it."""
    is_made: bool = False
    ended_on: date | None = None

    def is_current(self, on: date) -> bool:
        """Whether a day lies in its term; whether a delegation still has its giver is the directory's to say."""
        return self.is_made and self.from_on <= on and (self.until_on is None or on <= self.until_on)

    def evolve(self, event: Event) -> None:
        """Remember what was made, and that it ended."""
        match event:
            case AppointmentMade():
                self.person, self.post, self.unit, self.kind = event.person, event.post, event.unit, event.kind
                self.from_on, self.until_on = event.from_on, event.until_on
                self.document, self.delegated_by, self.only = event.document, event.delegated_by, event.only
                self.is_made = True
            case AppointmentEnded():
                self.until_on = self.ended_on = event.on
