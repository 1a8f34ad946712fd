"""JSON schemas (draft 2020-12, as OpenAPI 3.1 wants them) of what a command asks, told by the types of its fields."""

import ast
import inspect
import itertools
import textwrap
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin
from uuid import UUID

from api.commanding import hints
from api.envelope import ENVELOPE
from api.offered import Offer
from domain.kernel.evidence import Evidence
from domain.kernel.identity import Disclosure

Schema = dict[str, Any]

PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    UUID: {"type": "string", "format": "uuid"},
    Disclosure: {"type": "string", "description": "Kept beside the log, from where it can be erased."},
    Evidence: {"type": "string", "format": "uuid", "description": "An attachment, as `POST /v1/attachments` named it."},
}

SAID: Mapping[str, Schema] = {
    "happened": {
        "description": "When it is said to have happened: a day, or an instant; left out, now.",
        "type": "object",
        "properties": {"on": PLAIN[date], "at": PLAIN[datetime]},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    },
    "claimed_at": {"description": "By the clock of the device it was entered on.", **PLAIN[datetime]},
}
"""What may accompany every command."""


def body_of(offer: Offer, components: Schema) -> Schema:
    """The schema of a command's body; named parts go into `components`."""
    kind, known = offer.command, offer.fields
    filled_in = {"unit_code", "year"} if offer.name == "hazard.register" else set()
    return {
        "title": kind.__name__,
        "type": "object",
        "properties": {**_properties(kind, known, components), **{name: SAID[name] for name in ENVELOPE}},
        "required": [name for name in required(kind) if name in known and name not in filled_in],
        "additionalProperties": False,
    }


def required(kind: Any) -> list[str]:
    """The fields that have to be filled in."""
    known = hints(kind)
    return [
        field.name
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING and not _is_optional(known[field.name])
    ]


def summary(kind: Any) -> str:
    """The first line of a docstring."""
    return (inspect.getdoc(kind) or kind.__name__).partition("\n")[0]


@cache
def remarks(kind: Any) -> Mapping[str, str]:
    """What stands below the fields of a class and of those it is made from, by field."""
    found: dict[str, str] = {}
    for each in reversed(kind.__mro__[:-1]):
        if each.__module__.startswith("domain."):
            found |= _remarks(each)
    return found


def _remarks(kind: type[Any]) -> dict[str, str]:
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    lines = body.body if isinstance(body, ast.ClassDef) else []
    return {
        field.target.id: inspect.cleandoc(said.value.value)
        for field, said in itertools.pairwise(lines)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(said, ast.Expr)
        and isinstance(said.value, ast.Constant)
        and isinstance(said.value.value, str)
    }


def _properties(kind: Any, known: Mapping[str, Any], components: Schema) -> Schema:
    notes = remarks(kind)
    return {name: _described(_schema(each, components), notes.get(name)) for name, each in known.items()}


def _described(schema: Schema, note: str | None) -> Schema:
    return {**schema, "description": note} if note else schema


def _schema(kind: Any, components: Schema) -> Schema:
    if _is_optional(kind):
        inner = next(each for each in get_args(kind) if each is not type(None))
        return {"anyOf": [_schema(inner, components), {"type": "null"}]}
    if hasattr(kind, "__supertype__"):
        return {**_schema(kind.__supertype__, components), "title": kind.__name__}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _schema(get_args(kind)[0], components)}
    return dict(PLAIN[kind]) if kind in PLAIN else _component(kind, components)


def _component(kind: Any, components: Schema) -> Schema:
    name: str = kind.__name__
    if name not in components:
        components[name] = {}
        components[name] = _listed(kind) if issubclass(kind, Enum) else _made_of(kind, components)
    return {"$ref": f"#/components/schemas/{name}"}


def _listed(kind: Any) -> Schema:
    return {"type": "string", "enum": [each.value for each in kind], "description": summary(kind)}


def _made_of(kind: Any, components: Schema) -> Schema:
    return {
        "type": "object",
        "description": summary(kind),
        "properties": _properties(kind, hints(kind), components),
        "required": required(kind),
        "additionalProperties": False,
    }


def _is_optional(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and type(None) in get_args(kind)
