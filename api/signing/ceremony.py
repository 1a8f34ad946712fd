"""The ceremony of signing: a step is shown as a statement, signed by a key of the person, and only then taken."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from api.access.accounts import Account
from api.access.refusals import NotByToken
from api.access.sessions import Session
from api.access.sign_in import SignIn
from api.signing.attested import AttestationKey
from api.signing.prepared import LASTS, Form, Prepared, PreparedGone, PreparedSteps, prepared_step
from api.signing.verifying import Site, Verified, verify
from api.system import System
from domain.application import Asked, Foreseen, Receipt
from domain.kernel.commands import Command
from domain.kernel.identity import KeyId
from domain.kernel.refusals import Refusal
from domain.key.commands import EnrolKey
from domain.key.events import KeyEnrolled
from domain.key.refusals import (
    KeyOfAnother,
    PasswordSetByAnother,
    SignatureOfSomethingElse,
    SignatureTooWeak,
)
from domain.key.state import Key, KeyRing, fingerprint
from domain.key.terms import Level, Scheme
from domain.seal.dsse import Envelope, written
from domain.seal.statement import PAYLOAD_TYPE
from domain.signing import Signed
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))


class NoPasswordToSignWith(Refusal):
    """The password has not been enrolled for signing, or nobody has confirmed it."""

    status = "forbidden"
    sentence = "Your password cannot sign yet. Enrol it under “My keys”; a registrar confirms it."


@dataclass(frozen=True, kw_only=True)
class Ways:
    """How somebody could sign a step now."""

    needed: Level
    passkeys: tuple[Key, ...] = ()
    files: tuple[Key, ...] = ()
    password: Key | None = None

    @property
    def is_any(self) -> bool:
        """Whether there is a way at all."""
        return bool(self.passkeys or self.files or self.password)


@dataclass(frozen=True, kw_only=True)
class Signing:
    """Prepares steps and takes them when they are signed. One signature, one step."""

    system: System
    steps: PreparedSteps
    sign_in: SignIn
    attestation: AttestationKey
    site: Site

    def ways(self, account: Account, needed: Level) -> Ways:
        """The keys of the account's person that may sign a step of this level at this site."""
        if account.person is None:
            return Ways(needed=needed)
        able = [key for key in self._ring().able(account.person) if key.level.suffices_for(needed)]
        return self._sorted(able, account, needed)

    def ways_of(self, prepared: Prepared, account: Account) -> Ways:
        """The keys that may sign a step: its own, where it enrols one."""
        if isinstance(prepared.command, EnrolKey):
            return self._sorted([_enrolled(prepared.command)], account, prepared.needed)
        return self.ways(account, prepared.needed)

    def _sorted(self, able: Iterable[Key], account: Account, needed: Level) -> Ways:
        able = tuple(able)
        here = [key for key in able if _is_of(key, Scheme.WEBAUTHN) and self._is_for_here(key)]
        passwords = (key for key in able if _is_of(key, Scheme.SERVER_ATTESTED) and _is_password_of(key, account))
        return Ways(
            needed=needed,
            passkeys=tuple(here),
            files=tuple(key for key in able if _is_of(key, Scheme.RAW)),
            password=next(passwords, None),
        )

    def prepare(
        self,
        command: Command[Any],
        asked: Asked,
        *,
        account: Account,
        session: Session | None,
        seen: int | None,
        text_of: Callable[[Asked, Foreseen], str],
        locale: str,
        form: Form | None = None,
    ) -> Prepared:
        """Freeze a step with the text to be shown; refuses as the step itself would, but for its signature."""
        now, expected = asked.now, {} if seen is None else {command.stream: seen}
        asked = replace(asked, claimed_at=asked.claimed_at or now)
        foreseen = self.system.application.foresee(command, asked, expected)
        prepared = prepared_step(
            prepared_id=self.system.new_id(),
            log=self.system.application.log_name,
            command=command,
            asked=asked,
            subject=foreseen.subject,
            display=self.system.disclose(text_of(asked, foreseen)),
            locale=locale,
            nonce=self.system.random(32).hex(),
            needed=foreseen.needed,
            form=form or Form(),
            expires_at=now + LASTS,
        )
        self.steps.keep(prepared, account.id, session.digest if session else None)
        return prepared

    def let_go(self, prepared: Prepared, account: Account) -> None:
        """It is not to be signed any more; nothing is recorded."""
        self.steps.let_go(prepared, account.id, self.system.clock())

    def waiting(self, account: Account) -> tuple[Prepared, ...]:
        """Steps that the account prepared and can still sign, one for each thing that they are about."""
        return self.steps.waiting(account.id, self.system.clock())

    def find(self, prepared_id: UUID, account: Account) -> Prepared:
        """A step that the account prepared; refuses `PreparedGone`."""
        return self.steps.find(prepared_id, account.id, self.system.clock())

    def sign(self, prepared: Prepared, envelope: Envelope, account: Account, *, is_program: bool = False) -> Receipt:
        """Take the step if the envelope holds a valid signature over its statement by a key of the person.

        The same envelope again gives the first receipt. Refuses with `SignatureInvalid`, `SignatureOfSomethingElse`,
        `PreparedGone`, with `NotByToken` where a program hands in what a device signed, and as
        `Rectification.handle` does.
        """
        if envelope.payload_type != PAYLOAD_TYPE or envelope.payload != prepared.payload:
            raise SignatureOfSomethingElse(part="payload")
        key, enrolment = self._claimed(prepared, envelope.signature.key)
        if enrolment.scheme is Scheme.SERVER_ATTESTED:
            raise SignatureTooWeak(level=Level.SOFTWARE_KEY.value, has=Level.SERVER_ATTESTED.value)
        if is_program and enrolment.scheme is not Scheme.RAW:
            raise NotByToken
        verified = verify(envelope, enrolment, self.site)
        return self._take(prepared, _named(envelope, key), key, verified)

    def attest(self, prepared: Prepared, account: Account, session: Session, password: str, *, address: str) -> Receipt:
        """Take the step because the person gave the password again; the server signs that this was so.

        Refuses with `PasswordWrong`, `TooManyAttempts`, `NoPasswordToSignWith`, and as `sign` does.
        """
        key, enrolment = self._password_of(prepared, account)
        self.sign_in.confirm(session, password, address=address, now=self.system.clock())
        if (enrolment.account, enrolment.password_round) != (account.id, account.passwords_given):
            raise PasswordSetByAnother
        envelope = self.attestation.sign(str(key), PAYLOAD_TYPE, prepared.payload)
        return self._take(prepared, envelope, key, verify(envelope, enrolment, self.site))

    def without(self, prepared: Prepared) -> Receipt:
        """Take the step as not signed, where that is enough; refuses with `SignatureNeeded` where it is not."""
        now = self.system.clock()
        asked = replace(prepared.asked, now=now)
        if not self.steps.use(prepared, now):
            return self._first_answer(prepared, asked)
        return self.system.application.handle(prepared.command, asked)

    def _take(self, prepared: Prepared, envelope: Envelope, key: KeyId, verified: Verified) -> Receipt:
        now = self.system.clock()
        signed = Signed(envelope=written(envelope), statement=prepared.statement, key=key, display=prepared.display)
        asked = replace(prepared.asked, now=now, signed=signed)
        if not self.steps.use(prepared, now, counted=None if verified.counter is None else (key, verified.counter)):
            return self._first_answer(prepared, asked)
        return self.system.application.handle(prepared.command, asked)

    def _first_answer(self, prepared: Prepared, asked: Asked) -> Receipt:
        """What the step came to when it was signed; refuses `PreparedGone` where it was not, but is too old."""
        receipt = self.system.application.answer_to(prepared.command, asked)
        if receipt is None:
            raise PreparedGone
        return receipt

    def _claimed(self, prepared: Prepared, named: str) -> tuple[KeyId, KeyEnrolled]:
        """The key that a signature names by identifier or fingerprint: one the person enrolled, or is enrolling."""
        if isinstance(prepared.command, EnrolKey):
            return prepared.command.key, prepared.command.enrolled
        person, application = prepared.asked.actor.person, self.system.application
        if person is None:
            raise KeyOfAnother
        found = _named_by(named, application.reference.keys.of(person)) or _named_by(named, self._ring().of(person))
        if found is None:
            raise KeyOfAnother
        return found

    def _password_of(self, prepared: Prepared, account: Account) -> tuple[KeyId, KeyEnrolled]:
        if isinstance(prepared.command, EnrolKey):
            if prepared.command.scheme is not Scheme.SERVER_ATTESTED:
                raise SignatureOfSomethingElse(part="key")
            return prepared.command.key, prepared.command.enrolled
        held = self._ring().able(account.person, Scheme.SERVER_ATTESTED) if account.person else ()
        mine = [key for key in held if key.enrolment and key.enrolment.account == account.id]
        if not mine:
            raise NoPasswordToSignWith
        newest = mine[-1]
        assert newest.enrolment is not None
        return newest.id, newest.enrolment

    def _is_for_here(self, key: Key) -> bool:
        return key.enrolment is not None and key.enrolment.relying_party == self.site.relying_party

    def _ring(self) -> KeyRing:
        return self.system.application.catch_up().keys


def _named_by(named: str, keys: Iterable[Key]) -> tuple[KeyId, KeyEnrolled] | None:
    """A key by identifier or fingerprint. How it was enrolled never changes; whether it can sign the rules look up."""
    for key in keys:
        if key.enrolment and named in (str(key.id), fingerprint(key.enrolment.public_key)):
            return key.id, key.enrolment
    return None


def _named(envelope: Envelope, key: KeyId) -> Envelope:
    """The envelope with the key named by its identifier."""
    return replace(envelope, signature=replace(envelope.signature, key=str(key)))


def _enrolled(command: EnrolKey) -> Key:
    """The key that a command brings, as it will be."""
    key = Key()
    key.id = command.key
    key.evolve(command.enrolled)
    return key


def _is_of(key: Key, scheme: Scheme) -> bool:
    return key.enrolment is not None and key.enrolment.scheme is scheme


def _is_password_of(key: Key, account: Account) -> bool:
    """Whether the key stands for the password that the account has now, set by its own person."""
    held = key.enrolment
    return held is not None and (held.account, held.password_round) == (account.id, account.passwords_given)
