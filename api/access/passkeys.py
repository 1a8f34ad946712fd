"""Sign-in by passkey: the device proves who it is and that it verified the person; no name is typed, none is tried."""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from api.access import acts
from api.access.accounts import Account, Accounts
from api.access.acts import Act
from api.access.refusals import (
    AccountDisabled,
    PasskeyNotAccepted,
    PasskeyNotConfirmed,
    PasskeyRevoked,
    PasskeyWentBack,
)
from api.access.sessions import Opened, Session, Sessions, Way
from api.access.throttle import Throttle
from api.signing.client_data import coded
from api.signing.site import Site
from api.signing.webauthn import Assertion, signed_in
from api.system import System
from domain.kernel.identity import KeyId
from domain.kernel.refusals import Refusal
from domain.key.events import KeyEnrolled
from domain.key.refusals import SignatureInvalid
from domain.key.state import Key
from domain.key.terms import Scheme
from projections.sql import statements

SQL = statements(Path(__file__).with_name("passkeys.sql"))
COUNTERS = statements(Path(__file__).parent.parent / "signing" / "queries.sql")

LASTS = timedelta(minutes=5)
"""How long a challenge can be answered (house rule: a phone that has to be found)."""


class Challenge(NamedTuple):
    """What a passkey is asked to sign, and under which identifier the answer comes back."""

    id: UUID
    value: bytes


class PasskeySignIn:
    """Challenges and what they are answered with. Guesses are counted like those at passwords."""

    def __init__(self, system: System, accounts: Accounts, sessions: Sessions, throttle: Throttle, site: Site) -> None:
        self._system, self._accounts, self._sessions = system, accounts, sessions
        self._throttle = throttle
        self.site = site

    @property
    def is_offered(self) -> bool:
        """Whether there is anybody who could come in so."""
        keys = self._system.application.catch_up().keys.all()
        return any(key.can_sign and _is_passkey(key, self.site) for key in keys)

    def challenge(self) -> Challenge:
        """A fresh one, kept until it is answered or runs out."""
        now, made = self._system.clock(), Challenge(self._system.new_id(), self._system.random(32))
        values = {"id": made.id, "challenge": made.value, "now": now, "expires_at": now + LASTS}
        with self._system.pool.connection() as connection:
            connection.execute(SQL["make_challenge"], values)
        return made

    def sign_in(
        self,
        challenge: UUID,
        assertion: Assertion,
        *,
        address: str,
        device: str = "",
        replacing: Session | None = None,
    ) -> Opened:
        """A new session; refuses with `TooManyAttempts`, `AccountDisabled`, or as a passkey that is not accepted."""
        now, name = self._system.clock(), f"passkey {sha256(assertion.credential).hexdigest()}"
        self._throttle.admit(name, address, now)
        account = self._verified(challenge, assertion, address, now)
        self._throttle.clear(name, address, now)
        digest = self._throttle.digest(address)
        return self._sessions.open(
            account, now=now, device=device, address=digest, replacing=replacing, way=Way.PASSKEY
        )

    def forget(self, now: datetime) -> int:
        """Remove challenges that nobody answered, those of enrolments too; returns how many."""
        with self._system.pool.connection() as connection:
            return connection.execute(SQL["forget_challenges"], {"before": now}).rowcount

    def _verified(self, challenge: UUID, assertion: Assertion, address: str, now: datetime) -> Account:
        """Whose passkey it is; every refusal is recorded, a counter that went back under a name of its own."""
        account: Account | None = None
        try:
            key, enrolment = self._found(assertion)
            counter = self._held_against(challenge, assertion, enrolment, now)
            account = self._accounts.of_person(enrolment.person)
            _check_key(key)
            self._count_up(key.id, counter, now)
            return _enabled(account)
        except Refusal as refusal:
            what = Act.WENT_BACK if isinstance(refusal, PasskeyWentBack) else Act.SIGN_IN_FAILED
            self._note(what, f"passkey {refusal.code()}", account, address, now)
            raise

    def _found(self, assertion: Assertion) -> tuple[Key, KeyEnrolled]:
        """The key by its credential; the device must remember the same person (Web Authentication L3, 7.2, step 6)."""
        key = self._system.application.catch_up().keys.by_credential(coded(assertion.credential))
        if key is None or key.enrolment is None or not _is_passkey(key, self.site):
            raise PasskeyNotAccepted
        if assertion.user != key.enrolment.person.bytes:
            raise PasskeyNotAccepted
        return key, key.enrolment

    def _held_against(self, challenge: UUID, assertion: Assertion, enrolment: KeyEnrolled, now: datetime) -> int:
        """The counter of a passkey that answered our challenge; a challenge is used up by any answer."""
        with self._system.pool.connection() as connection:
            row = connection.execute(SQL["take_challenge"], {"id": challenge, "now": now}).fetchone()
        if row is None:
            raise PasskeyNotAccepted
        try:
            return signed_in(assertion, bytes(row[0]), enrolment, self.site).counter
        except SignatureInvalid as error:
            raise PasskeyNotAccepted from error

    def _count_up(self, key: KeyId, counter: int, now: datetime) -> None:
        """A counter that does not go up speaks of a copy (Web Authentication L3, 6.1.1)."""
        with self._system.pool.connection() as connection:
            values = {"key": key, "counter": counter, "now": now}
            if connection.execute(COUNTERS["count_up"], values).fetchone() is None:
                raise PasskeyWentBack

    def _note(self, what: Act, why: str, account: Account | None, address: str, now: datetime) -> None:
        about, digest = account.id if account else None, self._throttle.digest(address)
        with self._system.pool.connection() as connection:
            acts.note(connection, what, at=now, who=None, about=about, detail=why, address=digest)


def _is_passkey(key: Key, site: Site) -> bool:
    """Whether it is a passkey that was made for this site."""
    made = key.enrolment
    return made is not None and (made.scheme, made.relying_party) == (Scheme.WEBAUTHN, site.relying_party)


def _check_key(key: Key) -> None:
    """Told only to who has the passkey: what is the matter with it."""
    if key.revoked or key.refused:
        raise PasskeyRevoked
    if not key.can_sign:
        raise PasskeyNotConfirmed


def _enabled(account: Account | None) -> Account:
    if account is None:
        raise PasskeyNotAccepted
    if account.disabled_at:
        raise AccountDisabled
    return account
