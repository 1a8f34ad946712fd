"""What an event says, in words: its name, and each of its values under a label, identifiers as names."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime, tzinfo
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from api.reading.names import Names
from api.times import due, said
from api.words import say, term
from domain.deadline.deadline import Deadline
from domain.hazard.clocks import department_of
from domain.hazard.events import DuplicateAbsorbed, LedgerCell, Step
from domain.hazard.grading import Criterion
from domain.hazard.signatory import Signatory
from domain.hazard.terms import Awaited, Stage
from domain.kernel.events import Event
from domain.kernel.evidence import Evidence
from domain.kernel.identity import Rule
from domain.kernel.place import Place
from domain.key.events import KeyEnrolled, KeyRenamed
from domain.organisation.kinds import SupervisionKind

APART = (Signatory, Deadline, Evidence, Rule)
"""Values that have a place of their own beside what an event says."""

UNSAID = frozenset(
    {"unit_code", "year", "seq", "file_sha256", "latitude_e6", "longitude_e6", "person_name", "commitments"}
)
"""Parts of a number that is said whole, digests, coordinates, and commitments that tell nobody anything."""

HAZARDS = frozenset({"survivor", "duplicate", "hazard"})
"""Fields that name another hazard."""

PLAIN = frozenset({"attachments", "hold"})
"""Identifiers of what has no name."""

SAID_OTHERWISE = frozenset(
    {
        (DuplicateAbsorbed, "number"),
        (KeyEnrolled, "label"),
        (KeyEnrolled, "credential"),
        (KeyEnrolled, "public_key"),
        (KeyEnrolled, "account"),
        (KeyRenamed, "label"),
    }
)
"""The duplicate is called by its number already; of keys the fingerprint is read, not the name."""

MOST_ITEMS = 12
KINDS: dict[type[Enum], str] = {Stage: "state", Awaited: "command", SupervisionKind: "supervision"}

Shown = str | date
"""Text ready to read, instants by the clock of the zone; days are left as they are."""


class Said(NamedTuple):
    """A value under its label; `key` is the field's own name."""

    key: str
    label: str
    value: Shown


def event_term(name: str) -> str:
    """The word for an event by its stored name, whatever its version."""
    return term("event", re.sub(r"\.v\d+$", "", name))


def clock_words(clock: str, names: Names) -> str:
    """A clock's word; of a department's the department besides."""
    department = department_of(clock) if "/" in clock else None
    words = term("clock", clock.partition("/")[0])
    return f"{words} · {names.unit(department)}" if department else words


def said_in(event: Event, names: Names, zone: tzinfo) -> tuple[Said, ...]:
    """What an event says, field by field in its own order; nothing of what is null."""
    return tuple(_said(event, names, zone))


def ids_in(value: object) -> Iterator[UUID]:
    """Every identifier anywhere in an event, for looking up names; photos and papers have none."""
    if isinstance(value, Evidence):
        return
    if isinstance(value, UUID):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from ids_in(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from ids_in(getattr(value, field.name))


def evidence_in(event: Event) -> tuple[Evidence, ...]:
    """The photos and papers of an event."""
    found: tuple[Evidence, ...] = getattr(event, "evidence", ())
    return found


def summary(event: Event, names: Names, zone: tzinfo, most: int = 300) -> str:
    """What an event says in one line, for tables and paper."""
    parts = (f"{each.label}: {each.value}" for each in said_in(event, names, zone))
    line = "; ".join(parts)
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _said(value: Any, names: Names, zone: tzinfo) -> Iterator[Said]:
    for field in fields(value):
        held = getattr(value, field.name)
        if held is None or held == () or field.name in UNSAID or (type(value), field.name) in SAID_OTHERWISE:
            continue
        if field.name == "implementations":
            yield from _said(held, names, zone)
        elif not isinstance(held[0] if isinstance(held, tuple) else held, APART):
            yield Said(field.name, term("said", _label(field.name, held)), words_of(field.name, held, names, zone))


def _label(field: str, held: object) -> str:
    """The name of a field's words: how far a lateness was told and at which level a hazard is listed are two things."""
    return "told_level" if field == "level" and type(held) is int else field


def words_of(field: str, value: Any, names: Names, zone: tzinfo) -> Shown:
    """One value in words, told by its type and by what the field is called."""
    match value:
        case bool():
            return say("yes") if value else say("no")
        case Enum():
            return enum_words(value)
        case datetime():
            return due(value, zone) if field == "due_at" else said(value, zone)
        case date():
            return value
        case UUID():
            return _named(field, value, names)
        case int():
            return f"¥{value // 100:,}.{value % 100:02d}" if field.endswith("_fen") else str(value)
        case tuple():
            return _several(field, value, names, zone)
        case str():
            return _text(field, value, names)
    return _value(value, names)


def enum_words(value: Enum) -> str:
    """A word of a closed list, e.g. `grade.major`."""
    kind = KINDS.get(type(value)) or re.sub(r"(?<!^)(?=[A-Z])", "_", type(value).__name__).lower()
    return term(kind, value.value)


def flag_words(flag: str) -> str:
    """What is odd about an entry: found by the rules, or by the reader of an old ledger with the field it is about."""
    if (known := term("flag", flag)) != f"flag.{flag}":
        return known
    reason, _, field = flag.partition(".")
    return f"{term('ledger.subject', field) if field else ''}{term('ledger.reason', reason)}"


def _text(field: str, value: str, names: Names) -> str:
    if field == "category":
        return term("category", value)
    if field == "act":
        return term("command", value)
    if field == "clock":
        return clock_words(value, names)
    if field == "sealed_source":
        return say("sealed")
    if field == "flags":
        return flag_words(value)
    return term("limit", value) if field == "limit" else value


def _named(field: str, value: UUID, names: Names) -> str:
    if field in PLAIN:
        return str(value)
    return names.hazard(value) if field in HAZARDS else names.anybody(value)


def _several(field: str, value: tuple[Any, ...], names: Names, zone: tzinfo) -> str:
    shown = [str(words_of(field, each, names, zone)) for each in value[:MOST_ITEMS]]
    more = [say("and {count} more", count=len(value) - MOST_ITEMS)] if len(value) > MOST_ITEMS else []
    return say("; ").join(shown + more)


def _value(value: Any, names: Names) -> str:
    match value:
        case Place():
            return value.text
        case Criterion():
            return " ".join((value.issuer, value.document, value.version, value.article))
        case Step():
            return f"{value.what} ({value.due_on.isoformat()}, {names.holder(value.responsible)})"
        case LedgerCell():
            return f"{value.heading}: {value.value}"
    return str(value)
