"""Asking for an import on a page: a file comes in, its columns are guessed, a person corrects them and says yes."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from api.imports.columns import SheetMapping, corrected
from api.imports.kinds import kind_of
from api.imports.limits import Limits
from api.imports.opening import AT_ONCE, read
from api.imports.preview import foresee, looks_of
from api.imports.refusals import ColumnMappingUnusable, LedgerTooLarge, NoHeadingsRecognised
from api.imports.runs import FILE, Beginning, Run, Runs, Status
from api.system import System
from domain.kernel.identity import Actor, UnitId
from domain.kernel.refusals import NotKnown


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A file that was sent in, by whom, for which unit. Its name goes with it: it may tell the year and the school."""

    content: bytes
    filename: str
    unit: UnitId
    actor: Actor
    account: UUID


def receive(system: System, runs: Runs, run_id: UUID, sent: Sent, at_once: Limits = AT_ONCE) -> Run:
    """Keep the file as a run that waits for a word; refuses what cannot be read as a ledger at all.

    A file whose headings nobody recognises is kept, too: a person says what its columns are. What is wrong inside a
    large file is told on the run, by the worker who opens it.
    """
    beginning = _beginning(run_id, sent)
    with suppress(LedgerTooLarge, NoHeadingsRecognised):
        read(system, sent.content, sent.filename, limits=at_once)
    run = runs.begin(beginning, system.clock(), {FILE: sent.filename.encode() + b"\0" + sent.content})
    if run.account != sent.account:
        raise NotKnown
    return foresee(system, runs, run, limits=at_once) if run.status is Status.READING else run


def _beginning(run_id: UUID, sent: Sent) -> Beginning:
    return Beginning(
        id=run_id,
        unit=sent.unit,
        actor=sent.actor,
        account=sent.account,
        door="page",
        file_sha256=hashlib.sha256(sent.content).hexdigest(),
        kind=kind_of(sent.content).value,
        size=len(sent.content),
        status=Status.READING,
    )


def correct(system: System, runs: Runs, run: Run, sheet: str, columns: SheetMapping) -> Run:
    """A person says what the columns of a sheet are: everything is read again. Raises `ColumnMappingUnusable`."""
    look = next((each for each in looks_of(runs, run) if each.sheet == sheet), None)
    if look is None:
        raise ColumnMappingUnusable(what=sheet)
    corrected(look, {sheet: columns})
    return foresee(system, runs, runs.remap(run, sheet, columns, system.clock()), limits=AT_ONCE)
