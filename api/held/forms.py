"""Forms kept for whoever typed them: held, found by the same person, dropped when sent or when their time is over."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import structlog

from api.access.accounts import Account, AccountId
from api.clock import Random
from api.held.cipher import HeldUnreadable, seal, unseal
from api.store.pool import Pool
from domain.kernel.identity import AppointmentId, AttachmentId, uuid7
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))
log = structlog.get_logger()

HELD_FOR = timedelta(hours=24)
"""How long a form waits for whoever typed it (house rule: until the same hour of the next day)."""

MOST_FORMS = 5
"""Most forms that wait for one account; the oldest makes room."""

MOST_TEXT, MOST_BYTES = 512 * 2**10, 100 * 2**20
"""Most bytes of text, and of all files together, in one form (house rule: ten photos of a phone)."""

MOST_ADDRESS = 500
"""Most characters of the address a form was sent to."""

TYPED = "typed"
Texts = Mapping[str, Sequence[str]]
"""What was typed, several values by the name of the field."""


class Sent(NamedTuple):
    """A form as it came in: where it was sent to, under which command id, what was typed, which files came along."""

    address: str
    command: UUID
    typed: Texts
    files: Iterable[bytes] = ()
    """Read one after the other."""
    left_out: int = 0
    """How many files were too much to come along."""


class Waiting(NamedTuple):
    """A form that waits, without what is in it."""

    id: UUID
    address: str
    appointment: AppointmentId | None
    """The post in which it was filled in."""
    command: UUID
    held_at: datetime
    held_until: datetime
    left_out: int


class HeldFile(NamedTuple):
    """A file of a form: its bytes, or its name in the vault once it is there."""

    number: int
    content: bytes | None
    attachment: AttachmentId | None


class HeldForms:
    """Keeps forms under a key from the installation's secret; nobody but the account they are of can find them."""

    def __init__(self, pool: Pool, secret: bytes, random: Random) -> None:
        self._pool, self._secret, self._random = pool, secret, random

    def hold(self, sent: Sent, account: Account, appointment: AppointmentId | None, now: datetime) -> UUID | None:
        """Keep a form for an account's person until `HELD_FOR` has passed; None where its text is too much to keep."""
        text = json.dumps({name: list(values) for name, values in sent.typed.items()}).encode()
        if len(text) > MOST_TEXT:
            return None
        form = uuid7(int(now.timestamp() * 1000), self._random(10))
        values = {
            "id": form,
            "account": account.id,
            "person": account.person,
            "appointment": appointment,
            "command": sent.command,
            "address": sent.address,
            "typed": self._sealed(text, account.id, form, TYPED),
            "left_out": sent.left_out,
            "now": now,
            "until": now + HELD_FOR,
            "most": MOST_FORMS,
        }
        with self._pool.connection() as connection, connection.transaction():
            connection.execute(SQL["hold"], values)
            for number, content in enumerate(sent.files):
                kept = self._sealed(content, account.id, form, str(number))
                connection.execute(SQL["hold_file"], {"form": form, "number": number, "content": kept})
        return form

    def find(self, form: UUID, account: Account, now: datetime) -> tuple[Waiting, Texts] | None:
        """A form and what was typed in it, for the account and person it is of; None for everybody else."""
        rows = self._rows("held", id=form, account=account.id, person=account.person, now=now)
        if not rows:
            return None
        *waiting, typed = rows[0]
        try:
            return Waiting(*waiting), json.loads(unseal(typed, self._secret, account.id, f"{form} {TYPED}"))
        except HeldUnreadable:
            log.warning("held_form_unreadable", form=str(form))
            return None

    def of(self, account: Account, now: datetime) -> list[Waiting]:
        """What waits for an account and its person, newest first."""
        return [Waiting(*row) for row in self._rows("held_of", account=account.id, person=account.person, now=now)]

    def until(self, form: UUID, now: datetime) -> datetime | None:
        """Until when a form is kept; tells nothing of whose it is."""
        rows = self._rows("held_until", id=form, now=now)
        return rows[0][0] if rows else None

    def files(self, form: UUID, account: AccountId) -> list[HeldFile]:
        """The files of a form that was found, in the order in which they were chosen. Raises `HeldUnreadable`."""
        return [
            HeldFile(number, self._unsealed(content, account, form, str(number)), attachment)
            for number, content, attachment in self._rows("files", form=form)
        ]

    def place(self, form: UUID, number: int, attachment: AttachmentId) -> AttachmentId:
        """The vault has a file now: under this name, or the one it got when the form was opened before."""
        rows = self._rows("place_file", form=form, number=number, attachment=attachment)
        return AttachmentId(rows[0][0]) if rows else attachment

    def drop(self, form: UUID, account: AccountId) -> None:
        """Throw a form of one's own away; a second time does nothing."""
        with self._pool.connection() as connection:
            connection.execute(SQL["drop_form"], {"id": form, "account": account})

    def answered(self, command: UUID, account: AccountId) -> None:
        """The command of a form was given: the form need not wait any more."""
        with self._pool.connection() as connection:
            connection.execute(SQL["drop_answered"], {"command": command, "account": account})

    def every(self) -> Iterator[tuple[UUID, str]]:
        """What was typed in every form, value by value: for whoever looks for a name that has to go."""
        for form, account, typed in self._rows("every_form"):
            try:
                said = json.loads(unseal(typed, self._secret, account, f"{form} {TYPED}"))
            except HeldUnreadable:
                continue
            yield form, "\n".join(value for values in said.values() for value in values)

    def forget(self, now: datetime) -> int:
        """Remove forms whose time is over, files included; returns how many."""
        with self._pool.connection() as connection:
            return connection.execute(SQL["forget"], {"now": now}).rowcount

    def _sealed(self, content: bytes, account: AccountId, form: UUID, part: str) -> bytes:
        return seal(content, self._secret, account, f"{form} {part}", self._random)

    def _unsealed(self, content: bytes | None, account: AccountId, form: UUID, part: str) -> bytes | None:
        return None if content is None else unseal(content, self._secret, account, f"{form} {part}")

    def _rows(self, statement: str, **parameters: object) -> list[tuple[Any, ...]]:
        with self._pool.connection() as connection:
            return connection.execute(SQL[statement], parameters, binary=True).fetchall()
