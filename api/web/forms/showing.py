"""What a template needs of each field: words, what was typed, choices, and the refusal beside what caused it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from api.problems import Problem
from api.web.forms.fields import Field, Widget
from api.web.forms.finding import Choices, Finding, Group, Option, finding, grouped
from api.web.forms.typed import MOST_ROWS, Typed
from api.words import field_words, say, term


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A field as it stands on the page."""

    name: str
    widget: str
    label: str
    hint: str
    is_required: bool
    value: str
    values: tuple[str, ...]
    groups: tuple[Group, ...]
    find: Finding | None
    """Where there are too many choices to list them all."""
    is_at_hand: bool
    """Whether somebody was just busy with it, and goes on there."""
    parts: tuple["Shown", ...]
    rows: tuple[tuple["Shown", ...], ...]
    most: int
    refreshes: str
    problem: Problem | None

    @property
    def id(self) -> str:
        """Identifier in the page, free of dots."""
        return self.name.replace(".", "-")

    @property
    def is_a_day(self) -> bool:
        """Whether the text can stand in a day input; another is kept as text, so that it is not lost."""
        try:
            return not self.value or bool(date.fromisoformat(self.value))
        except ValueError:
            return False

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Codes with their words, of a few choices that are all in sight."""
        return tuple((each.code, each.words) for group in self.groups for each in group.options)


class Form(NamedTuple):
    """Everything that the fields of one form depend on."""

    typed: Typed
    choices: Choices
    problem: Problem | None = None
    more: str = ""
    """The field that shall have one more row, or other choices."""
    lists_all: bool = False
    """In rows nothing is looked for: all choices are listed."""


def shown(fields: Iterable[Field], form: Form) -> tuple[Shown, ...]:
    """The fields as they stand on the page; the refusal stands at the one that caused it."""
    fields = tuple(fields)
    where = place_of(fields, form) if form.problem else None
    return tuple(_shown(field, form, where) for field in fields)


def place_of(fields: Iterable[Field], form: Form) -> str | None:
    """The name of the field beside which the refusal belongs; None for one that concerns the whole step."""
    asked = form.problem.field if form.problem else None
    if not asked:
        return None
    if asked == "file":
        asked = "evidence"
    names = list(_names(fields, form))
    wanted = (asked, re.sub(r"\.\d+(?=\.|$)", "", asked), asked.rpartition(".")[2])
    plain = {re.sub(r"\.\d+(?=\.|$)", "", name): name for name in reversed(names)}
    last = {name.rpartition(".")[2]: name for name in reversed(names)}
    if asked in names:
        return asked
    return plain.get(wanted[1]) or last.get(wanted[2])


def _names(fields: Iterable[Field], form: Form) -> Iterator[str]:
    for field in fields:
        yield field.name
        match field.widget:
            case Widget.GROUP:
                yield from _names(field.parts, form)
            case Widget.ROWS:
                for row in range(_row_count(field, form)):
                    yield from _names((part.at(row) for part in field.parts), form)


def _shown(field: Field, form: Form, where: str | None) -> Shown:
    typed, options = form.typed, _options(field, form)
    value = typed.one(field.name) if typed.has(field.name) else field.preset
    find = None if form.lists_all else finding(field, options, typed, has_asked=form.more == field.name)
    return Shown(
        name=field.name,
        widget=field.widget.value,
        label=words_of(field),
        hint=say(field.hint) if field.hint else "",
        is_required=field.is_required,
        value=find.value if find else value,
        values=typed.several(field.name),
        groups=grouped(find.options if find else options),
        find=find,
        is_at_hand=form.more == field.name or where == field.name,
        parts=tuple(_shown(part, form, where) for part in field.parts) if field.widget is Widget.GROUP else (),
        rows=_rows(field, form, where) if field.widget is Widget.ROWS else (),
        most=field.most,
        refreshes=say(field.refreshes) if field.refreshes else "",
        problem=form.problem if where == field.name else None,
    )


def words_of(field: Field) -> str:
    """The label of a field; rows have the words of their column."""
    return say(field.label) if field.label else field_words(field.name)


def _options(field: Field, form: Form) -> tuple[Option, ...]:
    if field.source:
        return form.choices(field.source)
    return tuple(Option(code, term(field.words, code)) for code in field.codes)


def _row_count(field: Field, form: Form) -> int:
    typed = len(form.typed.rows(field))
    wanted = typed + 1 if form.more == field.name else max(typed, 1 if field.is_required else 0)
    return min(wanted, MOST_ROWS)


def _rows(field: Field, form: Form, where: str | None) -> tuple[tuple[Shown, ...], ...]:
    """Rows in which something was typed, moved together, and empty ones behind them; one just asked for is at hand."""
    typed_in, count = form.typed.rows(field), _row_count(field, form)
    rows = [
        tuple(_in_row(part, row, typed_in[row] if row < len(typed_in) else None, form, where) for part in field.parts)
        for row in range(count)
    ]
    if rows and form.more == field.name:
        first, *others = rows[-1]
        rows[-1] = (replace(first, is_at_hand=True), *others)
    return tuple(rows)


def _in_row(part: Field, row: int, typed_in: int | None, form: Form, where: str | None) -> Shown:
    made = _shown(part.at(row), form._replace(typed=Typed(), lists_all=True), where)
    return made if typed_in is None else replace(made, value=form.typed.one(part.at(typed_in).name))
