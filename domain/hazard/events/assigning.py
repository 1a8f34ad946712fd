"""Assigned, accepted or declined, planned, kept safe meanwhile."""

from datetime import date

from domain.deadline.deadline import Deadline
from domain.hazard.assignment import FiveImplementations
from domain.hazard.events.base import HazardEvent
from domain.hazard.signatory import Signatory
from domain.hazard.terms import Interim
from domain.kernel.events import Value
from domain.kernel.evidence import Evidence
from domain.kernel.identity import AppointmentId, UnitId


class HazardAssigned(HazardEvent, name="hazard.assigned.v1"):
    """Responsibility was given to people by name; a later one replaces the earlier."""

    rectifier: AppointmentId
    overseer: AppointmentId
    """监管: sees to it inside the unit."""
    supervisor: AppointmentId
    """督办: follows it from above."""
    supervising_unit: UnitId
    lead_unit: UnitId
    co_responsible: tuple[UnitId, ...]
    implementations: FiveImplementations
    by: Signatory
    clocks: tuple[Deadline, ...]


class AssignmentAccepted(HazardEvent, name="hazard.assignment_accepted.v1"):
    """The rectifier takes it on."""

    by: Signatory


class AssignmentDeclined(HazardEvent, name="hazard.assignment_declined.v1"):
    """The rectifier says it is not his; the assigner has to decide and the time runs on."""

    reason: str
    by: Signatory
    clocks: tuple[Deadline, ...]


class DeclineDecided(HazardEvent, name="hazard.decline_decided.v1"):
    """The assigner agreed, and must assign again, or insisted."""

    is_upheld: bool
    """Whether the one who declined was right."""
    reason: str
    by: Signatory
    clocks: tuple[Deadline, ...]


class Step(Value):
    """A step of a rectification plan."""

    what: str
    due_on: date
    responsible: AppointmentId


class RectificationPlanned(HazardEvent, name="hazard.planned.v1"):
    """Stages with their days and the people who answer for them; a later plan replaces the earlier."""

    stages: tuple[Step, ...]


class ProgressNoted(HazardEvent, name="hazard.progress_noted.v1"):
    """How far it has come (整改情况跟踪)."""

    note: str
    evidence: tuple[Evidence, ...]
    clocks: tuple[Deadline, ...]


class InterimMeasureTaken(HazardEvent, name="hazard.interim_measure_taken.v1"):
    """People are protected while it cannot yet be put right."""

    kind: Interim
    description: str
    evidence: tuple[Evidence, ...]


class InterimMeasureWaived(HazardEvent, name="hazard.interim_measure_waived.v1"):
    """Signed: none is needed, because."""

    reason: str
    by: Signatory
