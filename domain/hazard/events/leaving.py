"""Merged with a duplicate, or voided as mis-registered: two people sign, both stay readable."""

from domain.hazard.events.base import HazardEvent
from domain.hazard.signatory import Signatory
from domain.kernel.identity import HazardId


class MergeProposed(HazardEvent, name="hazard.merge_proposed.v1"):
    """Somebody thinks that another entry is about the same thing."""

    survivor: HazardId
    reason: str
    by: Signatory


class MergeRefused(HazardEvent, name="hazard.merge_refused.v1"):
    """A second person did not agree; both go on."""

    reason: str
    by: Signatory


class HazardMerged(HazardEvent, name="hazard.merged.v1"):
    """A second person agreed: it goes on under the surviving entry."""

    survivor: HazardId
    by: Signatory


class DuplicateAbsorbed(HazardEvent, name="hazard.absorbed.v1"):
    """On the surviving entry: the duplicate that goes on here."""

    duplicate: HazardId
    number: str | None
    """The duplicate's number; None if it was never registered."""
    by: Signatory


class VoidProposed(HazardEvent, name="hazard.void_proposed.v1"):
    """Somebody thinks that it should never have been registered."""

    reason: str
    by: Signatory


class VoidRefused(HazardEvent, name="hazard.void_refused.v1"):
    """A second person did not agree."""

    reason: str
    by: Signatory


class HazardVoided(HazardEvent, name="hazard.voided.v1"):
    """Two people signed that it was mis-registered; number and text stay in the ledger."""

    reason: str
    proposed_by: Signatory
    by: Signatory
