"""From a row as it was read to the row that the rules take over: what the paper claims, field by field."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from api.imports.columns import SheetColumns
from api.imports.verdicts import PEOPLE, RowVerdict
from api.words import speaking, term
from domain.hazard import flags
from domain.hazard.events import LedgerCell
from domain.hazard.grading import Grade
from domain.hazard.ledger_row import LedgerRow
from domain.hazard.terms import Stage
from domain.kernel.identity import HazardId, PersonId, UnitId, natural_id
from domain.kernel.place import Place
from domain.kernel.quantities import LINE, unreadable

NOT_SAID = "—"
"""Where the paper leaves the place open; a hazard without any place cannot be registered."""

NO_CATEGORY = "other"
OWN_FIELDS = frozenset({"measures", "interim_measure", "remarks", "funds_fen", "closed_on", "register_number"})
NAMES_PEOPLE = frozenset({"checked_by"})
"""Whoever looked and was not satisfied has no field in the event, and names stand nowhere else."""

HEADED_AS = {"checked_on": "verified_on"}
SAME_FLAGS = {
    "verified_without_completion": flags.VERIFIED_WITHOUT_RECTIFICATION,
    "verified_without_verifier": flags.VERIFIED_BY_NOBODY,
    "deadline_before_found": flags.DUE_BEFORE_FOUND,
}
"""What the reader and the rules both notice has one word in the record: that of the rules."""

COMPARED = (
    "category", "grade", "measures", "funds_fen", "due_on", "interim_measure", "rectified_on", "verified_on",
    "closed_on", "state", "remarks", "old_number",
)  # fmt: skip

Headings = Mapping[str, Mapping[str, str]]
"""Sheet → field → heading."""

People = Mapping[str, PersonId | None]
NOBODY: People = dict.fromkeys(PEOPLE)


def hazard_of(unit: UnitId, row_key: str) -> HazardId:
    """The hazard that a row is, in any version of any file that is taken over for the unit."""
    return HazardId(natural_id("ledger_row", str(unit), row_key))


def headings_of(columns: tuple[SheetColumns, ...]) -> Headings:
    """What the paper calls each field."""
    return {
        sheet.sheet: {each.field: each.heading for each in sheet.columns if each.field and each.heading}
        for sheet in columns
    }


def claim(read: RowVerdict, hazard: HazardId, people: People, headings: Headings, file_sha256: str) -> LedgerRow:
    """The row as it is taken over; raises nothing: what cannot be stored is found by its `check`."""
    values, further = dict(read.values or {}), read.further
    place = " ".join((values["place"] or NOT_SAID).split())
    return LedgerRow(
        hazard=hazard,
        found_on=date.fromisoformat(values["found_on"] or ""),
        finder=people["finder"],
        place=Place(text=place if len(place) <= LINE else place[: LINE - 1] + "…"),
        description=values["description"] or "",
        category=values["category"] or NO_CATEGORY,
        grade=Grade(values["grade"] or Grade.GENERAL),
        measures=_text(further, "measures"),
        funds_fen=_number(further, "funds_fen"),
        rectifier=people["rectifier"],
        supervisor=people["supervisor"],
        verifier=people["verifier"],
        due_on=_day(values["deadline"]),
        interim_measure=_text(further, "interim_measure"),
        rectified_on=_day(values["rectified_on"]),
        verified_on=_day(values["verified_on"]),
        closed_on=_day(_text(further, "closed_on")),
        state=Stage(values["state"] or ""),
        remarks=_text(further, "remarks"),
        old_number=_text(further, "register_number"),
        other_cells=tuple(_other_cells(read, place, headings.get(read.sheet, {}))),
        file_sha256=file_sha256,
        sheet=sheet_name(read.sheet),
        row=read.row,
        flags=tuple(dict.fromkeys(SAME_FLAGS.get(flag.key, flag.key) for flag in read.flags)),
    )


@lru_cache(maxsize=256)
def sheet_name(name: str) -> str:
    """A sheet's name in one line of characters that can be kept."""
    return " ".join("".join(each for each in name if not unreadable(each)).split())[:LINE] or NOT_SAID


def says_the_same(row: LedgerRow, taken_over: object) -> bool:
    """Whether the event says of the row what the row says now, people apart; the key's own fields are the same."""
    return all(getattr(row, name) == getattr(taken_over, name) for name in COMPARED) and (
        row.other_cells == getattr(taken_over, "other_cells", ())
    )


def _other_cells(read: RowVerdict, place: str, headings: Mapping[str, str]) -> Iterator[LedgerCell]:
    """Columns without a field of their own, under the paper's headings; a place too long for its field stands here."""
    if len(place) > LINE:
        yield LedgerCell(heading=_heading("place", headings), value=place)
    for name, value in read.further.items():
        if value is not None and name not in OWN_FIELDS and name not in NAMES_PEOPLE:
            yield LedgerCell(heading=_heading(name, headings), value=str(value))
    for heading, text in read.other_cells:
        yield LedgerCell(heading=heading, value=text)


def _heading(name: str, headings: Mapping[str, str]) -> str:
    """As on the paper; where a sheet has several tables, another one's heading may be missing: then the usual word."""
    name = HEADED_AS.get(name, name)
    if name in headings:
        return headings[name]
    with speaking("zh-CN"):
        return term("ledger.field", name)


def _text(further: Mapping[str, str | int | None], name: str) -> str | None:
    value = further.get(name)
    return str(value) if value is not None else None


def _number(further: Mapping[str, str | int | None], name: str) -> int | None:
    value = further.get(name)
    return value if isinstance(value, int) else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
