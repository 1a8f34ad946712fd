"""What can be asked about names that exports hide."""

from typing import ClassVar
from uuid import UUID

from domain.access.events import Export, NamesUnmasked
from domain.access.refusals import UnmaskedByAnother, UnmaskedHazardUnclear
from domain.access.state import Unmaskings, unmaskings
from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import HazardId, PersonId, StreamId, UnitId
from domain.kernel.quantities import check_text


class UnmaskNames(Command[Unmaskings], name="access.unmask_names"):
    """Have people's names in full in an export that would mask them; recorded before the file is made."""

    state: ClassVar[type[State]] = Unmaskings
    person: PersonId | None
    """Who exports; none at the server's console."""
    month: str
    """The local month, as 2026-03."""
    what: Export
    hazard: HazardId | None = None
    unit: UnitId | None = None
    reason: str

    @property
    def stream(self) -> StreamId:
        """The person's month."""
        return unmaskings(self.person, self.month)

    def subject_unit(self, state: Unmaskings) -> UnitId | None:
        """The unit that is asked for, with everything below it."""
        return self.unit

    def assigned(self, state: Unmaskings) -> frozenset[UUID]:
        """Where no unit is named it is what one reads in any case: whoever reads answers for it."""
        return frozenset() if self.unit or self.person is None else frozenset({self.person})

    def check(self) -> None:
        """Refuse an unmasking without a reason, and one that does not say of which hazard."""
        check_text("reason", self.reason)
        if (self.what is Export.HAZARD and self.hazard is None) or (self.what is Export.LEDGER and self.hazard):
            raise UnmaskedHazardUnclear

    def decide(self, state: Unmaskings, circumstances: Circumstances) -> tuple[NamesUnmasked]:
        """Refuse to unmask for somebody else, or into another month."""
        today = circumstances.today
        if (self.person, self.month) != (circumstances.actor.person, f"{today:%Y-%m}"):
            raise UnmaskedByAnother
        return (NamesUnmasked(what=self.what, hazard=self.hazard, unit=self.unit, reason=self.reason),)
