"""Key files on the command line: opened with their passphrase, and signing what was read and agreed to."""

import os
import sys
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.cli.acting import Desk
from api.signing import raw
from api.signing.prepared import Prepared
from api.signing.refusals import PassphraseNeeded
from api.words import say
from domain.application import Receipt
from domain.kernel.refusals import Refusal
from domain.seal.statement import PAYLOAD_TYPE

PASSPHRASE = "BIHUAN_KEY_PASSPHRASE"  # noqa: S105 - the name of a variable
LARGEST = 64 * 1024

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class NotAgreed(Refusal):
    """Whoever read the statement did not agree to it, or nobody was there to be asked."""

    sentence = "Not signed: nobody agreed to the statement. Answer “y”, or give --yes."


def private_key(file: Path) -> Ed25519PrivateKey:
    """The key in a file; its passphrase comes from the environment or from whoever sits there."""
    pem = file.read_bytes()[:LARGEST]
    return raw.read_file(pem, passphrase() if raw.is_locked(pem) else None)


def passphrase(*, is_new: bool = False) -> str:
    """The passphrase of a key file; raises `PassphraseNeeded` where nobody can be asked."""
    if (given := os.environ.get(PASSPHRASE)) is not None:
        return given
    if not sys.stdin.isatty():
        raise PassphraseNeeded
    typed: str = click.prompt(say("Passphrase"), hide_input=True, confirmation_prompt=is_new, err=True)
    return typed


def sign_prepared(desk: Desk, prepared: Prepared, file: Path, *, is_agreed: bool) -> Receipt:
    """Show the statement, ask, sign it with a key file and take the step; raises `NotAgreed`."""
    click.echo(prepared.display.value, err=True)
    if not is_agreed and not (sys.stdin.isatty() and click.confirm(say("Sign this?"), err=True)):
        raise NotAgreed
    envelope = raw.sign(PAYLOAD_TYPE, prepared.payload, private_key(file))
    return desk.services.signing.sign(prepared, envelope, desk.caller.account, is_program=desk.caller.is_program)
