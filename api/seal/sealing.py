"""The sealer: takes events into the tree in their order, and signs the head of what is committed.

A batch is integrated in one transaction: tiles, heads of streams, the state. Only then its root is signed. Killed at
any moment it goes on from the state that was committed; what was signed is never taken back, and a log that is behind
a head that was signed is not signed again before somebody said in the open how that came about.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.history import Era, History, history_of
from api.seal.keys import Signer
from api.seal.leafing import SchemeOf, Stored, leaf_bytes, read, signed_by
from api.seal.reading import SQL as SQL
from api.seal.reading import stored_of
from domain.kernel.refusals import Refusal
from domain.log.state import LOG
from domain.seal.heads import Head, HeadTree
from domain.seal.merkle import EMPTY, HASH, Frontier, NodeAt, leaf_hash, range_root
from domain.seal.notes import Checkpoint, Note, NoteWrong, read_checkpoint, read_note
from domain.seal.tiles import grown, node, tile_with

T = TypeVar("T")

BATCH = 1000
"""Most events that are taken in at once."""

NEWEST = "newest-checkpoint"
"""File in the home with the newest head that this installation signed."""

APART = timedelta(seconds=1)
"""At most one checkpoint a second."""


SignerFor = Callable[[Era], Signer]
"""Gives what signs while an era lasts; raises `SealKeyMissing`."""


class BehindCheckpoint(Refusal):
    """The log holds less, or something else, than a head that was signed: a restored backup, or a rewritten history.

    Nothing is signed. `signed` is the size that was signed, `here` how much there is now.
    """

    sentence = (
        "Nothing is sealed: heads over {signed} events were signed, and this log does not hold them ({here} are here). "
        "Say in the open how that came about: bihuan log resolve --reason …"
    )

    def __init__(self, told: str, *, signed: int, here: int) -> None:
        super().__init__(told=told, signed=signed, here=here)
        self.signed = signed


class TreeStateBroken(Refusal):
    """Somebody changed how far the tree is said to be: size and roots do not go together."""

    sentence = "Nothing is sealed: how far the tree is was changed in the database. Look at it with bihuan log verify."


class KeptHeadUnreadable(Refusal):
    """The file with the newest head is damaged: without it nobody knows what was signed."""

    sentence = "Nothing is sealed: {path}, the newest head that was signed, is damaged."


@dataclass
class Sealer:
    """Integrates and signs. One at a time holds the lock; `connection` is its own, in autocommit mode."""

    connection: Connection[TupleRow]
    origin: str
    """The log's name."""
    signer_for: SignerFor
    scheme_of: SchemeOf
    kept: Path
    """File with the newest head that was signed, beside the database: a restored database is noticed by it."""
    heads: HeadTree = field(init=False)
    """The newest event of every stream in the tree."""
    _frontier: Frontier = field(init=False)
    _pending: dict[str, Head] = field(init=False, default_factory=dict)
    """Heads that no checkpoint covers yet."""
    _history: History = field(init=False)
    """As far as the tree is."""
    _silent_below: int = field(init=False)
    """A fork counts from its own event on: what lies before it was signed in another history."""

    def __post_init__(self) -> None:
        self._frontier = frontier_of(self.connection)
        self._history = history_of(self.connection, self.origin, self.size)
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
            self._frontier.extend(hashes)
            self._set_state(before, now)
        self._go_on(batch)
        return len(batch)

    def sign(self, now: datetime) -> Note | None:
        """Sign the head of what is committed; none where it is signed already or there is nothing."""
        newest = newest_checkpoint(self.connection)
        if not self.size or (newest and read_checkpoint(newest).size >= self.size):
            return None
        if self.size < self._silent_below:
            return None
        era = self._history.at(self.size)
        checkpoint = Checkpoint(origin=era.origin, size=self.size, root=self._frontier.root, heads=self.heads.root)
        note = Note(checkpoint.text, (self.signer_for(era).sign(checkpoint.text),))
        write_whole(self.kept, note.written)
        with self.connection.transaction():
            self.connection.execute(SQL["put_heads"], self._heads_row())
            self.connection.execute(SQL["put_checkpoint"], {"size": self.size, "note": note.written, "now": now})
        self._pending.clear()
        return note

    def _go_on(self, batch: Sequence[Stored]) -> None:
        heads = newest_heads(batch)
        if any(each.stream == LOG for each in batch):
            self._history = history_of(self.connection, self.origin, self.size)
        self.heads.put_all(heads)
        self._pending.update((head.stream, head) for head in heads)

    def _leaves(self, batch: Sequence[Stored]) -> list[bytes]:
        return [leaf_hash(self._leaf(each)) for each in batch]

    def _leaf(self, stored: Stored) -> bytes:
        parts = read(stored.body)
        return leaf_bytes(stored, parts, signed_by(stored, parts, self.scheme_of), stored.digest.hex())

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
            raise BehindCheckpoint("another sealer went on", signed=self.size, here=before)

    def _refuse_behind(self, newest: Note | None) -> None:
        """Refuse to go on from less, or from something else, than what was signed before."""
        history = history_of(self.connection, self.origin)
        self._silent_below = max((fork.position for fork in history.forks), default=0)
        for note in (newest, kept_note(self.kept)):
            if note is not None and is_continued(history, read_checkpoint(note)):
                self._refuse_other(read_checkpoint(note))
        last = last_position(self.connection)
        if last < self.size:
            raise BehindCheckpoint("the log is shorter than its tree", signed=self.size, here=last)

    def _refuse_other(self, signed: Checkpoint) -> None:
        if signed.size > self.size:
            raise BehindCheckpoint("a larger tree was signed before", signed=signed.size, here=self.size)
        if signed.root != root_at(self.connection, signed.size):
            raise BehindCheckpoint("another tree of this size was signed", signed=signed.size, here=self.size)


def is_continued(history: History, head: Checkpoint) -> bool:
    """Whether a head binds what is signed next: it is of this log, and no fork was declared in its place."""
    return history.is_own(head.origin) and not any(fork.leaves(head) for fork in history.forks)


def kept_note(path: Path) -> Note | None:
    """The newest head that was signed, from the file beside the database; none where there is no such file."""
    if not path.exists():
        return None
    try:
        note = read_note(path.read_text("utf-8"))
        read_checkpoint(note)
    except NoteWrong as error:
        raise KeptHeadUnreadable(path=path) from error
    return note


def frontier_of(connection: Connection[TupleRow]) -> Frontier:
    """How far the tree is; an empty one where nothing was integrated yet. Refuses `TreeStateBroken`."""
    row = connection.execute(SQL["state"]).fetchone()
    if row is None:
        return Frontier()
    size, roots = row
    try:
        return Frontier(size, [bytes(roots[place : place + HASH]) for place in range(0, len(roots), HASH)])
    except ValueError as error:
        raise TreeStateBroken from error


def heads_of(connection: Connection[TupleRow], after: int = 0) -> Iterable[Head]:
    """The newest event of every stream under the newest checkpoint, of those that one after a size brought."""
    rows = connection.execute(SQL["heads"], {"after": after})
    return (Head(str(stream), version, digest.hex()) for stream, version, digest in rows)


def heads_until(connection: Connection[TupleRow], after: int, until: int) -> Iterable[Head]:
    """The same under an earlier checkpoint, of this size."""
    rows = connection.execute(SQL["heads_until"], {"after": after, "until": until})
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


def from_tiles(connection: Connection[TupleRow], compute: Callable[[NodeAt], T]) -> T:
    """What is computed from nodes of the tree; all the tiles that it needs are read at once.

    Which nodes are needed never depends on what they are: so it is computed once with others, only to be told.
    """
    needed = set[tuple[int, int]]()

    def told_of(level: int, index: int) -> bytes:
        needed.add(tile_with(level, index))
        return EMPTY

    compute(told_of)
    levels, numbers = zip(*needed, strict=True) if needed else ((), ())
    rows = connection.execute(SQL["tiles"], {"levels": list(levels), "tiles": list(numbers)}, binary=True)
    tiles = {(level, number): bytes(hashes) for level, number, hashes in rows}
    return compute(lambda level, index: node(lambda *tile: tiles.get(tile, b""), level, index))


def events(connection: Connection[TupleRow], after: int, until: int = 2**62, limit: int = BATCH) -> list[Stored]:
    """Events after a position, in order."""
    return stored_of(connection.execute(SQL["events"], {"after": after, "until": until, "limit": limit}, binary=True))


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


def write_whole(path: Path, text: str) -> None:
    """Replace a file whole, on the disk before it counts."""
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
