"""The text that is shown before somebody signs: what, about which thing and version, with what evidence, as whom.

It is plain text, line by line, so that the screen, the command line and a printed page show the same characters, and
its digest is in the statement that is signed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from api.caller import Caller
from api.reading.event_words import UNSAID, ids_in, words_of
from api.reading.names import Names, names_for
from api.services import Services
from api.system import System
from api.words import say, term
from domain.application import Asked, Foreseen
from domain.hazard.commands import ConfirmMerge, ProposeMerge
from domain.hazard.state import Hazard
from domain.hazard.terms import Correctable
from domain.hold.state import Hold
from domain.kernel.circumstances import Basis
from domain.kernel.commands import Command, State
from domain.kernel.evidence import Evidence
from domain.kernel.identity import Actor, Disclosure, StreamId
from domain.key.commands import EnrolKey
from domain.key.state import Key, fingerprint
from domain.policy.signing_levels import meaning_of
from domain.seal.statement import attachments_of

DIGEST = 16
"""So many hexadecimal digits of a digest are shown; the statement has all of them."""

SHORT = 40
"""Characters of a value that are shown where a statement is told in short."""

FURTHER = "    "
"""Stands before each further line of a text that somebody typed: it can never pass for a line of the statement."""

TARGETS = frozenset({"hazard", "key", "fingerprint", "unit_code", "year", "password_round", "public_key", "credential"})
"""Fields that a line of their own says, or that nobody reads."""


def statement_text(services: Services, caller: Caller, command: Command[Any], asked: Asked, seen: Foreseen) -> str:
    """The statement in the words of the language that is spoken now."""
    names = names_for(services, caller.directory, _ids(command, asked.actor, seen.state), caller=caller)
    return statement_in(names, services.system, command, asked, seen)


def statement_in(names: Names, system: System, command: Command[Any], asked: Asked, seen: Foreseen) -> str:
    """The same with names that were looked up before."""
    lines = _lines(system, command, asked, seen, names)
    return "\n".join(f"{label}: {_in_one(value)}" if value else label for label, value in lines)


def statement_in_short(lines: Sequence[tuple[str, str]]) -> str:
    """What tells one statement from another, of its lines: the act, and what follows its meaning."""
    values = [value if len(value) <= SHORT else f"{value[:SHORT]}…" for _, value in lines]
    return " · ".join(value for value in (values[1], *values[3:6]) if value)


def _in_one(value: str) -> str:
    return re.sub("[\n\u2028\u2029]", f"\n{FURTHER}", value)


def _ids(command: Command[Any], actor: Actor, state: State) -> Iterator[UUID | None]:
    yield from ids_in(command)
    yield from (actor.person, actor.appointment, actor.on_behalf_of, actor.unit)
    if isinstance(state, Key) and state.enrolment:
        yield state.enrolment.person
    if isinstance(state, Hold) and state.placed:
        yield state.placed.hazard


def _lines(
    system: System, command: Command[Any], asked: Asked, seen: Foreseen, names: Names
) -> Iterator[tuple[str, str]]:
    zone, actor = system.settings.zone, asked.actor
    yield say("Statement to be signed"), ""
    yield say("Act"), term("command", command.name)
    yield say("Meaning"), term("signature", meaning_of(command.name))
    yield from _about(command, seen.state, names)
    yield from _surviving(command, system, names)
    if seen.subject.prev:
        told = say("{version} (digest {digest}…)", version=seen.subject.ver, digest=seen.subject.prev[:DIGEST])
        yield say("Version"), told
    yield from _asked(command, names, zone, begun=None if seen.subject.ver else seen.subject.stream)
    yield from _evidence(command)
    yield from _when(asked, zone)
    yield say("Signer"), names.person(actor.person)
    yield say("In the post"), names.post(actor.appointment)
    if actor.on_behalf_of:
        yield say("On behalf of"), names.holder(actor.on_behalf_of)
    assert asked.claimed_at is not None
    yield say("Shown at"), _instant(asked.claimed_at, zone)
    yield say("Log"), system.application.log_name
    yield say("Identifier"), str(asked.command_id)


def _about(command: Command[Any], state: State, names: Names) -> Iterator[tuple[str, str]]:
    """What the step is taken on."""
    if isinstance(command, EnrolKey):
        yield say("Fingerprint"), fingerprint(command.public_key)
    elif isinstance(state, Key) and state.enrolment:
        yield say("Key of"), names.person(state.enrolment.person)
        yield term("field", "scheme"), term("scheme", state.enrolment.scheme.value)
        yield say("Fingerprint"), fingerprint(state.enrolment.public_key)
    elif isinstance(state, Hold) and state.placed:
        yield term("field", "document"), state.placed.document
        yield say("Unit"), names.unit(state.placed.unit)
        if state.placed.hazard:
            yield say("Hazard"), names.hazard(state.placed.hazard)
    elif isinstance(state, Hazard) and state.exists:
        yield say("Hazard"), state.number or say("not registered yet")
        yield say("Unit"), names.unit(state.unit)
        yield say("Place"), state.entry.get(Correctable.PLACE) or ""
        yield say("Description of the hazard"), state.entry.get(Correctable.DESCRIPTION) or ""
        yield say("Grade so far"), term("grade", state.grade.value)
    elif hazard := getattr(command, "hazard", None):
        yield say("Hazard"), names.hazard(hazard)


def _surviving(command: Command[Any], system: System, names: Names) -> Iterator[tuple[str, str]]:
    """The other entry of a merge, as it stands: whoever signs has to see that it is the same thing."""
    if isinstance(command, ProposeMerge | ConfirmMerge):
        other = system.application.load(StreamId(command.survivor), Hazard)
        assert isinstance(other, Hazard)
        told = (
            other.number,
            names.unit(other.unit),
            other.entry.get(Correctable.PLACE),
            other.entry.get(Correctable.DESCRIPTION),
            term("grade", other.grade.value),
        )
        yield say("The entry that goes on"), " · ".join(each for each in told if each)


def _asked(value: Any, names: Names, zone: tzinfo, *, begun: UUID | None = None) -> Iterator[tuple[str, str]]:
    """What is asked, field by field; what is null is not said, nor what `begun` identifies: it has no name yet."""
    for field in fields(value):
        held = getattr(value, field.name)
        if held in (None, (), begun) or field.name in TARGETS | UNSAID - {"person_name"}:
            continue
        if isinstance(held, Disclosure):
            yield term("field", field.name), held.value
        elif field.name == "implementations" or (is_dataclass(held) and not _is_one_line(held)):
            yield from _asked(held, names, zone)
        elif not isinstance(held[0] if isinstance(held, tuple) else held, Evidence):
            yield _label(field.name), _shown(words_of(field.name, held, names, zone))


def _is_one_line(value: Any) -> bool:
    return isinstance(value, Evidence) or hasattr(value, "text")


def _label(name: str) -> str:
    said = term("said", name)
    return said if said != f"said.{name}" else term("field", name)


def _shown(value: Any) -> str:
    return value.isoformat(sep=" ", timespec="seconds") if isinstance(value, datetime) else str(value)


def _evidence(command: Command[Any]) -> Iterator[tuple[str, str]]:
    for number, each in enumerate(attachments_of(command), 1):
        told = say("{kind}, {size} bytes, digest {digest}…", kind=each.kind, size=each.size, digest=_short(each))
        yield say("Photo or paper {number}", number=number), told


def _short(each: Evidence) -> str:
    return each.ciphertext_sha256[:DIGEST]


def _when(asked: Asked, zone: tzinfo) -> Iterator[tuple[str, str]]:
    if asked.happened:
        at = asked.happened.at
        yield say("Happened"), _instant(at, zone) if at else str(asked.happened.on)
    if asked.basis is Basis.CLAIMED:
        yield say("Basis"), term("basis", asked.basis.value)


def _instant(value: datetime, zone: tzinfo) -> str:
    """To the second, with its offset."""
    local = value.astimezone(zone)
    offset = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M:%S} {offset[:-2]}:{offset[-2:]}"
