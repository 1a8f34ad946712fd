"""Acts of the console about the log itself: its first key, another key, and a history that is parted in the open."""

import base64
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.history import Era, History, fork_text, history_of
from api.seal.keyring import Keyring, keyring_of
from api.seal.keys import SealKeyMissing, Signer
from api.seal.sealing import NEWEST, frontier_of, is_continued, kept_note, root_at
from api.system import System
from domain.kernel.commands import Command
from domain.kernel.identity import Actor, ActorKind
from domain.kernel.quantities import check_text
from domain.kernel.refusals import Refusal
from domain.log.commands import DeclareFork, SetLogKey
from domain.log.events import ForkDeclared
from domain.log.state import change_of_key, epoch_of, origin_of
from domain.seal.merkle import Frontier
from domain.seal.notes import Checkpoint, NoteKey, read_checkpoint

CONSOLE = Actor(kind=ActorKind.CONSOLE)
FIRST = "The key that the log began with."


class NothingToResolve(Refusal):
    """The log holds everything that was signed, as far as this installation knows."""

    sentence = "There is nothing to resolve: the log holds everything that is known to have been signed."


class LogKeyNotAtHand(Refusal):
    """The key that counts is gone: only another history can go on."""

    sentence = "The key that signs now is not at hand, so it cannot vouch for another one. Bring it back."


class Parted(NamedTuple):
    """A head that was signed and cannot be continued, and what the log holds instead."""

    head: Checkpoint
    held: Frontier


def first_key(system: System, reason: str = FIRST) -> SetLogKey | None:
    """What puts the first key on the record; none where one is there already."""
    with system.pool.connection() as connection:
        history = history_of(connection, system.application.log_name)
    if history.newest.key is not None:
        return None
    return SetLogKey(key=keyring_of(system.settings).first(history.newest.origin).key.told, reason=reason)


def rotate(system: System, reason: str) -> NoteKey:
    """Let another key sign from the head that covers this act on; refuses `LogKeyNotAtHand`.

    A reason that cannot be recorded is refused before a key is made.
    """
    check_text("reason", reason)
    history, keyring = _told_history(system), keyring_of(system.settings)
    old = _signer(keyring, history.newest)
    if old is None:
        raise LogKeyNotAtHand
    new = keyring.another(history.newest.origin)
    vouched = _signed(old, change_of_key(old.key.told, new.key.told))
    _ask(system, SetLogKey(key=new.key.told, reason=reason, signature=vouched))
    return new.key


def parted(home: Path, connection: Connection[TupleRow], history: History) -> Parted | None:
    """What keeps the sealer from signing: a head that was signed beyond, or beside, what the log holds."""
    note = kept_note(home / NEWEST)
    head = read_checkpoint(note) if note else None
    if head is None or not is_continued(history, head):
        return None
    held = frontier_of(connection)
    if head.size <= held.size and root_at(connection, head.size) == head.root:
        return None
    return Parted(head, held)


def resolve(system: System, reason: str, *, with_new_key: bool = False) -> DeclareFork:
    """Declare that the log goes on in another history, under a name of its own; refuses `NothingToResolve`."""
    check_text("reason", reason)
    log, history = system.application.log_name, _told_history(system)
    with system.pool.connection() as connection:
        found = parted(system.settings.home, connection, history)
    if found is None:
        raise NothingToResolve
    epochs = (epoch_of(log, origin) or 1 for origin in (history.newest.origin, found.head.origin))
    command = _declared(system, history, found, 1 + max(epochs), reason, with_new_key=with_new_key)
    _ask(system, command)
    return command


def _told_history(system: System) -> History:
    """The history with the first key on the record: it is put there where an older version began the log."""
    is_at_hand = any(keyring_of(system.settings).at_hand(system.application.log_name))
    if is_at_hand and (first := first_key(system)) is not None:
        _ask(system, first)
    with system.pool.connection() as connection:
        return history_of(connection, system.application.log_name)


def _declared(
    system: System, history: History, found: Parted, epoch: int, reason: str, *, with_new_key: bool
) -> DeclareFork:
    keyring, origin = keyring_of(system.settings), origin_of(history.log, epoch)
    old = _signer(keyring, history.newest)
    going_on = None if with_new_key or old is None else _signer(keyring, Era(0, origin, old.key))
    declared = ForkDeclared(
        epoch=epoch,
        key=(going_on or keyring.another(origin)).key.told,
        known_origin=found.head.origin,
        known_size=found.head.size,
        known_root=found.head.root.hex(),
        size=found.held.size,
        root=found.held.root.hex(),
        reason=reason,
    )
    signature = _signed(old, fork_text(declared)) if old else None
    return DeclareFork(**{**vars(declared), "signature": signature})


def _signer(keyring: Keyring, era: Era) -> Signer | None:
    try:
        return keyring.for_era(era)
    except SealKeyMissing:
        return None


def _signed(signer: Signer, text: str) -> str:
    return base64.b64encode(signer.sign(text).value).decode()


def _ask(system: System, command: Command[Any]) -> None:
    system.application.handle(command, system.asked(CONSOLE, system.new_id()))
