"""`bihuan trial`: the made-up district, and a made-up ledger to upload."""

from pathlib import Path

import click

from api.cli.helping import Group
from api.cli.telling import tell
from api.cli.told import Told
from api.clock import wall_clock
from api.words import say


@click.group("trial", cls=Group)
def group() -> None:
    """Try it out: a made-up district with a made-up year, a made-up ledger."""


@group.command("load")
@click.option("--share", type=click.FloatRange(0, 1), default=1.0, show_default=True, help="Share of a whole year.")
@click.pass_obj
def load_command(told: Told, share: float) -> None:
    """Load the made-up district into a trial log, by the same commands people use. Again: adds nothing."""
    from api.trial.load import load

    loaded = load(told.settings, lambda line: click.echo(line, err=told.as_json), scale=share)
    answer = {
        "hazards": loaded.hazards,
        "events": sum(loaded.events.values()),
        "added": loaded.added,
        "refused": len(loaded.refused),
        "password": loaded.made.password,
        "accounts": [each.sign_in for each in loaded.made.accounts],
    }
    tell(answer, as_json=told.as_json)


@group.command("ledger")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.pass_obj
def ledger_command(told: Told, out: Path) -> None:
    """Write a made-up ledger (.xlsx) as offices keep them, with all their dirt, to try the import on."""
    from api.trial.sample_ledger import write_sample_ledger

    with out.open("wb") as file:
        write_sample_ledger(file, wall_clock().astimezone(told.settings.zone).date())
    tell({"file": str(out)}, as_json=told.as_json, text=say("Written to {file}.", file=out))
