"""Sessions of people at a browser: kept by the server, known by a token of which only the digest is stored."""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from api.access import acts
from api.access.accounts import Account, AccountId
from api.access.acts import Act
from api.access.bearer import digest_of, new_token
from api.access.refusals import SignInFailed
from api.clock import Random
from api.store.pool import Pool
from domain.kernel.identity import AppointmentId
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))

ABSOLUTE, IDLE = timedelta(hours=12), timedelta(hours=2)
"""How long a session lasts at most, and without being used (house rule: a working day, a lunch break)."""

SEEN_EVERY = timedelta(minutes=1)
KEPT_FOR = timedelta(days=30)
"""How long the server remembers a session that ended, and the browser its cookie: long after its time has run out, a
form that is sent can still be told from a stranger's."""

MOST_EARLIER = 100
"""Of so many newest sessions of an account the forms are known again."""

_ACCOUNT_FIELDS = len(Account._fields)


class Way(StrEnum):
    """How somebody came in."""

    PASSWORD = "password"  # noqa: S105
    PROVIDER = "provider"
    PASSKEY = "passkey"


class Session(NamedTuple):
    """An open session; `appointment` is the post its person acts in at present."""

    account: Account
    digest: bytes
    appointment: AppointmentId | None
    csrf_secret: bytes
    opened_at: datetime
    seen_at: datetime
    confirmed_at: datetime
    """When somebody last proved in this session that it is they."""
    expires_at: datetime
    way: str
    """One of `Way`."""

    @property
    def must_change_password(self) -> bool:
        """Whether nothing is done before the password is changed: it was set by somebody else, and used to come in."""
        return self.account.must_change_password and self.way == Way.PASSWORD

    @property
    def csrf_token(self) -> str:
        """Goes into every form of this session, and comes back with it."""
        return form_token(self.csrf_secret)

    def accepts(self, csrf_token: str | None) -> bool:
        """Whether a form is one of ours; compared in constant time."""
        return hmac.compare_digest((csrf_token or "").encode("utf-8", "replace"), self.csrf_token.encode())

    def was_confirmed_within(self, limit: timedelta, now: datetime) -> bool:
        """Whether somebody proved so recently that it is they that it need not be asked again.

        Coming in by the provider does not count: it may have let a browser through that somebody else left open.
        """
        was_proved = self.way != Way.PROVIDER or self.confirmed_at > self.opened_at
        return was_proved and now - self.confirmed_at <= limit


class Opened(NamedTuple):
    """A new session and its token, which is told this once and never stored."""

    token: str
    session: Session


class Sessions:
    """Opens, finds and ends sessions."""

    def __init__(self, pool: Pool, random: Random, *, absolute: timedelta = ABSOLUTE, idle: timedelta = IDLE) -> None:
        self._pool = pool
        self._random = random
        self._absolute = absolute
        self._idle = idle

    def open(
        self,
        account: Account,
        *,
        now: datetime,
        device: str = "",
        address: bytes | None = None,
        replacing: Session | None = None,
        way: Way = Way.PASSWORD,
    ) -> Opened:
        """A session with a token of its own, whatever the browser brought; `replacing` ends with it.

        Refuses with `SignInFailed` when the account was disabled or its password changed since it was verified.
        """
        token = new_token(self._random)
        values = {
            "digest": digest_of(token),
            "account": account.id,
            "round": account.password_round,
            "csrf_secret": self._random(32),
            "device": shortened(device),
            "now": now,
            "expires_at": now + self._absolute,
            "way": way.value,
        }
        with self._transaction() as connection:
            if not connection.execute(SQL["open_session"], values).rowcount:
                raise SignInFailed
            detail, who = None if way is Way.PASSWORD else way.value, account.id
            acts.note(connection, Act.SIGNED_IN, at=now, who=who, about=who, detail=detail, address=address)
            if replacing is not None:
                _close(connection, replacing, now)
        opened = self.resolve(token, now)
        if opened is None:
            raise SignInFailed
        return Opened(token, opened)

    def resolve(self, token: str, now: datetime) -> Session | None:
        """The open session of a token, noted as seen at most once a minute; None when there is none (any more)."""
        digest = digest_of(token)
        with self._pool.connection() as connection:
            values = {"digest": digest, "now": now, "idle_since": now - self._idle}
            row = connection.execute(SQL["session"], values).fetchone()
            if row is None:
                return None
            session = Session(Account(*row[:_ACCOUNT_FIELDS]), *row[_ACCOUNT_FIELDS:])
            if now - session.seen_at < SEEN_EVERY:
                return session
            connection.execute(SQL["see_session"], {"digest": digest, "now": now})
            return session._replace(seen_at=now)

    def lapsed(self, token: str, now: datetime) -> Session | None:
        """The session of a token whose time ran out; None for one that is open, was signed out, or was revoked."""
        with self._pool.connection() as connection:
            values = {"digest": digest_of(token), "now": now, "idle_since": now - self._idle}
            row = connection.execute(SQL["lapsed_session"], values).fetchone()
        return Session(Account(*row[:_ACCOUNT_FIELDS]), *row[_ACCOUNT_FIELDS:]) if row else None

    def issued(self, account: AccountId, csrf_token: str | None) -> bool:
        """Whether a form is of a session of this account that was neither signed out nor revoked, open or not."""
        with self._pool.connection() as connection:
            rows = connection.execute(SQL["form_secrets"], {"account": account, "most": MOST_EARLIER}).fetchall()
        sent = (csrf_token or "").encode("utf-8", "replace")
        return any(hmac.compare_digest(sent, form_token(secret).encode()) for (secret,) in rows)

    def choose(self, session: Session, appointment: AppointmentId | None) -> Session:
        """Act in another post from now on. The caller has made sure that the person holds it."""
        with self._pool.connection() as connection:
            connection.execute(SQL["choose_appointment"], {"digest": session.digest, "appointment": appointment})
        return session._replace(appointment=appointment)

    def confirm(self, session: Session, now: datetime, address: bytes | None = None) -> Session:
        """Somebody proved again that it is they (see `SignIn.confirm`)."""
        who = session.account.id
        with self._transaction() as connection:
            if connection.execute(SQL["confirm_session"], {"digest": session.digest, "now": now}).rowcount:
                acts.note(connection, Act.CONFIRMED, at=now, who=who, about=who, address=address)
        return session._replace(confirmed_at=now)

    def close(self, session: Session, now: datetime) -> None:
        """Sign out here; a second time does nothing."""
        with self._transaction() as connection:
            _close(connection, session, now)

    def close_all(self, account: AccountId, *, by: AccountId, now: datetime, keep: Session | None = None) -> int:
        """Sign an account out everywhere, but in `keep`; returns how many sessions ended."""
        with self._transaction() as connection:
            values = {"account": account, "now": now, "but": keep.digest if keep else None}
            closed = connection.execute(SQL["close_sessions"], values).rowcount
            if closed:
                acts.note(connection, Act.SIGNED_OUT, at=now, who=by, about=account, detail=str(closed))
        return closed

    def forget(self, now: datetime) -> int:
        """Remove sessions that ended a month ago or earlier; returns how many. The acts of access stay."""
        with self._pool.connection() as connection:
            return connection.execute(SQL["forget_sessions"], {"before": now - KEPT_FOR}).rowcount

    @contextmanager
    def _transaction(self) -> Iterator[Connection[TupleRow]]:
        with self._pool.connection() as connection, connection.transaction():
            yield connection


def form_token(csrf_secret: bytes) -> str:
    """What every form of a session carries."""
    return hmac.digest(csrf_secret, b"bihuan form", hashlib.sha256).hex()


def shortened(device: str) -> str:
    """A browser's description of itself in at most 120 printable characters."""
    return "".join(each for each in device if unicodedata.category(each)[0] != "C")[:120]


def _close(connection: Connection[TupleRow], session: Session, now: datetime) -> None:
    who = session.account.id
    if connection.execute(SQL["close_session"], {"digest": session.digest, "now": now}).rowcount:
        acts.note(connection, Act.SIGNED_OUT, at=now, who=who, about=who)
