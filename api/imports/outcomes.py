"""What becomes of a row of a ledger in the register, beyond what the file alone tells."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import msgspec

from api.imports.reasons import Reason
from api.imports.verdicts import RowVerdict
from api.words import say, term
from domain.kernel.identity import HazardId
from domain.kernel.refusals import Malformed, Refusal

KNOWN = "This row is taken over already, as {number}."
DIFFERS = "This row is taken over already, as {number}, but says something else now; what was recorded stays."


class Fate(StrEnum):
    """What becomes of a row."""

    IMPORT = "import"
    """Taken over by this run; in a preview: would be."""
    KNOWN = "known"
    """Taken over before."""
    DIFFERS = "differs"
    """Taken over before, when the paper said something else."""
    DUPLICATE = "duplicate"
    """The same as an earlier row of the file."""
    REFUSE = "refuse"


ADDED = frozenset({Fate.IMPORT})
REPORTED_AS = {Fate.KNOWN: "duplicate", Fate.DIFFERS: "duplicate"}
"""In a report, a row that is in the register already is a duplicate; the reason tells of what."""


class Note(msgspec.Struct, frozen=True):
    """A sentence of the register about a row: its English words are the key, as for every refusal."""

    sentence: str
    places: dict[str, str]

    def spoken(self) -> str:
        """In the language of whoever is being answered."""
        places = dict(self.places)
        if "where" in places:
            places["where"] = term("field", places["where"])
        return say(self.sentence, **places) if places else say(self.sentence)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row with its fate. `hazard` is what it is, or would be, in the register."""

    row: RowVerdict
    fate: Fate
    hazard: HazardId | None = None
    number: str | None = None
    note: Note | None = None

    @property
    def is_flagged(self) -> bool:
        """Whether something about it is odd."""
        return bool(self.row.flags)

    def taken(self, number: str) -> "Outcome":
        """It has its number now."""
        return replace(self, fate=Fate.IMPORT, number=number)

    def refused(self, refusal: Refusal) -> "Outcome":
        """The register said no."""
        return replace(self, fate=Fate.REFUSE, hazard=None, number=None, note=note_of(refusal))


def note_of(refusal: Refusal) -> Note:
    """A refusal as it is kept: in no language yet."""
    where = {"where": refusal.where} if isinstance(refusal, Malformed) else {}
    return Note(refusal.sentence, {name: str(value) for name, value in {**refusal.places, **where}.items()})


def reasons_of(reasons: Iterable[Reason], flags: Iterable[Reason], note: Note | None) -> list[str]:
    """Everything there is to say about a row, flags last, in the current language."""
    own = [note.spoken()] if note else []
    return [*(each.spoken() for each in reasons), *own, *(each.spoken() for each in flags)]


def reported(outcome: Outcome) -> dict[str, Any]:
    """The row of a report: as a reading's report has it, with the register's word on it."""
    row = outcome.row
    return reported_row(row.sheet, row.row, outcome.fate, reasons_of(row.reasons, row.flags, outcome.note), row.values)


def reported_row(
    sheet: str, row: int, fate: Fate, reasons: list[str], values: Mapping[str, str | None] | None
) -> dict[str, Any]:
    """Sheet, row, verdict, reasons, values; refused rows have no values."""
    shown = dict(values) if values is not None and fate is not Fate.REFUSE else None
    return {
        "sheet": sheet,
        "row": row,
        "verdict": REPORTED_AS.get(fate, fate.value),
        "reasons": reasons,
        "values": shown,
    }


def as_json_list(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """One JSON list, a row a line, piece by piece: a long report is never held whole."""
    opening = b"["
    for row in rows:
        yield opening + b"\n" + msgspec.json.encode(row)
        opening = b","
    yield b"\n]\n" if opening == b"," else b"[]\n"
