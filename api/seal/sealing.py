"""The sealer: takes events into the tree in their order, and signs the head of what is committed.

A batch is integrated in one transaction: tiles, heads of streams, the state. Only then its root is signed. Killed at
any moment it goes on from the state that was committed; what was signed is never taken back, and a log that is behind
a head that was signed is not signed again before somebody said in the open how that came about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.keys import Signer, verify_ed25519
from api.seal.leafing import SchemeOf, Stored, read, sealed
from domain.seal.heads import Head, HeadTree
from domain.seal.leaves import leaf
from domain.seal.merkle import HASH, Frontier, NodeAt, leaf_hash, range_root
from domain.seal.notes import Checkpoint, Note, read_checkpoint, read_note
from domain.seal.tiles import grown, node
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


@dataclass
class Sealer:
    """Integrates and signs. One at a time holds the lock; `connection` is its own, in autocommit mode."""

    connection: Connection[TupleRow]
    origin: str
    signer: Signer
    scheme_of: SchemeOf
    kept: Path
    """File with the newest head that was signed, beside the database: a restored database is noticed by it."""
    heads: HeadTree = field(init=False)
    """The newest event of every stream in the tree."""
    _frontier: Frontier = field(init=False)
    _pending: dict[str, Head] = field(init=False, default_factory=dict)
    """Heads that no checkpoint covers yet."""

    def __post_init__(self) -> None:
        self._frontier = frontier_of(self.connection)
        newest = newest_checkpoint(self.connection)
        covered = read_checkpoint(newest).size if newest else 0
        self.heads = HeadTree(heads_of(self.connection))
        while page := events(self.connection, covered, self.size):
            self._go_on(page)
            covered = page[-1].position
        self._refuse_behind(newest)

    @property
    def size(self) -> int:
        """How many events are in the tree."""
        return self._frontier.size

    def integrate(self, now: datetime) -> int:
        """Take in the next events, at most a batch; returns how many."""
        batch = events(self.connection, self.size)
        if not batch:
            return 0
        hashes, before = self._leaves(batch), self.size
        with self.connection.transaction():
            for tile in list(grown(before, hashes, self._tile)):
                self.connection.execute(SQL["put_tile"], {**tile._asdict(), "tile": tile.number})
            for each in hashes:
                self._frontier.append(each)
            self._set_state(before, now)
        self._go_on(batch)
        return len(batch)

    def sign(self, now: datetime) -> Note | None:
        """Sign the head of what is committed; none where it is signed already or there is nothing."""
        newest = newest_checkpoint(self.connection)
        if not self.size or (newest and read_checkpoint(newest).size >= self.size):
            return None
        checkpoint = Checkpoint(origin=self.origin, size=self.size, root=self._frontier.root, heads=self.heads.root)
        note = Note(checkpoint.text, (self.signer.sign(checkpoint.text),))
        _write(self.kept, note.written)
        with self.connection.transaction():
            self.connection.execute(SQL["put_heads"], self._heads_row())
            self.connection.execute(SQL["put_checkpoint"], {"size": self.size, "note": note.written, "now": now})
        self._pending.clear()
        return note

    def _go_on(self, batch: Sequence[Stored]) -> None:
        heads = newest_heads(batch)
        self.heads.put_all(heads)
        self._pending.update((head.stream, head) for head in heads)

    def _leaves(self, batch: Sequence[Stored]) -> list[bytes]:
        return [leaf_hash(leaf(sealed(each, read(each.body), self.scheme_of))) for each in batch]

    def _tile(self, level: int, number: int) -> bytes:
        return tile_of(self.connection, level, number)

    def _heads_row(self) -> dict[str, object]:
        pending = self._pending.values()
        return {
            "streams": [head.stream for head in pending],
            "versions": [head.version for head in pending],
            "digests": [bytes.fromhex(head.digest) for head in pending],
            "size": self.size,
        }

    def _set_state(self, before: int, now: datetime) -> None:
        values = {"size": self.size, "roots": b"".join(self._frontier.roots), "now": now, "before": before}
        if self.connection.execute(SQL["set_state"], values).rowcount != 1:
            raise BehindCheckpoint("another sealer went on", signed=self.size, has=before)

    def _refuse_behind(self, newest: Note | None) -> None:
        """Refuse to go on from less, or from something else, than what was signed before."""
        kept = read_note(self.kept.read_text("utf-8")) if self.kept.exists() else None
        for note in (newest, kept):
            if note is not None and note.signed_by(self.signer.key, verify_ed25519) is not None:
                self._refuse_other(read_checkpoint(note))
        last = last_position(self.connection)
        if last < self.size:
            raise BehindCheckpoint("the log is shorter than its tree", signed=self.size, has=last)

    def _refuse_other(self, signed: Checkpoint) -> None:
        if signed.size > self.size:
            raise BehindCheckpoint("a larger tree was signed before", signed=signed.size, has=self.size)
        if signed.root != root_at(self.connection, signed.size):
            raise BehindCheckpoint("another tree of this size was signed", signed=signed.size, has=self.size)


def frontier_of(connection: Connection[TupleRow]) -> Frontier:
    """How far the tree is; an empty one where nothing was integrated yet."""
    row = connection.execute(SQL["state"]).fetchone()
    if row is None:
        return Frontier()
    size, roots = row
    return Frontier(size, [bytes(roots[place : place + HASH]) for place in range(0, len(roots), HASH)])


def heads_of(connection: Connection[TupleRow], after: int = 0) -> Iterable[Head]:
    """The newest event of every stream under the newest checkpoint, of those that one after a size brought."""
    rows = connection.execute(SQL["heads"], {"after": after})
    return (Head(str(stream), version, digest.hex()) for stream, version, digest in rows)


def root_at(connection: Connection[TupleRow], size: int) -> bytes:
    """Root of the tree when it had so many leaves, from its tiles."""
    return range_root(node_in(connection), 0, size)


def node_in(connection: Connection[TupleRow]) -> NodeAt:
    """The nodes of the tree, from its tiles; each tile is read once."""
    tiles: dict[tuple[int, int], bytes] = {}

    def read_tile(level: int, number: int) -> bytes:
        if (level, number) not in tiles:
            tiles[level, number] = tile_of(connection, level, number)
        return tiles[level, number]

    return lambda level, index: node(read_tile, level, index)


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


def _write(path: Path, text: str) -> None:
    """Replace a file whole."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)
