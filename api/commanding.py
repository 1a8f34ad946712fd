"""From plain values to a command: the one way by which JSON, forms and the command line ask for something.

Values arrive as JSON-like data whose keys are the fields of the command. Personal values arrive as plain text and are
salted here; attachments arrive by identifier and become evidence by what the vault says of them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from domain.catalogue import COMMANDS
from domain.kernel.commands import Command
from domain.kernel.evidence import Evidence
from domain.kernel.identity import Disclosure
from domain.kernel.refusals import Malformed, NotKnown

Disclose = Callable[[str], Disclosure]
Attest = Callable[[UUID], Evidence]


class Missing(Malformed):
    """A field that must be there is not."""

    sentence = "{where}: please fill this in."


class NotAField(Malformed):
    """A field that this command does not have."""

    sentence = "{where}: there is no such field."


class NotOfItsKind(Malformed):
    """Another kind of value: a word where a number, a day or a choice is expected."""

    sentence = "{where}: this is not a valid value."


class NoSuchDay(Malformed):
    """A day or time that the calendar does not have, or not written as year, month, day."""

    sentence = "{where}: there is no such day; write it as 2026-03-31."


@cache
def hints(kind: type[Any]) -> dict[str, Any]:
    """Names and types of a dataclass's fields, in order."""
    types = get_type_hints(kind)
    return {field.name: types[field.name] for field in fields(kind)}


def build(name: str, values: Mapping[str, Any], *, disclose: Disclose, attest: Attest) -> Command[Any]:
    """The command of that name with these values; raises `NotKnown`, `Malformed`, or what the vault refuses."""
    kind = COMMANDS.get(name)
    if kind is None:
        raise NotKnown
    return _convert(kind, _filled(kind, values, disclose, attest, ""))


def _convert(kind: type[Command[Any]], values: Any) -> Command[Any]:
    try:
        command: Command[Any] = msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise _malformed(str(error), kind) from error
    return command


def _filled(kind: Any, value: Any, disclose: Disclose, attest: Attest, where: str) -> Any:
    """The value with text made into disclosures, identifiers into evidence, and unknown fields refused."""
    target = _inner(kind)
    if value is None or value == "":
        return None if target is not str or _is_optional(kind) else value
    if target is Disclosure:
        return msgspec.to_builtins(disclose(_text(value, where)))
    if target is Evidence:
        return msgspec.to_builtins(attest(_uuid(value, where)))
    if get_origin(target) is tuple and isinstance(value, list | tuple):
        item = get_args(target)[0]
        return [_filled(item, each, disclose, attest, f"{where}.{number}") for number, each in enumerate(value)]
    if isinstance(target, type) and is_dataclass(target) and isinstance(value, Mapping):
        return _filled_fields(target, value, disclose, attest, where)
    return _of_its_kind(target, value, where)


def _filled_fields(kind: Any, values: Mapping[str, Any], disclose: Disclose, attest: Attest, where: str) -> Any:
    known = hints(kind)
    for name in values:
        if name not in known:
            raise NotAField(where=_path(where, name))
    filled = {name: _filled(known[name], value, disclose, attest, _path(where, name)) for name, value in values.items()}
    for field in fields(kind):
        if filled.get(field.name) is None and field.default is MISSING and field.default_factory is MISSING:
            if not _is_optional(known[field.name]):
                raise Missing(where=_path(where, field.name))
            filled[field.name] = None
    return {name: value for name, value in filled.items() if value is not None or _is_optional(known[name])}


def _of_its_kind(target: Any, value: Any, where: str) -> Any:
    """Text of a form brought to the kind that the field has; everything else is left to the conversion."""
    if not isinstance(value, str):
        return value
    if target in (date, datetime):
        return _day(target, value, where)
    if target is int and re.fullmatch(r"-?\d{1,16}", value.strip(), re.ASCII):
        return int(value)
    if target is bool and value in ("true", "false", "on"):
        return value != "false"
    if isinstance(target, type) and issubclass(target, Enum) and value not in {each.value for each in target}:
        raise NotOfItsKind(where=where)
    return value


def _day(target: Any, value: str, where: str) -> str:
    try:
        parsed = target.fromisoformat(value.strip())
    except ValueError as error:
        raise NoSuchDay(where=where) from error
    if target is datetime and parsed.tzinfo is None:
        raise NoSuchDay(where=where)
    return str(parsed.isoformat())


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise NotOfItsKind(where=where)
    return value


def _uuid(value: Any, where: str) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise NotOfItsKind(where=where) from error


def _is_optional(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and type(None) in get_args(kind)


def _inner(kind: Any) -> Any:
    """The type behind `X | None` and behind a `NewType`."""
    while True:
        if _is_optional(kind):
            kind = next(each for each in get_args(kind) if each is not type(None))
        elif hasattr(kind, "__supertype__"):
            kind = kind.__supertype__
        else:
            return kind


def _path(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _malformed(message: str, kind: type[Any]) -> Malformed:
    """What msgspec found, by the path of the field: `… - at `$.place.text``."""
    at = re.search(r"at `\$\.?([^`]*)`", message)
    missing = re.search(r"missing required field `(\w+)`", message)
    where = re.sub(r"\[(\d+|\.\.\.)\]", "", at.group(1)) if at else ""
    if missing:
        return Missing(where=_path(where, missing.group(1)))
    return NotOfItsKind(where=where or kind.name)
