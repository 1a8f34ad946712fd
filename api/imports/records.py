"""One row of a table, column by column: what each field says, what could not be read, what had to be assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from api.imports.cells import Cell, has_control_characters, is_placeholder, text_of, without_blanks
from api.imports.columns import Plan
from api.imports.context import Context
from api.imports.dates import day_text
from api.imports.limits import Limits
from api.imports.marks import CellMark
from api.imports.reasons import Reason, reason
from api.imports.states import ticked

Marks = Mapping[tuple[int, int], CellMark]


@dataclass(frozen=True, slots=True)
class Table:
    """What all rows below one heading have in common."""

    plan: Plan
    context: Context
    limits: Limits
    today: date
    epoch_1904: bool = False
    marks: Marks = field(default_factory=dict)


@dataclass(slots=True)
class Record:
    """The cells of one row under a plan, and everything that is to be said about it."""

    table: Table
    row: int
    cells: list[Cell]
    texts: list[str]
    """Of `cells`."""
    carried: Mapping[str, Cell]
    """Values that stand for blank cells: written once for a group, or in the line that heads it."""
    reasons: list[Reason] = field(default_factory=list)
    flags: list[Reason] = field(default_factory=list)
    assumed: set[str] = field(default_factory=set)

    def cell(self, name: str) -> Cell:
        """The field's cell, or what stands for it."""
        place = self.table.plan.columns.get(name, -1)
        if 0 <= place < len(self.texts) and self.texts[place]:
            return day_text(self.texts[place]) if name in self.table.plan.shared else self.cells[place]
        return self._carried(name) if name in self.carried else ""

    def _carried(self, name: str) -> Cell:
        self.assumed.add(name)
        return self.carried[name]

    def written(self, name: str) -> str:
        """The field's text as it stands, “/” included."""
        place = self.table.plan.columns.get(name, -1)
        if 0 <= place < len(self.texts) and (text := self.texts[place]):
            return text
        return text_of(self._carried(name)) if name in self.carried else ""

    def text(self, name: str, *, limit: int | None = None) -> str:
        """The field's text, “/” and the like as nothing; refused when it is longer than the limit."""
        text = self.written(name)
        if len(text) > (most := limit or self.table.limits.text_characters):
            self.refuse("text_too_long", name, f"{len(text)} > {most}")
        return "" if is_placeholder(text) else text

    def answers(self, name: str) -> list[str]:
        """The answers of the field's ticked columns."""
        return [answer for ticks, place, answer in self.table.plan.ticks if ticks == name and self._is_ticked(place)]

    def _is_ticked(self, place: int) -> bool:
        """√ and the like, the figure 1, or a word that is no denial; “/” and × are not."""
        text = self.texts[place] if place < len(self.texts) else ""
        return ticked(text) is True or (ticked(text) is None and bool(text) and without_blanks(text).isalpha())

    def mark(self, name: str) -> CellMark | None:
        """Whether the field's cell is a formula or an error; looked up only in sheets that have any."""
        if not self.table.marks:
            return None
        return self.table.marks.get((self.row - 1, self.table.plan.columns.get(name, -1)))

    def refuse(self, code: str, name: str | None = None, detail: str = "") -> None:
        """Say why the row cannot be imported."""
        self.reasons.append(reason(code, name, detail))

    def flag(self, code: str, name: str | None = None, detail: str = "") -> None:
        """Say what is odd about the row."""
        self.flags.append(reason(code, name, detail))

    def flag_formula(self, name: str) -> None:
        """A value that was computed, or should have been, is said to be so."""
        if self.table.marks and (mark := self.mark(name)):
            computed = "value_is_a_formula" if self.written(name) else "value_is_an_empty_formula"
            self.flag("value_is_an_error" if mark == "error" else computed, name)

    def flag_control_characters(self) -> None:
        """Once for the row, whichever of its cells had them."""
        if any(has_control_characters(cell) for cell in self.cells if isinstance(cell, str) and not cell.isprintable()):
            self.flag("control_characters_removed")
