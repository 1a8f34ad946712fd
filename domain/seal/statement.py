"""What a signature is over: one step, by one person in one post, on one version, with the text that was shown.

A statement that verifies says everything about what was signed; nothing has to be looked up to understand it. It
names people by identifier and personal values by commitment, because it stays for ever.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any

from domain.kernel.circumstances import Basis, Happened
from domain.kernel.commands import Command
from domain.kernel.events import Value
from domain.kernel.evidence import Evidence
from domain.kernel.identity import Actor, CommandId, Commitment, Disclosure, StreamId
from domain.record import canonical, plain, read
from domain.seal.dsse import Envelope

FORM = 1
"""Version of the statement (`v`)."""

PAYLOAD_TYPE = "application/vnd.bihuan.statement.v1+json"


class Subject(Value):
    """What the step is taken on: a stream at a version, by the digest of its last body; version 0 begins one."""

    stream: StreamId
    ver: int
    prev: str | None
    """Hex SHA-256 of the body at that version."""


class Signer(Value):
    """Who signs, under which appointment, and for whom."""

    person: str
    appointment: str | None
    on_behalf_of: str | None


@dataclass(frozen=True, kw_only=True)
class Statement:
    """The canonical statement, field by field as it is written."""

    log: str
    id: CommandId
    """The command's identifier: the signature is for this one step and no other."""
    action: str
    """The command's name."""
    subject: Subject
    content: object
    """The command's values as plain data, with what was said of when it happened; frozen when it was prepared."""
    attachments: tuple[Evidence, ...]
    signer: Signer
    post: str | None
    unit: str | None
    display: Commitment
    """Salted digest of the text that was shown; the text itself is a disclosure."""
    locale: str
    meaning: str
    """Code of what the signature means, e.g. `verification`."""
    claimed_at: datetime
    """When the text was shown, by the server's clock."""
    nonce: str
    """32 random bytes in hex: no two statements are the same."""


def payload(statement: Statement) -> bytes:
    """The canonical bytes of a statement."""
    said = {field.name: getattr(statement, field.name) for field in fields(statement)}
    return canonical({"v": FORM, **said})


def said_by(envelope: Envelope, reader: Callable[[bytes], object] = read) -> dict[str, Any]:
    """The statement of an envelope as plain data; empty where it is of another type or not canonical JSON."""
    if envelope.payload_type != PAYLOAD_TYPE:
        return {}
    try:
        said = reader(envelope.payload)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def content_of(command: Command[Any], happened: Happened | None, basis: Basis) -> object:
    """The command's values with personal ones as commitments, when it is said to have happened, and how it is known."""
    said = None if happened is None else happened.on or happened.at
    return plain({"asked": _hidden(command), "happened": said, "basis": basis})


def signer_of(actor: Actor) -> Signer:
    """The acting person as the statement names it."""
    return Signer(
        person=str(actor.person),
        appointment=str(actor.appointment) if actor.appointment else None,
        on_behalf_of=str(actor.on_behalf_of) if actor.on_behalf_of else None,
    )


def attachments_of(value: object) -> Iterator[Evidence]:
    """Every attachment that a command mentions, in the order of its fields."""
    if isinstance(value, Evidence):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from attachments_of(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from attachments_of(getattr(value, field.name))


def _hidden(value: Any) -> Any:
    """Plain data, with every disclosure as its commitment."""
    if isinstance(value, Disclosure):
        return value.commitment
    if isinstance(value, tuple):
        return tuple(_hidden(item) for item in value)
    if is_dataclass(value):
        return {field.name: _hidden(getattr(value, field.name)) for field in fields(value)}
    return value
