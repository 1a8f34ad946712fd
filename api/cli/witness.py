"""`bihuan witness`: cosign other people's logs. A program of its own, for a superior bureau; needs no database."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import uvicorn

from api.cli.helping import Group
from api.cli.telling import facts, tell
from api.cli.told import Told
from api.problems import EXIT_REFUSED
from api.witness.app import make_witness_app
from api.witness.home import WitnessHome
from api.witness.reaching import LogReached
from api.witness.visiting import Visit, visit_all
from api.witness.witness import Witness
from api.words import say, sentence
from domain.kernel.refusals import Refusal
from domain.seal.notes import Note
from domain.seal.witnessing import read_tree_head

HOME = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="The witness's folder; default: BIHUAN_HOME/witness.",
)
POLICY_FILE = click.option(
    "--policy", type=click.Path(path_type=Path, dir_okay=False), help="Logs it knows; default: `policy` in its folder."
)


class WitnessRefused(Refusal):
    """At least one log was not cosigned; each one's own code stands in the answer."""

    sentence = "Not every log was cosigned."


@click.group("witness", cls=Group)
def group() -> None:
    """Witness logs: key, once, serve, show."""


@group.command()
@click.argument("name", required=False)
@HOME
@click.pass_obj
def key(told: Told, name: str | None, home: Path | None) -> None:
    """Print the witness's key as policies name it; with NAME (e.g. witness.example.edu/bureau) make it first."""
    kept = _home(told, home)
    signing = kept.make_key(name) if name else kept.key()
    line = f"witness {signing.key.name} {signing.key.told}"
    tell({"name": signing.key.name, "key": signing.key.told, "line": line}, as_json=told.as_json, text=line)


@group.command()
@HOME
@POLICY_FILE
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8010, show_default=True, help="Port to listen on.")
@click.pass_obj
def serve(told: Told, home: Path | None, policy: Path | None, host: str, port: int) -> None:
    """Cosign for logs that ask (C2SP tlog-witness): POST /add-checkpoint. Ctrl+C stops it."""
    app = make_witness_app(_witness(told, home, policy))
    click.echo(say("The witness is at {address}", address=f"http://{host}:{port}"), err=True)
    configuration = uvicorn.Config(
        app, host=host, port=port, log_level="warning", access_log=False, proxy_headers=False, server_header=False
    )
    uvicorn.Server(configuration).run()


@group.command()
@click.argument("addresses", metavar="[URL]...", nargs=-1)
@HOME
@POLICY_FILE
@click.option("--print", "is_printed", is_flag=True, help="Print cosignatures in place of handing them to the logs.")
@click.pass_obj
def once(told: Told, addresses: Sequence[str], home: Path | None, policy: Path | None, is_printed: bool) -> None:
    """Fetch the newest heads of logs (default: all of the policy that have a URL), check and cosign them."""
    witness = _witness(told, home, policy)
    asked = addresses or [each.url for each in witness.policy.logs if each.url]
    visits = visit_all(witness, [LogReached(each) for each in asked], hand_in=not is_printed)
    text = "\n".join(_line(each, is_printed=is_printed) for each in visits)
    tell([_document(each) for each in visits], as_json=told.as_json, text=text)
    refused = [each.refusal for each in visits if each.refusal]
    if len(visits) == 1 and refused:
        raise refused[0]
    if refused:
        raise WitnessRefused
    if any(each.untaken for each in visits):
        raise SystemExit(EXIT_REFUSED)


@group.command()
@HOME
@click.pass_obj
def show(told: Told, home: Path | None) -> None:
    """Print the head of each log that was cosigned last, and the files with what speaks against a log."""
    kept = [(each.last, each.evidence) for each in _home(told, home).kept()]
    found = [(note, evidence) for note, evidence in kept if note is not None]
    text = "\n\n".join(facts(_shown(note, evidence)) for note, evidence in found)
    rows = [{**_head_of(note), "evidence": [str(path) for path in evidence]} for note, evidence in found]
    tell(rows, as_json=told.as_json, text=text)


def _home(told: Told, home: Path | None) -> WitnessHome:
    return WitnessHome(home or told.settings.home / "witness")


def _witness(told: Told, home: Path | None, policy: Path | None) -> Witness:
    kept = _home(told, home)
    return Witness(kept, kept.policy(policy))


def _line(visit: Visit, *, is_printed: bool) -> str:
    if visit.refusal or visit.note is None:
        refusal = visit.refusal
        return f"{visit.address}: {sentence(refusal)} ({refusal.code()})" if refusal else visit.address
    if is_printed:
        return visit.note.written
    head = read_tree_head(visit.note)
    said = say("{log}: cosigned up to event {size}", log=head.origin, size=head.size)
    return f"{said}\n{sentence(visit.untaken)} ({visit.untaken.code()})" if visit.untaken else said


def _document(visit: Visit) -> dict[str, object]:
    said: dict[str, object] = {"address": visit.address}
    if visit.note:
        head = read_tree_head(visit.note)
        said |= {"log": head.origin, "size": head.size, "note": visit.note.written, "handed_in": not visit.untaken}
    if problem := visit.refusal or visit.untaken:
        said |= {"code": problem.code(), "title": sentence(problem)}
    return said


def _head_of(note: Note) -> dict[str, object]:
    head = read_tree_head(note)
    at = int.from_bytes(note.signatures[-1].value[:8], "big")
    return {"log": head.origin, "size": head.size, "cosigned_at": datetime.fromtimestamp(at, UTC)}


def _shown(note: Note, evidence: Sequence[Path]) -> dict[str, object]:
    said = _head_of(note)
    names = {"log": say("Log"), "size": say("Events"), "cosigned_at": say("Cosigned at")}
    told = {names[each]: value for each, value in said.items()}
    return told | {f"{say('Evidence')} {number}": path for number, path in enumerate(evidence, 1)}
