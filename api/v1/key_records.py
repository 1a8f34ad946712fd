"""One key over HTTP for whoever checks a signature by it."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.caller import Caller
from api.depends import Shared, SignedIn
from api.reading.key_shown import KeySeen, key_seen
from api.reading.life import ids_of
from api.reading.signatures import Signs, signatures_of
from api.services import Services
from api.v1.answers import answer, documented
from api.v1.reading import names_told
from api.v1.shapes import KeyRecordTold
from api.v1.told import event_told

router = APIRouter(prefix="/keys", tags=["signing"])


@router.get("/{key}", operation_id="key.show", openapi_extra=documented(KeyRecordTold, "The key."))
def show(services: Shared, caller: SignedIn, key: UUID) -> Response:
    """Public key, enrolment, who made sure of it and with which signature, and whether it was revoked.

    For everybody who holds a post: whoever may see an act may check its signature.
    """
    return answer(_told(services, caller, key_seen(services, caller, key)))


def _told(services: Services, caller: Caller, seen: KeySeen) -> KeyRecordTold:
    told, record = seen.record.enrolment, seen.record
    signs = Signs(signatures=signatures_of(services, seen.happenings))
    return KeyRecordTold(
        id=record.id,
        person=told.person,
        unit=told.unit,
        scheme=told.scheme.value,
        level=record.level.value,
        algorithm=told.algorithm.value,
        public_key=told.public_key,
        fingerprint=seen.fingerprint,
        relying_party=told.relying_party,
        authenticator=told.authenticator,
        is_backed_up=told.is_backed_up,
        state=seen.state,
        lost_on=record.revoked.lost_on if record.revoked else None,
        events=[event_told(each, signs) for each in seen.happenings],
        names=names_told(services, caller, ids_of(seen.happenings)),
    )
