"""Asking for an import on a page: a file comes in, its columns are guessed, a person corrects them and says yes."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

import msgspec

from api.imports.carrying_out import foresee, local_today
from api.imports.columns import SheetColumns, SheetMapping, corrected
from api.imports.kinds import kind_of
from api.imports.limits import Limits
from api.imports.outcomes import Note
from api.imports.reader import guess_columns, read_ledger
from api.imports.refusals import ColumnMappingUnusable, NoHeadingsRecognised
from api.imports.runs import COLUMNS, FILE, Beginning, Run, Runs, Status
from api.system import System
from domain.kernel.identity import Actor, UnitId
from domain.kernel.refusals import NotKnown

READ_AT_ONCE = 512 * 1024
"""Bytes of a file that is read while whoever sent it waits, a second or so; larger ones are left to the worker."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A file that was sent in, by whom, for which unit. Its name goes with it: it may tell the year and the school."""

    content: bytes
    filename: str
    unit: UnitId
    actor: Actor
    account: UUID


def receive(system: System, runs: Runs, run_id: UUID, sent: Sent) -> Run:
    """Keep the file as a run that waits for a word; refuses what cannot be read as a ledger at all.

    A file whose headings nobody recognises is kept, too: a person says what its columns are.
    """
    limits = Limits(file_bytes=system.settings.upload_bytes)
    looks = guess_columns(sent.content, limits=limits)
    is_recognised = any(each.recognised for each in looks)
    is_small = len(sent.content) <= READ_AT_ONCE
    if is_recognised and is_small:
        read_ledger(sent.content, filename=sent.filename, today=local_today(system), limits=limits)
    parts = {FILE: sent.filename.encode() + b"\0" + sent.content, COLUMNS: msgspec.json.encode(looks)}
    run = runs.begin(_beginning(run_id, sent, is_recognised=is_recognised), system.clock(), parts)
    if run.account != sent.account:
        raise NotKnown
    return foresee(system, runs, run) if is_small and run.status is Status.READING else run


def _beginning(run_id: UUID, sent: Sent, *, is_recognised: bool) -> Beginning:
    return Beginning(
        id=run_id,
        unit=sent.unit,
        actor=sent.actor,
        account=sent.account,
        door="page",
        file_sha256=hashlib.sha256(sent.content).hexdigest(),
        kind=kind_of(sent.content).value,
        size=len(sent.content),
        status=Status.READING if is_recognised else Status.UNMAPPED,
        problem=None if is_recognised else Note(NoHeadingsRecognised.sentence, {}),
    )


def looks_of(runs: Runs, run: Run) -> list[SheetColumns]:
    """Every sheet with its columns, a person's word over the guess; nothing once they are forgotten."""
    kept = runs.part(run.id, COLUMNS)
    looks = msgspec.json.decode(kept, type=list[SheetColumns]) if kept else []
    return [corrected(each, run.corrections) for each in looks]


def correct(system: System, runs: Runs, run: Run, sheet: str, columns: SheetMapping) -> Run:
    """A person says what the columns of a sheet are: everything is read again. Raises `ColumnMappingUnusable`."""
    look = next((each for each in looks_of(runs, run) if each.sheet == sheet), None)
    if look is None:
        raise ColumnMappingUnusable(what=sheet)
    corrected(look, {sheet: columns})
    run = runs.remap(run, sheet, columns, system.clock())
    return foresee(system, runs, run) if run.size <= READ_AT_ONCE else run
