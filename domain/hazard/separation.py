"""Telling two people apart: one person or one post behind two signatures, through delegation too.

Behind a signature stand whoever signed and everybody whose post it was signed in: what somebody does in the post of
another counts as done by both, whatever other post either of them signs in later. A signature keeps the appointments
acted for; who held them never changes and is asked of the directory.
"""

from collections.abc import Iterator
from typing import NamedTuple

from domain.appointment.posts import ONE_TO_A_UNIT
from domain.appointment.state import Appointment
from domain.hazard.signatory import Signatory, behind
from domain.kernel.identity import AppointmentId, PersonId, UnitId
from domain.organisation.directory import Directory


class Chair(NamedTuple):
    """A post of a unit that one person at a time sits in: acting, delegated or new, it is the same post that signs."""

    post: str
    unit: UnitId


def is_one_hand(one: Signatory, other: Signatory | None, directory: Directory) -> bool:
    """Whether one person, one appointment, or one post that only one has at a time, stands behind both."""
    if other is None:
        return False
    mine, theirs = (frozenset(_behind(each, directory)) for each in (one, other))
    return not mine.isdisjoint(theirs)


def holder(appointment: Appointment, directory: Directory) -> Signatory:
    """How the holder of an appointment would sign in it: for telling apart people who have not signed yet."""
    return Signatory(
        person=appointment.person,
        appointment=appointment.id,
        post=appointment.post.value,
        unit=appointment.unit,
        stands_for=tuple(each for each in behind(directory, appointment.id) if each != appointment.id),
    )


def _behind(by: Signatory, directory: Directory) -> Iterator[PersonId | AppointmentId | Chair]:
    if by.person is not None:
        yield by.person
    for seat in by.seats:
        yield seat
        if (held := directory.appointment(seat)) is not None:
            yield held.person
            if held.post in ONE_TO_A_UNIT:
                yield Chair(held.post.value, held.unit)
