"""Whether the signature that came with a command is for this very step, by a key that may sign it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import Actor, ActorKind, CommandId, Disclosure, KeyId
from domain.kernel.refusals import MovedOn
from domain.key.commands import EnrolKey
from domain.key.refusals import (
    KeyIsRevoked,
    KeyNotConfirmed,
    KeyOfAnother,
    SignatureNeeded,
    SignatureOfSomethingElse,
    SignatureTooWeak,
)
from domain.key.state import Key
from domain.key.terms import LEVELS, Level
from domain.policy.signing_levels import meaning_of
from domain.seal.statement import Statement, Subject, attachments_of, content_of, signer_of


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A signature that verified, as `api.signing` hands it over: what it is over, and under which key it verified."""

    envelope: str
    """The DSSE envelope as canonical JSON, kept whole in the event."""
    statement: Statement
    key: KeyId
    display: Disclosure
    """The text that was shown, with its salt."""


def needed_level(command: Command[Any], state: State, circumstances: Circumstances) -> Level:
    """What the act needs today; policies, imports and the console sign nothing."""
    if circumstances.actor.kind is not ActorKind.PERSON:
        return Level.NONE
    is_major = command.is_major(state)
    return circumstances.levels.needed(command.name, is_major=is_major, on=circumstances.today)


def require_signature(
    command: Command[Any],
    command_id: CommandId,
    signed: Signed | None,
    log: str,
    subject: Subject,
    state: State,
    circumstances: Circumstances,
) -> None:
    """Refuse an act without the signature it needs, and any signature that is not for it.

    `MovedOn` where the stream has another version than the one that was signed.
    """
    needed = needed_level(command, state, circumstances)
    if signed is None:
        if needed is not Level.NONE:
            raise SignatureNeeded(level=needed.value)
        return
    if signed.statement.subject.ver != subject.ver:
        raise MovedOn(seen=signed.statement.subject.ver, current=subject.ver)
    for part in _differing(command, command_id, signed.statement, log, subject, circumstances):
        raise SignatureOfSomethingElse(part=part)
    level = _level_of_key(command, signed.key, circumstances)
    if not level.suffices_for(needed):
        raise SignatureTooWeak(level=needed.value, has=level.value)


def _differing(
    command: Command[Any],
    command_id: CommandId,
    said: Statement,
    log: str,
    subject: Subject,
    circumstances: Circumstances,
) -> Iterator[str]:
    """Names of the parts of a statement that are not about this step."""
    actor = circumstances.actor
    content = content_of(command, circumstances.happened, circumstances.basis)
    pairs: tuple[tuple[str, object, object], ...] = (
        ("log", said.log, log),
        ("id", said.id, command_id),
        ("action", said.action, command.name),
        ("subject", said.subject, subject),
        ("content", said.content, content),
        ("attachments", said.attachments, tuple(attachments_of(command))),
        ("signer", said.signer, signer_of(actor)),
        ("post", said.post, actor.post),
        ("unit", said.unit, str(actor.unit) if actor.unit else None),
        ("meaning", said.meaning, meaning_of(command.name)),
        ("claimed_at", said.claimed_at, circumstances.claimed_at),
    )
    return (name for name, one, other in pairs if one != other)


def _level_of_key(command: Command[Any], key_id: KeyId, circumstances: Circumstances) -> Level:
    """What the key can say; a key signs its own enrolment before anybody has confirmed it."""
    if isinstance(command, EnrolKey):
        if key_id != command.key:
            raise SignatureOfSomethingElse(part="key")
        return LEVELS[command.scheme]
    key = _able(circumstances.keys.key(key_id), circumstances.actor)
    return key.level


def _able(key: Key | None, actor: Actor) -> Key:
    if key is None or key.enrolment is None or key.enrolment.person != actor.person:
        raise KeyOfAnother
    if key.revoked is not None:
        raise KeyIsRevoked
    if not key.is_confirmed:
        raise KeyNotConfirmed
    return key
