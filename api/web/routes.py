"""All pages."""

from fastapi import APIRouter

from api.web import (
    access_acts,
    accounts,
    attachments,
    audit,
    directory,
    exports,
    hazard,
    held,
    identities,
    imports,
    ledger,
    me,
    passkey_door,
    provider,
    registering,
    registry,
    report,
    rules,
    sign,
    sign_in,
    start,
    steps,
    tokens,
)

router = APIRouter(include_in_schema=False)
for pages in (
    sign_in,
    passkey_door,
    provider,
    sign,
    me,
    start,
    ledger,
    audit,
    directory,
    exports,
    hazard,
    held,
    imports,
    report,
    steps,
    held,
    attachments,
    registry,
    registering,
    rules,
    identities,
    accounts,
    access_acts,
    tokens,
):
    router.include_router(pages.router)
