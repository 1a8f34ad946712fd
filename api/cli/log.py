"""`bihuan log`: the evident log. Its head, the check of the whole store, receipts, and what an auditor pins."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import click

from api.cli.telling import facts, tell
from api.cli.told import Told
from api.seal.checking import Progress, StoreCheck
from api.seal.keys import signer_in
from api.seal.proving import newest, receipt_for
from api.system import System, open_system
from api.words import say, term
from api.workers.sealer import run_sealer, scheme_of
from domain.kernel.refusals import NotKnown, Refusal
from domain.seal.notes import Note, NoteWrong, read_checkpoint, read_note

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
NEW_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
LARGEST = 64 * 1024


class LogNotWhole(Refusal):
    """The store does not hold against its seal; `code` of the fault, the event, and what was found there."""

    sentence = "The log does not hold: {fault} at event {position}. {told}"


class NotACheckpoint(Refusal):
    """The file that was brought along is no checkpoint."""

    status = "malformed"
    sentence = "This file is not a checkpoint."


@click.group("log")
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
@click.option("--without-signatures", is_flag=True, help="Leave people's signatures out: faster.")
@click.pass_obj
def verify(told: Told, brought: tuple[Path, ...], without_signatures: bool) -> None:
    """Check the whole store from its first event; exit status 1 names the first event that is wrong, and how."""
    notes = tuple(_note(path) for path in brought)
    with _opened(told) as system, system.pool.connection() as connection:
        name = system.application.log_name
        key = signer_in(system.settings.home, name).key
        check = StoreCheck(
            connection=connection, origin=name, log_key=key, brought=notes, with_signatures=not without_signatures
        )
        done = check.run(_progress(told))
    if done.fault:
        raise LogNotWhole(fault=term("log_fault", done.fault.code), position=done.fault.position, told=done.fault.told)
    counted = {say("Events"): done.events, say("Checkpoints"): done.checkpoints, say("Signatures"): done.signatures}
    document = {"events": done.events, "checkpoints": done.checkpoints, "signatures": done.signatures, "fault": None}
    tell(document, as_json=told.as_json, text=facts({say("The log holds"): say("yes"), **counted}))


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
    """Print what an auditor or a witness pins: the log's name and key."""
    with _opened(told) as system:
        key = signer_in(system.settings.home, system.application.log_name).key
    tell({"log": key.name, "key": key.told}, as_json=told.as_json, text=f"log {key.told}")


@contextmanager
def _opened(told: Told) -> Iterator[System]:
    with open_system(told.settings, connections=4) as system:
        yield system


def _note(path: Path) -> Note:
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
