"""The sealer: takes events into the tree in their order, and signs the head of what is committed.

A batch is integrated in one transaction: tiles, heads of streams, the state. Only then its root is signed. Killed at
any moment it goes on from the state that was committed; what was signed is never taken back, and a log that is behind
a head that was signed is not signed again before somebody said in the open how that came about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.keys import Signer, verify_ed25519
from api.seal.leafing import SchemeOf, Stored, read, sealed
from domain.seal.heads import Head, HeadTree
from domain.seal.leaves import leaf
from domain.seal.merkle import HASH, Frontier, leaf_hash
from domain.seal.notes import Checkpoint, Note, read_checkpoint, read_note
from domain.seal.tiles import grown
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))

BATCH = 1000
"""Most events that are taken in at once."""

APART = timedelta(seconds=1)
"""At most one checkpoint a second."""


class BehindCheckpoint(Exception):
    """The log holds less, or something else, than a head that was signed: a restored backup, or a rewritten history.

    Nothing is signed. `signed` is the size that was signed, `has` how much there is now.
    """

    def __init__(self, what: str, *, signed: int, has: int) -> None:
        super().__init__(f"{what}: signed up to {signed}, the log has {has}")
        self.signed, self.has = signed, has


class State(NamedTuple):
    """How far the tree is."""

    frontier: Frontier
    heads_root: bytes


@dataclass
class Sealer:
    """Integrates and signs. One at a time holds the lock; `connection` is its own, in autocommit mode."""

    connection: Connection[TupleRow]
    origin: str
    signer: Signer
    scheme_of: SchemeOf
    witness_file: Path
    """Keeps the newest head that was signed, beside the database: a restored database is noticed by it."""
    heads: HeadTree = field(init=False)
    """The newest event of every stream in the tree."""
    _frontier: Frontier = field(init=False)

    def __post_init__(self) -> None:
        self._frontier = state_of(self.connection).frontier
        self.heads = HeadTree(heads_of(self.connection))
        self._refuse_behind()

    @property
    def size(self) -> int:
        """How many events are in the tree."""
        return self._frontier.size

    def integrate(self, now: datetime) -> int:
        """Take in the next events, at most a batch; returns how many."""
        batch = events(self.connection, self.size)
        if not batch:
            return 0
        hashes, heads = self._leaves(batch), newest_heads(batch)
        before = self.size
        with self.connection.transaction():
            for tile in list(grown(before, hashes, self._tile)):
                self.connection.execute(SQL["put_tile"], tile._asdict() | {"tile": tile.number})
            with self.connection.cursor() as cursor:
                cursor.executemany(SQL["put_head"], [_row(head) for head in heads])
            for each in hashes:
                self._frontier.append(each)
            self.heads.put_all(heads)
            self._set_state(before, now)
        return len(batch)

    def sign(self, now: datetime) -> Note | None:
        """Sign the head of what is committed; none where it is signed already or there is nothing."""
        newest = newest_checkpoint(self.connection)
        if not self.size or (newest and read_checkpoint(newest).size >= self.size):
            return None
        checkpoint = Checkpoint(origin=self.origin, size=self.size, root=self._frontier.root, heads=self.heads.root)
        note = Note(checkpoint.text, (self.signer.sign(checkpoint.text),))
        _write(self.witness_file, note.written)
        self.connection.execute(SQL["put_checkpoint"], {"size": self.size, "note": note.written, "now": now})
        self.connection.execute("SELECT pg_notify('bihuan_checkpoint', %s)", (str(self.size),))
        return note

    def _leaves(self, batch: Sequence[Stored]) -> list[bytes]:
        return [leaf_hash(leaf(sealed(each, read(each.body), self.scheme_of))) for each in batch]

    def _tile(self, level: int, number: int) -> bytes:
        return tile_of(self.connection, level, number)

    def _set_state(self, before: int, now: datetime) -> None:
        values = {
            "size": self.size,
            "roots": b"".join(self._frontier.roots),
            "heads_root": self.heads.root,
            "now": now,
            "before": before,
        }
        if self.connection.execute(SQL["set_state"], values).rowcount != 1:
            raise BehindCheckpoint("another sealer went on", signed=self.size, has=before)

    def _refuse_behind(self) -> None:
        """Refuse to go on from less, or from something else, than what was signed before."""
        kept = read_note(self.witness_file.read_text("utf-8")) if self.witness_file.exists() else None
        for note in (newest_checkpoint(self.connection), kept):
            if note is not None:
                self._refuse_other(note)
        last = last_position(self.connection)
        if last < self.size:
            raise BehindCheckpoint("the log is shorter than its tree", signed=self.size, has=last)

    def _refuse_other(self, note: Note) -> None:
        signed = read_checkpoint(note)
        if note.signed_by(self.signer.key, verify_ed25519) is None:
            return
        if signed.size > self.size:
            raise BehindCheckpoint("a larger tree was signed before", signed=signed.size, has=self.size)
        if signed.size == self.size and (signed.root, signed.heads) != (self._frontier.root, self.heads.root):
            raise BehindCheckpoint("another tree of this size was signed", signed=signed.size, has=self.size)


def state_of(connection: Connection[TupleRow]) -> State:
    """How far the tree is; an empty one where nothing was integrated yet."""
    row = connection.execute(SQL["state"]).fetchone()
    if row is None:
        return State(Frontier(), HeadTree().root)
    size, roots, heads_root = row
    parts = [bytes(roots[place : place + HASH]) for place in range(0, len(roots), HASH)]
    return State(Frontier(size, parts), bytes(heads_root))


def heads_of(connection: Connection[TupleRow]) -> Iterable[Head]:
    """The newest event of every stream, as far as integrated."""
    return (Head(str(stream), version, digest.hex()) for stream, version, digest in connection.execute(SQL["heads"]))


def events(connection: Connection[TupleRow], after: int, until: int = 2**62, limit: int = BATCH) -> list[Stored]:
    """Events after a position, in order."""
    rows = connection.execute(SQL["events"], {"after": after, "until": until, "limit": limit})
    return [
        Stored(position, recorded_at, stream, version, name, bytes(body))
        for position, recorded_at, stream, version, name, body in rows
    ]


def newest_heads(batch: Iterable[Stored]) -> list[Head]:
    """The newest event of every stream in a batch."""
    newest = {each.stream: each for each in batch}
    return [Head(str(stream), each.version, each.digest.hex()) for stream, each in newest.items()]


def newest_checkpoint(connection: Connection[TupleRow]) -> Note | None:
    """The newest head that was signed."""
    row = connection.execute(SQL["newest_checkpoint"]).fetchone()
    return read_note(row[1]) if row else None


def last_position(connection: Connection[TupleRow]) -> int:
    """Up to where the log goes."""
    row = connection.execute(SQL["last_position"]).fetchone()
    return int(row[0]) if row else 0


def tile_of(connection: Connection[TupleRow], level: int, number: int) -> bytes:
    """The hashes of a tile, as far as it is filled."""
    row = connection.execute(SQL["tile"], {"level": level, "tile": number}).fetchone()
    return bytes(row[0]) if row else b""


def _row(head: Head) -> dict[str, object]:
    return {"stream": UUID(head.stream), "version": head.version, "digest": bytes.fromhex(head.digest)}


def _write(path: Path, text: str) -> None:
    """Replace a file whole."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)
