"""What a page that checks bundles knows without asking: the words of events, what their fields hold, who may say what.

It comes from the rules themselves, not from a bundle: whoever made a bundle cannot choose the words of the page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from api.reading.event_words import APART, HAZARDS, KINDS, SAID_OTHERWISE, UNSAID
from api.words import LANGUAGES, catalogue
from domain.belonging import events_of
from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.identity import Commitment
from domain.kernel.place import Place
from domain.policy.signing_levels import FLOORS

CODED = {
    "category": "category",
    "act": "command",
    "clock": "clock",
    "limit": "limit",
    "flags": "flag",
}
"""Texts that are codes of the vocabulary, by the name of their field."""

BY = "by"
"""The part of an event that says who acted: it has names of its own."""

WORDS = frozenset({"event", "said", "post", "signature", "level", "actor_kind", "basis", "rule", "check"})
"""Kinds of words that the page has besides those of the values that events hold."""

OF_THE_PAGE = frozenset({"bundle_page", "page_fault"})
"""What the page itself says."""


def tables() -> dict[str, Any]:
    """All of it as plain data, to be written into the page."""
    return {
        "actions": actions(),
        "floors": {act: level.value for act, level in FLOORS.items()},
        "shapes": shapes(),
        "words": {each: words(each) for each in LANGUAGES},
    }


def actions() -> dict[str, dict[str, list[str]]]:
    """Of every command the events that it decides, each with the names that both have.

    A statement belongs to one of them, and what it says under such a name the event has to say as well.
    """
    return {command: _decided(command, kind) for command, kind in sorted(COMMANDS.items())}


def _decided(command: str, kind: Any) -> dict[str, list[str]]:
    asked = {each.name for each in fields(kind)}
    return {event: sorted(_said(EVENTS[event]) & asked) for event in sorted(events_of(command))}


def _said(event: type) -> set[str]:
    """Names of an event's fields and of those of its parts; who acted says nothing of what was asked."""
    hints = get_type_hints(event)
    parts = (_bare(hints[each.name]) for each in fields(event) if each.name != BY)
    inner = (each.name for part in parts if is_dataclass(part) for each in fields(part))
    return {each.name for each in fields(event)} | set(inner)


def shapes() -> dict[str, list[list[Any]]]:
    """Of every event what is told of it: name of the field and kind of its value, in the order of the event."""
    return {name: list(_shape(kind)) for name, kind in sorted(EVENTS.items())}


def words(language: str) -> dict[str, str]:
    """The coded words of a language that the page may need."""
    known, wanted = catalogue(language), WORDS | OF_THE_PAGE | set(_vocabularies(shapes().values()))
    return {key: known[key] for key in sorted(known) if "." in key and key.partition(".")[0] in wanted}


def _vocabularies(told: Iterable[Any]) -> Iterator[str]:
    """The kinds of words that shapes name."""
    for each in told:
        if isinstance(each, list):
            yield from _vocabularies(each)
        elif each.startswith("word:"):
            yield each.removeprefix("word:")


def _shape(kind: type[Any]) -> Iterator[list[Any]]:
    hints = get_type_hints(kind)
    for field in fields(kind):
        if field.name in UNSAID or (kind, field.name) in SAID_OTHERWISE:
            continue
        told = _kind(field.name, _bare(hints[field.name]))
        if told is not None:
            yield [field.name, told]


def _kind(name: str, kind: Any) -> Any:
    """What a value is, for showing it; nothing for what stands elsewhere."""
    if kind is Commitment:
        return "hidden"
    if isinstance(kind, type):
        if issubclass(kind, APART):
            return None
        if issubclass(kind, Enum):
            return f"word:{_vocabulary(kind)}"
        if is_dataclass(kind):
            return "place" if kind is Place else list(_shape(kind))
    return _plain_kind(name, kind)


def _plain_kind(name: str, kind: Any) -> str:
    if name in CODED:
        return f"word:{CODED[name]}"
    if kind is UUID or getattr(kind, "__supertype__", None) is UUID:
        return "hazard" if name in HAZARDS else "somebody"
    if kind is datetime:
        return "due" if name == "due_at" else "instant"
    if kind is date:
        return "day"
    if kind is int and name.endswith("_fen"):
        return "fen"
    return "plain"


def _vocabulary(kind: type[Enum]) -> str:
    return KINDS.get(kind) or re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def _bare(kind: Any) -> Any:
    """The type of a single value: without `None`, of a tuple that of its items."""
    if get_origin(kind) in (UnionType, Union):
        kind = next(each for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is tuple:
        return _bare(get_args(kind)[0])
    return kind
