"""Taken over from a ledger that was kept before: one row, one event, all of it a claim of the paper."""

from datetime import date

from domain.deadline.deadline import Deadline
from domain.hazard.events.base import HazardEvent
from domain.hazard.grading import Grade
from domain.hazard.terms import Stage
from domain.kernel.events import Value
from domain.kernel.identity import PersonId, UnitId
from domain.kernel.place import Place


class LedgerCell(Value):
    """A cell of a column that has no field here, so that nothing on the paper is lost; never one that names people."""

    heading: str
    value: str


class HazardTakenOver(HazardEvent, name="hazard.taken_over.v1"):
    """A row of somebody's ledger became an entry of the register."""

    number: str
    unit_code: str
    year: int
    seq: int
    unit: UnitId
    found_on: date
    finder: PersonId | None
    place: Place
    description: str
    category: str
    grade: Grade
    measures: str | None
    funds_fen: int | None
    rectifier: PersonId | None
    supervisor: PersonId | None
    verifier: PersonId | None
    due_on: date | None
    interim_measure: str | None
    rectified_on: date | None
    verified_on: date | None
    closed_on: date | None
    state: Stage
    """Registered, assigned, rectified or verified, as the row says it."""
    remarks: str | None
    old_number: str | None
    """The number it had in the old ledger."""
    other_cells: tuple[LedgerCell, ...]
    file_sha256: str
    sheet: str
    row: int
    """As the sheet counts, from 1."""
    flags: tuple[str, ...]
    """Rules the row breaks, by stable codes: shown, never mended (`verifier_is_rectifier` …)."""
    clocks: tuple[Deadline, ...]
    """Of open rows, starting at the import."""

    @property
    def happened_on(self) -> date:
        """The day of finding: what the paper claims happened then, whenever it is taken over."""
        return self.found_on
