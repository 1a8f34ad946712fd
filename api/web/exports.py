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
from api.depends import Shared, SignedIn
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
from api.reading.hazard import load
from api.reading.headings import audit_filters, heading_of, ledger_filters
from api.reading.ledger_asked import LedgerAsked, ledger_asked
from api.reading.ledger_rows import printed_lines
from api.reading.models import eyes_of, reading
from api.reading.moments import past_asked
from api.services import Services
from api.web.asking import own_position
from api.words import current_language

router = APIRouter()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY, CHUNK = 2**20, 2**16


@router.get("/ledger.xlsx")
def ledger_xlsx(request: Request, services: Shared, caller: SignedIn) -> Response:
    """The ledger as an Excel workbook, every line that the filters leave."""
    asked, heading = _ledger(request, services, caller)
    with reading(services, ledger.MODELS, caller, position=own_position(request)) as connection:
        lines = printed_lines(services, caller, ledger.Reader(services, connection, eyes_of(caller)).every(asked))
        return _workbook(
            "ledger", heading, lambda out: write_ledger_xlsx(lines, out, heading=heading, language=_language())
        )


@router.get("/ledger.pdf")
def ledger_pdf(request: Request, services: Shared, caller: SignedIn) -> Response:
    """The ledger as a PDF; more lines than anybody prints are refused in words."""
    asked, heading = _ledger(request, services, caller)

    def make(fonts: Fonts) -> PdfResult:
        with reading(services, ledger.MODELS, caller, position=own_position(request)) as connection:
            lines = printed_lines(services, caller, ledger.Reader(services, connection, eyes_of(caller)).every(asked))
            return write_ledger_pdf(lines, heading=heading, language=_language(), fonts=fonts)

    return _pdf("ledger", heading, services.press.print(make))


@router.get("/audit.xlsx")
def audit_xlsx(request: Request, services: Shared, caller: SignedIn) -> Response:
    """The audit trail as an Excel workbook."""
    asked, heading = _audit(request, services, caller)
    with reading(services, audit.MODELS, caller, position=own_position(request)) as connection:
        lines = printed_acts(services, caller, audit.every_act(connection, caller, asked))
        return _workbook(
            "audit", heading, lambda out: write_audit_xlsx(lines, out, heading=heading, language=_language())
        )


@router.get("/audit.pdf")
def audit_pdf(request: Request, services: Shared, caller: SignedIn) -> Response:
    """The audit trail as a PDF."""
    asked, heading = _audit(request, services, caller)

    def make(fonts: Fonts) -> PdfResult:
        with reading(services, audit.MODELS, caller, position=own_position(request)) as connection:
            lines = printed_acts(services, caller, audit.every_act(connection, caller, asked))
            return write_audit_pdf(lines, heading=heading, language=_language(), fonts=fonts)

    return _pdf("audit", heading, services.press.print(make))


@router.get("/hazards/{hazard_id}/dossier.pdf")
def dossier_pdf(request: Request, services: Shared, caller: SignedIn, hazard_id: UUID) -> Response:
    """Everything of one hazard on paper, now or at a moment of the past."""
    past = past_asked(request.query_params, services.system.settings.zone)
    loaded, now = load(services, caller, hazard_id), services.system.clock()
    dossier = dossier_of(services, caller, loaded, past, now)
    heading = heading_of(services, caller, past, now)
    made = services.press.print(
        lambda fonts: write_hazard_pdf(dossier, heading=heading, language=_language(), fonts=fonts)
    )
    return _pdf("hazard", heading, made)


def _ledger(request: Request, services: Services, caller: Caller) -> tuple[LedgerAsked, ExportHeading]:
    zone, now = services.system.settings.zone, services.system.clock()
    asked = ledger_asked(request.query_params, caller, zone, now)
    return asked, heading_of(services, caller, asked.past, now, ledger_filters(asked, caller))


def _audit(request: Request, services: Services, caller: Caller) -> tuple[audit.AuditAsked, ExportHeading]:
    asked = audit.audit_asked(services, caller, request.query_params)
    return asked, heading_of(services, caller, None, services.system.clock(), audit_filters(services, asked, caller))


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
