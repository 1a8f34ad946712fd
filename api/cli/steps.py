"""Every command on the line: `bihuan <noun> <verb>`, made from the commands themselves."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import msgspec

from api.asking import Request, ask, built
from api.cli.acting import Desk, acting, signing_in
from api.cli.fields import options_of, values_of
from api.cli.helping import Command
from api.cli.key_files import FILE as KEY_FILE
from api.cli.key_files import sign_prepared
from api.cli.telling import tell
from api.cli.told import Told
from api.commanding import NotOfItsKind
from api.naming import hazard_named, identifier, unit_named
from api.offered import HAZARD, UNIT, Noun, Offer, offered
from api.reading.preparing import prepare
from api.receipts import ReceiptTold
from api.receipts import told as receipt_told
from api.v1.schema import summary
from api.words import current_language, say, term
from domain.kernel.refusals import NotKnown

ARGUMENTS = {"hazard": "NUMBER", "unit": "CODE", "year": "YEAR", "limit": "LIMIT", "act": "ACT", "kept": "KIND"}
"""How what a command is about is called in its usage; others are identifiers."""

FILE = click.Path(path_type=Path, allow_dash=True)


def add_steps(group: click.Group, noun: Noun) -> click.Group:
    """Add every command of a noun to its group."""
    for offer in offered(noun):
        name = f"{offer.step}-known" if offer.key and offer.name == "person.enrol" else offer.step
        group.add_command(_command(offer), name)
    return group


def _command(offer: Offer) -> click.Command:
    options = options_of(offer.command, offer.fields)

    @click.pass_obj
    def run(told: Told, /, sign_in: str | None, acting_in: str | None, **typed: Any) -> None:
        said = _from_file(typed.pop("values"))
        with acting(told, sign_in, acting_in) as desk:
            request = Request(
                offer=offer,
                key=_key(desk, offer.noun, typed.pop("about")) if offer.key else None,
                values={**said, **_accompanying(typed), **values_of(desk, options, typed)},
                idempotency_key=typed["idempotency_key"],
                seen=typed["seen"],
            )
            receipt = _taken(desk, request, typed["sign_with"], is_agreed=typed["yes"])
        tell(receipt, as_json=told.as_json, text=_told(offer, receipt))

    command: Any = signing_in(run)
    for option in reversed(options):
        command = option.declared()(command)
    command = _common(command)
    if offer.key:
        command = click.argument("about", metavar=ARGUMENTS.get(offer.key, "ID"))(command)
    made = click.command(help=summary(offer.command), cls=Command)(command)
    made.step = offer.name
    return made


def _taken(desk: Desk, request: Request, key_file: Path | None, *, is_agreed: bool) -> ReceiptTold:
    """Have it recorded; with a key file as a statement that is shown, agreed to and signed."""
    if key_file is None:
        return ask(desk.services, desk.caller, request).receipt
    command, asked = built(desk.services, desk.caller, request)
    prepared = prepare(desk.services, desk.caller, command, asked, locale=current_language(), seen=request.seen)
    return receipt_told(sign_prepared(desk, prepared, key_file, is_agreed=is_agreed), command.stream)


def _common(command: Any) -> Any:
    declared = (
        click.option(
            "--values", type=click.Path(path_type=Path, allow_dash=True), help="Fields from JSON; - is stdin."
        ),
        click.option("--happened", help="When it happened: a day, or a time with or without an offset."),
        click.option("--claimed-at", help="When it was entered elsewhere."),
        click.option("--seen", type=int, help="The version that was seen; refused when it has moved on."),
        click.option("--key", "idempotency_key", help="The same request under the same key is done once."),
        click.option("--sign-with", type=KEY_FILE, help="Sign the step with your key file."),
        click.option("--yes", is_flag=True, help="With --sign-with: you have read the statement and agree."),
    )
    for each in reversed(declared):
        command = each(command)
    return command


def _from_file(path: Path | None) -> Mapping[str, Any]:
    if path is None:
        return {}
    content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    try:
        said = msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        raise NotOfItsKind(where="values") from error
    if not isinstance(said, dict):
        raise NotOfItsKind(where="values")
    return said


def _accompanying(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What is said about the asking itself: a day or an instant, as it is written."""
    happened, claimed_at = typed["happened"], typed["claimed_at"]
    said: dict[str, Any] = {}
    if happened:
        said["happened"] = {"at" if ":" in happened else "on": happened}
    if claimed_at:
        said["claimed_at"] = claimed_at
    return said


def _key(desk: Desk, noun: Noun, about: str) -> UUID | str:
    if noun.key == HAZARD.key:
        return hazard_named(desk.services, about)
    if noun == UNIT:
        return unit_named(desk.caller.directory, about)
    if noun.key in ("year", "limit", "act", "kept"):
        return about
    known = identifier(about)
    if known is None:
        raise NotKnown
    return known


def _told(offer: Offer, receipt: ReceiptTold) -> str:
    lines = [f"{term('command', offer.name)}: {say('recorded')}"]
    if receipt.number:
        lines.append(f"{say('Number')}: {receipt.number}")
    lines.append(f"{say('Identifier')}: {receipt.stream}  {say('Version')}: {receipt.version}")
    return "\n".join(lines)
