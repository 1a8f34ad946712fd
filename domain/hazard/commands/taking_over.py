"""Take rows of somebody's ledger over into the register, as claims of the paper."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, ClassVar

from domain.deadline.deadline import Deadline
from domain.hazard import clocks as clock
from domain.hazard.events import HazardTakenOver
from domain.hazard.flags import flags_of
from domain.hazard.grading import Grade
from domain.hazard.ledger_row import LedgerRow
from domain.hazard.people import standing
from domain.hazard.refusals import NotAClaim, NumberOfAnotherUnit, NumberOfAnotherYear
from domain.hazard.state import Hazard
from domain.hazard.terms import Stage
from domain.hazard.timing import running
from domain.kernel.circumstances import Basis, Circumstances
from domain.kernel.commands import Command, On, State
from domain.kernel.identity import Disclosure, StreamId, UnitId
from domain.kernel.quantities import check_count, check_line
from domain.register.state import Register, last_taken, number_text, register_stream, taking

MOST_ROWS = 500
"""Rows of one call; with the register's event they stay well under what one append takes."""

AS_SAID = tuple(field.name for field in fields(LedgerRow) if field.name not in {"hazard", "flags"})
"""What the event says in the words of the row."""


class TakeOverRows(Command[Register], name="hazard.take_over"):
    """Take over rows of one unit, numbered in the order given; rows taken over before are passed over."""

    state: ClassVar[type[State]] = Register

    unit: UnitId
    unit_code: str
    year: int
    rows: tuple[LedgerRow, ...]

    @property
    def stream(self) -> StreamId:
        """The register that numbers them all at once."""
        return register_stream(self.unit_code, self.year)

    def touches(self) -> Mapping[StreamId, type[State]]:
        """The hazards, to see which of them are there already."""
        return {StreamId(row.hazard): Hazard for row in self.rows}

    def subject_unit(self, state: Register) -> UnitId | None:
        """The unit whose ledger it is."""
        return self.unit

    def check(self) -> None:
        """Refuse too many rows at once and rows that could not be stored."""
        check_line("unit_code", self.unit_code)
        check_count("rows", self.rows, most=MOST_ROWS)
        for row in self.rows:
            row.check()

    def disclosures(self) -> Iterator[Disclosure]:
        """None: rows hold identifiers of people, never names."""
        return iter(())

    def decide(self, state: Register, circumstances: Circumstances) -> Iterator[On]:
        """One event for each new row, and the numbers they take; nothing where no row is new."""
        if circumstances.basis is not Basis.CLAIMED:
            raise NotAClaim
        self._refuse_register(circumstances)
        once = {row.hazard: row for row in reversed(self.rows)}
        rows = [row for row in self.rows if row is once[row.hazard] and self._is_new(row, circumstances)]
        if not rows:
            return
        last = last_taken({self.stream: state}, self.stream)
        yield On(self.stream, taking(self.unit, self.unit_code, self.year, last=last, count=len(rows)))
        for seq, row in enumerate(rows, last + 1):
            yield On(StreamId(row.hazard), self._taken_over(row, seq, circumstances))

    def _refuse_register(self, circumstances: Circumstances) -> None:
        unit = standing(self.unit, circumstances)
        if self.unit_code != unit.code:
            raise NumberOfAnotherUnit(unit_code=unit.code)
        if self.year != circumstances.today.year:
            raise NumberOfAnotherYear(year=circumstances.today.year)

    @staticmethod
    def _is_new(row: LedgerRow, circumstances: Circumstances) -> bool:
        known = circumstances.others.get(StreamId(row.hazard))
        return not (isinstance(known, Hazard) and known.exists)

    def _taken_over(self, row: LedgerRow, seq: int, circumstances: Circumstances) -> HazardTakenOver:
        said: dict[str, Any] = {name: getattr(row, name) for name in AS_SAID}
        return HazardTakenOver(
            **said,
            number=number_text(self.unit_code, self.year, seq),
            unit_code=self.unit_code,
            year=self.year,
            seq=seq,
            unit=self.unit,
            flags=tuple(dict.fromkeys((*row.flags, *flags_of(row, circumstances.today)))),
            clocks=tuple(_clocks(row, circumstances)),
        )


def _clocks(row: LedgerRow, circumstances: Circumstances) -> Iterator[Deadline]:
    """Clocks of open rows start at the import; a date of the row that has not passed is kept."""
    match row.state:
        case Stage.REGISTERED:
            yield running(circumstances, clock.ASSIGN)
        case Stage.ASSIGNED:
            yield _rectify(row, circumstances)
        case Stage.RECTIFIED:
            yield running(circumstances, clock.VERIFY)


def _rectify(row: LedgerRow, circumstances: Circumstances) -> Deadline:
    limit = clock.RECTIFY_LIMITS[row.grade]
    if row.due_on is not None and row.due_on >= circumstances.today:
        return circumstances.clocks.until(
            limit, starts_at=circumstances.now, due_on=row.due_on, zone=circumstances.zone, clock=clock.RECTIFY
        )
    return running(circumstances, clock.RECTIFY_LIMITS[Grade.GENERAL], clock=clock.RECTIFY)
