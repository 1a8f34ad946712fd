"""Who is who at the provider: an identity (issuer and subject) is connected with an account by somebody.

Neither names nor addresses connect anybody: both change hands, and a provider may let people choose them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, NewType
from uuid import UUID

from psycopg import Connection
from psycopg.errors import UniqueViolation
from psycopg.rows import TupleRow

from api.access import acts
from api.access.accounts import AccountId, check_administrator, close_sessions
from api.access.acts import Act
from api.access.bearer import digest_of, new_token
from api.access.oidc.client import Client
from api.access.oidc.id_token import is_subject
from api.access.oidc.refusals import (
    AccountConnected,
    IdentityTaken,
    InvitationGone,
    LastWayIn,
    SubjectUnusable,
)
from api.clock import Random
from api.store.pool import Pool
from domain.kernel.identity import uuid7
from domain.kernel.refusals import NotKnown
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))

INVITED_FOR = timedelta(days=7)
"""How long a one-time link counts (house rule)."""

IdentityId = NewType("IdentityId", UUID)


class How(StrEnum):
    """How an identity came to be connected. The stored names stay."""

    PERSON = "person"
    ADMINISTRATOR = "administrator"
    LINK = "link"
    CONSOLE = "console"


class Identity(NamedTuple):
    """Somebody at a provider who may come in by an account."""

    id: IdentityId
    issuer: str
    subject: str
    account: AccountId
    how: str
    linked_by: UUID | None
    linked_at: datetime
    used_at: datetime | None


class Invitation(NamedTuple):
    """A one-time link as whoever opens it sees it."""

    id: UUID
    account: AccountId
    sign_in: str


class Identities:
    """The identities of one provider's client. `by` is who acts; None stands for the console."""

    def __init__(self, pool: Pool, random: Random, client: Client) -> None:
        self._pool, self._random, self._client = pool, random, client

    def of(self, account: AccountId) -> list[Identity]:
        """Those of an account, of earlier providers too, in the order in which they were connected."""
        with self._pool.connection() as connection:
            return [Identity(*row) for row in connection.execute(SQL["identities"], {"account": account})]

    def at(self, subject: str) -> Identity | None:
        """Whom the provider means by a subject."""
        values = {"issuer": self._client.issuer, "subject": subject}
        with self._pool.connection() as connection:
            row = connection.execute(SQL["identity_at"], values).fetchone()
        return Identity(*row) if row else None

    def use(self, identity: Identity, now: datetime) -> None:
        """Somebody came in by it."""
        with self._pool.connection() as connection:
            connection.execute(SQL["use_identity"], {"id": identity.id, "now": now})

    def connect_own(self, account: AccountId, subject: str, now: datetime) -> None:
        """The person signed in here has just signed in there. Refuses `IdentityTaken`, `AccountConnected`."""
        with self._transaction() as connection:
            self._connect(connection, account, subject, How.PERSON, account, now)

    def connect(self, account: AccountId, subject: str, *, by: AccountId | None, now: datetime) -> None:
        """An administrator says who it is there. Open sessions end: the person notices that the account changed."""
        if not is_subject(subject):
            raise SubjectUnusable
        with self._transaction() as connection:
            check_administrator(connection, by)
            self._connect(connection, account, subject, How.ADMINISTRATOR if by else How.CONSOLE, by, now)
            close_sessions(connection, account, now)

    def connect_invited(self, invitation: UUID, subject: str, now: datetime) -> AccountId:
        """Whoever opened a one-time link has signed in there; returns the account. The link is used up with it."""
        with self._transaction() as connection:
            row = connection.execute(SQL["use_invitation"], {"id": invitation, "now": now}).fetchone()
            if row is None:
                raise InvitationGone
            account = AccountId(row[0])
            self._connect(connection, account, subject, How.LINK, account, now)
            close_sessions(connection, account, now)
        return account

    def disconnect(self, identity: IdentityId, *, by: AccountId | None, has_password: bool, now: datetime) -> None:
        """Take it away: one's own, while there is another way in; as an administrator anybody's. Else `NotKnown`."""
        with self._transaction() as connection:
            row = connection.execute(SQL["identity"], {"id": identity}).fetchone()
            if row is None:
                raise NotKnown
            found = Identity(*row)
            if found.account == by:
                _check_way_in(has_password)
            else:
                check_administrator(connection, by)
                close_sessions(connection, found.account, now)
            if connection.execute(SQL["disconnect"], {"id": identity}).rowcount:
                acts.note(connection, Act.DISCONNECTED, at=now, who=by, about=found.account, detail=_digest(found))

    def invite(self, account: AccountId, *, by: AccountId | None, now: datetime) -> str:
        """The secret of a new one-time link, told this once; an earlier one of the account counts no more."""
        secret = new_token(self._random)
        values = {
            "id": uuid7(int(now.timestamp() * 1000), self._random(10)),
            "digest": digest_of(secret),
            "account": account,
            "by": by,
            "now": now,
            "expires_at": now + INVITED_FOR,
        }
        with self._transaction() as connection:
            check_administrator(connection, by)
            connection.execute(SQL["withdraw_invitations"], {"account": account, "now": now})
            if not connection.execute(SQL["make_invitation"], values).rowcount:
                raise NotKnown
            acts.note(connection, Act.INVITED, at=now, who=by, about=account)
        return secret

    def invitation(self, secret: str, now: datetime) -> Invitation:
        """What a one-time link is for; refuses `InvitationGone`."""
        with self._pool.connection() as connection:
            row = connection.execute(SQL["invitation"], {"digest": digest_of(secret), "now": now}).fetchone()
        if row is None:
            raise InvitationGone
        return Invitation(*row)

    def forget(self, now: datetime) -> int:
        """Remove links that have run out; returns how many."""
        with self._pool.connection() as connection:
            return connection.execute(SQL["forget_invitations"], {"before": now}).rowcount

    def _connect(
        self,
        connection: Connection[TupleRow],
        account: AccountId,
        subject: str,
        how: How,
        by: AccountId | None,
        now: datetime,
    ) -> None:
        made = IdentityId(uuid7(int(now.timestamp() * 1000), self._random(10)))
        issuer = self._client.issuer
        identity = Identity(made, issuer, subject, account, how.value, by, now, None)
        with self._uniqueness_told():
            connection.execute(SQL["connect"], {**identity._asdict(), "by": by, "now": now})
        acts.note(connection, Act.CONNECTED, at=now, who=by, about=account, detail=f"{how} {_digest(identity)}")

    @contextmanager
    def _uniqueness_told(self) -> Iterator[None]:
        try:
            yield
        except UniqueViolation as error:
            if error.diag.constraint_name == "an_account_has_one_identity_of_an_issuer":
                raise AccountConnected(provider=self._client.label) from error
            raise IdentityTaken(provider=self._client.label) from error

    @contextmanager
    def _transaction(self) -> Iterator[Connection[TupleRow]]:
        with self._pool.connection() as connection, connection.transaction():
            yield connection


def invited_at(origin: str, secret: str) -> str:
    """The address of a one-time link."""
    return f"{origin}/sign-in/invited/{secret}"


def _check_way_in(has_password: bool) -> None:
    if not has_password:
        raise LastWayIn


def _digest(identity: Identity) -> str:
    """What the acts say of an identity: enough to recognise one that is known, and nobody's name."""
    return sha256(f"{identity.issuer}\n{identity.subject}".encode()).hexdigest()[:16]
