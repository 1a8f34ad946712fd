"""A row of somebody's ledger as a careful clerk reads it."""

from datetime import date

from domain.hazard.checking import check_category, check_place
from domain.hazard.events import LedgerCell
from domain.hazard.grading import Grade
from domain.hazard.terms import Stage
from domain.kernel.events import Value
from domain.kernel.identity import HazardId, PersonId
from domain.kernel.place import Place
from domain.kernel.quantities import OutOfRange, check_amount, check_line, check_optional, check_text

STATES = frozenset({Stage.REGISTERED, Stage.ASSIGNED, Stage.RECTIFIED, Stage.VERIFIED})
"""What a row of a ledger can say."""


class LedgerRow(Value):
    """One row as a careful clerk reads it; `HazardTakenOver` says what its fields mean."""

    hazard: HazardId
    """Made from what the row says, so that the same row is the same hazard in any import."""
    found_on: date
    finder: PersonId | None = None
    place: Place
    description: str
    category: str
    grade: Grade
    measures: str | None = None
    funds_fen: int | None = None
    rectifier: PersonId | None = None
    supervisor: PersonId | None = None
    verifier: PersonId | None = None
    due_on: date | None = None
    interim_measure: str | None = None
    rectified_on: date | None = None
    verified_on: date | None = None
    closed_on: date | None = None
    state: Stage
    remarks: str | None = None
    old_number: str | None = None
    other_cells: tuple[LedgerCell, ...] = ()
    file_sha256: str
    sheet: str
    row: int
    flags: tuple[str, ...] = ()
    """What the reader of the file noticed; the rules a row breaks are added to it."""

    def check(self) -> None:
        """Refuse what could not be stored, naming the row."""
        check_place(self.place)
        check_category(self.category)
        check_text("description", self.description)
        check_line("sheet", self.sheet)
        check_line("file_sha256", self.file_sha256)
        check_amount("funds_fen", self.funds_fen)
        for where in ("measures", "interim_measure", "remarks", "old_number"):
            check_optional(where, getattr(self, where))
        for cell in self.other_cells:
            check_text("other_cells.heading", cell.heading)
            check_text("other_cells.value", cell.value)
        if self.state not in STATES:
            raise OutOfRange(where="state", least=Stage.REGISTERED.value, most=Stage.VERIFIED.value)
