"""Photos and papers on their way in: kept encrypted at once, bound to a record by the command that names them."""

from collections.abc import AsyncGenerator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.asking import MayOnlyRead, keep
from api.attachments.refusals import AttachmentEmpty, AttachmentTooLarge
from api.commanding import Missing
from api.depends import Shared
from api.v1.acting import Acting
from api.v1.answers import answer, documented
from api.v1.body import BodyTooLarge, read_up_to
from api.v1.commands import IdempotencyKey
from api.v1.shapes import AttachmentTold

router = APIRouter(prefix="/attachments", tags=["attachments"])

FRAME = 64 * 1024
"""Bytes that a multipart body has around its file."""

FILE = "file"
BINARY = {"type": "string", "format": "binary"}
ASKED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {FILE: BINARY}, "required": [FILE]},
            },
            **{kind: {"schema": BINARY} for kind in ("image/jpeg", "image/png", "image/webp", "application/pdf")},
        },
    },
    "x-writes": True,
}


@router.post(
    "",
    operation_id="attachment.add",
    status_code=201,
    openapi_extra={**documented(AttachmentTold, "Kept; a command may name it now.", status=201), **ASKED},
)
async def add(request: Request, services: Shared, caller: Acting, idempotency_key: IdempotencyKey = None) -> Response:
    """Take a photo (JPEG, PNG, WebP) or a paper (PDF) in, as `file` of a form or as the body itself.

    What it is, is found by decoding it; its name and declared type do not count. The same bytes under the same key
    are kept once.
    """
    if not caller.may_write:
        raise MayOnlyRead
    content = await _content(request, services.system.settings.upload_bytes)
    evidence = await run_in_threadpool(keep, services, caller, content, idempotency_key)
    told = AttachmentTold(
        attachment=evidence.attachment,
        ciphertext_sha256=evidence.ciphertext_sha256,
        size=evidence.size,
        kind=evidence.kind,
    )
    return answer(told, status=201)


async def _content(request: Request, most: int) -> bytes:
    """The bytes of the file; no more than a file may have is ever read."""
    is_form = request.headers.get("content-type", "").startswith("multipart/form-data")
    try:
        body = await read_up_to(request, most + (FRAME if is_form else 0))
    except BodyTooLarge as error:
        raise AttachmentTooLarge(most_mib=f"{most / 2**20:g}") from error
    content = await _file_of(request, body) if is_form else body
    if not content:
        raise AttachmentEmpty
    return content


async def _file_of(request: Request, body: bytes) -> bytes:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await MultiPartParser(request.headers, stream(), max_files=1, max_fields=4).parse()
    except MultiPartException as error:
        raise Missing(where=FILE) from error
    file = form.get(FILE)
    content = await file.read() if isinstance(file, UploadFile) else None
    await form.close()
    if content is None:
        raise Missing(where=FILE)
    return content
