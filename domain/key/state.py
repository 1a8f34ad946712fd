"""What is remembered of a key, and all keys together."""

import base64
import binascii
import hashlib
from collections import defaultdict
from datetime import date
from uuid import UUID

from domain.kernel.commands import State
from domain.kernel.events import Event
from domain.kernel.identity import Commitment, KeyId, PersonId, StreamId
from domain.key.events import KeyConfirmed, KeyEnrolled, KeyEvent, KeyRefused, KeyRenamed, KeyRevoked
from domain.key.terms import LEVELS, Level, Scheme


class Key(State):
    """One key; `enrolment` is None as long as nobody brought it."""

    def __init__(self) -> None:
        self.id = KeyId(UUID(int=0))
        self.enrolment: KeyEnrolled | None = None
        self.label: Commitment | None = None
        self.confirmed: KeyConfirmed | None = None
        self.refused: KeyRefused | None = None
        self.revoked: KeyRevoked | None = None

    def evolve(self, event: Event) -> None:
        """Remember what became of it."""
        match event:
            case KeyEnrolled():
                self.enrolment, self.label = event, event.label
            case KeyRenamed():
                self.label = event.label
            case KeyConfirmed():
                self.confirmed = event
            case KeyRefused():
                self.refused = event
            case KeyRevoked():
                self.revoked = event

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody made sure whose key it is, and compared the fingerprint of this very key."""
        if self.enrolment is None or self.confirmed is None:
            return False
        try:
            return self.confirmed.fingerprint == fingerprint(self.enrolment.public_key)
        except binascii.Error:
            return False

    @property
    def is_waiting(self) -> bool:
        """Whether a registrar has yet to say whose it is."""
        return self.enrolment is not None and not (self.is_confirmed or self.refused or self.revoked)

    @property
    def can_sign(self) -> bool:
        """Confirmed, and not revoked."""
        return self.is_confirmed and self.revoked is None

    @property
    def level(self) -> Level:
        """What a signature by it says."""
        return LEVELS[self.enrolment.scheme] if self.enrolment else Level.NONE

    @property
    def lost_on(self) -> date | None:
        """The day since when somebody else may have had it."""
        return self.revoked.lost_on if self.revoked else None


def fingerprint(public_key: str) -> str:
    """Hex SHA-256 of a public key in base64: what two people read to each other."""
    return hashlib.sha256(base64.b64decode(public_key)).hexdigest()


class KeyRing:
    """All keys ever enrolled: a fold kept in memory beside the directory."""

    def __init__(self) -> None:
        self._keys: dict[KeyId, Key] = {}
        self._of_person: defaultdict[PersonId, dict[KeyId, None]] = defaultdict(dict)
        self._by_credential: dict[str, KeyId] = {}
        self._waiting: dict[KeyId, Key] = {}

    def evolve(self, event: Event, stream: StreamId) -> None:
        """Take in an event of a key; others are passed over."""
        if not isinstance(event, KeyEvent):
            return
        key = self._keys.get(KeyId(stream)) or Key()
        key.id = KeyId(stream)
        key.evolve(event)
        self._keys[key.id] = key
        if key.is_waiting:
            self._waiting[key.id] = key
        else:
            self._waiting.pop(key.id, None)
        if isinstance(event, KeyEnrolled):
            self._of_person[event.person][key.id] = None
            if event.credential:
                self._by_credential.setdefault(event.credential, key.id)

    def key(self, key_id: KeyId) -> Key | None:
        """The key, or nothing."""
        return self._keys.get(key_id)

    def all(self) -> tuple[Key, ...]:
        """All of them, in the order of enrolment."""
        return tuple(self._keys.values())

    def of(self, person: PersonId) -> tuple[Key, ...]:
        """Every key that a person ever enrolled, in order."""
        return tuple(self._keys[each] for each in tuple(self._of_person.get(person, ())))

    def able(self, person: PersonId, scheme: Scheme | None = None) -> tuple[Key, ...]:
        """The keys with which a person can sign now, of one scheme or of any."""
        return tuple(
            each
            for each in self.of(person)
            if each.can_sign and each.enrolment and scheme in (None, each.enrolment.scheme)
        )

    def by_credential(self, credential: str) -> Key | None:
        """The passkey with this credential identifier; the first one enrolled where somebody claims it again."""
        found = self._by_credential.get(credential)
        return self._keys[found] if found else None

    def waiting(self) -> tuple[Key, ...]:
        """Keys that nobody has confirmed or refused yet, the oldest first."""
        return tuple(self._waiting.values())
