"""Carrying a run out: its rows are foreseen, or taken over, batch after batch, so that memory stays flat."""

from collections.abc import Iterator
from threading import Event
from uuid import UUID

from api.imports.claims import headings_of
from api.imports.kept import Keeper
from api.imports.opening import file_of, read, require_power
from api.imports.outcomes import Outcome, note_of
from api.imports.preview import NEVER, foresee
from api.imports.reader import LedgerReading
from api.imports.runs import Run, Runs, Status
from api.imports.taking import ROWS_AT_ONCE, Importing, Taking, in_batches
from api.system import System
from domain.kernel.identity import UnitId
from domain.kernel.refusals import Refusal


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
        filename, content = file_of(runs, run)
        reading = read(system, content, filename, run.corrections)
    except Refusal as refusal:
        runs.move(run.id, under_way, Status.REFUSED, system.clock(), problem=note_of(refusal))
        return
    for _ in take_over(system, runs, runs.move(run.id, under_way, Status.RUNNING, system.clock()), reading, stop):
        pass
