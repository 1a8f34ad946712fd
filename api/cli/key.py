"""`bihuan key`: keys to sign with, made and enrolled by their holder, confirmed by a registrar."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.cli.acting import Desk, acting, console, looking, signing_in
from api.cli.helping import Group
from api.cli.key_files import FILE, passphrase, private_key, sign_prepared
from api.cli.steps import add_steps
from api.cli.telling import facts, table, tell
from api.cli.told import Told
from api.clock import system_random
from api.naming import identifier
from api.offered import KEY
from api.reading.keys import KeyShown, shown, whole_fingerprint
from api.reading.preparing import prepare
from api.services import services_of
from api.setting_up import CONSOLE
from api.signing import raw
from api.signing.pinned import pinned_of
from api.system import open_system
from api.words import current_language, say
from domain.kernel.commands import Command
from domain.kernel.identity import KeyId
from domain.kernel.refusals import NotKnown, Refusal
from domain.key.commands import ConfirmKey, RevokeKey
from domain.key.state import Key, fingerprint

NEW_FILE = click.Path(path_type=Path, dir_okay=False)


class KeyFileExists(Refusal):
    """A key that is there already is never written over."""

    sentence = "This file exists already; a key is never written over."


@click.group("key", cls=Group)
def group() -> None:
    """Keys to sign with: made and enrolled by their holder, confirmed by a registrar."""


@group.command()
@click.argument("file", type=NEW_FILE)
@click.option("--no-passphrase", is_flag=True, help="Leave the file unlocked: for programs on a guarded machine.")
@click.pass_obj
def make(told: Told, file: Path, no_passphrase: bool) -> None:
    """Make an Ed25519 key in FILE and print its public part; needs no home."""
    if file.exists():
        raise KeyFileExists
    lock = None if no_passphrase else passphrase(is_new=True)
    private = raw.new_private_key(system_random(32))
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        written.write(raw.file_of(private, lock))
    public = _public_pem(private)
    digits = fingerprint(raw.public_key_of(private))
    tell({"public_key": public, "fingerprint": digits}, as_json=told.as_json, text=public.strip())


@group.command()
@click.argument("file", type=FILE)
@click.option("--label", required=True, help="What you call it.")
@signing_in
@click.pass_obj
def enrol(told: Told, file: Path, label: str, sign_in: str | None, acting_in: str | None) -> None:
    """Bring the key in FILE: it signs its own enrolment, and a registrar confirms it."""
    public = _public_pem(private_key(file))
    with acting(told, sign_in, acting_in) as desk:
        desk.caller.in_person()
        command = desk.services.enrolling.key_file(desk.caller.actor, label, public)
        _signed(desk, command, file, is_agreed=True)
        _tell_key(told, desk, command.key)


@group.command("list")
@click.option("--waiting", is_flag=True, help="Only those that wait for confirmation.")
@signing_in
@click.pass_obj
def list_keys(told: Told, waiting: bool, sign_in: str | None, acting_in: str | None) -> None:
    """Keys of people whose units are read, with the code to compare."""
    with looking(told, sign_in, acting_in) as desk:
        ring = desk.services.system.application.reference.keys
        found = shown(desk.services, desk.caller, [key for key in ring.all() if _may_read(desk, key)])
    rows = [each for each in found if not waiting or each.state == "waiting"]
    lines = [(each.id, each.holder, each.unit, each.scheme_words, each.code, each.state_words) for each in rows]
    headings = [say(each) for each in ("Identifier", "Holder", "Unit", "Kind", "Code", "State")]
    tell([_plain(each) for each in rows], as_json=told.as_json, text=table(lines, headings))


@group.command("show")
@click.argument("about", metavar="ID")
@signing_in
@click.pass_obj
def show_key(told: Told, about: str, sign_in: str | None, acting_in: str | None) -> None:
    """A key with its public part; with --json as `bihuan signature verify` takes it."""
    with looking(told, sign_in, acting_in) as desk:
        _tell_key(told, desk, _readable(desk, about).id)


@group.command()
@click.argument("about", metavar="ID")
@click.option("--fingerprint", "typed", required=True, help="The code its holder reads to you, e.g. 3F2A-C79A.")
@click.option("--sign-with", type=FILE, help="Your own key file; without it the console speaks.")
@click.option("--yes", is_flag=True, help="You have read the statement and agree.")
@signing_in
@click.pass_obj
def confirm(
    told: Told,
    about: str,
    typed: str,
    sign_with: Path | None,
    yes: bool,
    sign_in: str | None,
    acting_in: str | None,
) -> None:
    """Confirm whose key it is; the console only a registrar's, and only while no registrar there or above can."""
    with acting(told, sign_in, acting_in) if sign_with else _console(told) as desk:
        found = _readable(desk, about)
        command = ConfirmKey(key=found.id, fingerprint=whole_fingerprint(found, typed))
        if sign_with:
            desk.caller.in_person()
            _signed(desk, command, sign_with, is_agreed=yes)
        else:
            desk.services.system.application.handle(command, desk.services.system.asked(CONSOLE))
        _tell_key(told, desk, found.id)


@group.command("revoke-here")
@click.argument("about", metavar="ID")
@click.option("--reason", required=True)
@click.pass_obj
def revoke(told: Told, about: str, reason: str) -> None:
    """Revoke a key from the server's console, where its holder and the registrars cannot."""
    with _console(told) as desk:
        found = _readable(desk, about)
        command = RevokeKey(key=found.id, reason=reason)
        desk.services.system.application.handle(command, desk.services.system.asked(CONSOLE))
        _tell_key(told, desk, found.id)


add_steps(group, KEY)
group.add_command(confirm, "confirm")


@contextmanager
def _console(told: Told) -> Iterator[Desk]:
    with open_system(told.settings, connections=4) as system:
        services = services_of(system)
        yield Desk(services, console(services))


def _signed(desk: Desk, command: Command[Any], file: Path, *, is_agreed: bool) -> None:
    asked = desk.services.system.asked(desk.caller.actor)
    prepared = prepare(desk.services, desk.caller, command, asked, locale=current_language())
    sign_prepared(desk, prepared, file, is_agreed=is_agreed)


def _readable(desk: Desk, about: str) -> Key:
    """A key whose holder's unit is read, or one's own; refuses `NotKnown`."""
    named = identifier(about)
    found = desk.services.system.application.catch_up().keys.key(KeyId(named)) if named else None
    if found is None or not _may_read(desk, found):
        raise NotKnown
    return found


def _may_read(desk: Desk, key: Key) -> bool:
    caller, enrolment = desk.caller, key.enrolment
    if enrolment is None:
        return False
    path = caller.directory.path(enrolment.unit, caller.today)
    return caller.account.person == enrolment.person or caller.readable.covers(path)


def _tell_key(told: Told, desk: Desk, key: KeyId) -> None:
    found = desk.services.system.application.catch_up().keys.key(key)
    assert found is not None
    assert found.enrolment is not None
    (words,) = shown(desk.services, desk.caller, [found])
    pinned = msgspec.to_builtins(pinned_of(found.enrolment))
    lines = {
        say("Identifier"): words.id,
        say("Holder"): words.holder,
        say("Unit"): words.unit,
        say("Kind"): words.scheme_words,
        say("Name"): words.label,
        say("Code"): words.code,
        say("State"): words.state_words,
        say("Fingerprint"): words.fingerprint,
    }
    tell({**_plain(words), **pinned}, as_json=told.as_json, text=facts(lines))


def _plain(each: KeyShown) -> dict[str, Any]:
    return {
        "id": str(each.id),
        "person": str(each.person),
        "holder": each.holder,
        "unit": each.unit,
        "label": each.label,
        "scheme": each.scheme.value,
        "code": each.code,
        "fingerprint": each.fingerprint.replace(" ", ""),
        "state": each.state,
    }


def _public_pem(private: Ed25519PrivateKey) -> str:
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
