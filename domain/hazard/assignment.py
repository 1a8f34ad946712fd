"""The five implementations: what an assignment must say before it counts as one (五落实, FACTS of the trade)."""

from datetime import date

from domain.kernel.events import Value


class FiveImplementations(Value):
    """Responsibility, measures, funds, deadline and contingency; what was not said is None."""

    responsibility: str | None
    measures: str | None
    funds_fen: int | None
    """Nothing needed is 0; None is unsaid."""
    due_on: date | None
    contingency: str | None

    @property
    def is_complete(self) -> bool:
        """Reports count an assignment only if all five are there."""
        said = (self.responsibility, self.measures, self.funds_fen, self.due_on, self.contingency)
        return all(part is not None for part in said)
