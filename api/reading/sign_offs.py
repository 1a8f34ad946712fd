"""The sign-offs that a line of the ledger names, as paper prints them: by whom, in which post, when, and how signed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from uuid import UUID

from api.reading.audit_lines import signed_words, standing_words
from api.reading.folding import covered
from api.reading.life import LifeEvent, ids_of_actor, life_of
from api.reading.moments import Past
from api.reading.names import Names
from api.reading.signatures import Signs, signatures_of, superseding
from api.reading.stored import streams
from api.seeing import Happening
from api.services import Services
from api.times import said
from api.words import say
from domain.hazard.events import (
    ClosingChecked,
    ClosingCountersigned,
    HazardFound,
    HazardRechecked,
    HazardRectified,
    RectificationVerified,
    VerifiedUnderException,
)
from domain.kernel.identity import ActorKind

NAMED = (
    HazardFound,
    HazardRectified,
    RectificationVerified,
    VerifiedUnderException,
    ClosingChecked,
    ClosingCountersigned,
    HazardRechecked,
)
"""What the ledger's own columns say of people: who found, put right, verified, closed out and looked again."""

SignOffs = Mapping[UUID, tuple[Sequence[Happening], Signs]]
"""Of hazards the acts that their lines name, with what stands under them."""


def sign_offs_of(services: Services, hazards: Sequence[UUID], past: Past | None = None) -> SignOffs:
    """The sign-offs of hazards, at a moment or now, each signature checked; read in one go."""
    zone = services.system.settings.zone
    known = {each: covered(events, past, zone) for each, events in streams(services, hazards).items()}
    named = {hazard: named_in(events) for hazard, events in known.items()}
    signatures = signatures_of(services, [each for events in named.values() for each in events])
    return {
        hazard: (events, Signs(signatures=signatures, superseded=superseding(known[hazard])))
        for hazard, events in named.items()
    }


def named_in(happenings: Iterable[Happening]) -> Sequence[Happening]:
    """The acts of people that a line of the ledger names."""
    of_people = (each for each in happenings if each.recorded.actor.kind is ActorKind.PERSON)
    return tuple(each for each in of_people if isinstance(each.event, NAMED))


def ids_in_sign_offs(sign_offs: SignOffs) -> set[UUID]:
    """Everybody who signed, for looking up names."""
    return {each for events, _ in sign_offs.values() for event in events for each in ids_of_actor(event.recorded.actor)}


def sign_off_words(sign_offs: SignOffs, hazard: UUID, names: Names, zone: tzinfo) -> str | None:
    """One line a sign-off, in the order of the log; nothing where none of them is signed."""
    events, signs = sign_offs[hazard]
    if not any(each.recorded.signatures for each in events):
        return None
    return "\n".join(_words(each, zone) for each in life_of(events, names, zone, signs))


def _words(event: LifeEvent, zone: tzinfo) -> str:
    who = say("{what}: {who}", what=event.what, who=event.who.words)
    parts = (who, event.who.standing, said(event.recorded_at, zone), signed_words(event, zone))
    return " · ".join(part for part in (*parts, standing_words(event, zone)) if part)
