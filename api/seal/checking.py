"""The whole store held against itself: bodies, chains, times, leaves, tree, checkpoints, heads of streams, signatures.

Nothing that is kept beside the log is believed: leaves and roots are computed again from the bodies and compared with
the tiles, with every checkpoint that was signed, and with earlier checkpoints that whoever checks brings along.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.keys import verify_ed25519
from api.seal.leafing import BodyUnreadable, Read, Stored, read, sealed
from api.seal.sealing import events, heads_of, last_position, tile_of
from api.seal.signatures import SignatureFault, Signatures
from domain.seal.heads import Head, HeadTree
from domain.seal.leaves import leaf
from domain.seal.merkle import HASH, Frontier, leaf_hash
from domain.seal.notes import Checkpoint, Note, NoteKey, NoteWrong, read_checkpoint, read_note
from domain.seal.tiles import WIDTH
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))

PAGE = 2000

Progress = Callable[[int, int], None]
"""Told how many events were checked, of how many."""


class Fault(NamedTuple):
    """The first thing that is wrong: a stable code, the event it is found at, and what was expected instead."""

    code: str
    position: int
    told: str = ""


class Checked(NamedTuple):
    """What came of a check: how much was looked at, and the first fault."""

    events: int
    checkpoints: int
    signatures: int
    fault: Fault | None


@dataclass
class StoreCheck:
    """One run over the whole log, from its first event."""

    connection: Connection[TupleRow]
    origin: str
    log_key: NoteKey | None = None
    """The log's key; without it the signatures under checkpoints are not checked."""
    brought: tuple[Note, ...] = ()
    """Earlier checkpoints from outside."""
    with_signatures: bool = True
    _frontier: Frontier = field(default_factory=Frontier)
    _newest: dict[UUID, tuple[int, str]] = field(default_factory=dict)
    _last_at: datetime | None = None
    _tile: tuple[int, bytes] = (-1, b"")
    _signatures: Signatures = field(default_factory=Signatures)

    def run(self, progress: Progress = lambda _done, _of: None) -> Checked:
        """Check everything; stops at the first fault."""
        count = 0
        try:
            expected = self._expected()
            last = last_position(self.connection)
            while page := events(self.connection, self._frontier.size, limit=PAGE):
                for each in page:
                    self._event(each)
                    self._checkpoints(expected.get(each.position, ()), each.position)
                    count += len(expected.get(each.position, ()))
                progress(self._frontier.size, last)
            self._end(expected, last)
        except _Found as found:
            return Checked(self._frontier.size, count, self._signatures.count, found.fault)
        return Checked(self._frontier.size, count, self._signatures.count, None)

    def _event(self, stored: Stored) -> None:
        """One event against its place, its stream, its time, its leaf and its signature."""
        position = self._frontier.size + 1
        if stored.position != position:
            raise _Found("position_missing", position, f"position {stored.position} follows")
        parts = self._read(stored)
        self._place(stored, parts)
        self._time(stored)
        hashed = leaf_hash(leaf(sealed(stored, parts, self._signatures.scheme_of)))
        self._leaf(position, hashed)
        self._frontier.append(hashed)
        self._newest[stored.stream] = (stored.version, stored.digest.hex())
        self._signed(stored, parts)

    def _read(self, stored: Stored) -> Read:
        try:
            return read(stored.body)
        except BodyUnreadable as error:
            raise _Found("body_unreadable", stored.position, str(error)) from error

    def _place(self, stored: Stored, parts: Read) -> None:
        version, digest = self._newest.get(stored.stream, (0, None))
        if (parts.stream, parts.ver, parts.name) != (stored.stream, stored.version, stored.name):
            raise _Found("columns_differ", stored.position, "stream, version or name are not those of the body")
        if parts.log != self.origin:
            raise _Found("other_log", stored.position, parts.log)
        if stored.version != version + 1:
            raise _Found("version_missing", stored.position, f"version {version + 1} of the stream is not there")
        if parts.prev != digest:
            raise _Found("chain_broken", stored.position, "it does not follow on the stream's previous event")

    def _time(self, stored: Stored) -> None:
        if self._last_at is not None and stored.recorded_at < self._last_at:
            raise _Found("time_ran_back", stored.position, "recorded earlier than the event before")
        self._last_at = stored.recorded_at

    def _leaf(self, position: int, hashed: bytes) -> None:
        """The leaf's hash against the tile that the sealer kept, as far as the tree goes."""
        number, place = divmod(position - 1, WIDTH)
        if self._tile[0] != number:
            self._tile = (number, tile_of(self.connection, 0, number))
        kept = self._tile[1][place * HASH : (place + 1) * HASH]
        if kept and kept != hashed:
            raise _Found("event_altered", position, "the event is not the one that was sealed")

    def _signed(self, stored: Stored, parts: Read) -> None:
        try:
            self._signatures.take(stored, parts, check=self.with_signatures)
        except SignatureFault as fault:
            raise _Found(fault.code, stored.position, str(fault)) from fault

    def _expected(self) -> dict[int, list[tuple[Note, Checkpoint, bool]]]:
        """Every checkpoint by the size that it covers: the log's own, and those that were brought along."""
        expected: dict[int, list[tuple[Note, Checkpoint, bool]]] = {}
        for note, is_brought in (*((each, False) for each in self._kept()), *((each, True) for each in self.brought)):
            try:
                checkpoint = read_checkpoint(note)
            except NoteWrong as error:
                raise _Found("checkpoint_malformed", 0, str(error)) from error
            expected.setdefault(checkpoint.size, []).append((note, checkpoint, is_brought))
        return expected

    def _kept(self) -> Iterator[Note]:
        after = 0
        while rows := self.connection.execute(SQL["checkpoints"], {"after": after, "limit": PAGE}).fetchall():
            for size, note, _ in rows:
                try:
                    yield read_note(note)
                except NoteWrong as error:
                    raise _Found("checkpoint_malformed", size, str(error)) from error
            after = rows[-1][0]

    def _checkpoints(self, covering: Iterable[tuple[Note, Checkpoint, bool]], position: int) -> None:
        for note, checkpoint, is_brought in covering:
            if checkpoint.origin != self.origin:
                raise _Found("checkpoint_of_another_log", position, checkpoint.origin)
            self._log_signed(note, position)
            if checkpoint.root != self._frontier.root:
                code = "history_rewritten" if is_brought else "root_differs"
                raise _Found(code, position, "the tree has another root than the checkpoint")

    def _log_signed(self, note: Note, position: int) -> None:
        try:
            is_signed = self.log_key is None or note.signed_by(self.log_key, verify_ed25519) is not None
        except NoteWrong as error:
            raise _Found("checkpoint_signature_wrong", position, str(error)) from error
        if not is_signed:
            raise _Found("checkpoint_not_signed", position, "the log's key did not sign it")

    def _end(self, expected: Mapping[int, list[tuple[Note, Checkpoint, bool]]], last: int) -> None:
        """What must be there when the log ends: no checkpoint beyond, no event missing, every stream's head."""
        size = self._frontier.size
        if size < last:
            raise _Found("events_removed", size + 1, f"the log's head says {last}")
        beyond = [each for each in sorted(expected) if each > size]
        if beyond:
            raise _Found("events_removed", size + 1, f"a checkpoint covers {beyond[0]} events")
        self._tiles(size)
        self._heads(expected)

    def _tiles(self, size: int) -> None:
        """No tile of the tree says more than the log."""
        number, place = divmod(size, WIDTH)
        held = tile_of(self.connection, 0, number)[place * HASH :]
        if held or tile_of(self.connection, 0, number + 1):
            raise _Found("events_removed", size + 1, "the tree has more leaves than the log has events")

    def _heads(self, expected: Mapping[int, list[tuple[Note, Checkpoint, bool]]]) -> None:
        """Heads of streams against what the sealer kept and, where the newest checkpoint covers all, what it signed."""
        size = self._frontier.size
        computed = [Head(str(stream), version, digest) for stream, (version, digest) in self._newest.items()]
        covering = expected.get(size, ())
        if covering:
            if set(heads_of(self.connection)) != set(computed):
                raise _Found("heads_differ", size, "the heads of streams are not those of the log")
            root = HeadTree(computed).root
            if any(checkpoint.heads != root for _, checkpoint, _ in covering):
                raise _Found("heads_differ", size, "the checkpoint was signed over other heads of streams")


class _Found(Exception):
    def __init__(self, code: str, position: int, told: str = "") -> None:
        super().__init__(told)
        self.fault = Fault(code, position, told)
