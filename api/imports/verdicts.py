"""Row → verdict: what a careful clerk would take over, turn away, or take over with a mark."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from api.imports import values
from api.imports.cells import Cell, without_blanks
from api.imports.days import found_day, optional_day
from api.imports.progress import Progress, flag_what_is_odd, progress_of, refuse_what_cannot_be
from api.imports.reasons import Reason
from api.imports.records import Record
from api.imports.vocabulary import VALUE_FIELDS

Verdict = Literal["import", "refuse", "duplicate"]
Further = dict[str, str | int | None]
KEY_FIELDS = ("unit", "place", "description", "found_on")
PEOPLE = ("finder", "rectifier", "supervisor", "verifier")
END_MARKS = " 。.;；,，、!！"


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """One row with its verdict; `values` is None when it is refused."""

    sheet: str
    row: int
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    """Why it is refused or a duplicate; empty for an import."""
    values: Mapping[str, str | None] | None = None
    """By the names of `VALUE_FIELDS`, days in ISO form."""
    further: Mapping[str, str | int | None] = field(default_factory=dict)
    """The other columns that the ledger has: funds_fen, measures, remarks …"""
    other_cells: tuple[tuple[str, str], ...] = ()
    """Heading and text of filled columns that have no meaning here, those that name people left out."""
    flags: tuple[Reason, ...] = ()
    assumed: frozenset[str] = frozenset()
    """Fields whose value the row itself does not spell out (grade left blank, year taken from the title …)."""
    raw: tuple[Cell, ...] = ()
    """The cells as they were typed."""
    row_key: str = ""
    """Stable across imports: SHA-256 over unit, place, description and day, normalised; empty when refused."""

    @property
    def row_digest(self) -> str:
        """SHA-256 over everything that was read: differs when a later version of the file says something else."""
        read = {"values": self.values, "further": dict(self.further)}
        return hashlib.sha256(json.dumps(read, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def judge(record: Record, sheet: str, raw: tuple[Cell, ...]) -> RowVerdict:
    """Import or refuse; whether an import is a duplicate is known only to who sees all rows."""
    read = _values(record, found := found_day(record))
    further = _further(record, found)
    progress = progress_of(record, found)
    refuse_what_cannot_be(record, progress, read["rectifier"], further.get("responsible_unit"))
    flag_what_is_odd(record, progress, read)
    record.flag_control_characters()
    _add_progress(read, further, progress)
    return _verdict(record, sheet, raw, read, further)


def _values(record: Record, found: date | None) -> dict[str, str | None]:
    """Everything but days and state."""
    described = values.description(record)
    read = {name: values.person(record, name) for name in PEOPLE}
    read["finder"] = read["finder"] or record.table.context.finder
    return read | {
        "unit": values.unit(record),
        "found_on": _iso(found),
        "place": values.place(record),
        "description": described,
        "category": values.category(record, described),
        "grade": values.grade(record),
    }


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _further(record: Record, found: date | None) -> Further:
    """Everything else that the ledger has columns for."""
    further: Further = dict(values.other_texts(record))
    if record.table.plan.has("funds"):
        further["funds_fen"] = values.funds(record)
    for name in ("extended_to", "closed_on"):
        if record.table.plan.has(name):
            further[name] = _iso(optional_day(record, name, found, last=name == "extended_to"))
    return further


def _add_progress(read: dict[str, str | None], further: Further, progress: Progress) -> None:
    """Days and state; a verification that was not passed is kept beside, for it verified nothing."""
    if progress.words.failed:
        further |= {"checked_on": _iso(progress.checked), "checked_by": read["verifier"]}
        read["verifier"] = None
    read |= {
        "deadline": _iso(progress.due),
        "rectified_on": _iso(progress.rectified),
        "verified_on": _iso(progress.verified),
        "state": progress.state(read["rectifier"]),
    }


def _verdict(
    record: Record, sheet: str, raw: tuple[Cell, ...], read: Mapping[str, str | None], further: Further
) -> RowVerdict:
    refused = bool(record.reasons)
    return RowVerdict(
        sheet=sheet,
        row=record.row,
        verdict="refuse" if refused else "import",
        reasons=tuple(dict.fromkeys(record.reasons)),
        values=None if refused else {name: read[name] for name in VALUE_FIELDS},
        further=further,
        other_cells=values.other_cells(record),
        flags=tuple(dict.fromkeys(record.flags)),
        assumed=frozenset(record.assumed),
        raw=raw,
        row_key="" if refused else key_of(read),
    )


def key_of(read: Mapping[str, str | None]) -> str:
    """The natural key of a hazard in a ledger: the same words in other forms, blanks or end marks make the same key."""
    parts = (without_blanks(read[name] or "").strip(END_MARKS) for name in KEY_FIELDS)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
