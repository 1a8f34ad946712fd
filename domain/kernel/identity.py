"""Who and which: identifiers, the acting person, and commitments that stand for personal data."""

import hashlib
from enum import StrEnum
from typing import NewType
from uuid import UUID, uuid5

from domain.kernel.events import Value

StreamId = NewType("StreamId", UUID)
EventId = NewType("EventId", UUID)
CommandId = NewType("CommandId", UUID)
HazardId = NewType("HazardId", UUID)
UnitId = NewType("UnitId", UUID)
PersonId = NewType("PersonId", UUID)
AppointmentId = NewType("AppointmentId", UUID)
AttachmentId = NewType("AttachmentId", UUID)
KeyId = NewType("KeyId", UUID)
HoldId = NewType("HoldId", UUID)
CampaignId = NewType("CampaignId", UUID)
Commitment = NewType("Commitment", str)
"""Hex SHA-256 of salt and value: stands in an event where personal data would, and tells nothing without the salt."""

BIHUAN = UUID("7d5c1b5e-54d0-5f0b-9d84-1f5b0a1a6d10")
"""Namespace of every identifier that is computed from a natural key."""


def uuid7(unix_ms: int, random: bytes) -> UUID:
    """Identifier ordered by time (RFC 9562 §5.7) from milliseconds since 1970 and ten random bytes."""
    tail = int.from_bytes(random[:10], "big")
    value = (unix_ms & (2**48 - 1)) << 80 | 0x7 << 76 | (tail >> 68 & 0xFFF) << 64 | 0b10 << 62 | tail & (2**62 - 1)
    return UUID(int=value)


def natural_id(kind: str, *parts: str) -> UUID:
    """The same parts give the same identifier on every machine: reservations and numbers are found by it."""
    return uuid5(BIHUAN, "\x1f".join((kind, *parts)))


def event_id(command: CommandId, ordinal: int) -> EventId:
    """Identifier of the `ordinal`-th event (from 0) that a command yielded."""
    return EventId(uuid5(command, str(ordinal)))


class Disclosure(Value):
    """A personal value and the salt that hides it. Kept beside the log, from where it can be erased."""

    value: str
    salt: str
    """32 random bytes in hex."""

    @property
    def commitment(self) -> Commitment:
        """What the event holds in place of the value."""
        return Commitment(hashlib.sha256(bytes.fromhex(self.salt) + self.value.encode()).hexdigest())


class ActorKind(StrEnum):
    """In what capacity somebody or something acts."""

    PERSON = "person"
    POLICY = "policy"
    IMPORT = "import"
    CONSOLE = "console"
    SERVICE = "service"


class Rule(Value):
    """A policy's rule with its version, for acts that no person decided."""

    name: str
    version: int


class Actor(Value):
    """Who acts, in which post, of which unit, and for whom."""

    kind: ActorKind
    person: PersonId | None = None
    appointment: AppointmentId | None = None
    post: str | None = None
    unit: UnitId | None = None
    on_behalf_of: AppointmentId | None = None
    rule: Rule | None = None
