"""API tokens: for programs that act for a person in one post, with a reach and an end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, NewType
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow, class_row

from api.access import acts
from api.access.accounts import Account, AccountId
from api.access.acts import Act
from api.access.bearer import digest_of, new_token
from api.access.refusals import TokenExpiryImpossible
from api.clock import Random
from api.store.pool import Pool
from domain.kernel.identity import AppointmentId, uuid7
from domain.kernel.quantities import check_line
from domain.kernel.refusals import NotKnown
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))

PREFIX = "bhn_"
"""By it a token that leaked into a file or a message can be found."""

LONGEST = timedelta(days=365)
USED_EVERY = timedelta(minutes=1)
_ACCOUNT_FIELDS = len(Account._fields)

TokenId = NewType("TokenId", UUID)


class Reach(StrEnum):
    """Whether the bearer may only look. What may be seen and done is the post's affair."""

    READ = "read"
    WRITE = "write"


class Token(NamedTuple):
    """A token as its owner may see it: nothing here lets anybody in."""

    id: TokenId
    name: str
    appointment: AppointmentId | None
    reach: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class Bearer(NamedTuple):
    """For whom and in which post a request with a token acts."""

    account: Account
    token: TokenId
    appointment: AppointmentId | None
    reach: Reach

    @property
    def may_write(self) -> bool:
        """Whether commands are accepted from it."""
        return self.reach is Reach.WRITE


class Tokens:
    """Makes, finds, lists and revokes API tokens."""

    def __init__(self, pool: Pool, random: Random) -> None:
        self._pool = pool
        self._random = random

    def make(
        self,
        account: AccountId,
        name: str,
        *,
        appointment: AppointmentId | None,
        reach: Reach,
        expires_at: datetime,
        now: datetime,
    ) -> tuple[TokenId, str]:
        """A new token: its id, and the secret, which is told this once. Only for oneself, in a post one holds."""
        check_line("token_name", name, most=80)
        if not now < expires_at <= now + LONGEST:
            raise TokenExpiryImpossible(days=LONGEST.days)
        secret = new_token(self._random, PREFIX)
        made = TokenId(uuid7(int(now.timestamp() * 1000), self._random(10)))
        values = {
            "id": made,
            "digest": digest_of(secret),
            "account": account,
            "appointment": appointment,
            "name": name,
            "reach": reach,
            "now": now,
            "expires_at": expires_at,
        }
        with self._transaction() as connection:
            if not connection.execute(SQL["make_token"], values).rowcount:
                raise NotKnown
            acts.note(connection, Act.TOKEN_MADE, at=now, who=account, about=account, detail=name)
        return made, secret

    def resolve(self, secret: str, now: datetime) -> Bearer | None:
        """Who comes with this token, noted as used at most once a minute; None when it does not count (any more).

        A token rests while its account is disabled or has to change its password.
        """
        if not secret.startswith(PREFIX):
            return None
        with self._pool.connection() as connection:
            row = connection.execute(SQL["bearer"], {"digest": digest_of(secret), "now": now}).fetchone()
            if row is None:
                return None
            token, appointment, reach, used_at = row[_ACCOUNT_FIELDS:]
            if used_at is None or now - used_at >= USED_EVERY:
                connection.execute(SQL["use_token"], {"id": token, "now": now})
        return Bearer(Account(*row[:_ACCOUNT_FIELDS]), token, appointment, Reach(reach))

    def revoke(self, token: TokenId, *, by: Account, now: datetime) -> None:
        """End a token of one's own, or as an administrator anybody's; a second time does nothing. Else `NotKnown`."""
        with self._transaction() as connection:
            row = connection.execute(SQL["token_owner"], {"id": token}).fetchone()
            if row is None or not (by.is_administrator or row[0] == by.id):
                raise NotKnown
            if connection.execute(SQL["revoke_token"], {"id": token, "now": now}).rowcount:
                acts.note(connection, Act.TOKEN_REVOKED, at=now, who=by.id, about=row[0], detail=row[1])

    def of(self, account: AccountId) -> list[Token]:
        """The tokens of an account, newest first, ended ones too."""
        with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Token)) as cursor:
            return cursor.execute(SQL["tokens"], {"account": account}).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[Connection[TupleRow]]:
        with self._pool.connection() as connection, connection.transaction():
            yield connection
