"""The signatures of the log, checked in its order: by the key enrolled before, for the very event they are in."""

from uuid import UUID

from eventsourcing.persistence import MapperDeserialisationError, StoredEvent

from api.seal.leafing import ENROLLED, Read, Stored
from api.signing.verifying import verify_recorded
from api.store.mapper import CanonicalMapper
from domain.belonging import differs
from domain.kernel.identity import KeyId, StreamId
from domain.kernel.refusals import Malformed, Refusal
from domain.key.events import KeyEnrolled
from domain.key.refusals import SignatureInvalid
from domain.key.state import Key, KeyRing
from domain.key.terms import Scheme
from domain.record import Recorded
from domain.seal.dsse import Envelope
from domain.seal.dsse import read as read_envelope

KEYS = "key."


class SignatureFault(Exception):
    """A signature does not hold; `code` says in what way."""

    def __init__(self, code: str, told: str = "") -> None:
        super().__init__(told)
        self.code = code


class Signatures:
    """Follows the keys while events go by, and holds each signature against them."""

    def __init__(self) -> None:
        self.count = 0
        """How many were checked."""
        self._ring = KeyRing()
        self._mapper = CanonicalMapper()

    def scheme_of(self, key: str) -> Scheme | None:
        """The scheme of a key that was enrolled so far."""
        found = self._key(key)
        return found.enrolment.scheme if found and found.enrolment else None

    def take(self, stored: Stored, parts: Read, *, check: bool) -> None:
        """Follow an event; raises `SignatureFault` where it carries a signature that does not hold."""
        is_key = stored.name.startswith(KEYS)
        if not is_key and not (check and parts.signatures):
            return
        recorded = self._recorded(stored)
        if check and parts.signatures:
            self._check(recorded, parts.signatures)
        if is_key:
            self._ring.evolve(recorded.event, StreamId(stored.stream))

    def _check(self, recorded: Recorded, signatures: tuple[str, ...]) -> None:
        for text in signatures:
            try:
                envelope = read_envelope(text)
                verify_recorded(envelope, self._enrolment(recorded, envelope))
            except (SignatureInvalid, Malformed) as error:
                raise SignatureFault("signature_wrong", str(error)) from error
            except Refusal as error:
                raise SignatureFault("signature_wrong", error.code()) from error
            if part := differs(recorded, envelope, None):
                raise SignatureFault("signature_of_something_else", part)
            self.count += 1

    def _enrolment(self, recorded: Recorded, envelope: Envelope) -> KeyEnrolled:
        """The enrolment of the key that signed, if that key was able to; a key signs its own enrolment."""
        if isinstance(recorded.event, KeyEnrolled) and recorded.event.name == ENROLLED:
            return recorded.event
        key = self._key(envelope.signature.key)
        if key is None or key.enrolment is None:
            raise SignatureFault("key_not_enrolled", envelope.signature.key)
        if not key.is_confirmed:
            raise SignatureFault("key_not_confirmed", str(key.id))
        if key.revoked is not None:
            raise SignatureFault("key_revoked_before", str(key.id))
        if key.enrolment.person != recorded.actor.person:
            raise SignatureFault("key_of_another", str(key.id))
        return key.enrolment

    def _key(self, named: str) -> Key | None:
        try:
            return self._ring.key(KeyId(UUID(named)))
        except ValueError:
            return None

    def _recorded(self, stored: Stored) -> Recorded:
        try:
            found: Recorded = self._mapper.to_domain_event(
                StoredEvent(stored.stream, stored.version, stored.name, stored.body)
            )
        except MapperDeserialisationError as error:
            raise SignatureFault("body_unreadable", str(error)) from error
        return found
