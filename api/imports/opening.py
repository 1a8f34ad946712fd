"""Before rows are judged: whether somebody may import for a unit, and the file opened within limits."""

from datetime import date

from api.imports.columns import ColumnMapping
from api.imports.limits import DEFAULT_LIMITS, Limits
from api.imports.reader import LedgerReading, read_ledger
from api.imports.runs import FILE, Run, Runs
from api.system import System
from domain.appointment.powers import authorise
from domain.hazard.commands import TakeOverRows
from domain.kernel.identity import Actor, UnitId
from domain.kernel.refusals import NotKnown, Refusal
from domain.register.state import Register

AT_ONCE = Limits(file_bytes=512 * 1024, unpacked_bytes=32 * 2**20, cells=250_000)
"""Files that are read while whoever sent them waits, a second or so; larger ones are left to the worker, so that the
server's memory does not follow what people send."""


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


def file_of(runs: Runs, run: Run) -> tuple[str, bytes]:
    """Name and bytes of the file; raises `FileGone`."""
    kept = runs.part(run.id, FILE)
    if kept is None:
        raise FileGone
    filename, _, content = kept.partition(b"\0")
    return filename.decode(), content


def read(
    system: System,
    content: bytes,
    filename: str,
    mapping: ColumnMapping | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> LedgerReading:
    """A ledger as of today; raises `LedgerFileRefused`."""
    return read_ledger(content, filename=filename, today=local_today(system), mapping=mapping, limits=limits)
