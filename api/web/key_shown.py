"""A key as whoever reads a signature by it may see it."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.depends import Shared, SignedIn
from api.reading.key_shown import key_page
from api.web.rendering import page

router = APIRouter()


@router.get("/keys/{key}")
def show(request: Request, services: Shared, caller: SignedIn, key: UUID) -> Response:
    """Whose it is, how it came to be trusted, and whether it still is."""
    return page(request, "audit/key.html", key=key_page(services, caller, key))
