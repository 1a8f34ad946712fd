"""The closed lists of a hazard's life: sources, manners, kinds of measure, stages."""

from enum import StrEnum


class Stage(StrEnum):
    """How far a hazard has come on the main path, or where it left it."""

    FOUND = "found"
    REGISTERED = "registered"
    ASSIGNED = "assigned"
    RECTIFIED = "rectified"
    AWAITING_COUNTERSIGNATURE = "awaiting_countersignature"
    """A major hazard: verified by the supervising unit, not yet closed out by its head."""
    AWAITING_CHECK = "awaiting_check"
    """A general hazard that its own rectifier verified under an exception, not yet checked from above."""
    VERIFIED = "verified"
    """Closed out (销号)."""
    MERGED = "merged"
    VOIDED = "voided"


class Source(StrEnum):
    """Through whom it came to be known."""

    STAFF = "staff"
    INSPECTION = "inspection"
    PUBLIC = "public"
    PUPIL = "pupil"
    CAMPAIGN = "campaign"
    LEDGER = "ledger"


SEALED = frozenset({Source.PUBLIC, Source.PUPIL})
"""Sources whose persons are sealed: the member of staff who received it signs instead."""


class Manner(StrEnum):
    """In what manner a hazard was closed."""

    REPAIRED = "repaired"
    REMOVED = "removed"
    STOPPED = "stopped"
    CLOSED_DOWN = "closed_down"
    """取缔: an unlawful site or business."""


class Interim(StrEnum):
    """What protects people while it cannot yet be put right."""

    ISOLATION = "isolation"
    BARRIER = "barrier"
    WARNING_SIGN = "warning_sign"
    STOP_OF_USE = "stop_of_use"
    WATCH = "watch"
    OTHER = "other"


class Lack(StrEnum):
    """Why the unit cannot put it right by itself."""

    MONEY = "money"
    POWER = "power"
    SKILL = "skill"
    OTHER = "other"


class TakingUp(StrEnum):
    """What a superior does with a hazard that its unit cannot put right."""

    TAKES_OVER = "takes_over"
    COORDINATES = "coordinates"


class ListingLevel(StrEnum):
    """Which level of government put its name to a listed hazard."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class Awaited(StrEnum):
    """Steps that wait for a signature which somebody may refuse, by the names of their commands."""

    ACCEPT = "hazard.accept"
    REPORT_RECTIFIED = "hazard.report_rectified"
    VERIFY = "hazard.verify"
    COUNTERSIGN = "hazard.countersign"
    CHECK_FROM_ABOVE = "hazard.check_from_above"
    GRANT_EXTENSION = "hazard.grant_extension"
    DECIDE_DECLINE = "hazard.decide_decline"
    CONFIRM_MERGE = "hazard.confirm_merge"
    CONFIRM_VOID = "hazard.confirm_void"


class Correctable(StrEnum):
    """What of an entry may be corrected afterwards; the first value stays readable."""

    PLACE = "place"
    CATEGORY = "category"
    DESCRIPTION = "description"
    FOUND_ON = "found_on"
    CAMPAIGN = "campaign"
