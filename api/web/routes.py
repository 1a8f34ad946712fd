"""All pages."""

from fastapi import APIRouter

from api.web import me, sign_in

router = APIRouter(include_in_schema=False)
for pages in (sign_in, me):
    router.include_router(pages.router)
