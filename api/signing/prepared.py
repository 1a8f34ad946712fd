"""Steps prepared for signing: frozen with the text that is shown, kept encrypted for a short while, signed once."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.access.accounts import AccountId
from api.clock import Random
from api.store.pool import Pool
from domain.application import Asked
from domain.catalogue import COMMANDS
from domain.kernel.circumstances import Basis, Happened
from domain.kernel.commands import Command
from domain.kernel.identity import Actor, CommandId, Disclosure, KeyId
from domain.kernel.refusals import Refusal
from domain.key.refusals import SignatureInvalid
from domain.key.terms import Level
from domain.policy.signing_levels import meaning_of
from domain.record import plain
from domain.seal.dsse import pre_authentication
from domain.seal.statement import PAYLOAD_TYPE, Statement, Subject, attachments_of, content_of, payload, signer_of
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))

LASTS = timedelta(minutes=15)
"""How long a step can be signed after it was shown (house rule: a corridor, a phone that has to be found)."""

MOST_WAITING = 50
KEPT_FOR = timedelta(days=1)


class PreparedGone(Refusal):
    """A step that was shown too long ago, was signed already, or is not for this account."""

    status = "stale"
    sentence = "This page can no longer be signed: it is too old, or was signed already. Please open the step again."


class Form(msgspec.Struct, frozen=True):
    """Where a step came from and where it goes on: the page's own affair, kept so that nothing typed is lost."""

    action: str = ""
    typed: tuple[tuple[str, str], ...] = ()
    then: str = ""


class _Kept(msgspec.Struct, frozen=True):
    log: str
    name: str
    command: msgspec.Raw
    command_id: UUID
    actor: Actor
    happened: Happened | None
    claimed_at: datetime
    basis: Basis
    device: str | None
    subject: Subject
    display: Disclosure
    locale: str
    nonce: str
    needed: Level
    form: Form


@dataclass(frozen=True)
class Prepared:
    """A step that waits for its signature."""

    id: UUID
    command: Command[Any]
    asked: Asked
    statement: Statement
    display: Disclosure
    """The text as it was shown, with its salt."""
    needed: Level
    form: Form
    expires_at: datetime
    used_at: datetime | None = None

    @cached_property
    def payload(self) -> bytes:
        """The canonical statement: what an envelope carries."""
        return payload(self.statement)

    @property
    def challenge(self) -> bytes:
        """What a passkey is asked to sign: SHA-256 of the pre-authentication encoding."""
        return hashlib.sha256(pre_authentication(PAYLOAD_TYPE, self.payload)).digest()


def prepared_step(
    *,
    prepared_id: UUID,
    log: str,
    command: Command[Any],
    asked: Asked,
    subject: Subject,
    display: Disclosure,
    locale: str,
    nonce: str,
    needed: Level,
    form: Form,
    expires_at: datetime,
    used_at: datetime | None = None,
) -> Prepared:
    """The step with its statement, which follows from the rest. `asked.claimed_at` says when it was shown."""
    assert asked.claimed_at is not None
    statement = Statement(
        log=log,
        id=asked.command_id,
        action=command.name,
        subject=subject,
        content=content_of(command, asked.happened, asked.basis),
        attachments=tuple(attachments_of(command)),
        signer=signer_of(asked.actor),
        post=asked.actor.post,
        unit=str(asked.actor.unit) if asked.actor.unit else None,
        display=display.commitment,
        locale=locale,
        meaning=meaning_of(command.name),
        claimed_at=asked.claimed_at,
        nonce=nonce,
    )
    return Prepared(prepared_id, command, asked, statement, display, needed, form, expires_at, used_at)


class PreparedSteps:
    """The steps that wait, in the database. What they say is encrypted: it may name people, and is gone in a day."""

    def __init__(self, pool: Pool, random: Random, key: bytes) -> None:
        self._pool, self._random, self._cipher = pool, random, AESGCM(key)

    def keep(self, prepared: Prepared, account: AccountId, session: bytes | None) -> None:
        """Keep a step for the account that prepared it."""
        assert prepared.asked.claimed_at is not None
        values = {
            "id": prepared.id,
            "account": account,
            "session": session,
            "sealed": self._sealed(prepared),
            "prepared_at": prepared.asked.now,
            "expires_at": prepared.expires_at,
        }
        with self._pool.connection() as connection:
            connection.execute(SQL["keep_prepared"], values)

    def find(self, prepared_id: UUID, account: AccountId, now: datetime) -> Prepared:
        """The step, signed or expired ones too; refuses `PreparedGone` for another account's."""
        with self._pool.connection() as connection:
            row = connection.execute(SQL["prepared"], {"id": prepared_id, "account": account}).fetchone()
        if row is None:
            raise PreparedGone
        sealed, expires_at, used_at = row
        return self._opened(prepared_id, sealed, expires_at, used_at, now)

    def waiting(self, account: AccountId, now: datetime) -> tuple[Prepared, ...]:
        """What the account can still sign, the oldest first; of several steps on one thing the newest alone.

        A statement is about one version: once one of them is signed, the others are about a thing that moved on.
        """
        return tuple({each.statement.subject.stream: each for each in self._open(account, now)}.values())

    def let_go(self, prepared: Prepared, account: AccountId, now: datetime) -> None:
        """Sign it not at all, nor what was filled in on the same thing before."""
        stream = prepared.statement.subject.stream
        for each in self._open(account, now):
            if each.statement.subject.stream == stream:
                self.use(each, now)

    def _open(self, account: AccountId, now: datetime) -> list[Prepared]:
        asked = {"account": account, "now": now, "limit": MOST_WAITING}
        with self._pool.connection() as connection:
            rows = connection.execute(SQL["waiting"], asked).fetchall()
        return [self._opened(step, sealed, until, None, now) for step, sealed, until in reversed(rows)]

    def use(self, prepared: Prepared, now: datetime, *, counted: tuple[KeyId, int] | None = None) -> bool:
        """Take it for signing, with what the passkey says it has counted; False where it was taken or is too old.

        Refuses a counter that did not go up: there may be a copy of the passkey (WebAuthn L3, 6.1.1).
        """
        values = {"id": prepared.id, "now": now}
        with self._pool.connection() as connection:
            if counted is None:
                return connection.execute(SQL["use_prepared"], values).rowcount == 1
            key, counter = counted
            row = connection.execute(SQL["use_and_count"], {**values, "key": key, "counter": counter}).fetchone()
        assert row is not None
        is_used, is_higher = row
        if is_used and not is_higher:
            raise SignatureInvalid(why="counter")
        return bool(is_used)

    def every(self) -> Iterator[tuple[UUID, bytes]]:
        """What every step says, opened: for whoever looks for a name that has to go."""
        with self._pool.connection() as connection:
            rows = connection.execute(SQL["every_prepared"]).fetchall()
        for prepared_id, sealed in rows:
            yield prepared_id, self._cipher.decrypt(sealed[:12], sealed[12:], prepared_id.bytes)

    def forget(self, now: datetime) -> int:
        """Remove what can no longer be signed; returns how many."""
        with self._pool.connection() as connection:
            return connection.execute(SQL["forget_prepared"], {"before": now - KEPT_FOR}).rowcount

    def _sealed(self, prepared: Prepared) -> bytes:
        said, asked = prepared.statement, prepared.asked
        assert asked.claimed_at is not None
        kept = _Kept(
            log=said.log,
            name=prepared.command.name,
            command=msgspec.Raw(msgspec.json.encode(plain(prepared.command))),
            command_id=asked.command_id,
            actor=asked.actor,
            happened=asked.happened,
            claimed_at=asked.claimed_at,
            basis=asked.basis,
            device=asked.device,
            subject=said.subject,
            display=prepared.display,
            locale=said.locale,
            nonce=said.nonce,
            needed=prepared.needed,
            form=prepared.form,
        )
        nonce = self._random(12)
        return nonce + self._cipher.encrypt(nonce, msgspec.json.encode(kept), prepared.id.bytes)

    def _opened(
        self, prepared_id: UUID, sealed: bytes, expires_at: datetime, used_at: datetime | None, now: datetime
    ) -> Prepared:
        opened = self._cipher.decrypt(sealed[:12], sealed[12:], prepared_id.bytes)
        kept = msgspec.json.decode(opened, type=_Kept)
        command: Command[Any] = msgspec.json.decode(kept.command, type=COMMANDS[kept.name])
        return prepared_step(
            prepared_id=prepared_id,
            log=kept.log,
            command=command,
            asked=Asked(
                command_id=CommandId(kept.command_id),
                actor=kept.actor,
                now=now,
                happened=kept.happened,
                claimed_at=kept.claimed_at,
                basis=kept.basis,
                device=kept.device,
            ),
            subject=kept.subject,
            display=kept.display,
            locale=kept.locale,
            nonce=kept.nonce,
            needed=kept.needed,
            form=kept.form,
            expires_at=expires_at,
            used_at=used_at,
        )
