"""What can happen to what is kept for a time."""

from datetime import date

from domain.kernel.events import Event
from domain.kernel.identity import AttachmentId, Commitment, HazardId, PersonId, UnitId
from domain.retention.kinds import Kept


class RetentionEvent(Event):
    """How long something is kept, or that its time was over."""


class RetentionRuleSet(RetentionEvent, name="retention.rule_set.v1"):
    """From a day on a kind is kept for so many years; none is for ever, as before any rule was set."""

    kept: Kept
    version: int
    years: int | None
    source: str
    effective_on: date


class RetentionPurged(RetentionEvent, name="retention.purged.v1"):
    """The time of something was over: disclosures and keys were destroyed, by a rule of which the version is said."""

    kept: Kept
    rule_version: int
    years: int
    unit: UnitId
    hazard: HazardId | None
    person: PersonId | None
    over_on: date
    """The day on which its time began: the last day of a person, the last thing that happened to a hazard."""
    destroyed: int
    """How many disclosures and files are made unreadable by this."""
    commitments: tuple[Commitment, ...]
    attachments: tuple[AttachmentId, ...]
