"""Row → verdict: what a careful clerk would take over, turn away, or take over with a mark."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from api.imports import days, values
from api.imports.cells import Cell, text_of, without_blanks
from api.imports.days import Claim
from api.imports.reasons import Reason
from api.imports.records import Record
from api.imports.states import Said, closed_out, progress
from api.imports.vocabulary import VALUE_FIELDS

Verdict = Literal["import", "refuse", "duplicate"]
KEY_FIELDS = ("unit", "place", "description", "found_on")
TRAILING = " 。.;；,，、!！"


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
    found = days.found_day(record)
    what = values.description(record)
    read: dict[str, str | None] = {
        "unit": values.unit(record),
        "found_on": _iso(found),
        "finder": values.person(record, "finder") or record.table.context.finder,
        "place": values.place(record),
        "description": what,
        "category": values.category(record, what),
        "grade": values.grade(record),
        "rectifier": values.person(record, "rectifier"),
        "supervisor": values.person(record, "supervisor"),
        "deadline": _iso(due := days.due_day(record, found)),
        "verifier": values.person(record, "verifier"),
    }
    further = _further(record, found)
    read |= _progress(record, read, further, found, due)
    record.flag_control_characters()
    return _verdict(record, sheet, raw, read, further)


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _further(record: Record, found: date | None) -> dict[str, str | int | None]:
    """Everything else that the ledger has columns for."""
    further = values.other_texts(record)
    if record.table.plan.has("funds"):
        further["funds_fen"] = values.funds(record)
    for name in ("extended_to", "closed_on"):
        if record.table.plan.has(name):
            further[name] = _iso(days.optional_day(record, name, found, last=name == "extended_to"))
    return further


def _progress(
    record: Record, read: Mapping[str, str | None], further: dict[str, str | int | None], found: date | None, due: date | None
) -> dict[str, str | None]:
    """Days of completion and verification with the state that follows from them; contradictions on the way."""
    done, checked = days.completion(record, found), days.verification(record, found)
    words = _Words.of(record, done, checked)
    if words.failed:
        record.flag("verification_failed")
        further |= {"checked_on": _iso(checked.on), "checked_by": read["verifier"]}
        checked = days.NO_CLAIM
    verified = checked.on is not None or (words.closed and not words.failed and not _has_verification_day(record))
    finished = verified or done.on is not None or (words.done and not words.failed)
    _refuse_contradictions(record, found, done.on, checked.on)
    _refuse_nobody_responsible(record, finished, read["rectifier"], further)
    _flag_contradictions(record, read, words, due, found, done.on, checked.on, verified=verified)
    return {
        "rectified_on": _iso(done.on),
        "verifier": None if words.failed else read["verifier"],
        "verified_on": _iso(checked.on),
        "state": "verified" if verified else _open_state(read, finished=finished, failed=words.failed),
    }


def _open_state(read: Mapping[str, str | None], *, finished: bool, failed: bool) -> str:
    """Rectified, assigned or only registered."""
    return "rectified" if finished and not failed else "assigned" if read["rectifier"] else "registered"


def _has_verification_day(record: Record) -> bool:
    """A word alone closes nothing where the ledger has a column for the day."""
    return record.table.plan.has("verified_on") or record.table.plan.has("closed_on")


@dataclass(frozen=True, slots=True)
class _Words:
    """What the row's words claim, days apart."""

    done: bool
    is_open: bool
    closed: bool
    not_closed: bool
    failed: bool

    @classmethod
    def of(cls, record: Record, done: Claim, checked: Claim) -> "_Words":
        """From the progress, review and closing columns, and from words in the columns of days."""
        texts = [text_of(record.cell("progress")), *record.answers("progress")]
        said = [done.said, *map(progress, texts)]
        review = [checked.said, progress(text_of(record.cell("review_result")))]
        struck = [closed_out(text) for text in (text_of(record.cell("closed")), *record.answers("closed"))]
        passed = any(s is not None and s >= Said.DONE for s in review)
        return cls(
            done=passed or True in struck or any(s is not None and s >= Said.DONE for s in said),
            is_open=any(s is Said.OPEN for s in said),
            closed=passed or True in struck or Said.CLOSED in said,
            not_closed=False in struck,
            failed=Said.FAILED in [*said, *review],
        )


def _refuse_contradictions(record: Record, found: date | None, done: date | None, verified: date | None) -> None:
    """Days that cannot all be true."""
    for name, on in (("found_on", found), ("rectified_on", done), ("verified_on", verified)):
        if on and on > record.table.today:
            record.refuse("date_in_the_future", name, text=on.isoformat())
    if found and done and done < found:
        record.refuse("rectified_before_found")
    if found and verified and verified < found:
        record.refuse("verified_before_found")


def _refuse_nobody_responsible(
    record: Record, finished: bool, rectifier: str | None, further: Mapping[str, object]
) -> None:
    """Somebody put it right, and the ledger must say who; a unit alone is flagged where there is no column for people."""
    if not finished or rectifier:
        return
    if further.get("responsible_unit") and not record.table.plan.has("rectifier"):
        record.flag("rectified_without_person_named")
    else:
        record.refuse("rectified_without_person")


def _flag_contradictions(
    record: Record,
    read: Mapping[str, str | None],
    words: _Words,
    due: date | None,
    found: date | None,
    done: date | None,
    checked: date | None,
    *,
    verified: bool,
) -> None:
    """Odd, but possible: the row is taken over as it was claimed, with a mark."""
    plan = record.table.plan
    one_hand = set((read["verifier"] or "").split("、")) & set((read["rectifier"] or "").split("、")) - {""}
    odd = {
        "verifier_is_rectifier": bool(one_hand),
        "verified_before_rectified": bool(checked and done and checked < done),
        "verified_without_completion": bool(checked and not done and plan.has("rectified_on")),
        "verified_without_verifier": bool(checked and not read["verifier"] and plan.has("verifier")),
        "closed_without_verification": words.closed and not verified and not words.failed,
        "verified_but_not_closed": verified and words.not_closed,
        "done_without_date": words.done and not done and not checked and plan.has("rectified_on"),
        "word_against_date": words.is_open and done is not None,
        "deadline_before_found": bool(due and found and due < found),
    }
    for code, is_so in odd.items():
        if is_so:
            record.flag(code)


def _verdict(
    record: Record, sheet: str, raw: tuple[Cell, ...], read: Mapping[str, str | None], further: Mapping[str, str | int | None]
) -> RowVerdict:
    refused = bool(record.reasons)
    return RowVerdict(
        sheet=sheet,
        row=record.row,
        verdict="refuse" if refused else "import",
        reasons=tuple(dict.fromkeys(record.reasons)),
        values=None if refused else {name: read[name] for name in VALUE_FIELDS},
        further=further,
        flags=tuple(dict.fromkeys(record.flags)),
        assumed=frozenset(record.assumed),
        raw=raw,
        row_key="" if refused else key_of(read),
    )


def key_of(read: Mapping[str, str | None]) -> str:
    """The natural key of a hazard in a ledger: the same words in other forms, blanks or end marks make the same key."""
    parts = (without_blanks(read[name] or "").strip(TRAILING) for name in KEY_FIELDS)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
