"""A signature as it stands in the log, checked again: under its key, under its event, by a key that could sign then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from api.signing.refusals import SigningKeyUnusable
from api.signing.verifying import verify_recorded
from domain.belonging import differs
from domain.kernel.identity import Commitment, Disclosure
from domain.key.events import KeyConfirmed, KeyEnrolled, KeyEvent, KeyRefused, KeyRevoked
from domain.key.refusals import SchemeNotBuiltIn, SignatureInvalid
from domain.key.terms import LEVELS, Level
from domain.record import Recorded
from domain.seal.dsse import Envelope, EnvelopeMalformed, read
from domain.seal.statement import said_by

REMEMBERED = 4_096
"""So many verdicts are kept in memory. One is found again only by every byte of envelope and enrolment."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """An event of a key's stream with its position in the log."""

    position: int
    event: KeyEvent


@dataclass(frozen=True, kw_only=True)
class KeyRecord:
    """What the log says of a key, in order; `enrolment` is its first event."""

    id: UUID
    enrolment: KeyEnrolled
    events: tuple[Placed, ...]

    @property
    def level(self) -> Level:
        """What a signature by it says."""
        return LEVELS[self.enrolment.scheme]

    @property
    def revoked(self) -> KeyRevoked | None:
        """The end of it, where it has come to one."""
        found = (each.event for each in self.events if isinstance(each.event, KeyRevoked))
        return next(found, None)

    def has(self, kind: type[KeyEvent], before: int) -> bool:
        """Whether something had happened to it before a position."""
        return any(isinstance(each.event, kind) and each.position < before for each in self.events)


def record_of(key: UUID, events: Iterable[Placed]) -> KeyRecord | None:
    """A key by its events, oldest first; nothing for one that nobody enrolled."""
    told = tuple(events)
    first = told[0].event if told else None
    return KeyRecord(id=key, enrolment=first, events=told) if isinstance(first, KeyEnrolled) else None


class Carried(NamedTuple):
    """The envelope that an event carries and its statement, as far as they can be read."""

    envelope: Envelope | None
    said: Mapping[str, Any]

    @property
    def key(self) -> UUID | None:
        """The key that is said to have signed: an envelope is stored with its identifier."""
        try:
            return UUID(self.envelope.signature.key) if self.envelope else None
        except ValueError:
            return None

    @property
    def display(self) -> Commitment | None:
        """The commitment to the text that was shown."""
        found = self.said.get("display")
        return Commitment(found) if isinstance(found, str) else None


def carried_by(recorded: Recorded) -> Carried:
    """What an event carries."""
    try:
        envelope = read(recorded.signatures[0]) if recorded.signatures else None
    except EnvelopeMalformed:
        envelope = None
    return Carried(envelope, said_by(envelope) if envelope else {})


def fault_in(
    recorded: Recorded,
    position: int,
    key: KeyRecord | None,
    shown: Disclosure | None,
    carried: Carried | None = None,
) -> str | None:
    """Why the signature of an event is not good, as the name of the first check that fails; nothing for a good one.

    `shown` is the text the signer was shown, unless it was erased; `carried` spares reading the envelope again.
    """
    carried = carried or carried_by(recorded)
    if carried.envelope is None:
        return "envelope"
    if key is None:
        return "key"
    return (
        differs(recorded, carried.said, shown)
        or _standing(recorded, position, key)
        or _verdict(recorded.signatures[0], key.enrolment)
    )


def _standing(recorded: Recorded, position: int, key: KeyRecord) -> str | None:
    """Whether it was the signer's, confirmed and not revoked when it signed; a key signs its own enrolment before."""
    if key.enrolment.person != recorded.actor.person:
        return "key_of_another"
    is_own = recorded.stream == key.id and isinstance(recorded.event, KeyEnrolled)
    if not is_own and (not key.has(KeyConfirmed, position) or key.has(KeyRefused, position)):
        return "not_confirmed"
    return "revoked" if key.has(KeyRevoked, position) else None


@lru_cache(maxsize=REMEMBERED)
def _verdict(envelope: str, enrolment: KeyEnrolled) -> str | None:
    try:
        verify_recorded(read(envelope), enrolment)
    except (SignatureInvalid, SigningKeyUnusable) as refusal:
        return str(refusal.places["why"])
    except SchemeNotBuiltIn:
        return "scheme"
    return None
