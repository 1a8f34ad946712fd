"""Extensions, listing, supervision notes."""

from datetime import date

from domain.deadline.deadline import Deadline
from domain.hazard.events.base import HazardEvent
from domain.hazard.signatory import Signatory
from domain.hazard.terms import ListingLevel
from domain.kernel.identity import UnitId


class ExtensionRequested(HazardEvent, name="hazard.extension_requested.v1"):
    """The rectifier asked for a later day."""

    due_on: date
    previous_due_on: date
    reason: str
    by: Signatory
    clocks: tuple[Deadline, ...]


class ExtensionGranted(HazardEvent, name="hazard.extension_granted.v1"):
    """The supervisor allowed a later day, at most the one asked for."""

    due_on: date
    previous_due_on: date
    reason: str
    by: Signatory
    clocks: tuple[Deadline, ...]


class ExtensionRefused(HazardEvent, name="hazard.extension_refused.v1"):
    """The supervisor did not allow it; the day stays."""

    reason: str
    by: Signatory


class HazardListed(HazardEvent, name="hazard.listed.v1"):
    """A superior unit put its name to a major hazard and follows it until closed (挂牌督办)."""

    document_no: str
    level: ListingLevel
    issuer: UnitId
    legal_basis: str
    due_on: date | None
    by: Signatory
    clocks: tuple[Deadline, ...]


class HazardDelisted(HazardEvent, name="hazard.delisted.v1"):
    """The lister took its name off, after verification (摘牌)."""

    document_no: str | None
    remarks: str
    by: Signatory


class SupervisionNoted(HazardEvent, name="hazard.supervision_noted.v1"):
    """The supervisor looked and said something; the day may come nearer, never later."""

    note: str
    due_on: date | None
    by: Signatory
    clocks: tuple[Deadline, ...]
