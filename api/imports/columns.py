"""Which column is what: guessed from headings and contents, shown to a person, corrected, and followed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from api.imports.cells import text_of
from api.imports.headings import BARE_DAYS, Meaning, fold, meaning_of
from api.imports.money import unit_named_in
from api.imports.refusals import ColumnMappingUnusable
from api.imports.vocabulary import FIELDS

MAIN_FIELDS = FIELDS - {"number", "telephone", "photo", "remarks", "town", "basis", "register_number"}
FRAME = ("number", "unit", "town")
OTHER_FIELDS_NEEDED = 2
CONTENT_CONFIDENCE = 0.3
DAY_BESIDE: Mapping[str | None, str] = {
    "rectifier": "rectification_day",
    "measures": "rectification_day",
    "progress": "rectification_day",
    "verifier": "verified_on",
    "review_result": "verified_on",
    "closed": "closed_on",
}


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column of a sheet as a person sees it beside the guess. `index` counts from 0."""

    index: int
    letter: str
    heading: str
    field: str | None
    confidence: float
    answer: str | None = None
    """What a tick in this column says, where a heading is split into one column per answer."""
    samples: tuple[str, ...] = ()
    day: str | None = None
    """The day that stands in the same cells, behind a name."""


@dataclass(frozen=True, slots=True)
class SheetColumns:
    """The guess for one sheet; heading rows count from 1, both 0 where no headings were recognised."""

    sheet: str
    first_heading_row: int
    last_heading_row: int
    columns: tuple[ColumnGuess, ...]

    @property
    def recognised(self) -> bool:
        """True when rows can be read by it: the description and two columns more are known."""
        return is_a_ledger(column.field for column in self.columns)

    def as_mapping(self) -> "SheetMapping":
        """The guess in the form in which a correction is given back."""
        return SheetMapping({c.index: c.field for c in self.columns}, self.last_heading_row)


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """A person's word on a sheet: fields by column (from 0); columns left out keep the guess, None means unused."""

    columns: Mapping[int, str | None]
    last_heading_row: int | None = None
    """Only needed where no headings were recognised: rows are read from the one after it."""


ColumnMapping = Mapping[str, SheetMapping]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a table's fields stand. `ticks` are columns that stand for one answer of a field."""

    columns: Mapping[str, int]
    ticks: tuple[tuple[str, int, str], ...] = ()
    money_unit: str | None = None
    written_once: frozenset[str] = field(default_factory=frozenset)
    """Fields written in the first row of a group only: blank cells below mean the same."""

    shared: frozenset[str] = frozenset()
    """Days that stand in a person's column, behind the name."""
    unused: tuple[tuple[int, str], ...] = ()
    """Columns without a meaning that cannot be about people, with their headings."""
    frame: frozenset[int] = field(init=False)
    """Columns that are often filled in beforehand: alone they make no record."""
    content: frozenset[int] = field(init=False)
    """All others with a meaning."""

    def __post_init__(self) -> None:
        frame = frozenset(self.columns[name] for name in FRAME if name in self.columns)
        used = {*self.columns.values(), *(place for _, place, _ in self.ticks)}
        object.__setattr__(self, "frame", frame)
        object.__setattr__(self, "content", frozenset(used - frame))

    def has(self, name: str) -> bool:
        """Whether the table can say anything of this field."""
        return name in self.columns or any(name == ticked for ticked, _, _ in self.ticks)


def is_a_ledger(fields: Iterable[str | None]) -> bool:
    """A description and two more: less may be a table of figures, or no table at all."""
    named = set(fields) & MAIN_FIELDS
    return "description" in named and len(named) > OTHER_FIELDS_NEEDED


def guess(paths: Sequence[tuple[str, ...]], samples: Sequence[Sequence[str]] = ()) -> tuple[ColumnGuess, ...]:
    """A guess for every column from its headings (outermost first); each field goes to its surest column."""
    meanings = _told_by_neighbours(paths, [meaning_of(path[-1], path[:-1]) if path else Meaning() for path in paths])
    taken = _surest(meanings)
    columns = [
        ColumnGuess(
            index=place,
            letter=letter_of(place),
            heading=" / ".join(path),
            field=meaning.field if meaning.answer or taken.get(meaning.field) == place else None,
            confidence=meaning.confidence if meaning.answer or taken.get(meaning.field) == place else 0.0,
            answer=meaning.answer,
            samples=tuple(samples[place][:3]) if place < len(samples) else (),
            day=meaning.day if taken.get(meaning.field) == place else None,
        )
        for place, (path, meaning) in enumerate(zip(paths, meanings, strict=True))
    ]
    return tuple(_with_description(columns, samples))


def _told_by_neighbours(paths: Sequence[tuple[str, ...]], meanings: list[Meaning]) -> list[Meaning]:
    """Where several columns would be the day of finding, a bare “时间” is the day of what stands to its left."""
    if sum(meaning.field == "found_on" for meaning in meanings) < 2:
        return meanings
    left = [None, *(meaning.field for meaning in meanings)]
    return [
        meaning._replace(field=DAY_BESIDE.get(left[place], meaning.field))
        if len(paths[place]) == 1 and fold(paths[place][0]) in BARE_DAYS
        else meaning
        for place, meaning in enumerate(meanings)
    ]


def _surest(meanings: Sequence[Meaning]) -> dict[str | None, int]:
    """Field → the column that names it most surely, the leftmost of equals."""
    taken: dict[str | None, int] = {}
    for place, meaning in enumerate(meanings):
        best = taken.get(meaning.field)
        if (
            meaning.field
            and meaning.answer is None
            and (best is None or meaning.confidence > meanings[best].confidence)
        ):
            taken[meaning.field] = place
    return taken


def _with_description(columns: list[ColumnGuess], samples: Sequence[Sequence[str]]) -> list[ColumnGuess]:
    """Where everything but the description is known, it is the unknown column with the longest texts."""
    known = {column.field for column in columns} & MAIN_FIELDS
    if "description" in known or len(known) <= OTHER_FIELDS_NEEDED:
        return columns
    lengths = {c.index: _usual_length(samples[c.index]) for c in columns if c.field is None and c.index < len(samples)}
    longest = max(lengths, key=lambda place: lengths[place], default=None)
    if longest is None or lengths[longest] < 4:
        return columns
    found = replace(columns[longest], field="description", confidence=CONTENT_CONFIDENCE)
    return [found if column.index == longest else column for column in columns]


def _usual_length(texts: Sequence[str]) -> float:
    """Mean length of the texts that hold words; nothing when most are figures."""
    words = [text for text in texts if sum(map(str.isalpha, text)) * 2 > len(text)]
    return sum(map(len, words)) / len(words) if len(words) * 2 > len(texts) else 0.0


def corrected(columns: SheetColumns, mapping: ColumnMapping | None) -> SheetColumns:
    """The guess with a person's word put over it; raises ColumnMappingUnusable."""
    wish = (mapping or {}).get(columns.sheet)
    if wish is None:
        return columns
    width = len(columns.columns)
    for place, name in wish.columns.items():
        if not 0 <= place < width or (name is not None and name not in FIELDS):
            raise ColumnMappingUnusable(what=f"{columns.sheet}, {place}, {name}")
    given = {name for name in wish.columns.values() if name}
    changed = tuple(_override(column, wish, given) for column in columns.columns)
    return replace(columns, columns=changed)


def _override(column: ColumnGuess, wish: SheetMapping, given: set[str]) -> ColumnGuess:
    """A field that a person gave to one column is taken from the others, ticked answers apart."""
    if column.index in wish.columns:
        chosen = wish.columns[column.index]
        return (
            column if chosen == column.field else replace(column, field=chosen, confidence=1.0, answer=None, day=None)
        )
    taken_away = column.field in given and column.answer is None
    return replace(column, field=None, confidence=0.0, day=None) if taken_away else column


def plan_of(columns: SheetColumns, money_unit: str | None) -> Plan:
    """The columns to read; the heading of the funds tells their unit, else the lines above do."""
    single = {c.field: c.index for c in reversed(columns.columns) if c.field and c.answer is None}
    days = {c.day: c.index for c in columns.columns if c.day and c.day not in single}
    ticks = tuple((c.field, c.index, c.answer) for c in columns.columns if c.field and c.answer is not None)
    funds = next((c.heading for c in columns.columns if c.field == "funds"), "")
    unused = tuple((c.index, c.heading) for c in columns.columns if c.field is None and _is_about_things(c.heading))
    return Plan(single | days, ticks, unit_named_in(funds) or money_unit, shared=frozenset(days), unused=unused)


def _is_about_things(heading: str) -> bool:
    """Nobody is named under it, as far as the heading shows; a column without heading is not trusted."""
    return bool(heading) and not re.search(
        r"人|者|员|姓名|签|领导|长$|主任|老师|电话|手机|联系|身份|学生|家长|name|signature", heading
    )


def letter_of(place: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def texts_by_column(rows: Sequence[Sequence[object]], width: int) -> list[list[str]]:
    """The texts of sample rows, column by column, blanks left out."""
    return [[t for row in rows if place < len(row) and (t := text_of(row[place]))] for place in range(width)]  # type: ignore[arg-type]


def mapping_from(given: object) -> dict[str, SheetMapping]:
    """A mapping as JSON brings it: {sheet: {"columns": {"0": "unit", "B": null}, "last_heading_row": 3}}.

    Columns are named by number from 0 or by letter. Raises ColumnMappingUnusable.
    """
    if not isinstance(given, Mapping):
        raise ColumnMappingUnusable(what=type(given).__name__)
    return {str(sheet): _sheet_mapping(str(sheet), wish) for sheet, wish in given.items()}


def _sheet_mapping(sheet: str, wish: object) -> SheetMapping:
    columns = wish.get("columns", wish) if isinstance(wish, Mapping) else None
    last = wish.get("last_heading_row") if isinstance(wish, Mapping) and "columns" in wish else None
    if not isinstance(columns, Mapping) or not (last is None or (isinstance(last, int) and last >= 0)):
        raise ColumnMappingUnusable(what=sheet)
    return SheetMapping({_place(sheet, key): _field(sheet, name) for key, name in columns.items()}, last)


def _place(sheet: str, key: object) -> int:
    """“3” and 3 are the fourth column, “D” is it too."""
    text = str(key).strip().upper()
    if text.isascii() and text.isdigit() and len(text) < 6:
        return int(text)
    if text.isascii() and text.isalpha() and len(text) <= 3:
        number = 0
        for letter in text:
            number = number * 26 + ord(letter) - 64
        return number - 1
    raise ColumnMappingUnusable(what=f"{sheet}, {text[:20]}")


def _field(sheet: str, name: object) -> str | None:
    """A known field, or nothing."""
    if name in (None, ""):
        return None
    if isinstance(name, str) and name in FIELDS:
        return name
    raise ColumnMappingUnusable(what=f"{sheet}, {str(name)[:20]}")
