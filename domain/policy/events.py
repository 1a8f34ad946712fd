"""What can happen to policies."""

from datetime import date

from domain.kernel.events import Event
from domain.key.terms import Level


class PolicyEvent(Event):
    """Something was decided about how the house works."""


class SigningLevelSet(PolicyEvent, name="policy.signing_level_set.v1"):
    """From a day on an act needs a signature of this level, for general and for major hazards."""

    act: str
    """The command's name."""
    version: int
    general: Level
    major: Level
    source: str
    effective_on: date
