"""`bihuan backup` and `bihuan restore`: one file with everything but the keys, and the way back from it."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
import psycopg

from api.backup.archive import Manifest, Progress
from api.backup.refusals import BackupNotWritten, LoginTooWeak
from api.backup.restoring import Restored
from api.backup.restoring import restore as bring_back
from api.backup.taking import take
from api.cli.helping import Command
from api.cli.log import FILE, note_in
from api.cli.telling import facts, tell
from api.cli.told import Told
from api.clock import system_random, wall_clock
from api.engine.migrate import missing_steps
from api.seal.keyring import SEAL_KEYS, keyring_of, seal_keys
from api.seal.sealing import NEWEST, kept_note, write_whole
from api.system import open_database
from api.words import say
from domain.seal.notes import read_checkpoint

INSTALLATION = "secret.key"


@click.command(cls=Command)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="The file, which must not be there yet, or a folder: then it is named by log and time.",
)
@click.pass_obj
def backup(told: Told, out: Path) -> None:
    """Copy the whole log as of one moment into one file that only you can read; it is read again. Keys stay out."""
    with open_database(told.settings) as database, _refusing():
        with psycopg.connect(database.admin) as connection:
            missing_steps(connection)
        taken = take(database.admin, out, wall_clock(), system_random(6).hex(), _progress(told))
    keys = [str(path) for path in (told.settings.home / INSTALLATION, *seal_keys(told.settings.home))]
    document = {**_facts(taken.manifest), "file": str(taken.path), "keys_not_in_it": keys}
    lines = facts({say("Backup"): taken.path, **_told(taken.manifest)}), say(KEYS_APART, keys=", ".join(keys))
    tell(document, as_json=told.as_json, text="\n".join(lines))


KEYS_APART = (
    "It holds personal data in plain and is readable by you alone. The keys are not in it: keep {keys} apart from it, "
    "once."
)


@click.command(cls=Command)
@click.argument("file", type=FILE)
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="Home to restore into; default: the home."
)
@click.option("--checkpoint", "known", type=FILE, multiple=True, help="A signed head that was kept elsewhere.")
@click.pass_obj
def restore(told: Told, file: Path, into: Path | None, known: tuple[Path, ...]) -> None:
    """Bring a backup back: loaded beside, checked from the first event, put in place only when it holds."""
    settings = replace(told.settings, home=into.expanduser().absolute()) if into else told.settings
    notes = tuple(note_in(path) for path in known)
    kept = kept_note(settings.home / NEWEST)
    with open_database(settings) as database, _refusing():
        done = bring_back(file, database, (*notes, *([kept] if kept else [])), keyring_of(settings), _progress(told))
    if done.ahead:
        write_whole(settings.home / NEWEST, done.ahead.written)
    missing = [] if (settings.home / INSTALLATION).exists() else [str(settings.home / INSTALLATION)]
    missing += [] if done.has_key else [f"{settings.home}/{SEAL_KEYS}"]
    document = {
        **_facts(done.manifest),
        "checked": done.checked._asdict(),
        "signed_beyond": read_checkpoint(done.ahead).size if done.ahead else None,
        "keys_missing": missing,
    }
    tell(document, as_json=told.as_json, text="\n".join(_restored(done, missing)))


@contextmanager
def _refusing() -> Iterator[None]:
    """What disk and database say no to, in words."""
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise LoginTooWeak(told=str(error).partition("\n")[0]) from error
    except OSError as error:
        raise BackupNotWritten(told=f"{error.strerror} {error.filename or ''}".strip()) from error


def _restored(done: Restored, missing: list[str]) -> list[str]:
    lines = [facts({say("The log holds"): say("yes"), **_told(done.manifest)})]
    if done.ahead:
        size = read_checkpoint(done.ahead).size
        lines.append(say(BEHIND, position=done.manifest.position, size=size))
    if missing:
        lines.append(say("Put the keys back before you serve: {keys}.", keys=", ".join(missing)))
    lines.append(say("Names and texts erased after this backup was made are readable again: erase them again."))
    return lines


BEHIND = (
    "This copy ends at event {position}; a head over {size} events was signed. It is not sealed until you say in the "
    "open how that came about: bihuan log resolve --reason …"
)


def _facts(manifest: Manifest) -> dict[str, object]:
    return {
        "log": manifest.log,
        "position": manifest.position,
        "made_at": manifest.made_at,
        "tables": len(manifest.tables),
    }


def _told(manifest: Manifest) -> Mapping[str, object]:
    return {say("Log"): manifest.log, say("Events"): manifest.position, say("Made at"): manifest.made_at}


def _progress(told: Told) -> Progress:
    """How far it is, on a terminal."""

    def progress(what: str, done: int, of: int) -> None:
        if not told.as_json and sys.stderr.isatty():
            click.echo(f"\r\x1b[K{what} {min(100, done * 100 // max(of, 1))} %", nl=False, err=True)

    return progress
