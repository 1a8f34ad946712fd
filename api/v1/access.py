"""The acts of access over HTTP, for administrators of accounts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.access.acts import whose
from api.depends import Administrator, Shared
from api.reading.access_acts import acts_asked, found_acts
from api.v1.answers import answer, documented, next_link
from api.v1.reading import After, Limit
from api.v1.shapes import AccessActsTold, AccessActTold

router = APIRouter(prefix="/access", tags=["access"])

Account = Annotated[str | None, Query(max_length=100, description="Sign-in name or identifier: who acted, or whose.")]
Person = Annotated[UUID | None, Query(description="The person whose account acted, or it is about.")]
Kind = Annotated[str | None, Query(max_length=40, description="account, password, session, token …")]


@router.get("/acts", operation_id="access.acts", openapi_extra=documented(AccessActsTold, "Acts of access."))
def access_acts(
    request: Request,
    services: Shared,
    caller: Administrator,  # noqa: ARG001 - who is none is refused
    account: Account = None,
    person: Person = None,
    kind: Kind = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Who came in, who was kept out, who changed whose account or token, newest first."""
    params = {"account": account or "", "person": str(person or ""), "kind": kind or "", "after": after or ""}
    found, before = found_acts(services, acts_asked(services, params), limit)
    names = whose(services.system.pool, {each for act in found for each in (act.who, act.about) if each})
    told = AccessActsTold(
        items=[
            AccessActTold(
                id=each.id,
                at=each.at,
                recorded_at=each.recorded_at,
                what=each.what,
                who=each.who,
                about=each.about,
                detail=each.detail,
                address=each.address.hex() if each.address else None,
            )
            for each in found
        ],
        accounts={str(each): sign_in for each, (sign_in, _) in names.items()},
        after=str(before) if before else None,
    )
    return answer(told, headers=next_link(request, told.after))
