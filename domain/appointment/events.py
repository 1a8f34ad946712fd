"""What can happen to an appointment."""

from datetime import date
from enum import StrEnum

from domain.appointment.posts import Post
from domain.kernel.events import Event
from domain.kernel.identity import AppointmentId, PersonId, UnitId


class AppointmentKind(StrEnum):
    """On what footing somebody holds a post."""

    SUBSTANTIVE = "substantive"
    ACTING = "acting"
    DELEGATED = "delegated"


class AppointmentEvent(Event):
    """Something happened to one appointment; the stream is the appointment."""


class AppointmentMade(AppointmentEvent, name="appointment.made.v1"):
    """A person holds a post in a unit; both days are included."""

    person: PersonId
    post: Post
    unit: UnitId
    kind: AppointmentKind
    from_on: date
    until_on: date | None
    document: str | None
    """Number of the paper by which it was made."""
    delegated_by: AppointmentId | None
    only: tuple[str, ...]
    """Delegations: the commands they are limited to; empty means all of the post's."""


class AppointmentEnded(AppointmentEvent, name="appointment.ended.v1"):
    """The post was given up or taken away; `on` is the last day it was held."""

    on: date
    reason: str
