"""What a form asks: one field for each value of a command, its kind of input told by the type."""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.kernel.quantities import LINE, TEXT


class Widget(StrEnum):
    """How a value is asked for."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    DAYS = "days"
    """Several days, one a line."""
    YES_NO = "yes_no"
    CHOICE = "choice"
    """One of a few words, all in sight."""
    PICK = "pick"
    """One of many, from a list."""
    SEVERAL = "several"
    EVIDENCE = "evidence"
    GROUP = "group"
    """A value made of values."""
    ROWS = "rows"
    """Several such values; rows are added without a script."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """A value that is asked for. `name` is its path in the command, and its name in the form."""

    name: str
    widget: Widget
    is_required: bool = True
    label: str = ""
    """Key of its words; without one `field.<name>`."""
    hint: str = ""
    """An English sentence and key; nothing where the label says it all."""
    words: str = ""
    """Vocabulary of its codes, e.g. `manner`."""
    codes: tuple[str, ...] = ()
    """The codes of a closed list."""
    source: str = ""
    """Where the choices come from that are not a closed list: see `choices.py`."""
    parts: tuple["Field", ...] = ()
    preset: str = ""
    most: int = TEXT
    refreshes: str = ""
    """Words of a button beside it where other choices follow from it."""

    @property
    def last(self) -> str:
        """The field's own name in the value it belongs to."""
        return self.name.rpartition(".")[2]

    def at(self, row: int) -> "Field":
        """The same field in one row of several: `stages.what` becomes `stages.2.what`."""
        above, _, last = self.name.rpartition(".")
        return replace(self, name=f"{above}.{row}.{last}")


def line(name: str, **more: object) -> Field:
    """A field of one line that no command has: a search, a sign-in name."""
    return replace(Field(name=name, widget=Widget.LINE, most=LINE), **more)  # type: ignore[arg-type]
