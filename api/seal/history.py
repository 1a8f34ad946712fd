"""What the log says of itself: under which name and by which key its heads are signed, from which size on.

A key or a fork counts for the heads that cover its event. Before the first key is on the record, the installation's
own counts. Each later key needs the signature of the one before; a fork may lack it, because its name is another one.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.keys import verify_ed25519
from api.seal.leafing import BodyUnreadable, Stored
from api.seal.reading import recorded_of, stored_in
from domain.log.events import ForkDeclared, KeySet, LogEvent
from domain.log.state import LOG, Head, change_of_history, change_of_key, epoch_of
from domain.seal.notes import Checkpoint, NoteKey, NoteWrong

EVER = 2**62


class Era(NamedTuple):
    """From a size on, heads carry this origin and are signed by this key."""

    begins: int
    """The least size of a head that it counts for."""
    origin: str
    key: NoteKey | None
    """None before the log says it: the installation's first key."""


class Fork(NamedTuple):
    """A history that is not continued, as it was declared."""

    position: int
    recorded_at: datetime
    declared: ForkDeclared

    def leaves(self, head: Checkpoint) -> bool:
        """Whether this is the very head that is not continued."""
        declared = self.declared
        known = (declared.known_origin, declared.known_size, declared.known_root)
        return known == (head.origin, head.size, head.root.hex())


class LogFault(NamedTuple):
    """An event about the log that does not hold by itself."""

    position: int
    code: str


class History(NamedTuple):
    """The eras of a log in order, its forks, and what is wrong with the events that tell of them."""

    log: str
    eras: tuple[Era, ...]
    forks: tuple[Fork, ...] = ()
    faults: tuple[LogFault, ...] = ()

    def at(self, size: int) -> Era:
        """What counts for a head of this size."""
        return next(era for era in reversed(self.eras) if era.begins <= size or era is self.eras[0])

    @property
    def newest(self) -> Era:
        """What counts now."""
        return self.eras[-1]

    @property
    def keys(self) -> tuple[NoteKey, ...]:
        """Every key that ever counted, the newest first."""
        return tuple(dict.fromkeys(era.key for era in reversed(self.eras) if era.key))

    def is_own(self, origin: str) -> bool:
        """Whether heads of this origin are of this log, in whichever of its histories."""
        return epoch_of(self.log, origin) is not None


def history_of(connection: Connection[TupleRow], log: str, until: int = EVER) -> History:
    """What the events up to a position say."""
    return told_by(log, stored_in(connection, LOG, until))


def told_by(log: str, events: Iterable[Stored]) -> History:
    """The history that these events of the log's own stream tell, in order."""
    eras, forks = [Era(0, log, None)], list[Fork]()
    faults = list[LogFault]()
    for stored, event in _read(events, faults):
        before, after = eras[-1], _key_of(event)
        if after is None or (after.name != before.origin and isinstance(event, KeySet)):
            faults.append(LogFault(stored.position, "log_key_malformed"))
            continue
        if not _is_vouched(event, before):
            faults.append(LogFault(stored.position, "log_key_not_vouched"))
        if isinstance(event, ForkDeclared):
            forks.append(Fork(stored.position, stored.recorded_at, event))
        begins = 0 if before.key is None and isinstance(event, KeySet) else stored.position
        eras = [*(era for era in eras if era.begins < begins), Era(begins, after.name, after)]
    return History(log, tuple(eras), tuple(forks), tuple(faults))


def _read(events: Iterable[Stored], faults: list[LogFault]) -> Iterator[tuple[Stored, LogEvent]]:
    for stored in events:
        try:
            event = recorded_of(stored).event
        except BodyUnreadable:
            faults.append(LogFault(stored.position, "body_unreadable"))
            continue
        if isinstance(event, KeySet | ForkDeclared):
            yield stored, event


def _key_of(event: LogEvent) -> NoteKey | None:
    assert isinstance(event, KeySet | ForkDeclared)
    try:
        return NoteKey.read(event.key)
    except NoteWrong:
        return None


def _is_vouched(event: LogEvent, before: Era) -> bool:
    """Whether the key before signed the change, where one has to."""
    match event:
        case KeySet(signature=None):
            return before.key is None
        case KeySet(key=key, signature=str(signature)):
            return _fits(before, signature, change_of_key(before.key.told if before.key else "", key))
        case ForkDeclared(signature=str(signature)):
            return before.key is None or _fits(before, signature, fork_text(event))
    return True


def _fits(before: Era, signature: str, text: str) -> bool:
    try:
        value = base64.b64decode(signature, validate=True)
    except binascii.Error:
        return False
    return before.key is not None and verify_ed25519(before.key.public_key, value, text.encode())


def fork_text(event: ForkDeclared) -> str:
    """What the key before signs of a fork."""
    known = Head(event.known_origin, event.known_size, event.known_root)
    return change_of_history(known, event.size, event.root, event.key)
