"""`bihuan hazard`: every step of a hazard's life, and its life told again as it was known or as it had happened."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo

import click

from api.cli.acting import Desk, looking, signing_in
from api.cli.helping import Group
from api.cli.steps import add_steps
from api.cli.telling import facts, table, tell
from api.cli.told import Told
from api.moments import moment
from api.naming import hazard_named
from api.offered import HAZARD
from api.reading.audit_lines import signed_words, standing_words
from api.reading.folding import covered
from api.reading.hazard import HazardPage, Loaded, load, page_of
from api.reading.life import LifeEvent
from api.reading.moments import Axis, Past
from api.reading.signatures import signs_of_hazard
from api.times import due, said
from api.v1.told import event_told, hazard_told
from api.words import say


@click.group("hazard", cls=Group)
def group() -> None:
    """Hazards: report, every step of their life, and their life told again."""


@group.command()
@click.argument("number")
@signing_in
@click.pass_obj
def show(told: Told, number: str, sign_in: str | None, acting_in: str | None) -> None:
    """A hazard as it stands: what is known, its clocks, its line of life."""
    with looking(told, sign_in, acting_in) as desk:
        _tell(told, desk, number, None)


@group.command()
@click.argument("number")
@click.option("--known-at", metavar="TIME", help="As it was known at a moment: what had been recorded by then.")
@click.option("--as-happened", metavar="TIME", help="As it had happened by a moment, by all that is known now.")
@signing_in
@click.pass_obj
def replay(
    told: Told, number: str, known_at: str | None, as_happened: str | None, sign_in: str | None, acting_in: str | None
) -> None:
    """The life of a hazard told again from its events.

    TIME is 2026-03-01 08:00 by the clock on the wall, 2026-03-01T08:00+08:00 with an offset, or a day: its end.
    """
    if known_at and as_happened:
        raise click.UsageError("--known-at and --as-happened are two questions; ask one.")
    past = past_of(told.settings.zone, known_at, as_happened)
    with looking(told, sign_in, acting_in) as desk:
        _tell(told, desk, number, past)


def past_of(zone: tzinfo, known_at: str | None, as_happened: str | None) -> Past | None:
    """The moment that is asked for; raises `NoSuchMoment`."""
    if known_at:
        return Past(moment(known_at, zone, where="known_at"), Axis.KNOWN)
    if as_happened:
        return Past(moment(as_happened, zone, where="as_happened"), Axis.HAPPENED)
    return None


def _tell(told: Told, desk: Desk, number: str, past: Past | None) -> None:
    services, caller = desk.services, desk.caller
    loaded = load(services, caller, hazard_named(services, number))
    if told.as_json:
        tell(_as_json(desk, loaded, past), as_json=True)
        return
    page = page_of(services, caller, loaded, past, services.system.clock())
    tell(page, as_json=False, text="\n".join(_lines(page, past, told.settings.zone)))


def _as_json(desk: Desk, loaded: Loaded, past: Past | None) -> dict[str, object]:
    """The answer of `/v1/hazards/…` with the events that it is made of."""
    shown = covered(loaded.happenings, past, desk.services.system.settings.zone)
    signs = signs_of_hazard(desk.services, shown)
    return {
        "known_at": past.known_at if past else None,
        "as_happened": past.at if past and past.axis is Axis.HAPPENED else None,
        "state": hazard_told(desk.services, desk.caller, loaded, past),
        "events": [event_told(each, signs) for each in shown],
    }


def _lines(page: HazardPage, past: Past | None, zone: tzinfo) -> Iterator[str]:
    yield f"{page.number}  {page.title}  [{page.status.words} · {page.status.grade_words}]"
    if past:
        asked = say("As known at") if past.axis is Axis.KNOWN else say("As it happened")
        yield f"{asked}: {said(past.at, zone)}"
        if page.left_out:
            yield say("{count} events of today's record are left out.", count=page.left_out)
    for section in page.sections:
        yield f"\n{section.title}"
        yield facts({fact.label: _value(fact.value, zone) for fact in section.facts})
    if page.clocks:
        yield f"\n{say('Clocks')}"
        yield _clocks(page, zone)
    yield f"\n{say('Line of life')}"
    yield from _life(page.life, zone)


def _clocks(page: HazardPage, zone: tzinfo) -> str:
    rows = [
        (each.what, each.state_words, due(each.due_at, zone), each.limit_words, each.basis_words)
        for each in page.clocks
    ]
    return table(rows, [say("Clock"), say("State"), say("Due"), say("Limit"), say("Basis")])


def _life(life: tuple[LifeEvent, ...], zone: tzinfo) -> Iterator[str]:
    for event in life:
        who = " ".join(part for part in (event.who.words, event.who.standing, event.who.rule) if part)
        signed = signed_words(event, zone)
        yield f"{event.version:>3}  {said(event.recorded_at, zone)}  {event.what}  {who}  [{signed}]"
        if standing := standing_words(event, zone):
            yield f"     {standing}"
        happened = _value(event.happened, zone)
        if happened != said(event.recorded_at, zone):
            yield f"     {say('Happened')}: {happened}"
        for each in event.said:
            yield f"     {each.label}: {_value(each.value, zone)}"


def _value(value: str | date | datetime, zone: tzinfo) -> str:
    match value:
        case datetime():
            return said(value, zone)
        case date():
            return value.isoformat()
    return value


add_steps(group, HAZARD)
