"""Beyond the unit's own power: reported upward, handed over, taken up, instructed."""

from datetime import date

from domain.deadline.deadline import Deadline
from domain.hazard.events.base import HazardEvent
from domain.hazard.terms import Lack, TakingUp
from domain.kernel.evidence import Evidence
from domain.kernel.identity import AppointmentId, UnitId


class HazardReportedUpward(HazardEvent, name="hazard.reported_upward.v1"):
    """Whoever is competent above was told."""

    to: UnitId
    text: str


class HazardHandedOver(HazardEvent, name="hazard.handed_over.v1"):
    """A department was asked directly, and its answer is awaited (police, health, market …)."""

    department: UnitId
    text: str
    clocks: tuple[Deadline, ...]


class HandoverAnswered(HazardEvent, name="hazard.handover_answered.v1"):
    """The department answered: it takes the matter, or says why not."""

    department: UnitId
    is_accepted: bool
    text: str
    evidence: tuple[Evidence, ...]


class InabilityReported(HazardEvent, name="hazard.inability_reported.v1"):
    """The unit cannot put it right by itself and says so to the superior."""

    to: UnitId
    lacks: tuple[Lack, ...]
    text: str


class HazardTakenUp(HazardEvent, name="hazard.taken_up.v1"):
    """A superior took it over or coordinates; the unit keeps the interim measure."""

    unit: UnitId
    how: TakingUp
    text: str


class DepartmentInstructed(HazardEvent, name="hazard.department_instructed.v1"):
    """A superior told a department what to do by when."""

    department: UnitId
    text: str
    due_on: date
    issuer: UnitId
    clocks: tuple[Deadline, ...]


class InstructionAnswered(HazardEvent, name="hazard.instruction_answered.v1"):
    """The instructed department says what it did, or why not."""

    department: UnitId
    is_done: bool
    text: str
    evidence: tuple[Evidence, ...]


class LeaderNamed(HazardEvent, name="hazard.leader_named.v1"):
    """A leader answers for a stubborn hazard by name until it is closed (领导包案)."""

    leader: AppointmentId
    reason: str
