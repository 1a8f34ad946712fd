"""What the trail tells of an event, people and units as identifiers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Act:
    """One event: who did what in which post, when it happened, was claimed and recorded, and what it was about."""

    position: int
    recorded_at: datetime
    happened_on: date | None
    happened_at: datetime | None
    """The day or the instant of it, as said; exactly one of the two."""
    claimed_at: datetime | None
    received_at: datetime
    event: UUID
    stream: UUID
    version: int
    kind: str
    """First word of the name: hazard, organisation, person …"""
    name: str
    """Stored name, as `hazard.assigned.v1`."""
    command: UUID
    cause: UUID | None
    """The event that a policy answered with this one."""
    hazard: UUID | None
    unit: UUID | None
    unit_path: str
    """Where the unit stood then; empty for what is of no unit."""
    person: UUID | None
    appointment: UUID | None
    actor_kind: str
    actor_person: UUID | None
    actor_appointment: UUID | None
    actor_post: str | None
    actor_unit: UUID | None
    on_behalf_of: UUID | None
    rule: str | None
    rule_version: int | None
    basis: str
    device: str | None
    signature_level: str
    """`none`: somebody's act that is not signed; `not_asked`: what nobody signs, or what came along with a step."""
    signature_key: UUID | None
    signature_fingerprint: str | None
    """Hex SHA-256 of the key's public part."""
    signature_meaning: str | None
    """Code of what the signature means, as its statement says."""
    flags: list[str]
    """What is odd about it among other acts, by stable codes; see `projections/audit_trail/flags.py`."""
    said: dict[str, Any]
    """What the event says: texts, codes, days, identifiers, no names; the number of photos, the days of clocks."""

    @property
    def happened(self) -> date | datetime:
        """The day or the instant of it, as said."""
        happened = self.happened_at or self.happened_on
        assert happened is not None
        return happened

    @property
    def named(self) -> frozenset[UUID]:
        """Every unit, person and appointment a page may want the name of."""
        actor = (self.actor_person, self.actor_appointment, self.actor_unit, self.on_behalf_of)
        about = (self.unit, self.person, self.appointment)
        return frozenset(each for each in (*actor, *about) if each is not None)


@dataclass(frozen=True, kw_only=True)
class Trail:
    """A page of acts in order of position; `after` leads on and is none on the last page."""

    acts: tuple[Act, ...]
    after: str | None
