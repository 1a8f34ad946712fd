"""`bihuan log`: the evident log. Its head, the check of the whole store, receipts, and what an auditor pins."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import click

from api.cli.helping import Group
from api.cli.log_outside import check_outside, outside_told, policy_told, timestamp
from api.cli.telling import facts, tell
from api.cli.told import Told
from api.seal.checking import Progress, StoreCheck
from api.seal.history import Fork, History, history_of
from api.seal.keyring import keyring_of
from api.seal.policies import own_policy
from api.seal.proving import newest, receipt_for
from api.seal.resolving import resolve as declare_fork
from api.seal.resolving import rotate as change_key
from api.seal.sealing import NEWEST, is_continued, kept_note, last_position
from api.settings import Settings
from api.system import System, open_system
from api.words import say, term
from api.workers.sealer import run_sealer, scheme_of
from domain.kernel.refusals import NotKnown, Refusal
from domain.seal.notes import Note, NoteKey, NoteWrong, read_checkpoint, read_note

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
NEW_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
LARGEST = 64 * 1024
WORTH_HELP = 10_000
"""Events from which on other processes are started to verify signatures."""


class LogNotWhole(Refusal):
    """The store does not hold against its seal; `code` of the fault, the event, and what was found there."""

    sentence = "The log does not hold: {fault} at event {position}. {told}"


class NotACheckpoint(Refusal):
    """The file that was brought along is no checkpoint."""

    status = "malformed"
    sentence = "This file is not a checkpoint."


class NotALogKey(Refusal):
    """What was pinned is no verifier's key."""

    status = "malformed"
    sentence = "This is not a key as `bihuan log policy` prints it."


@click.group("log", cls=Group)
def group() -> None:
    """The evident log: checkpoint, verify, prove, policy."""


@group.command()
@click.option("--seal", is_flag=True, help="Take in and sign first what was recorded since.")
@click.pass_obj
def checkpoint(told: Told, seal: bool) -> None:
    """Print the newest signed head of the log: keep it, and any later change of the past can be proved."""
    with _opened(told) as system:
        if seal:
            run_sealer(system, Event(), once=True)
        with system.pool.connection() as connection:
            head = newest(connection)
    if head is None:
        raise NotKnown
    tell({"size": head.size, "note": head.note.written}, as_json=told.as_json, text=head.note.written.rstrip("\n"))


@group.command()
@click.option(
    "--checkpoint", "brought", type=FILE, multiple=True, help="An earlier checkpoint to hold the log against."
)
@click.option("--key", "pinned", help="The log's key as it was pinned; default: the installation's.")
@click.option(
    "--from", "begin", type=click.IntRange(min=1), default=1, show_default=True, help="First event that is read."
)
@click.option("--without-signatures", is_flag=True, help="Leave people's signatures out: faster.")
@click.pass_obj
def verify(told: Told, brought: tuple[Path, ...], pinned: str | None, begin: int, without_signatures: bool) -> None:
    """Check the whole store from its first event; exit status 1 names the first event that is wrong, and how.

    It is held against the checkpoints that are brought along, and against the newest one that lies in the home.
    With --from, the tree below that event is taken from its tiles and assumed to be right: quicker, and told.
    """
    notes = tuple(note_in(path) for path in brought)
    with _opened(told) as system, system.pool.connection() as connection:
        name = system.application.log_name
        history = history_of(connection, name)
        check = StoreCheck(
            connection=connection,
            origin=name,
            log_key=_key(pinned) if pinned else keyring_of(system.settings).pinned(history),
            brought=(*notes, *_own_newest(system, history)),
            with_signatures=not without_signatures,
            processes=0 if without_signatures else _helpers(last_position(connection) - begin),
        )
        done = check.run(_progress(told), begin=begin)
        if done.fault:
            fault = term("log_fault", done.fault.code)
            raise LogNotWhole(fault=fault, position=done.fault.position, told=done.fault.told)
        outside = check_outside(connection, system.settings)
    counted = {say("Events"): done.events, say("Checkpoints"): done.checkpoints, say("Signatures"): done.signatures}
    document = {
        "events": done.events,
        "assumed": done.assumed,
        "checkpoints": done.checkpoints,
        "signatures": done.signatures,
        **outside,
        "forks": [_fork(fork) for fork in history.forks],
        "fault": None,
    }
    assumed = {say("Assumed, not read"): say("events 1 to {last}", last=done.assumed)} if done.assumed else {}
    lines = [
        facts({say("The log holds"): say("yes"), **counted, **outside_told(outside), **assumed}),
        *map(_fork_told, history.forks),
    ]
    tell(document, as_json=told.as_json, text="\n".join(lines))


@group.command()
@click.argument("position", type=click.IntRange(min=1))
@click.option("--out", type=NEW_FILE, default="-", help="Where to write the receipt (.tlog-proof); default: stdout.")
@click.pass_obj
def prove(told: Told, position: int, out: Path) -> None:
    """Write the receipt of the event at POSITION: its leaf, the proof, and the signed head that covers it."""
    with _opened(told) as system, system.pool.connection() as connection:
        receipt = receipt_for(connection, position, lambda key: scheme_of(system, key))
    if str(out) == "-":
        click.echo(receipt.written, nl=False)
        return
    out.write_text(receipt.written, "utf-8")
    tell({"receipt": str(out)}, as_json=told.as_json, text=str(out))


@group.command()
@click.pass_obj
def policy(told: Told) -> None:
    """Print what an auditor or a witness pins: the log's keys, each from which size on, its witnesses, the quorum."""
    with _opened(told) as system:
        with system.pool.connection() as connection:
            history = history_of(connection, system.application.log_name)
        now = current_key(system.settings, history)
    eras = [(era.begins, era.key or now) for era in history.eras]
    whole = own_policy(told.settings, dict.fromkeys(key for _, key in eras))
    lines = [f"# {say('heads over {size} events and more', size=max(1, size))}: {key.told}" for size, key in eras]
    document = {
        "log": now.name,
        "key": now.told,
        "keys": [{"from_size": max(1, size), "key": key.told} for size, key in eras],
        "forks": [_fork(fork) for fork in history.forks],
        **policy_told(whole),
    }
    lines += [*(f"# {_fork_told(fork)}" for fork in history.forks), whole.written.rstrip("\n")]
    tell(document, as_json=told.as_json, text="\n".join(lines))


group.add_command(timestamp)


@group.command()
@click.option("--reason", required=True, help="Why: it is recorded.")
@click.pass_obj
def rotate(told: Told, reason: str) -> None:
    """Let another key sign the log's heads from now on; the one before vouches for it, on the record."""
    with _opened(told) as system:
        key = change_key(system, reason)
    text = say(
        "Recorded. Heads that cover this act are signed by {key}. Tell your auditors and witnesses.", key=key.told
    )
    tell({"key": key.told}, as_json=told.as_json, text=text)


@group.command()
@click.option("--reason", required=True, help="How it came about that less is here than was signed: it is recorded.")
@click.option("--new-key", is_flag=True, help="Go on with another key, where the old one may be in other hands.")
@click.pass_obj
def resolve(told: Told, reason: str, new_key: bool) -> None:
    """Say in the open that this log goes on without what was signed before, under a name of its own."""
    with _opened(told) as system:
        fork = declare_fork(system, reason, with_new_key=new_key)
    key = NoteKey.read(fork.key)
    text = say(DECLARED, origin=key.name, known=fork.known_origin, size=fork.known_size)
    tell({"origin": key.name, "key": key.told, "epoch": fork.epoch}, as_json=told.as_json, text=text)


DECLARED = (
    "Recorded. From here on the log's heads are called {origin}; {known}, signed up to {size} events, ends here. "
    "Tell your auditors and witnesses, and why."
)


def _own_newest(system: System, history: History) -> tuple[Note, ...]:
    """The newest head that this installation signed, kept beside the database, unless a fork left it in the open."""
    note = kept_note(system.settings.home / NEWEST)
    return (note,) if note is not None and is_continued(history, read_checkpoint(note)) else ()


def _helpers(events: int) -> int:
    """How many processes verify signatures: none beside this one for so few events that starting them takes longer."""
    return (os.cpu_count() or 1) if events > WORTH_HELP else 0


def current_key(settings: Settings, history: History) -> NoteKey:
    """The key that counts now; of a log that has none on the record yet, the installation's first."""
    return history.newest.key or keyring_of(settings).first(history.newest.origin).key


def _fork(fork: Fork) -> dict[str, object]:
    return {"position": fork.position, "recorded_at": fork.recorded_at.isoformat(), **vars(fork.declared)}


def _fork_told(fork: Fork) -> str:
    declared = fork.declared
    places = {"origin": declared.known_origin, "size": declared.known_size, "position": fork.position}
    return say(FORKED, **places, reason=" ".join(declared.reason.split()))


FORKED = "Event {position} leaves the history {origin}, signed up to {size} events: {reason}"


def _key(pinned: str) -> NoteKey:
    try:
        return NoteKey.read(pinned)
    except NoteWrong as error:
        raise NotALogKey from error


@contextmanager
def _opened(told: Told) -> Iterator[System]:
    with open_system(told.settings, connections=4) as system:
        yield system


def note_in(path: Path) -> Note:
    """The checkpoint in a file; refuses `NotACheckpoint`."""
    try:
        note = read_note(path.read_text("utf-8")[:LARGEST])
        read_checkpoint(note)
    except (NoteWrong, UnicodeDecodeError) as error:
        raise NotACheckpoint from error
    return note


def _progress(told: Told) -> Progress:
    """How far it is, on a terminal."""

    def progress(done: int, of: int) -> None:
        if not told.as_json and sys.stderr.isatty():
            click.echo(f"\r{done} / {of}", nl=done >= of, err=True)

    return progress
