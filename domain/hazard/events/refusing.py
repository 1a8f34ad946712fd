"""Somebody refused to sign, and a witness said whether it was so."""

from datetime import date

from domain.deadline.deadline import Deadline
from domain.hazard.events.base import HazardEvent
from domain.hazard.signatory import Signatory
from domain.hazard.terms import Awaited
from domain.kernel.evidence import Evidence
from domain.kernel.identity import AppointmentId, UnitId


class SignatureRefused(HazardEvent, name="hazard.signature_refused.v1"):
    """Somebody whose signature was awaited refused it; recorded by that person, or by whoever had asked."""

    act: Awaited
    refuser: AppointmentId
    refused_on: date
    reason: str
    witness: AppointmentId
    """Who was there, and has to say so."""
    told: UnitId
    """The unit from above that is told of it."""
    evidence: tuple[Evidence, ...]
    by: Signatory
    clocks: tuple[Deadline, ...]


class RefusalWitnessed(HazardEvent, name="hazard.refusal_witnessed.v1"):
    """The witness who was named says that it was refused, or that nothing of it was seen."""

    act: Awaited
    refuser: AppointmentId
    is_confirmed: bool
    remarks: str | None
    by: Signatory
