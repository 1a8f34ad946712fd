"""The vault: takes a file in, gives it out while its key exists, and destroys the key when asked."""

import hashlib
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from api.attachments.cipher import AttachmentDamaged, Sealed, seal, unseal
from api.attachments.hidden import refuse_hidden_files
from api.attachments.images import pictures_of
from api.attachments.kinds import Kind, kind_of
from api.attachments.papers import check_paper
from api.attachments.purpose import Purpose
from api.attachments.refusals import AttachmentErased, AttachmentHasNoPicture, AttachmentTooLarge
from api.clock import Random
from api.store.pool import Pool
from domain.kernel.evidence import Evidence
from domain.kernel.identity import AttachmentId, Commitment, uuid7
from domain.kernel.refusals import NotKnown
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))
MOST_BYTES = 20 * 2**20


class Owner(NamedTuple):
    """Who adds a file: an account (a person where there is none), acting in a unit. Only they may bind it."""

    by: UUID
    unit: UUID | None = None


class Opened(NamedTuple):
    """A file in the clear, with what a server says of it."""

    attachment: AttachmentId
    purpose: Purpose
    kind: Kind
    sha256: str
    """Of the ciphertext: never changes for this attachment and purpose."""
    content: bytes


class Vault:
    """Attachments in `log.attachments`, as the application role.

    Who may see an attachment is for the caller to say: whoever may see a record that mentions it.
    """

    def __init__(self, pool: Pool, *, most_bytes: int = MOST_BYTES) -> None:
        self._pool = pool
        self._most_bytes = most_bytes
        self._one_at_a_time = threading.Lock()

    def store(
        self,
        content: bytes,
        *,
        owner: Owner,
        now: datetime,
        random: Random,
        attachment: AttachmentId | None = None,
    ) -> Evidence:
        """Check a file, keep it encrypted with its copies, and say what an event shall say of it.

        Under an identifier of one's own it is kept once, and told again to whoever added it; else under a fresh one.
        Refuses with the family of `AttachmentRefused`; nothing of a refused file is kept.
        """
        if attachment is None:
            attachment = AttachmentId(uuid7(int(now.timestamp() * 1000), random(10)))
            return self._store(attachment, content, owner, now, random)
        with suppress(psycopg.errors.UniqueViolation):
            if not self._rows("exists", id=attachment)[0][0]:
                return self._store(attachment, content, owner, now, random)
        return self.evidence([attachment], owner)[0]

    def _store(self, attachment: AttachmentId, content: bytes, owner: Owner, now: datetime, random: Random) -> Evidence:
        kind, copies = self._examined(content)
        salt = random(32)
        original = seal(content, attachment, Purpose.ORIGINAL, random)
        evidence = Evidence(
            attachment=attachment,
            ciphertext_sha256=original.sha256,
            size=len(content),
            kind=kind.value,
            commitment=commitment_to(content, salt),
        )
        sealed = {purpose: seal(copy, attachment, purpose, random) for purpose, copy in copies.items()}
        self._keep(evidence, original, salt, sealed, owner, now)
        return evidence

    def open_original(self, attachment: AttachmentId) -> Opened:
        """The bytes that were sent in. Refuses `AttachmentErased` and `NotKnown`."""
        return self._opened(attachment, Purpose.ORIGINAL)

    def open_copy(self, attachment: AttachmentId) -> Opened:
        """The picture without metadata. Refuses `AttachmentHasNoPicture`, `AttachmentErased` and `NotKnown`."""
        return self._opened(attachment, Purpose.COPY)

    def open_thumbnail(self, attachment: AttachmentId) -> Opened:
        """As `open_copy`, small."""
        return self._opened(attachment, Purpose.THUMBNAIL)

    def usable_by(self, attachment: AttachmentId, owner: Owner) -> bool:
        """Whether these hands may bind it to an event: they added it, and it was not erased."""
        return any(row[5] == owner.by and row[6] for row in self._rows("evidence", ids=[attachment]))

    def evidence(self, attachments: Sequence[AttachmentId], owner: Owner) -> tuple[Evidence, ...]:
        """What an event shall say of files the owner added earlier, in the order asked for.

        Refuses `NotKnown` for others' files in the words used for files that do not exist, and `AttachmentErased`.
        """
        found = {row[0]: row for row in self._rows("evidence", ids=list(attachments)) if row[5] == owner.by}
        if any(attachment not in found for attachment in attachments):
            raise NotKnown
        if not all(row[6] for row in found.values()):
            raise AttachmentErased
        return tuple(_evidence(found[attachment]) for attachment in attachments)

    def destroy_key(self, attachment: AttachmentId) -> bool:
        """Make original and copies unreadable for ever; says whether anything was left to destroy.

        Ciphertexts and their digests stay. Copies of the key in old backups and in the server's write-ahead log
        live as long as those do. Refuses `NotKnown`.
        """
        with self._pool.connection() as connection:
            destroyed = connection.execute(SQL["destroy_keys"], {"id": attachment}).rowcount
        if not destroyed:
            self._require(attachment)
        return destroyed > 0

    def digest_holds(self, evidence: Evidence) -> bool:
        """Whether the store still has the ciphertext that the event names, its key destroyed or not."""
        rows = self._rows("digest", id=evidence.attachment)
        return bool(rows) and rows[0] == (evidence.ciphertext_sha256, evidence.ciphertext_sha256)

    def _examined(self, content: bytes) -> tuple[Kind, dict[Purpose, bytes]]:
        if len(content) > self._most_bytes:
            raise AttachmentTooLarge(most_mib=f"{self._most_bytes / 2**20:g}")
        kind = kind_of(content)
        refuse_hidden_files(content, kind)
        if not kind.is_picture:
            check_paper(content)
            return kind, {}
        with self._one_at_a_time:
            pictures = pictures_of(content, kind)
        return kind, {Purpose.COPY: pictures.copy, Purpose.THUMBNAIL: pictures.thumbnail}

    def _keep(
        self,
        evidence: Evidence,
        original: Sealed,
        salt: bytes,
        copies: dict[Purpose, Sealed],
        owner: Owner,
        now: datetime,
    ) -> None:
        said = {"size": evidence.size, "kind": evidence.kind, "commitment": evidence.commitment, "salt": salt}
        by = {"added_at": now, "added_by": owner.by, "unit": owner.unit}
        with self._pool.connection() as connection, connection.transaction():
            connection.execute(SQL["keep"], {**_columns(evidence.attachment, original), **said, **by})
            for purpose, copy in copies.items():
                columns = {**_columns(evidence.attachment, copy), "purpose": purpose.value, "kind": Kind.JPEG.value}
                connection.execute(SQL["keep_copy"], columns)

    def _opened(self, attachment: AttachmentId, purpose: Purpose) -> Opened:
        statement = "original" if purpose is Purpose.ORIGINAL else "copy"
        rows = self._rows(statement, id=attachment, purpose=purpose.value)
        if not rows:
            self._require(attachment)
            raise AttachmentHasNoPicture
        kind, noted, ciphertext, key, nonce = rows[0]
        if key is None:
            raise AttachmentErased
        sealed = Sealed(ciphertext, key, nonce)
        if sealed.sha256 != noted:
            raise AttachmentDamaged(f"{purpose} of attachment {attachment} is not what its digest says")
        return Opened(attachment, purpose, Kind(kind), noted, unseal(sealed, attachment, purpose))

    def _require(self, attachment: AttachmentId) -> None:
        if not self._rows("exists", id=attachment)[0][0]:
            raise NotKnown

    def _rows(self, statement: str, **parameters: object) -> list[tuple[Any, ...]]:
        with self._pool.connection() as connection:
            return connection.execute(SQL[statement], parameters, binary=True).fetchall()


def commitment_to(content: bytes, salt: bytes) -> Commitment:
    """Hex SHA-256 of salt and content: proves what the file was to whoever is shown both, and tells nobody else."""
    digest = hashlib.sha256(salt)
    digest.update(content)
    return Commitment(digest.hexdigest())


def _columns(attachment: AttachmentId, sealed: Sealed) -> dict[str, Any]:
    return {"id": attachment, "ciphertext_sha256": sealed.sha256, **sealed._asdict()}


def _evidence(row: tuple[Any, ...]) -> Evidence:
    attachment, sha256, size, kind, commitment, *_ = row
    return Evidence(
        attachment=AttachmentId(attachment),
        ciphertext_sha256=sha256,
        size=size,
        kind=kind,
        commitment=Commitment(commitment),
    )
