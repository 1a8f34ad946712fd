"""Which sign-offs no longer stand, because something later took their place: they stay valid, and are never cleared.

A signature says for ever what its signer said at that moment. Whether the record still goes by it is another matter,
told by this table and by nothing that is stored: at an earlier moment, where the later event is not yet known, it
stands (21 CFR 11.70 for the signature; that it stands or not is a house rule).
"""

from collections.abc import Iterator, Mapping, Sequence

from domain.hazard.events import (
    AssignmentAccepted,
    AssignmentDeclined,
    ClosingChecked,
    ClosingCountersigned,
    DeclineDecided,
    ExtensionGranted,
    ExtensionRefused,
    HazardAssigned,
    HazardGraded,
    HazardMerged,
    HazardRechecked,
    HazardRectified,
    HazardRecurred,
    HazardReopened,
    HazardVoided,
    MergeProposed,
    MergeRefused,
    RectificationPlanned,
    RectificationRejected,
    RectificationVerified,
    RefusalWitnessed,
    SignatureRefused,
    VerifiedUnderException,
    VoidProposed,
    VoidRefused,
)
from domain.hazard.signatory import Signatory
from domain.hazard.terms import Awaited
from domain.kernel.events import Event

DONE = (
    HazardRectified,
    RectificationVerified,
    VerifiedUnderException,
    ClosingChecked,
    ClosingCountersigned,
    HazardRechecked,
)
"""That it is put right, and everything that was said on the strength of it."""

GIVEN = (HazardAssigned, AssignmentAccepted, RectificationPlanned)
"""Who shall put it right, that the person took it on, and how."""

Kinds = tuple[type[Event], ...]

TAKEN_BACK: Mapping[type[Event], Kinds] = {
    RectificationRejected: DONE,
    HazardRecurred: DONE,
    HazardReopened: DONE,
    HazardAssigned: GIVEN,
    HazardGraded: (HazardGraded,),
    RectificationPlanned: (RectificationPlanned,),
}
"""What an event takes the place of."""

LEAVING: Mapping[type[Event], Kinds] = {HazardMerged: (MergeProposed,), HazardVoided: (VoidProposed,)}
"""Events after which nothing of the entry stands, but the proposal that they agree to."""

ANSWERS: Mapping[Awaited, Kinds] = {
    Awaited.ACCEPT: (AssignmentAccepted, AssignmentDeclined),
    Awaited.REPORT_RECTIFIED: (HazardRectified,),
    Awaited.VERIFY: (RectificationVerified, RectificationRejected),
    Awaited.COUNTERSIGN: (ClosingCountersigned, RectificationRejected),
    Awaited.CHECK_FROM_ABOVE: (ClosingChecked, RectificationRejected),
    Awaited.GRANT_EXTENSION: (ExtensionGranted, ExtensionRefused),
    Awaited.DECIDE_DECLINE: (DeclineDecided,),
    Awaited.CONFIRM_MERGE: (HazardMerged, MergeRefused),
    Awaited.CONFIRM_VOID: (HazardVoided, VoidRefused),
}
"""What ends a refusal to sign, when the refuser signs it after all: a yes or a no to the matter itself."""


def superseded(events: Sequence[Event]) -> dict[int, int]:
    """Places of events that no longer stand, each with the place of the first event that took its place.

    `events` are those of one hazard, as far as they are known at the moment that is asked about.
    """
    found: dict[int, int] = {}
    for place, later in enumerate(events):
        for earlier in _taken_back(later, events[:place]):
            found.setdefault(earlier, place)
    return found


def _taken_back(later: Event, before: Sequence[Event]) -> Iterator[int]:
    stays = LEAVING.get(type(later))
    goes = GIVEN if isinstance(later, DeclineDecided) and later.is_upheld else TAKEN_BACK.get(type(later), ())
    for place, earlier in enumerate(before):
        if isinstance(earlier, goes) or (stays is not None and not isinstance(earlier, stays)):
            yield place
    yield from _answered(later, before)


def _answered(later: Event, before: Sequence[Event]) -> Iterator[int]:
    """Refusals that whoever had refused has overtaken with an answer, and what their witnesses said of them."""
    by: Signatory | None = getattr(later, "by", None)
    refusals = [each for each in before if isinstance(each, SignatureRefused)]
    ended = {
        (each.act, each.refuser)
        for each in refusals
        if by and isinstance(later, ANSWERS[each.act]) and _is_of(by, each)
    }
    for place, earlier in enumerate(before):
        if isinstance(earlier, SignatureRefused | RefusalWitnessed) and (earlier.act, earlier.refuser) in ended:
            yield place


def _is_of(by: Signatory, refused: SignatureRefused) -> bool:
    """Whether the refuser signs, or somebody in the refuser's post."""
    is_own = refused.refuser in refused.by.seats and by.person == refused.by.person
    return is_own or refused.refuser in by.seats
