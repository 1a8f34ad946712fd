"""Local accounts: made, disabled and linked by administrators; passwords set, changed and verified."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, NewType
from uuid import UUID

from psycopg import Connection
from psycopg.errors import UniqueViolation
from psycopg.rows import TupleRow, class_row

from api.access import acts
from api.access.acts import Act
from api.access.names import folded, sign_in_name
from api.access.passwords import Passwords, check_password
from api.access.refusals import (
    AccountDisabled,
    AdministratorSignsNothing,
    LanguageNotSpoken,
    LastAdministrator,
    NotAdministrator,
    PasswordUnchanged,
    PasswordWrong,
    PersonHasAccount,
    SignInFailed,
    SignInNameTaken,
)
from api.clock import Random
from api.store.pool import Pool
from api.words import LANGUAGES
from domain.kernel.identity import PersonId, uuid7
from domain.kernel.refusals import NotKnown
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))

AccountId = NewType("AccountId", UUID)


class Account(NamedTuple):
    """Somebody who may come in. `language` is None until one is chosen; `person` is None for who signs nothing.

    `passwords_given` counts how often somebody else set the password: each time it signs nothing (server-attested)
    until a registrar has confirmed it anew.
    """

    id: AccountId
    sign_in: str
    person: PersonId | None
    is_administrator: bool
    language: str | None
    must_change_password: bool
    password_round: int
    created_at: datetime
    disabled_at: datetime | None
    passwords_given: int
    has_password: bool
    """Whether there is one at all: who comes in by the provider of sign-ins alone has none."""


class Accounts:
    """The accounts of a log. `by` is the administrator who acts; None stands for the console."""

    def __init__(self, pool: Pool, random: Random, passwords: Passwords | None = None) -> None:
        self._pool = pool
        self._random = random
        self._passwords = passwords or Passwords(random)

    def make(
        self,
        sign_in: str,
        password: str | None,
        *,
        by: AccountId | None,
        now: datetime,
        person: PersonId | None = None,
        is_administrator: bool = False,
        language: str | None = None,
        must_change: bool = True,
    ) -> Account:
        """A new account. Refuses unusable and taken names, weak passwords, a person who has an account.

        Without a password nobody comes in but by the provider of sign-ins, or by passkey.
        """
        name = sign_in_name(sign_in)
        if password is not None:
            check_password(password, name)
        _check_language(language)
        if is_administrator and person is not None:
            raise AdministratorSignsNothing
        made = AccountId(uuid7(int(now.timestamp() * 1000), self._random(10)))
        values = {
            "id": made,
            "sign_in": name,
            "password_hash": None if password is None else self._passwords.hash(password),
            "must_change": must_change and password is not None,
            "person": person,
            "is_administrator": is_administrator,
            "language": language,
            "now": now,
            "by": by,
        }
        with self._administering(by) as connection, _uniqueness_told():
            connection.execute(SQL["make_account"], values)
            acts.note(connection, Act.ACCOUNT_MADE, at=now, who=by, about=made)
        return self.get(made)

    def disable(self, account: AccountId, *, by: AccountId | None, now: datetime) -> None:
        """Nobody comes in by it any more, open sessions included; refuses for the last administrator."""
        with self._administering(by) as connection:
            administrators = [row[0] for row in connection.execute(SQL["lock_administrators"])]
            if administrators == [account]:
                raise LastAdministrator
            if connection.execute(SQL["disable_account"], {"id": account, "now": now}).rowcount:
                close_sessions(connection, account, now)
                acts.note(connection, Act.ACCOUNT_DISABLED, at=now, who=by, about=account)
                return
        self.get(account)

    def enable(self, account: AccountId, *, by: AccountId | None, now: datetime) -> None:
        """It may be used again, with the password it had."""
        with self._administering(by) as connection:
            if connection.execute(SQL["enable_account"], {"id": account}).rowcount:
                acts.note(connection, Act.ACCOUNT_ENABLED, at=now, who=by, about=account)
                return
        self.get(account)

    def link(self, account: AccountId, person: PersonId | None, *, by: AccountId | None, now: datetime) -> None:
        """Say whose account it is, or nobody's; open sessions end, for they acted as somebody else."""
        if self.get(account).is_administrator and person is not None:
            raise AdministratorSignsNothing
        with self._administering(by) as connection, _uniqueness_told():
            connection.execute(SQL["link_account"], {"id": account, "person": person})
            close_sessions(connection, account, now)
            detail = str(person) if person else None
            acts.note(connection, Act.ACCOUNT_LINKED, at=now, who=by, about=account, detail=detail)

    def set_password(self, account: AccountId, password: str, *, by: AccountId | None, now: datetime) -> None:
        """An administrator sets a password: it has to be changed at the next sign-in, and open sessions end."""
        check_password(password, self.get(account).sign_in)
        hashed = self._passwords.hash(password)
        with self._administering(by) as connection:
            _set_password(connection, account, hashed, seen_round=None, is_given=True)
            close_sessions(connection, account, now)
            acts.note(connection, Act.PASSWORD_SET, at=now, who=by, about=account)

    def change_password(self, confirmed: Account, new: str, *, now: datetime, keep: bytes | None = None) -> None:
        """A person changes their own; `confirmed` is what `confirm` answered to the present password.

        Sessions end, all but `keep` (a session's digest). Refuses the present password, weak ones, and with
        `PasswordWrong` when another one was set since `confirm`.
        """
        check_password(new, confirmed.sign_in)
        _, present = self._credential("credential_by_id", id=confirmed.id)
        if self._passwords.verify(present, new):
            raise PasswordUnchanged
        hashed, who = self._passwords.hash(new), confirmed.id
        with self._transaction() as connection:
            if not _set_password(connection, who, hashed, seen_round=confirmed.password_round, is_given=False):
                raise PasswordWrong
            close_sessions(connection, who, now, but=keep)
            acts.note(connection, Act.PASSWORD_CHANGED, at=now, who=who, about=who)

    def verify(self, sign_in: str, password: str, *, now: datetime, address: bytes | None = None) -> Account:
        """Who signs in by this name and password; failures are recorded.

        The same work is done for names that nobody has. Refuses with `SignInFailed`, or `AccountDisabled` where the
        password was right. Counting failures is `SignIn`'s affair.
        """
        account, password_hash = self._credential("credential_by_name", sign_in=folded(sign_in))
        is_right = self._passwords.verify(password_hash, password)
        if account is None or password_hash is None or not is_right or account.disabled_at:
            self._note_failure(Act.SIGN_IN_FAILED, account.id if account else None, now, address)
            raise AccountDisabled if is_right else SignInFailed
        self._refresh(account, password_hash, password)
        return account

    def confirm(self, account: AccountId, password: str, *, now: datetime, address: bytes | None = None) -> Account:
        """The account, if this is its present password; else `PasswordWrong`, and the failure is recorded."""
        found, password_hash = self._credential("credential_by_id", id=account)
        if not self._passwords.verify(password_hash, password) or found is None:
            self._note_failure(Act.CONFIRM_FAILED, account, now, address)
            raise PasswordWrong
        return found

    def choose_language(self, account: AccountId, language: str | None) -> None:
        """`zh-CN` or `en`; None for the one the server is set to."""
        _check_language(language)
        with self._pool.connection() as connection:
            connection.execute(SQL["choose_language"], {"id": account, "language": language})

    def get(self, account: AccountId) -> Account:
        """The account; refuses with `NotKnown`."""
        if found := self._select("account", id=account):
            return found[0]
        raise NotKnown

    def named(self, sign_in: str) -> Account | None:
        """The account that has a sign-in name, however it is typed. For administrators and the console only."""
        return self._credential("credential_by_name", sign_in=folded(sign_in))[0]

    def of_person(self, person: PersonId) -> Account | None:
        """The account that is linked to a person."""
        return next(iter(self._select("account_of_person", person=person)), None)

    def page(self, *, after: str = "", limit: int = 100) -> list[Account]:
        """Accounts in the order of their sign-in names, from after one."""
        return self._select("accounts", after=after, limit=limit)

    def _select(self, statement: str, **values: object) -> list[Account]:
        with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Account)) as cursor:
            return cursor.execute(SQL[statement], values).fetchall()

    def _credential(self, statement: str, **values: object) -> tuple[Account | None, str | None]:
        with self._pool.connection() as connection:
            row = connection.execute(SQL[statement], values).fetchone()
        return (Account(*row[:-1]), row[-1]) if row else (None, None)

    def _refresh(self, account: Account, password_hash: str, password: str) -> None:
        """Hash anew what was hashed with other parameters, at the only moment when the password is there."""
        if not self._passwords.is_outdated(password_hash):
            return
        fresh = self._passwords.hash(password)
        with self._pool.connection() as connection:
            values = {"id": account.id, "password_hash": fresh, "round": account.password_round}
            connection.execute(SQL["rehash_password"], values)

    def _note_failure(self, what: Act, about: AccountId | None, now: datetime, address: bytes | None) -> None:
        with self._pool.connection() as connection:
            acts.note(connection, what, at=now, who=None, about=about, address=address)

    @contextmanager
    def _transaction(self) -> Iterator[Connection[TupleRow]]:
        with self._pool.connection() as connection, connection.transaction():
            yield connection

    @contextmanager
    def _administering(self, by: AccountId | None) -> Iterator[Connection[TupleRow]]:
        with self._transaction() as connection:
            check_administrator(connection, by)
            yield connection


def check_administrator(connection: Connection[TupleRow], by: AccountId | None) -> None:
    """Refuse with `NotAdministrator` unless it is an enabled administrator of accounts, or the console."""
    if by is None:
        return
    row = connection.execute(SQL["account"], {"id": by}).fetchone()
    account = Account(*row) if row else None
    if account is None or not account.is_administrator or account.disabled_at:
        raise NotAdministrator


def _set_password(
    connection: Connection[TupleRow], account: AccountId, hashed: str, *, seen_round: int | None, is_given: bool
) -> bool:
    """Whether it was set. One that was given by somebody else has to be changed and is counted."""
    values: dict[str, Any] = {"id": account, "password_hash": hashed, "round": seen_round}
    values |= {"is_given": is_given, "must_change": is_given}
    return connection.execute(SQL["set_password"], values).rowcount == 1


def close_sessions(
    connection: Connection[TupleRow], account: AccountId, now: datetime, but: bytes | None = None
) -> None:
    """End the open sessions of an account in the caller's transaction, all `but` one (a session's digest)."""
    connection.execute(SQL["close_sessions"], {"account": account, "now": now, "but": but})


def _check_language(language: str | None) -> None:
    if language is not None and language not in LANGUAGES:
        raise LanguageNotSpoken


@contextmanager
def _uniqueness_told() -> Iterator[None]:
    try:
        yield
    except UniqueViolation as error:
        if error.diag.constraint_name == "a_person_has_one_account":
            raise PersonHasAccount from error
        raise SignInNameTaken from error
