"""What is remembered of the house's decisions on signing."""

from datetime import date

from domain.kernel.commands import State
from domain.kernel.events import Event
from domain.kernel.identity import StreamId, natural_id
from domain.key.terms import Level
from domain.policy.events import SigningLevelSet
from domain.policy.signing_levels import FLOORS

SIGNING = StreamId(natural_id("signing levels"))
"""The one stream of all levels."""


class SigningLevels(State):
    """The level of every act in all its versions; before any is set, nothing has to be signed."""

    def __init__(self) -> None:
        self._versions: dict[str, tuple[SigningLevelSet, ...]] = {}

    def evolve(self, event: Event) -> None:
        """Add a version."""
        if isinstance(event, SigningLevelSet):
            self._versions[event.act] = (*self.versions(event.act), event)

    @property
    def has_begun(self) -> bool:
        """Whether steps of this log need signatures at all."""
        return bool(self._versions)

    def versions(self, act: str) -> tuple[SigningLevelSet, ...]:
        """Every version for an act, oldest first; empty for one never set."""
        return self._versions.get(act, ())

    def in_force(self, act: str, on: date) -> SigningLevelSet | None:
        """The newest version whose day has come."""
        return next((each for each in reversed(self.versions(act)) if each.effective_on <= on), None)

    def needed(self, act: str, *, is_major: bool, on: date) -> Level:
        """The level that an act needs on a day, never below its floor."""
        version = self.in_force(act, on)
        floor = FLOORS.get(act, Level.NONE)
        if version is None:
            return floor
        level = version.major if is_major else version.general
        return level if level.suffices_for(floor) else floor

    def acts(self) -> tuple[str, ...]:
        """All acts with a level, in the order of the alphabet."""
        return tuple(sorted(self._versions))
