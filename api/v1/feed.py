"""`/v1/events`: the log for whoever reads everything, as batches of CloudEvents or as a stream that stays open."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from api.depends import Shared, SignedIn
from api.v1.answers import answer, next_link
from api.v1.feeding import batch, refuse_others
from api.v1.streaming import EVENT_STREAM, Following, stream

router = APIRouter(tags=["events"])

BATCH = "application/cloudevents-batch+json"
MOST = 500
TOLD = {
    "responses": {
        "200": {
            "description": "Events in the order of the log; `Bihuan-Position` says how far was looked.",
            "content": {
                BATCH: {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/CloudEvent"}}},
                EVENT_STREAM: {"schema": {"type": "string"}},
            },
        }
    }
}


@router.get("/events", operation_id="event.list", openapi_extra=TOLD)
def events(
    request: Request,
    services: Shared,
    caller: SignedIn,
    after: Annotated[int, Query(ge=0, lt=2**53, description="Position after which to begin.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST, description="So many events of the log are looked at.")] = 100,
    seconds: Annotated[int, Query(ge=1, le=600, description="How long a stream stays open at most.")] = 300,
    accept: Annotated[str, Header()] = BATCH,
    last_event_id: Annotated[str | None, Header(max_length=20, pattern="^[0-9]+$")] = None,
) -> Response:
    """Events of the subtrees that are read, in the order of the log; with `Accept: text/event-stream` as they come.

    What one may not be told of leaves a gap in `sequence`. Following again after `Bihuan-Position` (of a stream:
    `Last-Event-ID`) misses nothing and tells nothing twice.
    """
    refuse_others(caller)
    if EVENT_STREAM in accept:
        return stream(services, Following(request, int(last_event_id) if last_event_id else after, limit, seconds))
    found = batch(services, caller, after, limit)
    leads_on = next_link(request, found.reached) if found.is_more else {}
    return answer(found.events, position=found.reached, headers=leads_on, media_type=BATCH)
