"""What the import pages show: runs, columns to correct, rows with their verdicts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from api.caller import Caller, names_of
from api.imports.columns import ColumnGuess, SheetColumns
from api.imports.kept import KeptVerdict, page_of
from api.imports.outcomes import Fate
from api.imports.preview import looks_of
from api.imports.runs import Run, Runs, Status
from api.imports.vocabulary import FIELDS
from api.services import Services
from api.web.choosing import Choice
from api.words import say, term
from domain.kernel.identity import PersonId, UnitId
from domain.kernel.refusals import Malformed
from domain.organisation.directory import Directory

ROWS = 50
SURE, LIKELY = 0.9, 0.6
FLAGGED = "flagged"
FORESEEN = (Status.READING, Status.READY, Status.ASKED)
"""Nothing is taken over yet: what is counted would be."""
AT_LENGTH = ("finder", "rectifier", "supervisor", "deadline", "rectified_on", "verifier", "verified_on")
"""Fields of a row that are shown as they were read."""


class NoSuchRows(Malformed):
    """An address that was altered."""

    sentence = "{where}: there is no such page; begin with the first."


class Count(NamedTuple):
    """How many rows have one fate."""

    fate: str
    words: str
    number: int


@dataclass(frozen=True)
class RunShown:
    """A run with everything in words."""

    id: UUID
    status: Status
    words: str
    unit: str
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None
    moved_at: datetime
    kib: int
    kind: str
    digest: str
    unit_code: str
    seen: int
    rows: int
    """How many there are, as far as somebody has counted."""
    counts: tuple[Count, ...]
    flagged: int
    problem: str
    is_readable: bool
    is_console: bool

    @property
    def is_busy(self) -> bool:
        """Something is going on: the page looks again by itself."""
        return self.status in (Status.READING, Status.ASKED, Status.RUNNING) and not self.is_console

    @property
    def may_correct(self) -> bool:
        """Columns can still be corrected, and the run be discarded."""
        return self.status in (Status.UNMAPPED, Status.READY)

    @property
    def may_take_over(self) -> bool:
        """Rows wait for a word."""
        return self.status is Status.READY and self.number(Fate.IMPORT) > 0

    def number(self, fate: Fate) -> int:
        """How many rows have a fate."""
        return next((each.number for each in self.counts if each.fate == fate.value), 0)


@dataclass(frozen=True)
class RowShown:
    """A row of the file."""

    sheet: str
    row: int
    fate: str
    words: str
    sign: str
    unit: str
    found_on: str
    place: str
    description: str
    said: tuple[tuple[str, str], ...]
    """What else was read of it, field by field in words, so that a column taken for another shows."""
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]
    hazard: UUID | None
    number: str | None


@dataclass(frozen=True)
class ColumnShown:
    """A column with what is guessed of it."""

    index: int
    letter: str
    heading: str
    field: str
    answer: str | None
    sureness: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class SheetShown:
    """A sheet whose columns can be corrected."""

    name: str
    is_recognised: bool
    has_headings: bool
    last_heading_row: int
    columns: tuple[ColumnShown, ...]


SIGNS = {Fate.IMPORT: "✓", Fate.KNOWN: "=", Fate.DIFFERS: "≠", Fate.DUPLICATE: "⧉", Fate.REFUSE: "✕"}


def shown_runs(services: Services, directory: Directory, found: Iterable[Run]) -> tuple[RunShown, ...]:
    """Runs in words, in the order given."""
    runs = tuple(found)
    names = names_of(services.system.pool, directory, {run.acting.person for run in runs if run.acting.person})
    return tuple(_shown(run, directory, names) for run in runs)


def _shown(run: Run, directory: Directory, names: Mapping[PersonId, str]) -> RunShown:
    unit, acting = directory.unit(UnitId(run.unit)), run.acting
    is_foreseen = run.status in FORESEEN
    key = "fate_foreseen" if is_foreseen else "fate"
    name = names.get(acting.person, "") if acting.person else say("Console")
    return RunShown(
        id=run.id,
        status=run.status,
        words=term("import_status", run.status.value),
        unit=unit.name if unit else "",
        asked_by=f"{name} · {term('post', acting.post)}" if acting.post else name,
        asked_at=run.asked_at,
        finished_at=run.finished_at,
        moved_at=run.moved_at,
        kib=max(1, run.size // 1024),
        kind=run.kind,
        digest=run.file_sha256,
        unit_code=unit.code if unit else "",
        seen=run.seen,
        rows=run.counts.get("rows", 0),
        counts=tuple(Count(fate.value, term(key, fate.value), run.counts.get(fate.value, 0)) for fate in Fate),
        flagged=run.counts.get(FLAGGED, 0),
        problem=run.why.spoken() if run.why else "",
        is_readable=run.is_readable,
        is_console=run.door == "console",
    )


@dataclass(frozen=True)
class RowsShown:
    """A page of rows; `after` leads on."""

    rows: tuple[RowShown, ...]
    after: str | None
    chosen: str


def rows_of(runs: Runs, run: Run, chosen: str, after: str | None) -> RowsShown:
    """A page of rows, of one fate or flagged where that was chosen; raises `NoSuchRows`."""
    if chosen not in ("", FLAGGED, *(fate.value for fate in Fate)):
        raise NoSuchRows(where="show")
    fate = Fate(chosen) if chosen not in ("", FLAGGED) else None
    found = page_of(runs, run.id, fate=fate, flagged=chosen == FLAGGED, after=_place(after), limit=ROWS + 1)
    shown, more = found[:ROWS], len(found) > ROWS
    leading_on = f"{shown[-1].rank}.{shown[-1].place}" if more else None
    is_foreseen = run.status in FORESEEN
    return RowsShown(tuple(_row(each, is_foreseen=is_foreseen) for each in shown), leading_on, chosen)


def _place(after: str | None) -> tuple[int, int]:
    rank, _, place = (after or "0.-1").partition(".")
    try:
        return int(rank[:9]), int(place[:9])
    except ValueError as error:
        raise NoSuchRows(where="after") from error


def _row(kept: KeptVerdict, *, is_foreseen: bool) -> RowShown:
    values = kept.words.values or {}
    cells = "　".join(cell for cell in kept.words.cells if cell)
    return RowShown(
        sheet=kept.sheet,
        row=kept.row,
        fate=kept.fate.value,
        words=term("fate_foreseen" if is_foreseen else "fate", kept.fate.value),
        sign=SIGNS[kept.fate],
        unit=values.get("unit") or "",
        found_on=values.get("found_on") or "",
        place=values.get("place") or "",
        description=values.get("description") or cells,
        said=tuple(_said(values)),
        reasons=tuple(kept.refusals),
        doubts=tuple(kept.doubts),
        hazard=kept.hazard if kept.number else None,
        number=kept.number,
    )


def _said(values: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """The remaining fields that say something, under the words that the columns go by."""
    for name in ("category", "grade", *AT_LENGTH):
        if value := values.get(name):
            yield term("ledger.field", name), value if name in AT_LENGTH else term(name, value)
    if state := values.get("state"):
        yield term("ledger.field", "progress"), term("state", state)


def sheets_of(runs: Runs, run: Run) -> tuple[SheetShown, ...]:
    """Sheets with their columns, in the order of the file; none once they are forgotten."""
    return tuple(_sheet(each) for each in looks_of(runs, run))


def _sheet(columns: SheetColumns) -> SheetShown:
    return SheetShown(
        name=columns.sheet,
        is_recognised=columns.recognised,
        has_headings=columns.first_heading_row > 0,
        last_heading_row=columns.last_heading_row,
        columns=tuple(_column(each) for each in columns.columns),
    )


def _column(guess: ColumnGuess) -> ColumnShown:
    return ColumnShown(
        index=guess.index,
        letter=guess.letter,
        heading=guess.heading,
        field=guess.field or "",
        answer=guess.answer,
        sureness=_sureness(guess),
        samples=guess.samples,
    )


def _sureness(guess: ColumnGuess) -> str:
    if guess.field is None:
        return ""
    level = "sure" if guess.confidence >= SURE else "likely" if guess.confidence >= LIKELY else "guessed"
    return term("sureness", level)


def meanings() -> tuple[Choice, ...]:
    """Everything that a column can mean, in the order of the words."""
    named = sorted((term("ledger.field", field), field) for field in FIELDS)
    return tuple(Choice(field, words) for words, field in named)


def units_to_import_for(caller: Caller) -> Iterator[UUID]:
    """The subtree of the caller's body; what of it the post may really do, the powers say."""
    if caller.appointment is None:
        return
    body = caller.directory.body(caller.appointment.unit, caller.today)
    for unit in caller.directory.units():
        if caller.directory.is_below(unit.id, body, caller.today):
            yield unit.id
