"""The one way in: file bytes → rows with verdicts. Pure: no store, no clock, no settings."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from api.imports.columns import ColumnMapping, SheetColumns, SheetMapping, corrected, is_a_ledger
from api.imports.continued import continued
from api.imports.kinds import WorkbookKind
from api.imports.limits import DEFAULT_LIMITS, Limits
from api.imports.reasons import reason
from api.imports.refusals import ColumnMappingUnusable, LedgerEmpty, NoHeadingsRecognised
from api.imports.sheets import Settings, SheetReader
from api.imports.tables import Survey, survey
from api.imports.verdicts import RowVerdict
from api.imports.workbook import Sheet, Workbook, open_workbook

Earlier = dict[bytes, tuple[str, int, bytes]]
"""Key of a row that was imported → its sheet and row, and a digest of its values."""


@dataclass(frozen=True, slots=True)
class LedgerReading:
    """An opened ledger. Iterating reads its rows, anew each time, sheet by sheet in the order of the file."""

    digest: str
    """SHA-256 of the file."""
    filename: str
    kind: WorkbookKind
    columns: tuple[SheetColumns, ...]
    """Of every sheet that is read, corrections included."""
    passed_over: tuple[str, ...]
    """Sheets in which no ledger was recognised."""
    sheets: tuple[SheetReader, ...] = field(repr=False)

    def __iter__(self) -> Iterator[RowVerdict]:
        earlier: Earlier = {}
        for sheet in self.sheets:
            for verdict in sheet:
                yield _against_earlier(verdict, earlier)

    def tally(self) -> Counter[str]:
        """How many rows are imported, refused and duplicates."""
        return Counter(verdict.verdict for verdict in self)


def read_ledger(
    content: bytes,
    *,
    filename: str,
    today: date,
    mapping: ColumnMapping | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> LedgerReading:
    """Open a ledger and recognise its columns; rows are read while the result is iterated.

    `mapping` is a person's correction of the guess, by sheet. Raises one of `refusals.py` for the whole file, and
    nothing for single rows.
    """
    workbook = open_workbook(content, limits)
    settings = Settings(filename, today, limits, workbook.epoch_1904)
    looks = _surveys(workbook, mapping or {})
    sheets = tuple(
        SheetReader(sheet, look, settings, (mapping or {}).get(sheet.name)) for sheet, look in looks if _is_ledger(look)
    )
    if not sheets:
        raise NoHeadingsRecognised
    if not any(sheet.has_records() for sheet in sheets):
        raise LedgerEmpty
    return LedgerReading(
        digest=hashlib.sha256(content).hexdigest(),
        filename=filename,
        kind=workbook.kind,
        columns=tuple(sheet.look.columns for sheet in sheets),
        passed_over=tuple(sheet.name for sheet, look in looks if not _is_ledger(look)),
        sheets=sheets,
    )


def guess_columns(content: bytes, *, limits: Limits = DEFAULT_LIMITS) -> list[SheetColumns]:
    """The guess for every sheet that is not empty, with samples, for a person to correct."""
    return [look.columns for _, look in _surveys(open_workbook(content, limits), {})]


def _is_ledger(look: Survey) -> bool:
    return is_a_ledger(column.field for column in look.columns.columns)


def _surveys(workbook: Workbook, mapping: Mapping[str, SheetMapping]) -> list[tuple[Sheet, Survey]]:
    """Every sheet with a first look at it, a person's word put over the guess."""
    if unknown := set(mapping) - {sheet.name for sheet in workbook.sheets}:
        raise ColumnMappingUnusable(what=", ".join(sorted(unknown)))
    looks: list[tuple[Sheet, Survey]] = []
    for sheet in workbook.sheets:
        look = continued(survey(sheet), looks[-1][1] if looks else None)
        looks.append((sheet, replace(look, columns=corrected(look.columns, mapping))))
    return looks


def _against_earlier(verdict: RowVerdict, earlier: Earlier) -> RowVerdict:
    """A row whose key was imported before is a duplicate; where it says something else, that is marked."""
    if verdict.verdict != "import":
        return verdict
    own = (verdict.sheet, verdict.row, hashlib.blake2b(repr(verdict.values).encode(), digest_size=8).digest())
    first = earlier.setdefault(bytes.fromhex(verdict.row_key)[:16], own)
    if first is own:
        return verdict
    why = reason("duplicate_row", None, f"{first[0]} {first[1]}")
    odd = () if first[2] == own[2] else (reason("differs_from_first"),)
    return replace(verdict, verdict="duplicate", reasons=(why,), flags=verdict.flags + odd)
