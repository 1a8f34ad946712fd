"""What can happen to names that an export hides."""

from enum import StrEnum

from domain.kernel.events import Event
from domain.kernel.identity import HazardId, UnitId


class Export(StrEnum):
    """What is made into a file."""

    LEDGER = "ledger"
    AUDIT = "audit"
    HAZARD = "hazard"
    BUNDLE = "bundle"
    """Evidence to hand over."""


class AccessEvent(Event):
    """Somebody saw more than the least."""


class NamesUnmasked(AccessEvent, name="access.names_unmasked.v1"):
    """Somebody had an export made with people's names in full, and said why."""

    what: Export
    hazard: HazardId | None = None
    """The one that was asked for; a trail of one hazard has it as well."""
    unit: UnitId | None = None
    """The unit with everything below it; none is everything that the post reads."""
    reason: str
