"""What can happen to a person, whose name never stands in an event."""

from datetime import date

from domain.kernel.events import Event
from domain.kernel.identity import Commitment, UnitId


class PersonEvent(Event):
    """Something happened to one person; the stream is the person."""


class PersonEnrolled(PersonEvent, name="person.enrolled.v1"):
    """A person came to be known, as belonging to a unit."""

    person_name: Commitment
    unit: UnitId


class PersonNamedInLedger(PersonEvent, name="person.named_in_ledger.v1"):
    """A ledger that was taken over names somebody nobody has enrolled."""

    person_name: Commitment
    unit: UnitId


class PersonNameCorrected(PersonEvent, name="person.name_corrected.v1"):
    """The name had been written wrongly, or changed."""

    person_name: Commitment
    reason: str


class PersonErasureOrdered(PersonEvent, name="person.erasure_ordered.v1"):
    """Somebody said why the name shall be made unreadable."""

    reason: str


class PersonErased(PersonEvent, name="person.erased.v1"):
    """It was carried out: names, labels and texts behind these commitments were destroyed; what stands here stays."""

    destroyed: int
    """How many disclosures this event makes unreadable; a long list is told in several."""
    is_last: bool
    commitments: tuple[Commitment, ...]


class PersonLeft(PersonEvent, name="person.left.v1"):
    """The person works here no longer; `on` is the last day."""

    on: date
