"""`bihuan sign` and `bihuan signature`: signing a statement with a key file, checking an envelope; both offline.

`bihuan signing`: which act needs which level.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from api.cli.acting import looking, signing_in
from api.cli.helping import Command, Group
from api.cli.key_files import FILE, LARGEST, private_key
from api.cli.steps import add_steps
from api.cli.telling import facts, table, tell
from api.cli.told import Told
from api.offered import SIGNING
from api.setting_up import CONSOLE
from api.signing import raw
from api.signing.pinned import pinned_from, verify_pinned
from api.system import open_system
from api.words import say, term
from domain.kernel.refusals import Refusal
from domain.key.refusals import SignatureInvalid
from domain.key.state import fingerprint
from domain.policy.commands import BeginSigning
from domain.seal.dsse import Envelope, Signature, read, written
from domain.seal.statement import PAYLOAD_TYPE, said_by

NEW_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


class NotAStatement(Refusal):
    """The file is no canonical statement: signing it would sign nobody knows what."""

    status = "malformed"
    sentence = "This file is not a statement that Bihuan prepared."


@click.command(cls=Command)
@click.argument("statement", type=FILE)
@click.option("--key", "key_file", type=FILE, required=True, help="Your key file (PEM).")
@click.option("--out", type=NEW_FILE, help="Where to write the envelope; default: STATEMENT with .dsse.")
@click.pass_obj
def sign(told: Told, statement: Path, key_file: Path, out: Path | None) -> None:
    """Sign a saved STATEMENT with a key file and write the envelope; needs neither server nor home."""
    payload = statement.read_bytes()[:LARGEST]
    if not said_by(Envelope(payload_type=PAYLOAD_TYPE, payload=payload, signature=Signature(key="", value=b""))):
        raise NotAStatement
    envelope = written(raw.sign(PAYLOAD_TYPE, payload, private_key(key_file)))
    target = out or statement.with_suffix(".dsse")
    if str(target) == "-":
        click.echo(envelope)
        return
    target.write_text(envelope, "utf-8")
    tell({"envelope": str(target)}, as_json=told.as_json, text=f"{say('Signature envelope')}: {target}")


@click.group(cls=Group)
def signature() -> None:
    """Signatures by themselves: checked with nothing but the envelope and the key."""


@signature.command()
@click.argument("envelope", type=FILE)
@click.option("--key", "key_file", type=FILE, required=True, help="The key: `bihuan key show --json`, or PEM.")
@click.pass_obj
def verify(told: Told, envelope: Path, key_file: Path) -> None:
    """Check an ENVELOPE (DSSE) against a pinned key and say what was signed; exit status 1 where it does not fit."""
    given = read(envelope.read_bytes()[: LARGEST + 1])
    pinned = pinned_from(key_file.read_bytes()[:LARGEST])
    verify_pinned(given, pinned)
    said = said_by(given)
    digits = fingerprint(pinned.public_key)
    try:
        told_of = _statement_words(said)
    except (KeyError, TypeError, AttributeError) as error:
        raise SignatureInvalid(why="payload") from error
    words = {
        say("Valid"): say("yes"),
        term("field", "scheme"): term("scheme", pinned.scheme.value),
        say("Fingerprint"): digits,
        **told_of,
    }
    tell({"valid": True, "fingerprint": digits, "statement": said}, as_json=told.as_json, text=facts(words))


def _statement_words(said: Mapping[str, Any]) -> dict[str, object]:
    """What was signed, by whom and for whom, as far as the statement says it by itself: people by identifier."""
    signer, subject = said["signer"], said["subject"]
    papers = {
        say("Photo or paper {number}", number=number): each["ciphertext_sha256"]
        for number, each in enumerate(said["attachments"], 1)
    }
    behalf = {say("On behalf of"): signer["on_behalf_of"]} if signer["on_behalf_of"] else {}
    return {
        say("Log"): said["log"],
        say("Act"): term("command", said["action"]),
        say("Meaning"): term("signature", said["meaning"]),
        say("About"): subject["stream"],
        say("Version"): subject["ver"],
        **papers,
        say("Signer"): signer["person"],
        say("In the post"): term("post", said["post"]) if said["post"] else None,
        say("Unit"): said["unit"],
        **behalf,
        say("Shown at"): said["claimed_at"],
        say("Identifier"): said["id"],
    }


@click.group(cls=Group)
def signing() -> None:
    """Which act needs which level of signature; a versioned policy."""


@signing.command()
@signing_in
@click.pass_obj
def levels(told: Told, sign_in: str | None, acting_in: str | None) -> None:
    """The levels in force today."""
    with looking(told, sign_in, acting_in) as desk:
        found, today = desk.services.system.application.reference.levels, desk.caller.today
        newest = [version for act in found.acts() if (version := found.in_force(act, today))]
    rows = [
        {
            "act": each.act,
            "version": each.version,
            "general": each.general.value,
            "major": each.major.value,
            "source": each.source,
            "effective_on": each.effective_on,
        }
        for each in newest
    ]
    lines = [
        (term("command", each.act), term("level", each.general), term("level", each.major), each.version)
        for each in newest
    ]
    headings = [say(each) for each in ("Act", "General", "Major", "Version")]
    tell(rows, as_json=told.as_json, text=table(lines, headings))


@signing.command()
@click.pass_obj
def begin(told: Told) -> None:
    """Let steps of a log that was made before need signatures from now on; once, on the server."""
    with open_system(told.settings, connections=4) as system:
        receipt = system.application.handle(BeginSigning(), system.asked(CONSOLE))
    tell({"position": receipt.position}, as_json=told.as_json, text=say("Steps need signatures from now on."))


add_steps(signing, SIGNING)
