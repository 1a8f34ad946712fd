"""What speaks against a step whatever it says: how far the hazard has come. Each returns nothing or refuses."""

from datetime import date

from domain.hazard.events import HazardAssigned
from domain.hazard.refusals import (
    AlreadyClosedOut,
    AlreadyMerged,
    AlreadyRectified,
    AlreadyVoided,
    AwaitsCheckFromAbove,
    AwaitsCountersignature,
    HazardNotAssigned,
    HazardNotRegistered,
    NotClosedOut,
    NotRectified,
)
from domain.hazard.state import Hazard
from domain.hazard.terms import Stage
from domain.kernel.identity import UnitId
from domain.kernel.refusals import NotKnown


def is_here(hazard: Hazard) -> UnitId:
    """It exists and was neither merged nor voided; gives the unit where it is."""
    if hazard.unit is None:
        raise NotKnown
    if hazard.stage is Stage.MERGED:
        raise AlreadyMerged
    if hazard.stage is Stage.VOIDED:
        raise AlreadyVoided
    return hazard.unit


def is_open(hazard: Hazard) -> UnitId:
    """It is here and not closed out."""
    unit = is_here(hazard)
    if hazard.is_closed_out:
        raise AlreadyClosedOut
    return unit


def is_before_verification(hazard: Hazard) -> UnitId:
    """It is open and nobody has verified it."""
    unit = is_open(hazard)
    if hazard.stage is Stage.AWAITING_COUNTERSIGNATURE:
        raise AwaitsCountersignature
    if hazard.stage is Stage.AWAITING_CHECK:
        raise AwaitsCheckFromAbove
    return unit


def is_unrectified(hazard: Hazard) -> UnitId:
    """It is open and nobody says that it has been put right."""
    unit = is_before_verification(hazard)
    if hazard.stage is Stage.RECTIFIED:
        raise AlreadyRectified
    return unit


def is_registered(hazard: Hazard) -> UnitId:
    """It is here and has a number."""
    unit = is_here(hazard)
    if not hazard.is_registered:
        raise HazardNotRegistered
    return unit


def is_assigned(hazard: Hazard) -> HazardAssigned:
    """It is in the hands of a rectifier; gives the assignment."""
    is_unrectified(hazard)
    if hazard.assignment is None:
        raise HazardNotAssigned
    return hazard.assignment


def is_rectified(hazard: Hazard) -> UnitId:
    """It waits for verification."""
    unit = is_before_verification(hazard)
    if hazard.stage is not Stage.RECTIFIED:
        raise NotRectified
    return unit


def is_closed_out(hazard: Hazard) -> UnitId:
    """It is off the open list."""
    unit = is_here(hazard)
    if not hazard.is_closed_out:
        raise NotClosedOut
    return unit


def running_due(hazard: Hazard) -> date:
    """The day that stands; where something is assigned there always is one."""
    if hazard.due_on is None:
        raise HazardNotAssigned
    return hazard.due_on
