"""The acts of access: who did what to whose account, when; written with the change itself, and never changed."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow, class_row

from api.store.pool import Pool
from domain.kernel.identity import PersonId
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))

NEWEST = 2**62


class Act(StrEnum):
    """What can be done at the door. The stored names stay."""

    ACCOUNT_MADE = "account.made"
    ACCOUNT_DISABLED = "account.disabled"
    ACCOUNT_ENABLED = "account.enabled"
    ACCOUNT_LINKED = "account.linked"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105
    PASSWORD_SET = "password.set"  # noqa: S105
    SIGNED_IN = "session.opened"
    SIGN_IN_FAILED = "session.refused"
    SIGNED_OUT = "session.closed"
    CONFIRMED = "session.confirmed"
    CONFIRM_FAILED = "session.not_confirmed"
    CONNECTED = "identity.connected"
    DISCONNECTED = "identity.disconnected"
    INVITED = "identity.invited"
    WENT_BACK = "passkey.went_back"
    TOKEN_MADE = "token.made"  # noqa: S105
    TOKEN_REVOKED = "token.revoked"  # noqa: S105
    BUNDLE_MADE = "bundle.made"


KINDS = tuple(dict.fromkeys(each.partition(".")[0] for each in Act))
"""What acts are about: account, password, session, token …"""

FAILURES = frozenset({Act.SIGN_IN_FAILED, Act.CONFIRM_FAILED, Act.WENT_BACK})


class ActDone(NamedTuple):
    """One act as it was recorded; `at` by the server's clock, `recorded_at` by the database's."""

    id: int
    at: datetime
    recorded_at: datetime
    who: UUID | None
    what: str
    about: UUID | None
    detail: str | None
    address: bytes | None


def note(
    connection: Connection[TupleRow],
    what: Act,
    *,
    at: datetime,
    who: UUID | None,
    about: UUID | None,
    detail: str | None = None,
    address: bytes | None = None,
) -> None:
    """Record an act in the caller's transaction: the change and its record are there together or not at all."""
    values: dict[str, Any] = {"what": what, "at": at, "who": who, "about": about, "detail": detail, "address": address}
    connection.execute(SQL["note_act"], values)


def acts(
    pool: Pool,
    *,
    about: UUID | None = None,
    involving: UUID | None = None,
    kind: str | None = None,
    before: int = NEWEST,
    limit: int = 100,
) -> list[ActDone]:
    """A page of acts, newest first; the next page begins `before` the last id.

    All of them, or those about an account, those it did or that are about it, those of a kind.
    """
    values = {"about": about, "involving": involving, "kind": kind, "before": before, "limit": limit}
    with pool.connection() as connection, connection.cursor(row_factory=class_row(ActDone)) as cursor:
        return cursor.execute(SQL["acts"], values).fetchall()


def whose(pool: Pool, accounts: Iterable[UUID]) -> dict[UUID, tuple[str, PersonId | None]]:
    """Sign-in name and person of each of these accounts."""
    with pool.connection() as connection:
        rows = connection.execute(SQL["whose"], {"ids": list(accounts)}).fetchall()
    return {row[0]: (row[1], PersonId(row[2]) if row[2] else None) for row in rows}
