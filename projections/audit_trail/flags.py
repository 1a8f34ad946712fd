"""What is odd about an act when it is seen among others: house rules, each a reason to ask and never a finding."""

from datetime import timedelta
from typing import Any

from domain.appointment.events import AppointmentEnded, AppointmentMade
from domain.hazard.events import (
    ClosingChecked,
    HazardAssigned,
    HazardFound,
    HazardRechecked,
    HazardRectified,
    HazardTakenOver,
    InterimMeasureTaken,
    RectificationRejected,
    RectificationVerified,
    VerifiedUnderException,
)
from domain.key.events import KeyRevoked
from domain.person.events import PersonEnrolled, PersonLeft

ELSEWHERE = "elsewhere"
KEY_LOST = "key_lost"
MANY_AT_ONCE = "many_at_once"
OWN_KEY = "own_key"
POST_NOT_HELD = "post_not_held"
SIGNED_UNREAD = "signed_unread"
FLAGS = (ELSEWHERE, KEY_LOST, MANY_AT_ONCE, OWN_KEY, POST_NOT_HELD, SIGNED_UNREAD)
"""Stable codes, in the order in which a row has them."""

AT_ONCE = timedelta(minutes=1)
MANY = 5
"""So many sign-offs by one hand within `AT_ONCE` are many (house rule)."""

UNREAD = timedelta(seconds=5)
"""Nobody reads a statement faster (house rule): it was signed sooner after it was shown."""

NEAR = timedelta(minutes=15)
"""Nobody is at another unit's place within so little time (house rule; schools of a district lie further apart)."""

VERIFYING = (RectificationVerified, VerifiedUnderException, ClosingChecked, HazardRechecked, RectificationRejected)
"""Somebody went to look."""

BEING_THERE = (*VERIFYING, HazardFound, HazardRectified, InterimMeasureTaken)
"""Acts of whoever was at the place, on the day that is said."""

PRESENCE = frozenset(each.name for each in BEING_THERE)

PARAMETERS: dict[str, Any] = {
    "many": MANY,
    "at_once": AT_ONCE,
    "near": NEAR,
    "verifying": [each.name for each in VERIFYING],
    "assigned": HazardAssigned.name,
    "taken_over": HazardTakenOver.name,
    "made": AppointmentMade.name,
    "ended": AppointmentEnded.name,
    "left": PersonLeft.name,
    "enrolled": PersonEnrolled.name,
    "revoked": KeyRevoked.name,
}
"""What the statements of `keep.sql` are told."""
