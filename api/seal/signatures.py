"""The signatures of the log, checked in its order: by the key enrolled before, for the very event they are in."""

from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import NamedTuple
from uuid import UUID

from api.seal.leafing import ENROLLED, BodyUnreadable, Read, Stored, key_named
from api.seal.reading import recorded_of
from api.signing.verifying import verify_recorded
from api.store import canonical
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
from domain.seal.statement import said_by

KEYS = "key."
PIECE = 200
"""Events that another process is handed at once."""


class SignatureFault(Exception):
    """A signature does not hold; `code` says in what way, `position` in which event."""

    def __init__(self, code: str, told: str = "", position: int = 0) -> None:
        super().__init__(code, told, position)
        self.code, self.told, self.position = code, told, position


class Standing(NamedTuple):
    """How a key stood when an event was recorded."""

    id: str
    enrolment: KeyEnrolled | None
    is_confirmed: bool
    is_revoked: bool


class Signed(NamedTuple):
    """An event with signatures, and how each of the keys they name stood then; None for a key nobody knew."""

    stored: Stored
    keys: tuple[Standing | None, ...]


class Signatures:
    """Follows the keys while events go by, and holds each signature against them; in other processes, if given some."""

    def __init__(self, processes: ProcessPoolExecutor | None = None) -> None:
        self.count = 0
        """How many were checked."""
        self._ring = KeyRing()
        self._processes = processes
        self._gathered: list[Signed] = []
        self._under_way: list[Future[SignatureFault | None]] = []

    def scheme_of(self, key: str) -> Scheme | None:
        """The scheme of a key that was enrolled so far."""
        found = self._key(key)
        return found.enrolment.scheme if found and found.enrolment else None

    def take(self, stored: Stored, parts: Read, *, check: bool) -> None:
        """Follow an event; raises `SignatureFault` where it carries a signature that does not hold."""
        if len(parts.signatures) > 1:
            raise SignatureFault("signature_wrong", "more than one")
        if check and parts.signatures:
            self._take(Signed(stored, tuple(self._standing(text) for text in parts.signatures)))
        if stored.name.startswith(KEYS):
            self._ring.evolve(_recorded(stored).event, StreamId(stored.stream))

    def settle(self, left: int = 0) -> None:
        """Wait for other processes until so many of their pieces are left; raises the first `SignatureFault`."""
        if not left:
            self._hand_out()
        while len(self._under_way) > left:
            if fault := self._under_way.pop(0).result():
                raise fault

    def _take(self, signed: Signed) -> None:
        self.count += len(signed.keys)
        if self._processes is None:
            hold(signed)
            return
        self._gathered.append(signed)
        if len(self._gathered) >= PIECE:
            self._hand_out()

    def _hand_out(self) -> None:
        if self._gathered:
            assert self._processes is not None
            self._under_way.append(self._processes.submit(first_fault, self._gathered))
            self._gathered = []

    def _standing(self, text: str) -> Standing | None:
        key = self._key(key_named(text) or "")
        return Standing(str(key.id), key.enrolment, key.is_confirmed, key.revoked is not None) if key else None

    def _key(self, named: str) -> Key | None:
        try:
            return self._ring.key(KeyId(UUID(named)))
        except ValueError:
            return None


def first_fault(pieces: Sequence[Signed]) -> SignatureFault | None:
    """The first signature that does not hold; what another process is asked."""
    for each in pieces:
        try:
            hold(each)
        except SignatureFault as fault:
            return SignatureFault(fault.code, fault.told, each.stored.position)
    return None


def hold(signed: Signed) -> None:
    """Each signature of an event against its key and against the event; raises `SignatureFault`."""
    recorded = _recorded(signed.stored)
    for text, key in zip(recorded.signatures, signed.keys, strict=True):
        try:
            envelope = read_envelope(text)
            verify_recorded(envelope, _enrolment(recorded, envelope, key))
        except (SignatureInvalid, Malformed) as error:
            raise SignatureFault("signature_wrong", str(error)) from error
        except Refusal as error:
            raise SignatureFault("signature_wrong", error.code()) from error
        if part := differs(recorded, said_by(envelope, canonical.read), None):
            raise SignatureFault("signature_of_something_else", part)


def _enrolment(recorded: Recorded, envelope: Envelope, key: Standing | None) -> KeyEnrolled:
    """The enrolment of the key that signed, if that key was able to; a key signs its own enrolment."""
    if isinstance(recorded.event, KeyEnrolled) and recorded.event.name == ENROLLED:
        return recorded.event
    if key is None or key.enrolment is None or key.id != envelope.signature.key:
        raise SignatureFault("key_not_enrolled", envelope.signature.key)
    if not key.is_confirmed:
        raise SignatureFault("key_not_confirmed", key.id)
    if key.is_revoked:
        raise SignatureFault("key_revoked_before", key.id)
    if key.enrolment.person != recorded.actor.person:
        raise SignatureFault("key_of_another", key.id)
    return key.enrolment


def _recorded(stored: Stored) -> Recorded:
    try:
        return recorded_of(stored)
    except BodyUnreadable as error:
        raise SignatureFault("body_unreadable", str(error)) from error
