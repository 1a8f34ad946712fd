"""Importing a ledger: send the file, see what every row would become, correct the columns, say yes, watch."""

from collections.abc import Iterator
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from api.caller import Caller
from api.depends import Form, SentForm, Shared, SignedIn
from api.imports.asking import Sent, correct, receive
from api.imports.columns import SheetMapping, mapping_from
from api.imports.kept import every
from api.imports.opening import AT_ONCE, require_power
from api.imports.outcomes import Fate, as_json_list
from api.imports.preview import looks_of
from api.imports.refusals import ColumnMappingUnusable, LedgerTooLarge
from api.imports.refused_rows import write_refused
from api.imports.runs import CORRECTABLE, NEWEST, Run, Runs, Status
from api.naming import identifier, unit_named
from api.problems import Problem
from api.services import Services
from api.web import choosing
from api.web.answers import attempt
from api.web.exports import XLSX
from api.web.imports_shown import meanings, rows_of, sheets_of, shown_runs, units_to_import_for
from api.web.rendering import page
from domain.appointment.powers import actor_of
from domain.kernel.identity import Actor, ActorKind, UnitId
from domain.kernel.quantities import Blank
from domain.kernel.refusals import NotAppointedHere, NotKnown, Refusal

router = APIRouter()
RUNS = 20
CHUNK, IN_MEMORY = 64 * 1024, 2 * 2**20


@router.get("/imports")
def show_all(request: Request, services: Shared, caller: SignedIn, before: str = "") -> Response:
    """The form for a file, and the imports so far."""
    return _list(request, services, caller, before=identifier(before) or NEWEST)


@router.post("/imports")
def send(request: Request, services: Shared, caller: SignedIn, form: SentForm) -> Response:
    """Keep the file as a run to look at; one that cannot be read is refused beside the field."""

    def act() -> str:
        return f"/imports/{_receive(services, caller, form).id}"

    def again(problem: Problem) -> Response:
        return _list(request, services, caller, problem=problem, typed=form.get("unit"), status=problem.status)

    return attempt(act, again)


@router.get("/imports/{run}")
def show(
    request: Request, services: Shared, caller: SignedIn, run: str, show: str = "", after: str | None = None
) -> Response:
    """How a run stands: its columns, what becomes of its rows; while something goes on it looks again by itself."""
    return _run(request, services, caller, _seen(services, caller, run), show, after)


@router.get("/imports/{run}/columns")
def ask_columns(request: Request, services: Shared, caller: SignedIn, run: str, sheet: int = 1) -> Response:
    """The columns of one sheet as they were guessed, to be corrected."""
    return _ask_columns(request, services, caller, _seen(services, caller, run), sheet)


@router.post("/imports/{run}/columns")
def choose_columns(request: Request, services: Shared, caller: SignedIn, form: SentForm, run: str) -> Response:
    """A person's word on the columns of one sheet; everything is read again under it."""
    found = _seen(services, caller, run)

    def act() -> str:
        sheet, columns = _columns(form)
        correct(services.system, _runs(services), found, sheet, columns)
        return f"/imports/{found.id}"

    def again(problem: Problem) -> Response:
        names = [each.name for each in sheets_of(_runs(services), found)]
        number = names.index(form.get("sheet", "")) + 1 if form.get("sheet") in names else 1
        return _ask_columns(request, services, caller, found, number, problem)

    return attempt(act, again)


@router.post("/imports/{run}/take-over")
def take_over(services: Shared, caller: SignedIn, _form: SentForm, run: str) -> Response:
    """Have the rows taken over by the worker; asked twice, it is done once."""
    found, runs = _seen(services, caller, run), _runs(services)
    if found.status is Status.READY:
        runs.move(found.id, (Status.READY,), Status.ASKED, services.system.clock())
    return RedirectResponse(f"/imports/{found.id}", 303)


@router.post("/imports/{run}/discard")
def discard(services: Shared, caller: SignedIn, _form: SentForm, run: str) -> Response:
    """Drop the file before anything was taken over."""
    found, runs = _seen(services, caller, run), _runs(services)
    if found.status in CORRECTABLE:
        runs.move(found.id, CORRECTABLE, Status.DISCARDED, services.system.clock())
    return RedirectResponse("/imports", 303)


@router.get("/imports/{run}/refused.xlsx")
def refused_rows(services: Shared, caller: SignedIn, run: str) -> Response:
    """The refused rows with their reasons, as typed."""
    found, runs = _seen(services, caller, run), _runs(services)
    out = cast("BinaryIO", SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115
    write_refused(every(runs, found.id, Fate.REFUSE), looks_of(runs, found), out)
    out.seek(0)
    return StreamingResponse(_chunks(out), headers=_download(found, "refused", "xlsx"), media_type=XLSX)


@router.get("/imports/{run}/report.json")
def report(services: Shared, caller: SignedIn, run: str) -> Response:
    """A verdict per row, as the command line's `--report` writes it."""
    found, runs = _seen(services, caller, run), _runs(services)
    out = cast("BinaryIO", SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115
    out.writelines(as_json_list(each.report for each in every(runs, found.id)))
    out.seek(0)
    return StreamingResponse(_chunks(out), headers=_download(found, "report", "json"), media_type="application/json")


def _runs(services: Services) -> Runs:
    return Runs(services.system.pool, services.system.random)


def _importing(caller: Caller) -> Actor:
    if caller.appointment is None:
        raise NotAppointedHere
    return actor_of(caller.appointment, kind=ActorKind.IMPORT)


def _receive(services: Services, caller: Caller, form: Form) -> Run:
    files = form.files("file")
    if not files:
        raise Blank(where="file")
    unit = UnitId(unit_named(caller.directory, form.get("unit", "")))
    require_power(services.system, _importing(caller), unit)
    most = services.system.settings.upload_bytes
    content = files[0].file.read(most + 1)
    if len(content) > most:
        raise LedgerTooLarge(what="file", limit=f"{most / 2**20:g} MiB")
    sent = Sent(
        content=content,
        filename=files[0].filename or "",
        unit=unit,
        actor=_importing(caller),
        account=caller.account.id,
    )
    return receive(services.system, _runs(services), _run_id(services, form), sent, AT_ONCE)


def _run_id(services: Services, form: Form) -> UUID:
    """As the form says, so that a file sent twice by two presses is one run."""
    return identifier(form.get("command_id", "")) or services.system.new_id()


def _seen(services: Services, caller: Caller, text: str) -> Run:
    """A run that the caller may see: whoever may take ledgers over for its unit. Raises `NotKnown`."""
    given = identifier(text)
    if given is None:
        raise NotKnown
    run = _runs(services).run(given)
    try:
        require_power(services.system, _importing(caller), UnitId(run.unit))
    except Refusal as refusal:
        raise NotKnown from refusal
    return run


def _columns(form: Form) -> tuple[str, SheetMapping]:
    """Sheet and columns from fields `c0`, `c1` …; raises `ColumnMappingUnusable`."""
    sheet, last = form.get("sheet", ""), form.get("last_heading_row", "")
    columns = {name[1:]: value or None for name, value in form.items() if name[:1] == "c" and name[1:].isdecimal()}
    if last and not (last.isascii() and last.isdigit() and len(last) < 7):
        raise ColumnMappingUnusable(what=last[:20])
    heading = {"last_heading_row": int(last)} if last else {}
    return sheet, mapping_from({sheet: {"columns": columns, **heading}})[sheet]


def _list(
    request: Request,
    services: Services,
    caller: Caller,
    *,
    before: UUID = NEWEST,
    problem: Problem | None = None,
    typed: str | None = None,
    status: int = 200,
) -> Response:
    may_import = _may_import(services, caller)
    units = tuple(units_to_import_for(caller)) if may_import else ()
    found = _runs(services).under(units, before=before, limit=RUNS + 1)
    return page(
        request,
        "imports/list.html",
        status=status,
        problem=problem,
        may_import=may_import,
        runs=shown_runs(services, caller.directory, found[:RUNS]),
        older=found[RUNS - 1].id if len(found) > RUNS else None,
        units=choosing.units(caller),
        unit=typed or _own_unit(caller),
        command_id=services.system.new_id(),
        most_mib=f"{services.system.settings.upload_bytes / 2**20:g}",
    )


def _may_import(services: Services, caller: Caller) -> bool:
    with suppress(Refusal):
        own = caller.directory.unit_by_code(_own_unit(caller))
        require_power(services.system, _importing(caller), own.id if own else UnitId(NEWEST))
        return True
    return False


def _own_unit(caller: Caller) -> str:
    if caller.appointment is None:
        return ""
    unit = caller.directory.unit(caller.directory.body(caller.appointment.unit, caller.today))
    return unit.code if unit else ""


def _run(request: Request, services: Services, caller: Caller, run: Run, chosen: str, after: str | None) -> Response:
    context: dict[str, Any] = {
        "run": shown_runs(services, caller.directory, (run,))[0],
        "found": rows_of(_runs(services), run, chosen, after),
        "passed_over": [sheet.name for sheet in sheets_of(_runs(services), run) if not sheet.is_recognised],
    }
    return page(request, "imports/show.html", fragment="imports/_run.html", **context)


def _ask_columns(
    request: Request, services: Services, caller: Caller, run: Run, number: int, problem: Problem | None = None
) -> Response:
    """The form for one sheet; raises `NotKnown` where there is none, or nothing can be corrected any more."""
    shown = shown_runs(services, caller.directory, (run,))[0]
    sheets = sheets_of(_runs(services), run) if shown.may_correct else ()
    if not 1 <= number <= len(sheets):
        raise NotKnown
    context: dict[str, Any] = {"run": shown, "sheets": sheets, "sheet": sheets[number - 1], "meanings": meanings()}
    status = problem.status if problem else 200
    return page(request, "imports/columns.html", status=status, problem=problem, **context)


def _chunks(out: BinaryIO) -> Iterator[bytes]:
    with out:
        while chunk := out.read(CHUNK):
            yield chunk


def _download(run: Run, name: str, kind: str) -> dict[str, str]:
    """A name without people and places."""
    return {"Content-Disposition": f'attachment; filename="import-{name}-{run.asked_at:%Y%m%d-%H%M%S}.{kind}"'}
