"""From a command's types to the fields of its form; what differs from the usual stands in `table.py`."""

import re
from collections.abc import Collection, Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin

from api.commanding import hints
from api.web.forms.fields import Field, Widget
from api.web.forms.table import LINES, SAID, SOURCES, UNASKED
from domain.kernel.commands import Command
from domain.kernel.evidence import Evidence
from domain.kernel.identity import Disclosure
from domain.kernel.quantities import LINE

MOST_IN_SIGHT = 7
"""Choices up to this many are all in sight; more are a list."""


def fields_of(command: type[Command[Any]], given: Collection[str] = ()) -> tuple[Field, ...]:
    """The fields a form of this command asks for: all but those that are given, in the order of the command."""
    said = SAID.get(command.name, {})
    found = (each for each in _of_value(command, "") if each.name not in given)
    return tuple(_said(each, said) for each in found)


def _said(field: Field, said: dict[str, dict[str, Any]]) -> Field:
    """The field with what the table says of it, and its parts likewise."""
    parts = tuple(_said(part, said) for part in field.parts)
    return replace(field, **{"parts": parts, **said.get(field.name, {})})


def _of_value(kind: Any, above: str) -> Iterator[Field]:
    types = hints(kind)
    for each in fields(kind):
        if each.name not in UNASKED:
            path = f"{above}.{each.name}" if above else each.name
            has_default = each.default is not MISSING or each.default_factory is not MISSING
            yield _field(path, types[each.name], has_default=has_default)


def _field(path: str, kind: Any, *, has_default: bool) -> Field:
    is_required = not has_default and not _is_optional(kind)
    inner = _without_none(kind)
    is_several = get_origin(inner) is tuple
    made = _several(path, get_args(inner)[0]) if is_several else _single(path, _behind(inner), inner)
    return replace(made, is_required=is_required and not is_several)


def _single(path: str, kind: Any, named: Any) -> Field:
    last = path.rpartition(".")[2]
    if getattr(named, "__name__", "") in SOURCES:
        source = SOURCES[named.__name__]
        return Field(name=path, widget=Widget.PICK if source else Widget.LINE, source=source, most=LINE)
    if kind is bool:
        return Field(name=path, widget=Widget.YES_NO)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _closed(path, kind)
    if kind is date:
        return Field(name=path, widget=Widget.DAY)
    if kind is int:
        return Field(name=path, widget=Widget.MONEY if last.endswith("_fen") else Widget.NUMBER)
    if is_dataclass(kind) and kind is not Disclosure:
        return Field(name=path, widget=Widget.GROUP, parts=tuple(_of_value(kind, path)))
    is_line = kind is Disclosure or last in LINES
    return Field(name=path, widget=Widget.LINE, most=LINE) if is_line else Field(name=path, widget=Widget.TEXT)


def _several(path: str, kind: Any) -> Field:
    item = _behind(kind)
    if item is Evidence:
        return Field(name=path, widget=Widget.EVIDENCE)
    if item is date:
        return Field(name=path, widget=Widget.DAYS)
    if is_dataclass(item):
        return Field(name=path, widget=Widget.ROWS, parts=tuple(_of_value(item, path)))
    if isinstance(item, type) and issubclass(item, Enum):
        return replace(_closed(path, item), widget=Widget.SEVERAL)
    return Field(name=path, widget=Widget.SEVERAL, source=SOURCES.get(getattr(kind, "__name__", ""), ""))


def _closed(path: str, kind: type[Enum]) -> Field:
    codes = tuple(str(each.value) for each in kind)
    words = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    return Field(
        name=path, widget=Widget.CHOICE if len(codes) <= MOST_IN_SIGHT else Widget.PICK, words=words, codes=codes
    )


def _is_optional(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and type(None) in get_args(kind)


def _without_none(kind: Any) -> Any:
    return next(each for each in get_args(kind) if each is not type(None)) if _is_optional(kind) else kind


def _behind(kind: Any) -> Any:
    """The type behind a `NewType`."""
    while hasattr(kind, "__supertype__"):
        kind = kind.__supertype__
    return kind
