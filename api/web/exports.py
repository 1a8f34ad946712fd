"""The ledger, the audit trail and one hazard's dossier as files, under the same filters as their pages."""

from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from api.caller import Caller
from api.depends import Form, SentForm, Shared, SignedIn
from api.exports.audit_pdf import write_audit_pdf
from api.exports.audit_xlsx import write_audit_xlsx
from api.exports.fonts import Fonts
from api.exports.hazard_pdf import write_hazard_pdf
from api.exports.heading import ExportHeading
from api.exports.ledger_pdf import write_ledger_pdf
from api.exports.ledger_xlsx import write_ledger_xlsx
from api.exports.typesetting import PdfResult
from api.exports.words import Language
from api.reading import audit, ledger
from api.reading.audit_lines import printed_acts
from api.reading.dossier import dossier_of
from api.reading.hazard import Loaded, load
from api.reading.headings import audit_filters, heading_of, ledger_filters
from api.reading.ledger_asked import LedgerAsked, ledger_asked
from api.reading.ledger_rows import printed_lines
from api.reading.masking import Masking, masking_of
from api.reading.models import eyes_of, reading
from api.reading.moments import past_asked
from api.reading.unmasking import unmask_audit, unmask_hazard, unmask_ledger
from api.services import Services
from api.web.asking import own_position
from api.words import current_language

router = APIRouter()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY, CHUNK = 2**20, 2**16


@router.get("/ledger.xlsx")
def ledger_xlsx(request: Request, services: Shared, caller: SignedIn) -> Response:
    """The ledger as an Excel workbook, every line that the filters leave."""
    return _ledger_xlsx(request, services, caller, masking_of(caller))


@router.post("/ledger.xlsx")
def ledger_xlsx_in_full(request: Request, services: Shared, caller: SignedIn, form: SentForm) -> Response:
    """The same with names in full, once the reason is recorded."""
    return _ledger_xlsx(request, services, caller, _for_ledger(request, services, caller, form))


@router.get("/ledger.pdf")
def ledger_pdf(request: Request, services: Shared, caller: SignedIn) -> Response:
    """The ledger as a PDF; more lines than anybody prints are refused in words."""
    return _ledger_pdf(request, services, caller, masking_of(caller))


@router.post("/ledger.pdf")
def ledger_pdf_in_full(request: Request, services: Shared, caller: SignedIn, form: SentForm) -> Response:
    """The same with names in full, once the reason is recorded."""
    return _ledger_pdf(request, services, caller, _for_ledger(request, services, caller, form))


@router.get("/audit.xlsx")
def audit_xlsx(request: Request, services: Shared, caller: SignedIn) -> Response:
    """The audit trail as an Excel workbook."""
    return _audit_xlsx(request, services, caller, masking_of(caller))


@router.post("/audit.xlsx")
def audit_xlsx_in_full(request: Request, services: Shared, caller: SignedIn, form: SentForm) -> Response:
    """The same with names in full, once the reason is recorded."""
    return _audit_xlsx(request, services, caller, _for_audit(request, services, caller, form))


@router.get("/audit.pdf")
def audit_pdf(request: Request, services: Shared, caller: SignedIn) -> Response:
    """The audit trail as a PDF."""
    return _audit_pdf(request, services, caller, masking_of(caller))


@router.post("/audit.pdf")
def audit_pdf_in_full(request: Request, services: Shared, caller: SignedIn, form: SentForm) -> Response:
    """The same with names in full, once the reason is recorded."""
    return _audit_pdf(request, services, caller, _for_audit(request, services, caller, form))


@router.get("/hazards/{hazard_id}/dossier.pdf")
def dossier_pdf(request: Request, services: Shared, caller: SignedIn, hazard_id: UUID) -> Response:
    """Everything of one hazard on paper, now or at a moment of the past."""
    return _dossier_pdf(request, services, caller, load(services, caller, hazard_id), masking_of(caller))


@router.post("/hazards/{hazard_id}/dossier.pdf")
def dossier_pdf_in_full(
    request: Request, services: Shared, caller: SignedIn, form: SentForm, hazard_id: UUID
) -> Response:
    """The same with names in full, once the reason is recorded."""
    loaded = load(services, caller, hazard_id)
    masking = _asked_in_full(caller, form) or unmask_hazard(services, caller, hazard_id, loaded.state, _reason(form))
    return _dossier_pdf(request, services, caller, loaded, masking)


def _ledger_xlsx(request: Request, services: Services, caller: Caller, masking: Masking) -> Response:
    asked, heading = _ledger(request, services, caller, masking)
    with reading(services, ledger.MODELS, caller, position=own_position(request)) as connection:
        found = ledger.Reader(services, connection, eyes_of(caller)).every(asked)
        lines = printed_lines(services, caller, found, masking, asked.past)
        return _workbook(
            "ledger", heading, lambda out: write_ledger_xlsx(lines, out, heading=heading, language=_language())
        )


def _ledger_pdf(request: Request, services: Services, caller: Caller, masking: Masking) -> Response:
    asked, heading = _ledger(request, services, caller, masking)

    def make(fonts: Fonts) -> PdfResult:
        with reading(services, ledger.MODELS, caller, position=own_position(request)) as connection:
            found = ledger.Reader(services, connection, eyes_of(caller)).every(asked)
            lines = printed_lines(services, caller, found, masking, asked.past)
            return write_ledger_pdf(lines, heading=heading, language=_language(), fonts=fonts)

    return _pdf("ledger", heading, services.press.print(make))


def _audit_xlsx(request: Request, services: Services, caller: Caller, masking: Masking) -> Response:
    asked, heading = _audit(request, services, caller, masking)
    with reading(services, audit.MODELS, caller, position=own_position(request)) as connection:
        lines = printed_acts(services, caller, audit.every_act(connection, caller, asked), masking)
        return _workbook(
            "audit", heading, lambda out: write_audit_xlsx(lines, out, heading=heading, language=_language())
        )


def _audit_pdf(request: Request, services: Services, caller: Caller, masking: Masking) -> Response:
    asked, heading = _audit(request, services, caller, masking)

    def make(fonts: Fonts) -> PdfResult:
        with reading(services, audit.MODELS, caller, position=own_position(request)) as connection:
            lines = printed_acts(services, caller, audit.every_act(connection, caller, asked), masking)
            return write_audit_pdf(lines, heading=heading, language=_language(), fonts=fonts)

    return _pdf("audit", heading, services.press.print(make))


def _dossier_pdf(request: Request, services: Services, caller: Caller, loaded: Loaded, masking: Masking) -> Response:
    past = past_asked(request.query_params, services.system.settings.zone)
    now = services.system.clock()
    dossier = dossier_of(services, caller, loaded, past, now, masking)
    heading = heading_of(services, caller, past, now, masking)
    made = services.press.print(
        lambda fonts: write_hazard_pdf(dossier, heading=heading, language=_language(), fonts=fonts)
    )
    return _pdf("hazard", heading, made)


def _for_ledger(request: Request, services: Services, caller: Caller, form: Form) -> Masking:
    """What was asked for is understood before anything is recorded."""
    asked = ledger_asked(request.query_params, caller, services.system.settings.zone, services.system.clock())
    return _asked_in_full(caller, form) or unmask_ledger(services, caller, asked.params, _reason(form))


def _for_audit(request: Request, services: Services, caller: Caller, form: Form) -> Masking:
    asked = audit.audit_asked(services, caller, request.query_params)
    return _asked_in_full(caller, form) or unmask_audit(
        services, caller, asked.params, asked.filter.hazard, _reason(form)
    )


def _asked_in_full(caller: Caller, form: Form) -> Masking | None:
    """The usual masking where the box was not ticked."""
    return None if form.get("names_in_full") else masking_of(caller)


def _reason(form: Form) -> str:
    return form.get("reason", "")


def _ledger(
    request: Request, services: Services, caller: Caller, masking: Masking
) -> tuple[LedgerAsked, ExportHeading]:
    zone, now = services.system.settings.zone, services.system.clock()
    asked = ledger_asked(request.query_params, caller, zone, now)
    return asked, heading_of(services, caller, asked.past, now, masking, ledger_filters(asked, caller))


def _audit(
    request: Request, services: Services, caller: Caller, masking: Masking
) -> tuple[audit.AuditAsked, ExportHeading]:
    asked, now = audit.audit_asked(services, caller, request.query_params), services.system.clock()
    return asked, heading_of(services, caller, None, now, masking, audit_filters(services, asked, caller, masking))


def _workbook(name: str, heading: ExportHeading, write: Callable[[BinaryIO], int]) -> Response:
    """The workbook from a temporary file, so that memory does not grow with it."""
    out = cast("BinaryIO", SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115
    write(out)
    size = out.seek(0, 2)
    out.seek(0)
    headers = _headers(name, heading.exported_at, "xlsx") | {"Content-Length": str(size)}
    return StreamingResponse(_chunks(out), headers=headers, media_type=XLSX)


def _chunks(out: BinaryIO) -> Iterator[bytes]:
    with out:
        while chunk := out.read(CHUNK):
            yield chunk


def _pdf(name: str, heading: ExportHeading, made: PdfResult) -> Response:
    return StreamingResponse(
        _chunks(BytesIO(made.content)),
        headers=_headers(name, heading.exported_at, "pdf") | {"Content-Length": str(len(made.content))},
        media_type="application/pdf",
    )


def _headers(name: str, at: datetime, kind: str) -> dict[str, str]:
    """A name without people and places."""
    return {"Content-Disposition": f'attachment; filename="{name}-{at:%Y%m%d-%H%M%S}.{kind}"'}


def _language() -> Language:
    return "en" if current_language() == "en" else "zh-CN"
