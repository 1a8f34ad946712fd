"""`bihuan hold`, `retention`, `subject`: what is kept as evidence, what goes when its time is over, what is erased."""

import click

from api.cli.acting import looking, signing_in
from api.cli.helping import Group
from api.cli.steps import add_steps
from api.cli.telling import table, tell
from api.cli.told import Told
from api.keeping.retention import Due, rules_of, run_retention
from api.offered import HOLD, RETENTION, SUBJECT
from api.reading.holds import every_hold
from api.reading.names import names_for
from api.services import Services, services_of
from api.system import open_system
from api.words import say, term
from domain.retention.kinds import Kept


@click.group("hold", cls=Group)
def hold() -> None:
    """Legal holds: placed, released, and what is under one."""


@click.group("retention", cls=Group)
def retention() -> None:
    """For how many years names, texts and files are kept, and what goes when its time is over."""


@click.group("subject", cls=Group)
def subject() -> None:
    """What a hazard holds of the public and of pupils."""


@hold.command("list")
@click.option("--case", help="Those of one case.")
@signing_in
@click.pass_obj
def list_holds(told: Told, case: str | None, sign_in: str | None, acting_in: str | None) -> None:
    """Holds on what is read, those that stand first."""
    with looking(told, sign_in, acting_in) as desk:
        found = every_hold(desk.services, desk.caller, case)
    rows = [{name: getattr(each, name) for name in type(each).__dataclass_fields__} for each in found]
    shown = [
        (
            each.id,
            say("held") if each.is_active else say("released"),
            each.number or each.unit_name,
            each.case or "",
            each.document,
            each.placed_by,
        )
        for each in found
    ]
    headings = [say(each) for each in ("Identifier", "State", "On", "Case", "Document", "Placed by")]
    tell(rows, as_json=told.as_json, text=table(shown, headings) if shown else say("Nothing here."))


@retention.command("list")
@click.pass_obj
def list_rules(told: Told) -> None:
    """The rule of every kind; none is for ever."""
    with open_system(told.settings, connections=2) as system:
        rules, today = rules_of(services_of(system)), system.clock().astimezone(system.settings.zone).date()
        found = [(kept, rules.in_force(kept, today)) for kept in Kept]
    rows = [
        {"kept": kept.value, "years": rule.years if rule else None, "version": rule.version if rule else None}
        for kept, rule in found
    ]
    shown = [(kept.value, term("kept", kept.value), _years(rule.years if rule else None)) for kept, rule in found]
    tell(rows, as_json=told.as_json, text=table(shown, [say(each) for each in ("Kind", "Name", "Years")]))


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Only tell what would go.")
@click.pass_obj
def run(told: Told, dry_run: bool) -> None:
    """Destroy what is over by the rules in force, each with an event; events stay, and what is under a hold."""
    with open_system(told.settings, connections=4) as system:
        services = services_of(system)
        done = run_retention(services, is_dry=dry_run)
        rows = {
            "dry_run": dry_run,
            "purged": [_told(each) for each in done.purged],
            "under_hold": [{**_told(each), "documents": documents} for each, documents in done.refused],
        }
        lines = [_line(services, each, say("would go") if dry_run else say("gone")) for each in done.purged]
        lines += [
            _line(services, each, say("under a hold: {documents}", documents=documents))
            for each, documents in done.refused
        ]
    headings = [say(each) for each in ("Kind", "Of", "Since", "Pieces", "Result")]
    tell(rows, as_json=told.as_json, text=table(lines, headings) if lines else say("Nothing is over."))


def _told(due: Due) -> dict[str, object]:
    return {
        "kept": due.kept.value,
        "hazard": due.hazard,
        "person": due.person,
        "over_on": due.over_on,
        "pieces": due.count,
    }


def _line(services: Services, due: Due, result: str) -> tuple[object, ...]:
    names = names_for(services, services.system.application.reference.directory, [due.hazard])
    about = names.hazard(due.hazard) if due.hazard else str(due.person)
    return (term("kept", due.kept.value), about, due.over_on, due.count, result)


def _years(years: int | None) -> str:
    return say("for ever") if years is None else str(years)


for _group, _noun in ((hold, HOLD), (retention, RETENTION), (subject, SUBJECT)):
    add_steps(_group, _noun)
