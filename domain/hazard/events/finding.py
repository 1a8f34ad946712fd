"""Found, registered, graded; corrected and added to."""

from datetime import date

from domain.deadline.deadline import Deadline
from domain.hazard.events.base import HazardEvent
from domain.hazard.grading import Criterion, Grade
from domain.hazard.signatory import Signatory
from domain.hazard.terms import Correctable, Source
from domain.kernel.evidence import Evidence
from domain.kernel.identity import Commitment, PersonId, UnitId
from domain.kernel.place import Place


class HazardFound(HazardEvent, name="hazard.found.v1"):
    """Somebody saw it, and the finder signed; of a public finder the member of staff who received it."""

    unit: UnitId
    """Where it is."""
    place: Place
    category: str
    description: str
    grade_proposed: Grade
    evidence: tuple[Evidence, ...]
    source: Source
    finder: PersonId | None
    """The member of staff who saw it; None where the source is sealed."""
    sealed_source: Commitment | None
    campaign: str | None
    found_on: date
    by: Signatory
    clocks: tuple[Deadline, ...]


class HazardRegistered(HazardEvent, name="hazard.registered.v1"):
    """It has a number in the register; from here on it never leaves the ledger."""

    number: str
    unit_code: str
    year: int
    seq: int
    by: Signatory
    clocks: tuple[Deadline, ...]


class HazardGraded(HazardEvent, name="hazard.graded.v1"):
    """It was decided whether it is general or major; a later one replaces the decision, in sight of all."""

    grade: Grade
    previous: Grade | None
    """The grade decided before; None at the first decision."""
    criteria: tuple[Criterion, ...]
    reason: str
    by: Signatory
    clocks: tuple[Deadline, ...]

    @property
    def is_unmapped(self) -> bool:
        """No item of any criteria was cited: this says nothing about the grade, least of all “not major”."""
        return not self.criteria


class HazardCorrected(HazardEvent, name="hazard.corrected.v1"):
    """A value of the entry was wrong; the first one stays readable beside the corrected one."""

    field: Correctable
    old: str | None
    new: str | None
    """Text of the field; days as YYYY-MM-DD, categories by code, None for nothing."""
    reason: str


class EvidenceAdded(HazardEvent, name="hazard.evidence_added.v1"):
    """Further photos or papers."""

    evidence: tuple[Evidence, ...]
    remarks: str | None
