"""Who is asking: account, person, posts, and what they may see."""

from fastapi import APIRouter, Response

from api.caller import Caller
from api.depends import Shared, SignedIn
from api.reading.names import names_for
from api.v1.answers import answer, documented
from api.v1.shapes import MeTold, PostTold

router = APIRouter(tags=["me"])


@router.get("/me", operation_id="me.show", openapi_extra=documented(MeTold, "Who asks."))
def me(services: Shared, caller: SignedIn) -> Response:
    """Who asks, in which post, what that post reads; with a session cookie the token that changes need."""
    application, person = services.system.application, caller.account.person
    names = names_for(services, caller.directory, [person])
    told = MeTold(
        sign_in=caller.account.sign_in,
        person=person,
        name=names.people.get(person) if person else None,
        posts=_posts(caller),
        may_write=caller.may_write,
        is_administrator=caller.account.is_administrator,
        reads=list(caller.readable.prefixes),
        log=application.log_name,
        is_trial=application.is_trial,
        csrf=caller.session.csrf_token if caller.session else None,
    )
    return answer(told)


def _posts(caller: Caller) -> list[PostTold]:
    return [
        PostTold(
            appointment=each.id,
            post=each.post.value,
            unit=each.unit,
            unit_name=unit.name if (unit := caller.directory.unit(each.unit)) else "",
            kind=each.kind.value,
            is_current=each == caller.appointment,
        )
        for each in caller.appointments
    ]
