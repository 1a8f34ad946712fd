"""What can happen to a legal hold."""

from domain.kernel.events import Event
from domain.kernel.identity import HazardId, UnitId


class HoldEvent(Event):
    """Something happened to one hold; the stream is the hold."""


class HoldPlaced(HoldEvent, name="hold.placed.v1"):
    """From now on nothing of a hazard, or of a unit with everything below it, is erased or purged."""

    unit: UnitId
    """The unit that is held with its subtree; of a held hazard the unit it is of."""
    hazard: HazardId | None
    case: str | None
    """Reference of the case for which it is held: groups holds on several hazards and units."""
    reason: str
    document: str
    """Number of the paper that asks for it."""


class HoldReleased(HoldEvent, name="hold.released.v1"):
    """What was held goes its way again; further holds on the same thing stay."""

    unit: UnitId
    hazard: HazardId | None
    reason: str
    document: str
