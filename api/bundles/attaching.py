"""Photos and papers of a bundle: what the events say of them, and the originals as far as their keys still exist."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from api.attachments.refusals import AttachmentErased
from api.attachments.vault import Vault
from api.bundles.gathering import SQL, Gathered
from domain.kernel.identity import AttachmentId
from domain.kernel.refusals import NotKnown

FOLDER = "attachments/"
EVIDENCE = frozenset({"attachment", "ciphertext_sha256", "size", "kind", "commitment"})
"""The fields by which an event mentions a file."""


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file that an event mentions and that can still be read."""

    attachment: UUID
    sha256: str
    salt: str
    """With which the commitment was made, in hex."""
    commitment: str
    kind: str
    size: int
    content: Callable[[], bytes]

    @property
    def file(self) -> str:
        """Its name in the bundle."""
        return f"{FOLDER}{self.sha256}"

    def told(self, *, is_enclosed: bool) -> dict[str, object]:
        """Its line."""
        line = {name: getattr(self, name) for name in ("attachment", "sha256", "salt", "commitment", "kind", "size")}
        return {**line, "file": self.file if is_enclosed else None}


def attached(connection: Connection[TupleRow], bundle: Gathered, vault: Vault) -> list[Attached]:
    """In the order in which the subject's events mention them; erased ones are not there."""
    mentioned = {said["attachment"]: said for kept in bundle.of_subject for said in _mentioned(kept.said["data"])}
    rows = connection.execute(SQL["salts"], {"attachments": list(mentioned)}, binary=True).fetchall()
    salts = {str(attachment): bytes(salt) for attachment, salt in rows}
    found = (_attached(said, salts[each], vault) for each, said in mentioned.items() if each in salts)
    return [each for each in found if each is not None]


def _attached(said: Mapping[str, Any], salt: bytes, vault: Vault) -> Attached | None:
    attachment = AttachmentId(UUID(said["attachment"]))

    def content() -> bytes:
        return vault.open_original(attachment).content

    try:
        digest = sha256(content()).hexdigest()
    except (AttachmentErased, NotKnown):
        return None
    return Attached(
        attachment=attachment,
        sha256=digest,
        salt=salt.hex(),
        commitment=said["commitment"],
        kind=said["kind"],
        size=said["size"],
        content=content,
    )


def _mentioned(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.keys() == EVIDENCE:
            yield value
        for each in value.values():
            yield from _mentioned(each)
    elif isinstance(value, list):
        for each in value:
            yield from _mentioned(each)
