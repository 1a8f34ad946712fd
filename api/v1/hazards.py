"""Hazards over HTTP: the ledger, one hazard with its clocks, its events, its photos and papers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from api.attachments.purpose import Purpose
from api.attachments.serving import etag_of, headers_of
from api.attachments.vault import Opened
from api.depends import Shared, SignedIn
from api.naming import hazard_named
from api.reading.event_words import evidence_in
from api.reading.folding import covered
from api.reading.hazard import load
from api.reading.ledger import MODELS, Reader
from api.reading.ledger_asked import ledger_asked
from api.reading.life import ids_of
from api.reading.models import eyes_of
from api.reading.signatures import signs_of_hazard
from api.services import Services
from api.v1.answers import answer, documented, next_link, unless_known
from api.v1.commands import Key
from api.v1.questions import LedgerQuestions
from api.v1.reading import HappenedBy, KnownAt, MinPosition, lists, names_told, past_of, past_params
from api.v1.shapes import EventsTold, HazardTold, LedgerTold
from api.v1.tags import is_unchanged
from api.v1.told import event_told, hazard_told, page_told
from domain.kernel.identity import AttachmentId
from domain.kernel.refusals import NotKnown

router = APIRouter(prefix="/hazards", tags=["hazards"])


@router.get("", operation_id="hazard.list", openapi_extra=documented(LedgerTold, "A page of the ledger."))
def ledger(
    request: Request, services: Shared, caller: SignedIn, questions: Annotated[LedgerQuestions, Query()]
) -> Response:
    """The ledger as far as the post of whoever asks sees it: by filter, by words, as known at a moment.

    A unit that is not there, or not for whoever asks, is refused with 404.
    """
    system = services.system
    past = past_of(services, questions.known_at, questions.happened_by)
    params = {**questions.filters(), **past_params(past)}
    asked = ledger_asked(params, caller, system.settings.zone, system.clock())
    with lists(services, MODELS, caller, questions.min_position) as (connection, position):
        reader = Reader(services, connection, eyes_of(caller))
        reader.refuse_a_foreign_unit(asked)
        page = reader.page(asked, questions.limit)
    told = page_told(services, caller, page, position)
    return answer(told, position=position, headers=next_link(request, page.after))


@router.get("/{key}", operation_id="hazard.show", openapi_extra=documented(HazardTold, "The hazard."))
def show(
    request: Request,
    services: Shared,
    caller: SignedIn,
    key: Key,
    known_at: KnownAt = None,
    happened_by: HappenedBy = None,
    min_position: MinPosition = None,  # noqa: ARG001 - asked like lists, and true at any position
) -> Response:
    """One hazard with its clocks, from the record itself: always the newest, whatever `min_position` asks."""
    loaded = load(services, caller, hazard_named(services, key))
    past = past_of(services, known_at, happened_by)
    told = hazard_told(services, caller, loaded, past)
    return unless_known(request, answer(told, version=loaded.state.version))


@router.get("/{key}/events", operation_id="hazard.events", openapi_extra=documented(EventsTold, "The events."))
def events(
    request: Request,
    services: Shared,
    caller: SignedIn,
    key: Key,
    known_at: KnownAt = None,
    happened_by: HappenedBy = None,
) -> Response:
    """Every event of a hazard with its envelope and its signature, in order; at a moment, those that belong to it."""
    loaded = load(services, caller, hazard_named(services, key))
    past = past_of(services, known_at, happened_by)
    shown = covered(loaded.happenings, past, services.system.settings.zone)
    signs = signs_of_hazard(services, shown)
    items = [event_told(each, signs) for each in shown]
    told = EventsTold(items=items, names=names_told(services, caller, ids_of(shown)))
    return unless_known(request, answer(told, version=loaded.state.version))


@router.get(
    "/{key}/attachments/{attachment}",
    operation_id="hazard.attachment",
    openapi_extra={"responses": {"200": {"description": "The file.", "content": {"*/*": {}}}}},
)
def attachment(
    request: Request,
    services: Shared,
    caller: SignedIn,
    key: Key,
    attachment: Annotated[UUID, Path()],
    form: Annotated[Purpose, Query(description="`copy` and `thumbnail` are pictures without metadata.")] = Purpose.COPY,
) -> Response:
    """A photo or paper of a hazard, by those who may see the hazard. Papers have only their original."""
    loaded = load(services, caller, hazard_named(services, key))
    mentioned = {each.attachment for happening in loaded.happenings for each in evidence_in(happening.event)}
    if attachment not in mentioned:
        raise NotKnown
    opened = _opened(services, AttachmentId(attachment), form)
    if is_unchanged(request.headers.get("if-none-match"), etag_of(opened.sha256)):
        return Response(status_code=304, headers={"ETag": etag_of(opened.sha256)})
    return Response(opened.content, headers=headers_of(opened))


def _opened(services: Services, attachment: AttachmentId, form: Purpose) -> Opened:
    match form:
        case Purpose.ORIGINAL:
            return services.vault.open_original(attachment)
        case Purpose.COPY:
            return services.vault.open_copy(attachment)
    return services.vault.open_thumbnail(attachment)
