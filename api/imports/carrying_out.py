"""Carrying a run out: every row foreseen for a preview, or taken over; batch after batch, so that memory stays flat."""

from collections.abc import Iterator
from datetime import date
from threading import Event
from uuid import UUID

from api.imports.claims import headings_of
from api.imports.columns import ColumnMapping
from api.imports.foresight import Foresight
from api.imports.kept import Keeper
from api.imports.limits import Limits
from api.imports.outcomes import Note, Outcome, note_of
from api.imports.reader import LedgerReading, read_ledger
from api.imports.refusals import LedgerFileRefused, NoHeadingsRecognised
from api.imports.runs import CORRECTABLE, FILE, Run, RunMovedOn, Runs, Status
from api.imports.taking import ROWS_AT_ONCE, Importing, Taking, in_batches
from api.system import System
from domain.appointment.powers import authorise
from domain.hazard.commands import TakeOverRows
from domain.kernel.identity import Actor, UnitId
from domain.kernel.refusals import NotKnown, Refusal
from domain.register.state import Register

NEVER = Event()


class FileGone(Refusal):
    """The run's file was removed: it was discarded, or nobody came back to it for weeks."""

    sentence = "The file of this import is not kept any more. Please send it again."


def local_today(system: System) -> date:
    """The day on the wall."""
    return system.clock().astimezone(system.application.zone).date()


def require_power(system: System, actor: Actor, unit: UnitId) -> None:
    """Refuse unless the actor may take ledgers over for the unit: `NotKnown`, `NoPower`, `NotAppointedHere`."""
    known = system.application.catch_up().directory.unit(unit)
    if known is None or known.is_closed(local_today(system)):
        raise NotKnown
    command = TakeOverRows(unit=unit, unit_code=known.code, year=local_today(system).year, rows=())
    authorise(command, Register(), system.application.circumstances(system.asked(actor)))


def reading_of(system: System, runs: Runs, run: Run) -> LedgerReading:
    """The run's file, opened under the columns that were chosen; raises `LedgerFileRefused` and `FileGone`."""
    kept = runs.part(run.id, FILE)
    if kept is None:
        raise FileGone
    filename, _, content = kept.partition(b"\0")
    return read(system, content, filename.decode(), run.corrections)


def read(system: System, content: bytes, filename: str, mapping: ColumnMapping | None = None) -> LedgerReading:
    """A file opened as the settings allow."""
    limits = Limits(file_bytes=max(system.settings.upload_bytes, Limits().file_bytes))
    return read_ledger(content, filename=filename, today=local_today(system), mapping=mapping, limits=limits)


def foresee(system: System, runs: Runs, run: Run, stop: Event = NEVER) -> Run:
    """Give every row of a run its verdict; then it is ready, or a person has to say which column is which.

    Where the columns were chosen anew meanwhile, or the run was discarded, what was read counts for nothing.
    """
    try:
        to, problem = _foreseen(system, runs, run, stop)
        return runs.move(run.id, CORRECTABLE, to, system.clock(), problem=problem, mapping=run.mapping)
    except RunMovedOn:
        return runs.run(run.id)


def _foreseen(system: System, runs: Runs, run: Run, stop: Event) -> tuple[Status, Note | None]:
    """The state it comes to, and why where it is not ready."""
    try:
        reading = reading_of(system, runs, run)
    except NoHeadingsRecognised as refusal:
        return Status.UNMAPPED, note_of(refusal)
    except (LedgerFileRefused, FileGone) as refusal:
        return Status.UNMAPPED if run.mapping else Status.REFUSED, note_of(refusal)
    foresight = Foresight(system, UnitId(run.unit), headings_of(reading.columns), local_today(system), run=run.id)
    keeper = Keeper(runs, run.id)
    for batch in in_batches(reading):
        if stop.is_set():
            return Status.READING, None
        keeper.keep(foresight.look(batch), 0, system.clock())
    keeper.close()
    return Status.READY, None


def take_over(
    system: System,
    runs: Runs,
    run: Run,
    reading: LedgerReading,
    stop: Event = NEVER,
    *,
    at_once: int = ROWS_AT_ONCE,
) -> Iterator[list[Outcome]]:
    """Take the rows of a reading over, some hundred at a time; what became of them is kept, and handed out.

    Stopped, or never asked for more, it leaves the run to be gone on with; at the end the run is done.
    """
    importing = Importing(
        run=run.id,
        unit=UnitId(run.unit),
        actor=run.acting,
        file_sha256=reading.digest,
        headings=headings_of(reading.columns),
    )
    taking, keeper = Taking(system, importing), Keeper(runs, run.id, rows=run.counts.get("rows", 0))
    for batch in in_batches(reading, at_once):
        if stop.is_set():
            return
        outcomes = taking.take(batch)
        keeper.keep(outcomes, taking.position, system.clock())
        yield outcomes
    keeper.close()
    runs.move(run.id, (Status.RUNNING,), Status.DONE, system.clock())


def carry_out(system: System, runs: Runs, run_id: UUID, stop: Event = NEVER) -> None:
    """What a worker does with a run that waits: foresee it, or take it over; its refusals are told on the run."""
    run = runs.run(run_id)
    if run.status is Status.READING:
        foresee(system, runs, run, stop)
    elif run.status in (Status.ASKED, Status.RUNNING):
        _take_over(system, runs, run, stop)


def _take_over(system: System, runs: Runs, run: Run, stop: Event) -> None:
    under_way = (Status.ASKED, Status.RUNNING)
    try:
        require_power(system, run.acting, UnitId(run.unit))
        reading = reading_of(system, runs, run)
    except Refusal as refusal:
        runs.move(run.id, under_way, Status.REFUSED, system.clock(), problem=note_of(refusal))
        return
    for _ in take_over(system, runs, runs.move(run.id, under_way, Status.RUNNING, system.clock()), reading, stop):
        pass
