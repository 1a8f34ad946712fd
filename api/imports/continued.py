"""Sheets without headings that go on where the sheet before them ended, column for column."""

from dataclasses import replace
from datetime import date

from api.imports.cells import text_of
from api.imports.columns import is_a_ledger, plan_of
from api.imports.dates import read_day
from api.imports.furniture import RowKind, kind_of_row
from api.imports.tables import Survey
from api.imports.years import NO_YEARS

READABLE = (None, "no_year")
"""What may be said of a day whose title is on another sheet."""


def continued(look: Survey, before: Survey | None) -> Survey:
    """The look by the columns of the sheet `before`, where there are no headings and the rows fit; else unchanged."""
    if look.heading or before is None or not is_a_ledger(each.field for each in before.columns.columns):
        return look
    if not _fits(look, before):
        return look
    columns = replace(before.columns, sheet=look.columns.sheet, first_heading_row=0, last_heading_row=0)
    return replace(look, columns=columns, heading=before.heading, goes_on=True)


def _fits(look: Survey, before: Survey) -> bool:
    """Two records in three have a day and words where the sheet before has them, and none is wider."""
    plan = plan_of(before.columns, None)
    day, words = plan.columns.get("found_on"), plan.columns.get("description")
    rows = [row for row in look.sample if kind_of_row(row.texts, plan, wide=False) is RowKind.RECORD]
    if day is None or words is None or any(len(row.cells) > len(before.columns.columns) for row in rows):
        return False
    fitting = 0
    for row in rows:
        if max(day, words) < len(row.cells) and text_of(row.cells[day]):
            found = read_day(row.cells[day], years=NO_YEARS, today=date.max)
            fitting += found.problem in READABLE and any(map(str.isalpha, text_of(row.cells[words])))
    return bool(rows) and fitting * 3 >= len(rows) * 2
