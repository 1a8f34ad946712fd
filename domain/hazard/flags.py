"""Which rules a row of somebody's ledger breaks: shown on the row for ever, never mended in silence."""

from collections.abc import Iterator
from datetime import date

from domain.hazard.ledger_row import LedgerRow
from domain.hazard.terms import Stage

VERIFIER_IS_RECTIFIER = "verifier_is_rectifier"
RECTIFIED_BEFORE_FOUND = "rectified_before_found"
VERIFIED_BEFORE_RECTIFIED = "verified_before_rectified"
CLOSED_BEFORE_VERIFIED = "closed_before_verified"
VERIFIED_WITHOUT_RECTIFICATION = "verified_without_rectification"
VERIFIED_BY_NOBODY = "verified_by_nobody"
DUE_BEFORE_FOUND = "due_before_found"
DATE_IN_THE_FUTURE = "date_in_the_future"


def flags_of(row: LedgerRow, today: date) -> Iterator[str]:
    """Codes of the broken rules, in the order of a hazard's life."""
    said = (row.found_on, row.rectified_on, row.verified_on, row.closed_on)
    if any(day is not None and day > today for day in said):
        yield DATE_IN_THE_FUTURE
    if _is_before(row.due_on, row.found_on):
        yield DUE_BEFORE_FOUND
    if _is_before(row.rectified_on, row.found_on):
        yield RECTIFIED_BEFORE_FOUND
    yield from _flags_of_closing(row)


def _flags_of_closing(row: LedgerRow) -> Iterator[str]:
    if row.verifier is not None and row.verifier == row.rectifier:
        yield VERIFIER_IS_RECTIFIER
    if _is_before(row.verified_on, row.rectified_on):
        yield VERIFIED_BEFORE_RECTIFIED
    if _is_before(row.closed_on, row.verified_on):
        yield CLOSED_BEFORE_VERIFIED
    if row.state is Stage.VERIFIED:
        if row.rectified_on is None:
            yield VERIFIED_WITHOUT_RECTIFICATION
        if row.verifier is None:
            yield VERIFIED_BY_NOBODY


def _is_before(day: date | None, earlier: date | None) -> bool:
    return day is not None and earlier is not None and day < earlier
