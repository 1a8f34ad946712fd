"""Rectified, rejected, verified, countersigned; looked at again, come back, reopened.

There is no separate event for closing out: a general hazard is struck off by its verification, a major one by the
countersignature of the supervising unit's head, what a small school verified by itself by the check from above.
"""

from datetime import date

from domain.deadline.deadline import Deadline
from domain.hazard.events.base import HazardEvent
from domain.hazard.signatory import Signatory
from domain.hazard.terms import Manner
from domain.kernel.evidence import Evidence
from domain.kernel.identity import Rule, UnitId


class HazardRectified(HazardEvent, name="hazard.rectified.v1"):
    """The rectifier says it is done."""

    rectified_on: date
    manner: Manner
    account: str
    """What was done, in the rectifier's words."""
    cause: str | None
    """Why it had come about (原因分析), where somebody looked into it."""
    evidence: tuple[Evidence, ...]
    is_on_the_spot: bool
    """Put right on the day it was found, without an assignment (即查即改)."""
    by: Signatory
    clocks: tuple[Deadline, ...]


class RectificationRejected(HazardEvent, name="hazard.rejected.v1"):
    """Somebody went to look and was not satisfied: back to the rectifier, with a new day."""

    rejected_on: date
    reason: str
    due_on: date
    evidence: tuple[Evidence, ...]
    by: Signatory
    clocks: tuple[Deadline, ...]


class RectificationVerified(HazardEvent, name="hazard.verified.v1"):
    """Somebody else went to look and found it put right. Closes it out, unless a countersignature is awaited."""

    verified_on: date
    manner: Manner
    remarks: str | None
    evidence: tuple[Evidence, ...]
    awaits_countersignature: bool
    by: Signatory


class VerifiedUnderException(HazardEvent, name="hazard.verified_under_exception.v1"):
    """Its own rectifier verified it, as a small school may for a time; open until it was checked from above."""

    verified_on: date
    manner: Manner
    remarks: str | None
    evidence: tuple[Evidence, ...]
    allowed_by: UnitId
    """The superior that made the exception."""
    allowed_until: date
    by: Signatory
    clocks: tuple[Deadline, ...]


class ClosingChecked(HazardEvent, name="hazard.closing_checked.v1"):
    """A superior unit looked at what was verified under an exception, and closed it out."""

    checked_on: date
    remarks: str | None
    evidence: tuple[Evidence, ...]
    by: Signatory


class ClosingCountersigned(HazardEvent, name="hazard.closing_countersigned.v1"):
    """The head of the supervising unit closed out a major hazard."""

    closed_on: date
    remarks: str | None
    by: Signatory
    clocks: tuple[Deadline, ...]


class RecheckCalled(HazardEvent, name="hazard.recheck_called.v1"):
    """A closed hazard was drawn to be looked at again."""

    rule: Rule
    clocks: tuple[Deadline, ...]


class HazardRechecked(HazardEvent, name="hazard.rechecked.v1"):
    """Looked at again after closing, and it held (回头看)."""

    rechecked_on: date
    remarks: str | None
    evidence: tuple[Evidence, ...]
    by: Signatory


class HazardRecurred(HazardEvent, name="hazard.recurred.v1"):
    """It came back (反弹): counts against the rate of the period in which it had been closed."""

    recurred_on: date
    closed_on: date
    is_at_recheck: bool
    description: str
    evidence: tuple[Evidence, ...]
    by: Signatory


class HazardReopened(HazardEvent, name="hazard.reopened.v1"):
    """Open again with its whole history; what was signed stays signed, and is superseded."""

    reason: str
    times: int
    """How often it has been reopened, this time included."""
    by: Signatory
    clocks: tuple[Deadline, ...]
