"""The whole store held against itself: bodies, chains, times, leaves, tree, checkpoints, heads of streams, signatures.

Nothing that is kept beside the log is believed: leaves and roots are computed again from the bodies and compared with
the tiles, with every checkpoint that was signed, and with earlier checkpoints that whoever checks brings along.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from typing import NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.entitled import TELLING, Entitled, NotEntitled
from api.seal.history import History, history_of
from api.seal.keys import verify_ed25519
from api.seal.leafing import BodyUnreadable, Read, Stored, leaf_bytes, read, signed_by
from api.seal.reading import SQL, stored_of
from api.seal.sealing import TreeStateBroken, events, frontier_of, heads_of, last_position, node_in, tile_of
from api.seal.signatures import SignatureFault, Signatures
from api.seal.trees import fault_in_tree
from domain.seal.heads import Head, root_over
from domain.seal.merkle import HASH, Frontier, complete_subtrees, leaf_hash, range_root
from domain.seal.notes import Checkpoint, Note, NoteKey, NoteWrong, read_checkpoint, read_note
from domain.seal.tiles import WIDTH

PAGE = 2000

TOGETHER = 100
"""More events than any act has: as many are read before the first one that is checked, in case it came along."""

FAULTS = BodyUnreadable, NotEntitled, SignatureFault
"""What can be wrong with an event by itself."""

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
    assumed: int = 0
    """So many first events were not read: the tree over them was taken from its tiles."""


@dataclass
class StoreCheck:
    """One run over the log, from its first event or from a later one; then the tree before it is assumed."""

    connection: Connection[TupleRow]
    origin: str
    log_key: NoteKey | None = None
    """A key that has to be one of the log's; without it the log is believed which keys it has."""
    brought: tuple[Note, ...] = ()
    """Earlier checkpoints from outside."""
    with_signatures: bool = True
    processes: int = 0
    """So many others verify signatures beside this one."""
    _frontier: Frontier = field(default_factory=Frontier)
    _hashes: list[bytes] = field(default_factory=list)
    """Of leaves that are not in the frontier yet: it takes them in by the row."""
    _newest: dict[UUID, tuple[int, str]] = field(default_factory=dict)
    _last_at: datetime | None = None
    _tile: tuple[int, bytes] = (-1, b"")
    _sealed: int = 0
    """How many leaves the tree is said to have."""
    _signatures: Signatures = field(default_factory=Signatures)
    _entitled: Entitled = field(default_factory=Entitled)
    _history: History = field(init=False)
    _begin: int = 1
    _before: Callable[[UUID], tuple[int, str | None]] = lambda _stream: (0, None)

    def run(self, progress: Progress = lambda _done, _of: None, *, begin: int = 1) -> Checked:
        """Check everything from a position on; stops at the first fault."""
        with other_processes(self.processes) as others:
            self._signatures = Signatures(others)
            return self._run(progress, begin)

    def _run(self, progress: Progress, begin: int) -> Checked:
        count = 0
        try:
            self._history = history_of(self.connection, self.origin)
            expected = self._expected()
            last, self._sealed = last_position(self.connection), self._kept_size()
            if begin > 1:
                self._assume(min(begin - 1, frontier_of(self.connection).size), expected)
            stops = {*expected, *(fork.declared.size for fork in self._history.forks)}
            stops |= {fault.position for fault in self._history.faults}
            while page := events(self.connection, self._frontier.size, limit=PAGE):
                for each in page:
                    self._event(each)
                    if each.position in stops:
                        self._take_in()
                        self._told_of_itself(each.position)
                        self._checkpoints(expected.get(each.position, ()), each.position)
                        count += len(expected.get(each.position, ()))
                self._take_in()
                self._settle(left=2 * self.processes)
                progress(self._frontier.size, last)
            self._settle()
            self._end(expected, last)
        except _Found as found:
            fault = self._earlier(found.fault)
            return Checked(self._frontier.size, count, self._signatures.count, fault, self._begin - 1)
        return Checked(self._frontier.size, count, self._signatures.count, None, self._begin - 1)

    def _kept_size(self) -> int:
        try:
            return frontier_of(self.connection).size
        except TreeStateBroken as error:
            raise _Found("state_differs", 0, "size and roots of the tree do not go together") from error

    def _settle(self, left: int = 0) -> None:
        try:
            self._signatures.settle(left)
        except SignatureFault as fault:
            raise _Found(fault.code, fault.position, fault.told) from fault

    def _earlier(self, fault: Fault) -> Fault:
        """The first fault, also where a signature before it is still being verified."""
        try:
            self._settle()
        except _Found as found:
            return min(found.fault, fault, key=lambda each: each.position)
        return fault

    def _assume(self, size: int, expected: Mapping[int, list[tuple[Note, Checkpoint, bool]]]) -> None:
        """Begin with the tree of this size as its tiles tell it, and with keys, posts and levels as they are stored."""
        node = node_in(self.connection)
        try:
            self._frontier = Frontier(size, [node(level, index) for level, index in complete_subtrees(0, size)])
        except LookupError as error:
            raise _Found("tile_missing", size, str(error)) from error
        self._begin = size + 1
        self._before = lambda stream: self._stored_head(stream, size)
        self._learn(size)
        for brought in (each for of in expected.values() for each in of if each[2] and each[1].size <= size):
            self._assumed_root(brought[0], brought[1])

    def _learn(self, size: int) -> None:
        """What was recorded by then of keys, posts, levels, grades, and the act that the next event may belong to."""
        for each in self._told(size):
            try:
                parts = read(each.body)
                self._signatures.take(each, parts, check=False)
                self._entitled.take(each, parts)
            except FAULTS as error:
                raise _found(each.position, error) from error
        for each in events(self.connection, max(0, size - TOGETHER), size):
            with suppress(BodyUnreadable, NotEntitled):
                self._entitled.follow(each, read(each.body))

    def _told(self, until: int) -> Iterator[Stored]:
        after, names = 0, sorted(TELLING)
        while True:
            asked = {"after": after, "until": until, "names": names, "limit": PAGE}
            page = stored_of(self.connection.execute(SQL["told_until"], asked, binary=True))
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1].position

    def _assumed_root(self, note: Note, checkpoint: Checkpoint) -> None:
        self._origin(checkpoint, checkpoint.size)
        self._log_signed(note, checkpoint.size, checkpoint.size)
        if range_root(node_in(self.connection), 0, checkpoint.size) != checkpoint.root:
            raise self._other_root(checkpoint, checkpoint.size, is_brought=True)

    def _stored_head(self, stream: UUID, until: int) -> tuple[int, str | None]:
        """The newest event of a stream among those that are not read."""
        row = self.connection.execute(SQL["stream_head"], {"stream": stream, "until": until}).fetchone()
        return (row[0], hashlib.sha256(row[1]).hexdigest()) if row else (0, None)

    def _take_in(self) -> None:
        self._frontier.extend(self._hashes)
        self._hashes.clear()

    def _told_of_itself(self, position: int) -> None:
        """What an event says of the log itself: a change of key that nobody vouched for, a fork from another tree."""
        for fault in self._history.faults:
            if fault.position == position:
                raise _Found(fault.code, position, "the change of the log's key or history does not hold")
        for fork in self._history.forks:
            if fork.declared.size == position and fork.declared.root != self._frontier.root.hex():
                raise _Found("fork_misdeclared", fork.position, "the log held something else when it was declared")

    def _event(self, stored: Stored) -> None:
        try:
            self._hold(stored)
        except FAULTS as error:
            raise _found(stored.position, error) from error

    def _hold(self, stored: Stored) -> None:
        """One event against its place, its stream, its time, its leaf, who acted, and its signature."""
        position = self._frontier.size + len(self._hashes) + 1
        if stored.position != position:
            raise _Found("position_missing", position, f"position {stored.position} follows")
        parts = read(stored.body)
        self._place(stored, parts)
        self._time(stored)
        digest = stored.digest.hex()
        signed = signed_by(stored, parts, self._signatures.scheme_of)
        hashed = leaf_hash(leaf_bytes(stored, parts, signed, digest))
        self._leaf(position, hashed)
        self._hashes.append(hashed)
        self._newest[stored.stream] = (stored.version, digest)
        self._signatures.take(stored, parts, check=self.with_signatures)
        self._entitled.check(stored, parts, signed[1])
        self._entitled.take(stored, parts)

    def _place(self, stored: Stored, parts: Read) -> None:
        version, digest = self._newest.get(stored.stream) or self._before(stored.stream)
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
        if not kept and position <= self._sealed:
            raise _Found("tile_missing", position, "the tree holds no leaf of it")
        if kept and kept != hashed:
            raise _Found("event_altered", position, "the event is not the one that was sealed")

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
            self._origin(checkpoint, position)
            self._log_signed(note, checkpoint.size, position)
            if checkpoint.root != self._frontier.root:
                raise self._other_root(checkpoint, position, is_brought=is_brought)

    def _origin(self, checkpoint: Checkpoint, position: int) -> None:
        """A head is of the history that counted at its size; one of an earlier history was left in the open."""
        if not self._history.is_own(checkpoint.origin):
            raise _Found("checkpoint_of_another_log", position, checkpoint.origin)
        if checkpoint.origin != self._history.at(checkpoint.size).origin:
            raise self._left(checkpoint) or _Found("checkpoint_of_another_log", position, checkpoint.origin)

    def _other_root(self, checkpoint: Checkpoint, position: int, *, is_brought: bool) -> "_Found":
        code = "history_rewritten" if is_brought else "root_differs"
        left = self._left(checkpoint) if is_brought else None
        return left or _Found(code, position, "the tree has another root than the checkpoint")

    def _left(self, checkpoint: Checkpoint) -> "_Found | None":
        """The fork that left the history of a head in the open."""
        forks = (fork for fork in self._history.forks if fork.declared.known_origin == checkpoint.origin)
        fork = next(forks, None)
        if fork is None:
            return None
        declared = fork.declared
        told = f"history {declared.epoch} leaves {checkpoint.origin} at {declared.known_size}: {declared.reason}"
        return _Found("history_forked", fork.position, told)

    def _log_signed(self, note: Note, size: int, position: int) -> None:
        key = self._history.at(size).key or self.log_key
        try:
            is_signed = key is None or note.signed_by(key, verify_ed25519) is not None
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
            for _, checkpoint, _ in expected[beyond[0]]:
                self._origin(checkpoint, size + 1)
            raise _Found("events_removed", size + 1, f"a checkpoint covers {beyond[0]} events")
        keys = {key.public_key for key in self._history.keys}
        if self.log_key and keys and self.log_key.public_key not in keys:
            raise _Found("log_key_differs", size, "the key that was brought is none of the log's")
        self._tiles(size)
        if fault := fault_in_tree(self.connection, max((size for size in expected if size <= last), default=0)):
            raise _Found(*fault)
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
        if self._begin > 1:
            computed = list({each.stream: each for each in (*heads_of(self.connection), *computed)}.values())
        if covering:
            if set(heads_of(self.connection)) != set(computed):
                raise _Found("heads_differ", size, "the heads of streams are not those of the log")
            root = root_over(computed)
            if any(checkpoint.heads != root for _, checkpoint, _ in covering):
                raise _Found("heads_differ", size, "the checkpoint was signed over other heads of streams")


@contextmanager
def other_processes(processes: int) -> Iterator[ProcessPoolExecutor | None]:
    """Other processes, started anew: this one has connections and threads that must not be copied."""
    if not processes:
        yield None
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield pool


class _Found(Exception):
    def __init__(self, code: str, position: int, told: str = "") -> None:
        super().__init__(told)
        self.fault = Fault(code, position, told)


def _found(position: int, error: Exception) -> _Found:
    """What is wrong with one event, as the fault it is."""
    if isinstance(error, NotEntitled | SignatureFault):
        return _Found(error.code, position, error.told)
    return _Found("body_unreadable", position, str(error))
