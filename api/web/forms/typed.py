"""What was typed, by the names of fields: kept as it came, so that a refused form shows it again."""

from collections.abc import Iterable, Mapping

from api.depends import Form
from api.web.forms.fields import Field

MOST_ROWS = 50


class Typed:
    """Text by field name, several values where a field has them. Made from a form, or from presets."""

    def __init__(self, values: Mapping[str, Iterable[str]] | None = None) -> None:
        self._values = {name: tuple(each) for name, each in (values or {}).items()}

    @classmethod
    def of_form(cls, form: Form) -> "Typed":
        """What was sent; line ends as the record wants them."""
        return cls({name: tuple(map(_lines, form.several(name))) for name in form})

    @property
    def texts(self) -> Mapping[str, tuple[str, ...]]:
        """Everything, by the names of fields."""
        return self._values

    def one(self, name: str) -> str:
        """The last value of a name, or nothing."""
        return self._values.get(name, ("",))[-1] if self._values.get(name) else ""

    def several(self, name: str) -> tuple[str, ...]:
        """Every value of a name that says something."""
        return tuple(each for each in self._values.get(name, ()) if each)

    def with_values(self, **values: Iterable[str]) -> "Typed":
        """The same with other values of some names."""
        return Typed({**self._values, **values})

    def has(self, name: str) -> bool:
        """Whether the form had such a field at all."""
        return name in self._values

    def rows(self, field: Field) -> tuple[int, ...]:
        """The numbers of the rows of a field in which anything was typed, in order."""
        return tuple(row for row in range(MOST_ROWS + 1) if any(self.one(part.at(row).name) for part in field.parts))


def _lines(text: str) -> str:
    """Browsers end lines with CR LF; the record keeps LF alone."""
    return text.replace("\r\n", "\n")
