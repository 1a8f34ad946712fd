"""The audit trail and the board of clocks over HTTP."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.caller import Caller
from api.depends import Shared, SignedIn
from api.moments import moment
from api.naming import hazard_named, unit_named
from api.reading.audit import ANY_FLAG
from api.reading.models import eyes_of
from api.seeing import seen_hazard
from api.services import Services
from api.v1.answers import answer, documented, next_link
from api.v1.reading import After, Limit, MinPosition, lists, names_told
from api.v1.shapes import BoardTold, TrailTold
from domain.appointment.posts import Post
from domain.hazard.grading import Grade
from domain.kernel.identity import UnitId
from domain.key.terms import Level
from projections.asking import Eyes
from projections.audit_trail import ask as audit_trail
from projections.audit_trail.ask import TrailFilter
from projections.deadlines import ask as deadlines

router = APIRouter()

Flag = Literal["any", "elsewhere", "key_lost", "many_at_once", "own_key", "post_not_held", "signed_unread"]
Moment = Annotated[str | None, Query(max_length=40, description="A moment; a day alone means its end.")]
Below = Annotated[str | None, Query(max_length=100, description="Identifier or code of a unit: it and all below it.")]


@router.get("/audit", tags=["audit"], operation_id="audit.list", openapi_extra=documented(TrailTold, "Acts."))
def audit(
    request: Request,
    services: Shared,
    caller: SignedIn,
    hazard: Annotated[str | None, Query(max_length=100, description="Identifier or number.")] = None,
    unit: Below = None,
    person: Annotated[UUID | None, Query(description="Who acted, or whom it is about.")] = None,
    appointment: UUID | None = None,
    post: Post | None = None,
    kind: Annotated[str | None, Query(max_length=40, description="hazard, organisation, person …")] = None,
    name: Annotated[str | None, Query(max_length=100, description="Stored name of an event.")] = None,
    level: Annotated[
        Level | None, Query(description="Of the signature; `none` are acts of people that are not signed.")
    ] = None,
    key: Annotated[UUID | None, Query(description="The key that signed.")] = None,
    flag: Annotated[Flag | None, Query(description="What is odd about the act; `any` for whatever it is.")] = None,
    recorded_from: Moment = None,
    recorded_before: Moment = None,
    after: After = None,
    limit: Limit = 50,
    min_position: MinPosition = None,
) -> Response:
    """Who did what, in which post, signed how and with which key, newest first, of the subtrees whoever asks reads."""
    asked = TrailFilter(
        hazard=_seen(services, caller, hazard),
        person=person,
        appointment=appointment,
        post=post.value if post else None,
        kinds=(kind,) if kind else None,
        names=(name,) if name else None,
        levels=(level.value,) if level else None,
        key=key,
        flag=None if flag == ANY_FLAG else flag,
        is_flagged=flag is not None,
        recorded_from=_moment(services, recorded_from, "recorded_from"),
        recorded_before=_moment(services, recorded_before, "recorded_before"),
    )
    under = under_of(caller, unit)
    with lists(services, ("audit_trail",), caller, min_position) as (connection, position):
        eyes = trail_eyes(caller)
        found = audit_trail.page(connection, eyes, asked, under=under, after=after, limit=limit)
    told = TrailTold(
        items=list(found.acts),
        names=names_told(services, caller, {each for act in found.acts for each in act.named}),
        after=found.after,
        position=position,
    )
    return answer(told, position=position, headers=next_link(request, found.after))


@router.get(
    "/deadlines", tags=["deadlines"], operation_id="deadline.list", openapi_extra=documented(BoardTold, "Clocks.")
)
def board(
    request: Request,
    services: Shared,
    caller: SignedIn,
    unit: Below = None,
    clock: Annotated[str | None, Query(max_length=60, description="Kind of clock, e.g. `hazard.verify`.")] = None,
    grade: Grade | None = None,
    due_before: Moment = None,
    after: After = None,
    limit: Limit = 50,
    min_position: MinPosition = None,
) -> Response:
    """Running clocks, what runs out first coming first, each with its basis."""
    under, moment_due = under_of(caller, unit), _moment(services, due_before, "due_before")
    with lists(services, ("deadlines",), caller, min_position) as (connection, position):
        found = deadlines.board(
            connection,
            eyes_of(caller),
            under=under,
            kinds=(clock,) if clock else None,
            grades=(grade,) if grade else None,
            due_before=moment_due,
            after=after,
            limit=limit,
        )
    told = BoardTold(
        items=list(found.clocks),
        names=names_told(services, caller, {each.unit for each in found.clocks}),
        after=found.after,
        position=position,
    )
    return answer(told, position=position, headers=next_link(request, found.after))


def under_of(caller: Caller, unit: str | None) -> str | None:
    """The path of the unit that is asked for; raises `NotKnown`."""
    if unit is None:
        return None
    return caller.directory.path(UnitId(unit_named(caller.directory, unit)), caller.today) or "-"


def trail_eyes(caller: Caller) -> Eyes:
    """The subtrees that are read; what was given from elsewhere is asked for by hazard."""
    return Eyes(prefixes=caller.readable.prefixes)


def _seen(services: Services, caller: Caller, hazard: str | None) -> UUID | None:
    """A hazard that may be seen; raises `NotKnown`."""
    if hazard is None:
        return None
    found = hazard_named(services, hazard)
    seen_hazard(services, caller, found)
    return found


def _moment(services: Services, text: str | None, where: str) -> datetime | None:
    return None if text is None else moment(text, services.system.settings.zone, where=where)
