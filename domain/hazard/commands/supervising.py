"""List for supervision and delist; the supervisor's notes."""

from collections.abc import Iterator
from datetime import date

from domain.deadline.deadline import Deadline
from domain.hazard import clocks as clock
from domain.hazard.commands.base import HazardCommand
from domain.hazard.events import HazardDelisted, HazardListed, SupervisionNoted
from domain.hazard.grading import Grade
from domain.hazard.guards import (
    is_before_verification,
    is_closed_out,
    is_open,
    is_registered,
    is_unrectified,
    running_due,
)
from domain.hazard.people import acting_body, body, by_superior, is_above_in_tree
from domain.hazard.refusals import AlreadyListed, NotAbove, NotListed, NotMajor, NotTheLister
from domain.hazard.signatory import Signatory, signatory
from domain.hazard.state import Hazard
from domain.hazard.terms import ListingLevel
from domain.hazard.timing import not_later, not_past, rectified_by, running
from domain.kernel.circumstances import Circumstances
from domain.kernel.quantities import LINE, check_line, check_optional, check_text


class ListForSupervision(HazardCommand, name="hazard.list_for_supervision"):
    """Put the superior unit's name to a major hazard and follow it until closed (挂牌督办)."""

    document_no: str
    level: ListingLevel
    legal_basis: str
    due_on: date | None = None
    """By when the notice wants it put right; never later than a day that stands."""

    def check(self) -> None:
        """Refuse a notice without number or basis."""
        check_line("document_no", self.document_no)
        check_text("legal_basis", self.legal_basis)

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """Registered, decided to be major, unverified and not listed yet."""
        is_before_verification(hazard)
        is_registered(hazard)
        if hazard.grade_decided is not Grade.MAJOR:
            raise NotMajor
        if hazard.listing is not None:
            raise AlreadyListed(document_no=hazard.listing.document_no)

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By a unit above it in the tree, whose head can countersign the closing."""
        unit = acting_body(circumstances)
        if unit is None or not is_above_in_tree(circumstances, unit, is_registered(hazard)):
            raise NotAbove

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardListed]:
        """Listed; progress is due every quarter until it is put right."""
        self.guard(state, circumstances)
        issuer = acting_body(circumstances)
        assert issuer is not None
        return (
            HazardListed(
                document_no=self.document_no,
                level=self.level,
                issuer=issuer,
                legal_basis=self.legal_basis,
                due_on=self.due_on,
                by=signatory(circumstances),
                clocks=(*self._progress(state, circumstances), *self._due(state, circumstances)),
            ),
        )

    @staticmethod
    def _progress(state: Hazard, circumstances: Circumstances) -> Iterator[Deadline]:
        """Quarterly, while it is not put right."""
        if state.is_unrectified:
            yield running(circumstances, clock.PROGRESS)

    def _due(self, state: Hazard, circumstances: Circumstances) -> Iterator[Deadline]:
        if self.due_on is None:
            return
        not_past(self.due_on, circumstances)
        not_later(self.due_on, state.due_on)
        if state.due_on is not None:
            yield rectified_by(state, circumstances, self.due_on)


class Delist(HazardCommand, name="hazard.delist"):
    """Take the name off again (摘牌)."""

    document_no: str | None = None
    remarks: str

    def check(self) -> None:
        """Refuse blank remarks."""
        check_optional("document_no", self.document_no, most=LINE)
        check_text("remarks", self.remarks)

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """After verification and countersignature only: whoever listed it follows it until it is closed."""
        is_registered(hazard)
        if hazard.listing is None:
            raise NotListed
        is_closed_out(hazard)

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By the unit that listed it."""
        by_lister(hazard, circumstances)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardDelisted]:
        """Delisted."""
        self.guard(state, circumstances)
        by = signatory(circumstances)
        return (HazardDelisted(document_no=self.document_no, remarks=self.remarks, by=by),)


def by_lister(hazard: Hazard, circumstances: Circumstances) -> Signatory:
    """Refuse unless the actor is of the unit that listed it."""
    if hazard.listing is None or acting_body(circumstances) != body(circumstances, hazard.listing.issuer):
        raise NotTheLister
    return signatory(circumstances)


class NoteSupervision(HazardCommand, name="hazard.note_supervision", says=("note",), stage=is_open):
    """The supervisor looked, says something, and may set a nearer day (督办)."""

    note: str
    due_on: date | None = None

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By the supervisor or a superior unit."""
        unit = acting_body(circumstances)
        is_assigned_to_it = unit is not None and unit == body(circumstances, hazard.supervising_unit)
        if not is_assigned_to_it:
            by_superior_or_supervisor(hazard, circumstances)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[SupervisionNoted]:
        """Noted; a new day only for what is being put right, never later than the one that stands."""
        self.guard(state, circumstances)
        clocks = () if self.due_on is None else (self._nearer(state, circumstances, self.due_on),)
        by = signatory(circumstances)
        return (SupervisionNoted(note=self.note, due_on=self.due_on, by=by, clocks=clocks),)

    @staticmethod
    def _nearer(state: Hazard, circumstances: Circumstances, due_on: date) -> Deadline:
        is_unrectified(state)
        not_later(due_on, running_due(state))
        return rectified_by(state, circumstances, due_on)


def by_superior_or_supervisor(hazard: Hazard, circumstances: Circumstances) -> None:
    """Refuse unless the actor was named as supervisor or is of a superior unit."""
    by = signatory(circumstances)
    if hazard.assignment is None or hazard.assignment.supervisor not in by.seats:
        by_superior(hazard, circumstances)
