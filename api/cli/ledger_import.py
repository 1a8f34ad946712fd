"""`bihuan ledger import`: take a ledger that was kept elsewhere over into the register, or only tell what would be."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO, Any

import click

from api.asking import MayOnlyRead
from api.caller import Caller
from api.cli.acting import Console, Desk, looking, signing_in
from api.cli.helping import Command
from api.cli.telling import tell
from api.cli.told import Told
from api.clock import wall_clock
from api.imports.carrying_out import take_over
from api.imports.limits import DEFAULT_LIMITS
from api.imports.opening import read, require_power
from api.imports.outcomes import Fate, Outcome, as_json_list, reported
from api.imports.reader import LedgerReading, read_ledger
from api.imports.refusals import LedgerTooLarge
from api.imports.runs import Beginning, Run, Runs, Status
from api.naming import unit_named
from api.system import System
from api.words import say, term
from domain.appointment.powers import actor_of
from domain.kernel.identity import Actor, ActorKind, UnitId
from domain.kernel.refusals import NotAppointedHere, NotKnown

EVERY_S = 1.0
"""Seconds between two words about progress."""


@dataclass(frozen=True)
class Asking:
    """Who imports, and for which unit."""

    actor: Actor
    unit: UnitId


@click.command("import", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only read and judge the rows; opens nothing and records nothing.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write a verdict per row as JSON.")
@click.option("--unit", help="Code of the unit for which the ledger is taken over; default: one's own, or the root.")
@signing_in
@click.pass_obj
def import_ledger(
    told: Told,
    file: Path,
    dry_run: bool,
    report: Path | None,
    unit: str | None,
    sign_in: str | None,
    acting_in: str | None,
) -> None:
    """Take a ledger over (.xlsx, .xls, .ods). Refused rows are told and stop nothing; again, it adds nothing."""
    content = _content(file)
    with _report(report) as out:
        if dry_run:
            _dry_run(told, content, file.name, out)
        else:
            with looking(told, sign_in, acting_in) as desk:
                _real_run(told, desk, unit, content, file.name, out)


def _dry_run(told: Told, content: bytes, filename: str, out: IO[bytes] | None) -> None:
    today = wall_clock().astimezone(told.settings.zone).date()
    reading = read_ledger(content, filename=filename, today=today)
    outcomes = (Outcome(row, Fate(row.verdict)) for row in reading)
    _sum_up(told, reading, _written(outcomes, out), {"dry_run": True})


def _real_run(told: Told, desk: Desk, unit: str | None, content: bytes, filename: str, out: IO[bytes] | None) -> None:
    system = desk.services.system
    asking = _asking(system, desk.caller, unit)
    reading = read(system, content, filename)
    run = _run(system, asking, reading, len(content))
    try:
        _sum_up(told, reading, _written(_taken_over(system, run, reading), out), {"run": str(run.id)})
    except KeyboardInterrupt:
        click.echo(say("Interrupted. The same command goes on with it."), err=True)
        raise


def _content(file: Path) -> bytes:
    """The bytes of the file; one that is too large is not read into memory first."""
    if file.stat().st_size > DEFAULT_LIMITS.file_bytes:
        raise LedgerTooLarge(what="file", limit=f"{DEFAULT_LIMITS.file_bytes / 2**20:g} MiB")
    return file.read_bytes()


@contextmanager
def _report(path: Path | None) -> Iterator[IO[bytes] | None]:
    """A file beside the report's place, moved there when it is whole; a pipe or terminal is written as it goes."""
    if path is None:
        yield None
        return
    is_no_file = path.exists() and not path.is_file()
    part = path if is_no_file else path.with_name(f".{path.name}.part")
    with _opened(part) as out:
        try:
            yield out
            out.flush()
            if not is_no_file:
                part.replace(path)
        finally:
            if not is_no_file:
                part.unlink(missing_ok=True)


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("wb")
    except OSError as error:
        raise click.FileError(str(path), hint=error.strerror) from error


def _asking(system: System, caller: Caller, code: str | None) -> Asking:
    """Who and for whom; raises `NotKnown`, `NotAppointedHere`, `MayOnlyRead` and what the powers refuse.

    The operator of the server imports for the root, or for the unit that is named.
    """
    given = UnitId(unit_named(caller.directory, code)) if code else None
    if isinstance(caller, Console):
        unit = given or _root(caller)
        asking = Asking(Actor(kind=ActorKind.IMPORT, unit=unit), unit)
    else:
        asking = _asking_of(caller, given)
    require_power(system, asking.actor, asking.unit)
    return asking


def _asking_of(caller: Caller, given: UnitId | None) -> Asking:
    if not caller.may_write:
        raise MayOnlyRead
    if caller.appointment is None:
        raise NotAppointedHere
    own = caller.directory.body(caller.appointment.unit, caller.today)
    return Asking(actor_of(caller.appointment, kind=ActorKind.IMPORT), given or own)


def _root(caller: Caller) -> UnitId:
    """The first unit that stands below no other."""
    found = next((unit.id for unit in caller.directory.units() if unit.parent is None), None)
    if found is None:
        raise NotKnown
    return found


def _run(system: System, asking: Asking, reading: LedgerReading, size: int) -> Run:
    """The run that was interrupted, unless another process is at it; else a new one."""
    runs = Runs(system.pool, system.random)
    interrupted = runs.interrupted(asking.unit, reading.digest, asking.actor)
    if interrupted:
        with runs.alone(interrupted.id) as mine:
            if mine:
                click.echo(say("Going on with an import that was interrupted."), err=True)
                return interrupted
    beginning = Beginning(
        id=system.new_id(),
        unit=asking.unit,
        actor=asking.actor,
        account=None,
        door="console",
        file_sha256=reading.digest,
        kind=reading.kind.value,
        size=size,
        status=Status.RUNNING,
    )
    return runs.begin(beginning, system.clock())


def _taken_over(system: System, run: Run, reading: LedgerReading) -> Iterator[Outcome]:
    runs = Runs(system.pool, system.random)
    seen, told_at = 0, monotonic()
    with runs.alone(run.id):
        for outcomes in take_over(system, runs, run, reading):
            yield from outcomes
            seen += len(outcomes)
            if monotonic() - told_at >= EVERY_S:
                told_at = monotonic()
                click.echo(say("{rows} rows …", rows=seen), err=True)


def _written(outcomes: Iterable[Outcome], out: IO[bytes] | None) -> Iterator[Outcome]:
    """The outcomes, each written to the report as it passes."""
    if out is None:
        yield from outcomes
        return
    passed: list[Outcome] = []

    def rows() -> Iterator[Mapping[str, Any]]:
        for outcome in outcomes:
            passed.append(outcome)
            yield reported(outcome)

    for piece in as_json_list(rows()):
        out.write(piece)
        yield from passed
        passed.clear()


def _sum_up(told: Told, reading: LedgerReading, outcomes: Iterable[Outcome], more: Mapping[str, object]) -> None:
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        counts[outcome.fate.value] += 1
        counts["flagged"] += outcome.is_flagged and outcome.fate is Fate.IMPORT
    passed_over = list(reading.passed_over)
    value = {"file_sha256": reading.digest, "kind": reading.kind.value, "counts": _all(counts)}
    lines = [*_lines(counts, is_dry_run="dry_run" in more), *_not_read(passed_over)]
    tell(value | {"sheets_passed_over": passed_over, **more}, as_json=told.as_json, text="\n".join(lines))


def _not_read(sheets: list[str]) -> Iterator[str]:
    """Sheets whose rows nobody would miss otherwise."""
    if sheets:
        yield say("Not read, for no ledger was recognised there: {sheets}", sheets=" · ".join(sheets))


def _all(counts: Counter[str]) -> dict[str, int]:
    return {each: counts[each] for each in (*(fate.value for fate in Fate), "flagged")}


def _lines(counts: Counter[str], *, is_dry_run: bool) -> Iterator[str]:
    """A line a fate; those that did not occur only where somebody would look for them."""
    for fate in Fate:
        is_awaited = fate in (Fate.IMPORT, Fate.REFUSE, Fate.DUPLICATE)
        if counts[fate.value] or is_awaited:
            key = "fate_foreseen" if is_dry_run else "fate"
            yield say("{what}: {count}", what=term(key, fate.value), count=counts[fate.value])
    if counts["flagged"]:
        yield say("of them with something odd: {count}", count=counts["flagged"])
    if not is_dry_run and not counts[Fate.IMPORT.value]:
        yield say("Nothing was added.")


__all__ = ["import_ledger"]
