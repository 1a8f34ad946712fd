"""What can happen to what a hazard holds of people who are not staff."""

from domain.kernel.events import Event
from domain.kernel.identity import AttachmentId, Commitment, HazardId, UnitId


class SubjectEvent(Event):
    """Something happened to personal values of a hazard; the stream is that of the hazard's erasures."""


class SubjectErasureOrdered(SubjectEvent, name="subject.erasure_ordered.v1"):
    """Somebody said why the sealed source, or photos and papers, shall be made unreadable."""

    hazard: HazardId
    unit: UnitId
    reason: str
    source: bool
    attachments: tuple[AttachmentId, ...]


class SubjectErased(SubjectEvent, name="subject.erased.v1"):
    """It was carried out: these disclosures and keys were destroyed; what stands in the record stays."""

    hazard: HazardId
    unit: UnitId
    destroyed: int
    commitments: tuple[Commitment, ...]
    attachments: tuple[AttachmentId, ...]
