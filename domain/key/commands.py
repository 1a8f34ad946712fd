"""What can be asked about keys. Who may confirm stands in the table of powers, where administrators stand nowhere."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.appointment.posts import Post
from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import ActorKind, Disclosure, KeyId, PersonId, StreamId, UnitId
from domain.kernel.quantities import check_line, check_text
from domain.kernel.refusals import NotKnown
from domain.key.events import KeyConfirmed, KeyEnrolled, KeyRefused, KeyRenamed, KeyRevoked
from domain.key.refusals import (
    FingerprintDiffers,
    KeyAlreadyEnrolled,
    KeyIsRevoked,
    KeyNotWaiting,
    KeyOfAnother,
    SchemeNotBuiltIn,
)
from domain.key.state import Key, KeyRing, fingerprint
from domain.key.terms import Algorithm, Scheme
from domain.key.vouching import refuse_unfit

LABEL = 60
"""Most characters of what somebody calls a key."""

MOST_PUBLIC_KEY = 1_000


class KeyCommand(Command[Key]):
    """A command towards one key."""

    state: ClassVar[type[State]] = Key
    key: KeyId

    @property
    def stream(self) -> StreamId:
        """The key."""
        return StreamId(self.key)

    def subject_unit(self, state: Key) -> UnitId | None:
        """The unit under which it was enrolled; nobody may ask about a key that is not known."""
        return enrolment_of(state).unit


class EnrolKey(KeyCommand, name="key.enrol"):
    """Bring a key of one's own. It signs its own enrolment, and signs nothing else before a registrar confirms it."""

    person: PersonId
    unit: UnitId
    scheme: Scheme
    algorithm: Algorithm
    public_key: str
    label: Disclosure
    credential: str | None = None
    relying_party: str | None = None
    authenticator: str | None = None
    is_backed_up: bool | None = None
    account: UUID | None = None
    password_round: int | None = None

    def subject_unit(self, state: Key) -> UnitId | None:
        """The unit of the post in which its holder acts."""
        return self.unit

    def assigned(self, state: Key) -> frozenset[UUID]:
        """Its holder."""
        return frozenset({self.person})

    def check(self) -> None:
        """Refuse malformed names and keys; whether it is a good key the door has made sure of."""
        check_line("label", self.label.value, most=LABEL)
        check_line("public_key", self.public_key, most=MOST_PUBLIC_KEY)

    def decide(self, state: Key, circumstances: Circumstances) -> tuple[KeyEnrolled]:
        """Refuse a key for another, one that was brought before, and schemes that are not built in."""
        if circumstances.actor.person != self.person:
            raise KeyOfAnother
        if self.scheme is Scheme.X509_SM2:
            raise SchemeNotBuiltIn(scheme=self.scheme.value)
        if state.enrolment is not None or self._is_known(circumstances.keys):
            raise KeyAlreadyEnrolled
        return (self.enrolled,)

    @property
    def enrolled(self) -> KeyEnrolled:
        """The event as it will be: the signature under the enrolment is checked against it beforehand."""
        return KeyEnrolled(
            person=self.person,
            unit=self.unit,
            scheme=self.scheme,
            algorithm=self.algorithm,
            public_key=self.public_key,
            label=self.label.commitment,
            credential=self.credential,
            relying_party=self.relying_party,
            authenticator=self.authenticator,
            is_backed_up=self.is_backed_up,
            account=self.account,
            password_round=self.password_round,
        )

    def _is_known(self, ring: KeyRing) -> bool:
        """Whether anybody enrolled it before; a sign-in by password anew after each round of setting it."""
        if self.scheme is Scheme.SERVER_ATTESTED:
            mine = (self.account, self.password_round)
            theirs = (each.enrolment for each in ring.of(self.person) if each.revoked is None and each.refused is None)
            return any((held.account, held.password_round) == mine for held in theirs if held)
        return any(each.enrolment and each.enrolment.public_key == self.public_key for each in ring.all())


class ConfirmKey(KeyCommand, name="key.confirm"):
    """Say that the key is its holder's, having compared the fingerprint with the person."""

    fingerprint: str

    def decide(self, state: Key, circumstances: Circumstances) -> tuple[KeyConfirmed]:
        """Refuse a key that does not wait, another fingerprint, and who may not vouch for it."""
        enrolment = enrolment_of(state)
        if not state.is_waiting:
            raise KeyNotWaiting
        if self.fingerprint != fingerprint(enrolment.public_key):
            raise FingerprintDiffers
        refuse_unfit(enrolment, circumstances)
        return (KeyConfirmed(fingerprint=self.fingerprint),)


class RefuseKey(KeyCommand, name="key.refuse"):
    """Say that whose key it is could not be made sure of."""

    reason: str

    def check(self) -> None:
        """Refuse a blank reason."""
        check_text("reason", self.reason)

    def decide(self, state: Key, circumstances: Circumstances) -> tuple[KeyRefused]:
        """Refuse a key that does not wait."""
        if not state.is_waiting:
            raise KeyNotWaiting
        return (KeyRefused(reason=self.reason),)


class RevokeKey(KeyCommand, name="key.revoke"):
    """Let the key sign no more: lost, replaced, or its holder left. Asks for no signature: it may be the only key."""

    reason: str
    lost_on: date | None = None

    def assigned(self, state: Key) -> frozenset[UUID]:
        """Its holder, whatever post he or she acts in."""
        return holder_of(state)

    def check(self) -> None:
        """Refuse a blank reason."""
        check_text("reason", self.reason)

    def decide(self, state: Key, circumstances: Circumstances) -> tuple[KeyRevoked]:
        """Refuse a key that is revoked already, and a key of another for all but registrars and the console."""
        if enrolment_of(state).person != circumstances.actor.person:
            _refuse_others(circumstances)
        if state.revoked is not None:
            raise KeyIsRevoked
        return (KeyRevoked(reason=self.reason, lost_on=self.lost_on),)


class RenameKey(KeyCommand, name="key.rename"):
    """Call one's own key something else."""

    label: Disclosure

    def assigned(self, state: Key) -> frozenset[UUID]:
        """Its holder."""
        return holder_of(state)

    def check(self) -> None:
        """Refuse malformed names."""
        check_line("label", self.label.value, most=LABEL)

    def decide(self, state: Key, circumstances: Circumstances) -> tuple[KeyRenamed]:
        """Refuse a key of another."""
        if enrolment_of(state).person != circumstances.actor.person:
            raise KeyOfAnother
        return (KeyRenamed(label=self.label.commitment),)


def enrolment_of(key: Key) -> KeyEnrolled:
    """How it was enrolled; refuses one that nobody brought as one that may not be known."""
    if key.enrolment is None:
        raise NotKnown
    return key.enrolment


def holder_of(key: Key) -> frozenset[UUID]:
    """Whose key it is, as the powers table asks for it."""
    return frozenset({key.enrolment.person}) if key.enrolment else frozenset()


def _refuse_others(circumstances: Circumstances) -> None:
    actor = circumstances.actor
    if actor.kind is not ActorKind.CONSOLE and actor.post != Post.REGISTRAR.value:
        raise KeyOfAnother
