"""Photos and papers given out: to those who may see a hazard that mentions them, and staged ones to who added them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.asking import owner_of
from api.attachments.refusals import AttachmentHasNoPicture
from api.attachments.serving import etag_of, headers_of
from api.attachments.vault import Opened, Vault
from api.caller import Caller
from api.depends import Shared, SignedIn
from api.seeing import happenings, seen_hazard
from api.services import Services
from api.web.assets import asset
from api.web.forms.uploads import evidence_in
from domain.kernel.identity import AttachmentId
from domain.kernel.refusals import NotKnown

router = APIRouter()

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STAGED_FOR = timedelta(days=2)
"""How long a file that no step has taken up is shown to who added it (house rule: longer than a form is held)."""

OPENING: dict[str, Callable[[Vault, AttachmentId], Opened]] = {
    "copy": Vault.open_copy,
    "thumbnail": Vault.open_thumbnail,
    "original": Vault.open_original,
}


@router.get("/hazards/{hazard_id}/attachments/{attachment}")
def copy(request: Request, services: Shared, caller: SignedIn, hazard_id: UUID, attachment: UUID) -> Response:
    """The picture without metadata."""
    return _of_hazard(request, services, caller, hazard_id, attachment, "copy")


@router.get("/hazards/{hazard_id}/attachments/{attachment}/thumbnail")
def thumbnail(request: Request, services: Shared, caller: SignedIn, hazard_id: UUID, attachment: UUID) -> Response:
    """The picture, small; of a paper a sign that it is one."""
    return _of_hazard(request, services, caller, hazard_id, attachment, "thumbnail")


@router.get("/hazards/{hazard_id}/attachments/{attachment}/original")
def original(request: Request, services: Shared, caller: SignedIn, hazard_id: UUID, attachment: UUID) -> Response:
    """The bytes that were sent in, as a download."""
    return _of_hazard(request, services, caller, hazard_id, attachment, "original")


@router.get("/attachments/{attachment}/thumbnail")
def staged(request: Request, services: Shared, caller: SignedIn, attachment: UUID) -> Response:
    """A file that the caller added a moment ago, so that a form can show what it holds."""
    age = services.system.clock() - EPOCH - timedelta(milliseconds=attachment.int >> 80)
    is_fresh = timedelta() <= age < STAGED_FOR
    if not is_fresh or not services.vault.usable_by(AttachmentId(attachment), owner_of(caller)):
        raise NotKnown
    return _answer(request, services, attachment, "thumbnail")


def _of_hazard(
    request: Request, services: Services, caller: Caller, hazard_id: UUID, attachment: UUID, purpose: str
) -> Response:
    """Refuses `NotKnown` unless the hazard may be seen and one of its events mentions the attachment."""
    seen_hazard(services, caller, hazard_id)
    mentioned = {each.attachment for found in happenings(services, hazard_id) for each in evidence_in(found.event)}
    if attachment not in mentioned:
        raise NotKnown
    return _answer(request, services, attachment, purpose)


def _answer(request: Request, services: Services, attachment: UUID, purpose: str) -> Response:
    try:
        opened = OPENING[purpose](services.vault, AttachmentId(attachment))
    except AttachmentHasNoPicture:
        if purpose != "thumbnail":
            raise
        return RedirectResponse(asset("paper.svg"), 302)
    if request.headers.get("if-none-match") == etag_of(opened.sha256):
        return Response(status_code=304, headers={"ETag": etag_of(opened.sha256)})
    return Response(opened.content, headers=headers_of(opened))
