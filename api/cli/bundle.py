"""`bihuan bundle`: evidence to hand over, and its check."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any, TypeVar
from uuid import UUID

import click

from api.bundles.about import About
from api.bundles.asking import about_hazard, about_person, about_unit
from api.bundles.making import Wanted, make
from api.bundles.verify import shown, verdict
from api.bundles.writing import Progress
from api.cli.acting import Desk, looking, signing_in
from api.cli.helping import Group
from api.cli.ledger import OUT, into
from api.cli.telling import facts, tell
from api.cli.told import Told
from api.problems import EXIT_REFUSED
from api.reading.masking import Masking, masking_of
from api.reading.unmasking import unmask_bundle
from api.words import say, term
from api.workers.sealer import run_sealer

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
DAY = click.DateTime(["%Y-%m-%d"])


@click.group("bundle", cls=Group)
def group() -> None:
    """Evidence bundles: make one, check one."""


@group.group("make")
def making() -> None:
    """Make a bundle: of a hazard, of a unit's hazards in a time, or of what a person had a hand in."""


def _wanted(command: F) -> F:
    options = (
        click.option("--out", type=OUT, required=True, help="The file to write (.zip)."),
        click.option("--since", type=click.IntRange(min=1), multiple=True, help="Size of an earlier checkpoint."),
        click.option("--digests", is_flag=True, help="Digests in place of photos and papers."),
        click.option("--unmask", is_flag=True, help="Names and shown texts in full; recorded with its reason."),
        click.option("--reason", default="", help="Why names are needed in full."),
        click.option("--seal", is_flag=True, help="Take in and sign first what was recorded since."),
        signing_in,
    )
    for option in reversed(options):
        command = option(command)
    return command


@making.command()
@click.argument("number")
@_wanted
@click.pass_obj
def hazard(told: Told, /, number: str, **options: Any) -> None:
    """Of one hazard, by number or identifier."""
    _make(told, lambda desk: about_hazard(desk.services, desk.caller, number), Options(**options))


@making.command()
@click.argument("code")
@click.option("--from", "from_on", type=DAY, required=True, help="First day.")
@click.option("--to", "to_on", type=DAY, required=True, help="Last day.")
@_wanted
@click.pass_obj
def unit(told: Told, /, code: str, from_on: datetime, to_on: datetime, **options: Any) -> None:
    """Of every hazard that the unit registered from one day to another."""

    def about(desk: Desk) -> About:
        return about_unit(desk.services, desk.caller, code, from_on.date(), to_on.date())

    _make(told, about, Options(**options))


@making.command()
@click.argument("identifier", type=click.UUID)
@_wanted
@click.pass_obj
def person(told: Told, /, identifier: UUID, **options: Any) -> None:
    """Of what a person had a hand in: posts held, keys, and every hazard in which they acted."""
    _make(told, lambda desk: about_person(desk.services, desk.caller, identifier), Options(**options))


@dataclass(frozen=True)
class Options:
    """What was said on the line of how to make it."""

    out: Path
    since: tuple[int, ...]
    digests: bool
    unmask: bool
    reason: str
    seal: bool
    sign_in: str | None
    acting_in: str | None


def _make(told: Told, ask: Callable[[Desk], About], options: Options) -> None:
    with looking(told, options.sign_in, options.acting_in) as desk:
        about = ask(desk)
        masking = _masking(desk, about, options)
        if options.seal:
            run_sealer(desk.services.system, Event(), once=True)
        wanted = Wanted(masking=masking, since=options.since, with_files=not options.digests)
        made = make(desk.services, desk.caller, about, wanted)
        count = into(options.out, lambda out: made.write(out, _progress(told)))
    document = {
        "bundle": str(options.out),
        "bytes": count,
        "events": made.events,
        "size": made.size,
        "is_cosigned": made.is_cosigned,
    }
    lines = [say("Written: {path}", path=options.out), *([] if made.is_cosigned else [say(NOT_COSIGNED)])]
    tell(document, as_json=told.as_json, text="\n".join(lines))


NOT_COSIGNED = (
    "No witness has cosigned the checkpoint yet, so whoever asks for them will not accept this. Look at bihuan doctor, "
    "and make it again."
)


def _masking(desk: Desk, about: About, options: Options) -> Masking:
    if not options.unmask:
        return masking_of(desk.caller)
    hazard = about.id if about.kind == "hazard" else None
    return unmask_bundle(desk.services, desk.caller, options.reason, unit=about.unit, hazard=hazard)


def _progress(told: Told) -> Progress:
    """How far it is, on a terminal."""

    def progress(done: int, of: int) -> None:
        if not told.as_json and sys.stderr.isatty():
            click.echo(f"\r{done} / {of}", nl=done >= of, err=True)

    return progress


@group.command("verify")
@click.argument("file", type=FILE)
@click.option("--policy", type=FILE, help="What you pin: the log's key and witnesses, as `bihuan log policy` prints.")
@click.option("--checkpoint", "earlier", type=FILE, multiple=True, help="An earlier checkpoint that you kept.")
@click.pass_obj
def check(told: Told, file: Path, policy: Path | None, earlier: tuple[Path, ...]) -> None:
    """Check a bundle, without any database; exit status 1 names the first thing that does not hold."""
    pinned = policy.read_bytes() if policy else None
    said = verdict(file.read_bytes(), pinned, [each.read_bytes() for each in earlier])
    if said["holds"]:
        tell(said, as_json=told.as_json, text=facts(_found(said)))
        return
    fault = said["fault"]
    at_event = say("The bundle does not hold: {fault} at event {position}. {what}")
    words = at_event if fault["position"] else say("The bundle does not hold: {fault}. {what}")
    text = words.format(**fault | {"fault": term("page_fault", fault["code"])})
    tell(said, as_json=told.as_json, text=f"{text} ({fault['code']})")
    raise SystemExit(EXIT_REFUSED)


def _found(said: Mapping[str, Any]) -> dict[str, object]:
    """What was checked, and what it rests on."""
    return {
        say("The bundle holds"): say("yes"),
        say("About"): _about(said["about"]),
        say("Log"): shown(said["log"]),
        say("Events"): said["events"],
        say("Signatures"): said["signatures"],
        say("Checkpoint"): said["size"],
        say("Cosigned by"): ", ".join(said["cosigned_by"]) or say("nobody whom the policy names"),
        say("The log's key"): say("pinned by you") if said["is_pinned"] else say("taken from the bundle: not pinned"),
        say("Keys that only the server's console vouched for"): ", ".join(said["keys_vouched_for_at_the_console"])
        or "0",
        say("Earlier checkpoints of yours that it continues"): said["earlier_checkpoints"],
        say("Shown texts erased or not told"): said["texts_not_told"],
        say("Photos and papers enclosed"): f"{said['files_enclosed']} / {said['files_mentioned']}",
    }


def _about(about: Mapping[str, Any]) -> str:
    """What the bundle is about, by what people call it."""
    named = about.get("number") or about.get("code") or about.get("id")
    period = f" {about['from']} – {about['to']}" if about.get("from") else ""
    return shown(f"{term('bundle_page', 'about_' + about['kind'])} {named}{period}")
