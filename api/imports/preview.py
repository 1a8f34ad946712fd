"""A verdict for every row before anything is taken over, and the columns by which it came about."""

from collections.abc import Iterable
from threading import Event

import msgspec

from api.imports.claims import headings_of
from api.imports.columns import SheetColumns, corrected
from api.imports.foresight import Foresight
from api.imports.kept import Keeper
from api.imports.limits import DEFAULT_LIMITS, Limits
from api.imports.opening import FileGone, file_of, local_today, read
from api.imports.outcomes import Note, note_of
from api.imports.reader import LedgerReading, guess_columns
from api.imports.refusals import LedgerFileRefused, LedgerTooLarge, NoHeadingsRecognised
from api.imports.runs import COLUMNS, CORRECTABLE, Run, RunMovedOn, Runs, Status
from api.imports.taking import in_batches
from api.system import System
from domain.kernel.identity import UnitId

NEVER = Event()
Come = tuple[Status, Note | None]
"""The state a run comes to, and why where it is not ready."""

WAITING: Come = (Status.READING, None)


def foresee(system: System, runs: Runs, run: Run, stop: Event = NEVER, limits: Limits = DEFAULT_LIMITS) -> Run:
    """Give every row of a run its verdict; then it is ready, or a person has to say which column is which.

    A file beyond `limits` narrower than the usual ones goes on waiting. Where columns were chosen anew meanwhile, or
    the run was discarded, what was read counts for nothing.
    """
    to, problem = _foreseen(system, runs, run, stop, limits)
    try:
        return runs.move(run.id, CORRECTABLE, to, system.clock(), problem=problem, mapping=run.mapping)
    except RunMovedOn:
        return runs.run(run.id)


def _foreseen(system: System, runs: Runs, run: Run, stop: Event, limits: Limits) -> Come:
    try:
        filename, content = file_of(runs, run)
        if runs.part(run.id, COLUMNS) is None:
            keep_looks(runs, run, guess_columns(content, limits=limits))
        reading = read(system, content, filename, run.corrections, limits)
    except NoHeadingsRecognised as refusal:
        return Status.UNMAPPED, note_of(refusal)
    except LedgerTooLarge as refusal:
        return WAITING if limits != DEFAULT_LIMITS else (Status.REFUSED, note_of(refusal))
    except (LedgerFileRefused, FileGone) as refusal:
        return Status.UNMAPPED if run.mapping else Status.REFUSED, note_of(refusal)
    return _judged(system, runs, run, reading, stop)


def _judged(system: System, runs: Runs, run: Run, reading: LedgerReading, stop: Event) -> Come:
    foresight = Foresight(system, UnitId(run.unit), headings_of(reading.columns), local_today(system), run=run.id)
    keeper = Keeper(runs, run.id)
    for batch in in_batches(reading):
        if stop.is_set():
            return WAITING
        keeper.keep(foresight.look(batch), 0, system.clock())
    keeper.close()
    return Status.READY, None


def keep_looks(runs: Runs, run: Run, looks: Iterable[SheetColumns]) -> None:
    """Keep the guess, samples included, encrypted like the file."""
    runs.keep_part(run.id, COLUMNS, msgspec.json.encode(list(looks)))


def looks_of(runs: Runs, run: Run) -> list[SheetColumns]:
    """Every sheet with its columns, a person's word over the guess; nothing before it was read or once forgotten."""
    kept = runs.part(run.id, COLUMNS)
    looks = msgspec.json.decode(kept, type=list[SheetColumns]) if kept else []
    return [corrected(each, run.corrections) for each in looks]
