"""Correct what the entry says, and add to it."""

from datetime import date

from domain.hazard.checking import check_category
from domain.hazard.commands.base import HazardCommand, check_evidence, check_items
from domain.hazard.events import EvidenceAdded, HazardCorrected
from domain.hazard.guards import is_here, is_open
from domain.hazard.refusals import HappenedInTheFuture, NotADay, NothingCorrected, RectifiedBeforeFound
from domain.hazard.state import Hazard
from domain.hazard.terms import Correctable
from domain.kernel.circumstances import Circumstances
from domain.kernel.evidence import Evidence
from domain.kernel.quantities import LINE, check_line, check_optional, check_text

HALF_TURN_E6 = 180_000_000


class CorrectEntry(HazardCommand, name="hazard.correct", stage=is_here):
    """Correct a value of the entry. Clocks that were counted from the first value keep what they were given.

    Closed entries are corrected too; merged and voided ones stand as they are.
    """

    field: Correctable
    value: str | None
    reason: str

    def check(self) -> None:
        """Refuse a value that the field cannot hold; only the campaign may become nothing."""
        check_text("reason", self.reason)
        if self.field is Correctable.CAMPAIGN:
            check_optional("value", self.value, most=LINE)
        elif self.field is Correctable.DESCRIPTION:
            check_text("value", self.value or "")
        else:
            check_line("value", self.value or "")
        if self.field is Correctable.CATEGORY:
            check_category(self.value or "")
        if self.field is Correctable.FOUND_ON:
            _day(self.value or "")

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardCorrected]:
        """The first value goes into the event beside the new one."""
        self.guard(state, circumstances)
        if state.entry[self.field] == self.value:
            raise NothingCorrected
        if self.field is Correctable.FOUND_ON:
            self._refuse_impossible_day(_day(self.value or ""), state, circumstances)
        old = state.entry[self.field]
        return (HazardCorrected(field=self.field, old=old, new=self.value, reason=self.reason),)

    @staticmethod
    def _refuse_impossible_day(day: date, state: Hazard, circumstances: Circumstances) -> None:
        if day > circumstances.today:
            raise HappenedInTheFuture(day=day)
        if state.rectified_on is not None and day > state.rectified_on:
            raise RectifiedBeforeFound(found_on=day)


def _day(value: str) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise NotADay(where="value", value=value) from error
    if day.isoformat() != value:
        raise NotADay(where="value", value=value)
    return day


class AddEvidence(HazardCommand, name="hazard.add_evidence", stage=is_open):
    """Add photos or papers.

    While it is open; what comes later belongs to a recheck or a recurrence.
    """

    evidence: tuple[Evidence, ...]
    remarks: str | None = None

    def check(self) -> None:
        """Refuse nothing and too much."""
        check_items("evidence", self.evidence, least=1)
        check_evidence(self.evidence)
        check_optional("remarks", self.remarks)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[EvidenceAdded]:
        """Added."""
        self.guard(state, circumstances)
        return (EvidenceAdded(evidence=self.evidence, remarks=self.remarks),)
