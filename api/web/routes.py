"""All pages."""

from fastapi import APIRouter

from api.web import attachments, me, report, sign_in, steps

router = APIRouter(include_in_schema=False)
for pages in (sign_in, me, report, steps, attachments):
    router.include_router(pages.router)
