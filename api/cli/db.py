"""`bihuan db`: set a log up, bring its schema up to date, say how it stands."""

from pathlib import Path
from uuid import UUID

import click
import psycopg

from api.cli.helping import Group
from api.cli.telling import facts, tell
from api.cli.told import Told
from api.clock import system_random
from api.engine import find_binaries
from api.engine.migrate import SchemaUnknown, missing_steps
from api.engine.migrate import migrate as run_steps
from api.engine.upgrade import upgrade_cluster
from api.setting_up import FirstPeople, Root, begin, introduce, prepare_database
from api.settings import Settings
from api.system import open_database, open_system
from api.words import say


@click.group("db", cls=Group)
def group() -> None:
    """The database: set up, migrate, status."""


@group.command()
@click.option("--trial", is_flag=True, help="A log that takes a made-up clock; its name begins with trial/ for ever.")
@click.option("--log", help="Name of the log, e.g. bihuan/qinghe-education; default: a fresh one. Never changes.")
@click.option("--unit-code", default="root", show_default=True, help="Code of the unit at the root; never changes.")
@click.option("--unit-name", default="本级", show_default=True, help="Name of the unit at the root.")
@click.option("--registrar", default="登记员", show_default=True, help="Name of the first registrar.")
@click.pass_obj
def init(told: Told, trial: bool, log: str | None, unit_code: str, unit_name: str, registrar: str) -> None:
    """Make the database, name the log, and enter what every log begins with. Again: adds nothing."""
    name, people = initialise(
        told, trial=trial, log=log, root=Root(code=unit_code, name=unit_name), registrar=registrar
    )
    tell({"log": name, **passwords(people)}, as_json=told.as_json, text=introduced(name, people))


def initialise(told: Told, *, trial: bool, log: str | None, root: Root, registrar: str) -> tuple[str, FirstPeople]:
    """Set up; returns the log's name and the first passwords where they are new."""
    settings = told.settings
    random_id = UUID(bytes=system_random(16), version=4)
    name, _ = prepare_database(settings, log=log, is_trial=trial, random_id=random_id)
    with open_system(settings) as system:
        return name, begin(system, root, registrar)


def passwords(people: FirstPeople) -> dict[str, object]:
    """The first passwords as JSON: told once."""
    return {role: dict(zip(("sign_in", "password"), pair, strict=True)) for role, pair in _pairs(people) if pair}


def introduced(name: str, people: FirstPeople) -> str:
    """What the console says after setting up."""
    lines = [say("The log is {name}.", name=name)]
    for role, pair in _pairs(people):
        if pair:
            words = "First administrator of accounts" if role == "administrator" else "First registrar"
            lines.append(f"  {say(words)}: {pair[0]}  {pair[1]}")
    if len(lines) > 1:
        lines.append(say("These passwords are shown this once; each has to be changed at the first sign-in."))
    return "\n".join(lines)


def _pairs(people: FirstPeople) -> list[tuple[str, tuple[str, str] | None]]:
    return [("administrator", people.administrator), ("registrar", people.registrar)]


@group.command()
@click.pass_obj
def migrate(told: Told) -> None:
    """Run the schema steps that are missing, under a lock, all or none; then enter what came with a newer version."""
    with open_database(told.settings) as database:
        steps = run_steps(database.admin, login=database.login)
    brought = _introduced(told.settings)
    text = "\n".join((*steps, *brought)) or say("The schema is up to date.")
    tell({"steps": steps, "introduced": list(brought)}, as_json=told.as_json, text=text)


def _introduced(settings: Settings) -> tuple[str, ...]:
    """What a log that has begun did not know yet; nothing where none has a name."""
    try:
        with open_system(settings) as system:
            return introduce(system)
    except SchemaUnknown:
        return ()


@group.command()
@click.pass_obj
def status(told: Told) -> None:
    """Log, schema, positions of the log and of every read model."""
    with open_database(told.settings) as database, psycopg.connect(database.app) as connection:
        missing = [step.name for step in missing_steps(connection)]
        row = connection.execute(
            "SELECT i.name, i.is_trial, h.position FROM log.identity i CROSS JOIN log.head h"
        ).fetchone()
        version = connection.execute("SHOW server_version").fetchone()
    found = {
        "log": row and row[0],
        "is_trial": row and row[1],
        "position": row and row[2],
        "postgresql": version and version[0],
        "missing_steps": missing,
    }
    tell(found, as_json=told.as_json, text=facts(found))


@group.command()
@click.option("--from", "older", type=click.Path(exists=True, path_type=Path), required=True, help="Older bin folder.")
@click.pass_obj
def upgrade(told: Told, older: Path) -> None:
    """Bring an embedded cluster of an older PostgreSQL to the one in use; the old one is kept."""
    settings = told.settings
    kept = upgrade_cluster(settings.home, find_binaries(older), find_binaries(settings.pg_bin))
    tell({"kept": str(kept)}, as_json=told.as_json, text=say("Upgraded. The old cluster is kept in {kept}.", kept=kept))
