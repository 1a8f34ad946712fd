"""What is remembered of the rules by which things go."""

from datetime import date

from domain.kernel.commands import State
from domain.kernel.events import Event
from domain.kernel.identity import StreamId, natural_id
from domain.retention.events import RetentionRuleSet
from domain.retention.kinds import Kept

RETENTION = StreamId(natural_id("retention"))
"""The one stream of all rules."""


class RetentionRules(State):
    """The rule of every kind in all its versions; before any is set everything stays."""

    def __init__(self) -> None:
        self._versions: dict[Kept, tuple[RetentionRuleSet, ...]] = {}

    def evolve(self, event: Event) -> None:
        """Add a version."""
        if isinstance(event, RetentionRuleSet):
            self._versions[event.kept] = (*self.versions(event.kept), event)

    def versions(self, kept: Kept) -> tuple[RetentionRuleSet, ...]:
        """Every version for a kind, oldest first."""
        return self._versions.get(kept, ())

    def in_force(self, kept: Kept, on: date) -> RetentionRuleSet | None:
        """The newest version whose day has come; none where everything of the kind stays."""
        return next((each for each in reversed(self.versions(kept)) if each.effective_on <= on), None)


def ended(over_on: date, years: int) -> date:
    """The first day on which something may go: the same day so many years later; 29 February counts as 1 March."""
    try:
        return over_on.replace(year=over_on.year + years)
    except ValueError:
        return date(over_on.year + years, 3, 1)
