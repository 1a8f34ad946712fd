"""What can be asked about legal holds."""

from typing import ClassVar

from domain.hold.events import HoldPlaced, HoldReleased
from domain.hold.refusals import HoldReleasedBefore, ReleasedByItsPlacer
from domain.hold.state import Hold
from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import Actor, HazardId, HoldId, PersonId, StreamId, UnitId
from domain.kernel.quantities import check_line, check_text
from domain.kernel.refusals import NotKnown
from domain.organisation.directory import Directory


class HoldCommand(Command[Hold]):
    """A command towards one hold."""

    state: ClassVar[type[State]] = Hold
    hold: HoldId

    @property
    def stream(self) -> StreamId:
        """The hold."""
        return StreamId(self.hold)


class PlaceHold(HoldCommand, name="hold.place"):
    """Hold a hazard, or a unit with everything below it: nothing of it is erased or purged until it is released."""

    unit: UnitId
    hazard: HazardId | None = None
    case: str | None = None
    reason: str
    document: str

    def subject_unit(self, state: Hold) -> UnitId | None:
        """The unit that is held, or of which the hazard is: the doors say which that is."""
        return self.unit

    def check(self) -> None:
        """Refuse a hold without its reason and its paper."""
        check_text("reason", self.reason)
        check_line("document", self.document)
        if self.case is not None:
            check_line("case", self.case)

    def decide(self, state: Hold, circumstances: Circumstances) -> tuple[HoldPlaced]:
        """Refuse units nobody knows."""
        if circumstances.directory.unit(self.unit) is None or state.placed is not None:
            raise NotKnown
        return (
            HoldPlaced(unit=self.unit, hazard=self.hazard, case=self.case, reason=self.reason, document=self.document),
        )


class ReleaseHold(HoldCommand, name="hold.release"):
    """Release a hold: somebody else than who placed it, or somebody of a superior unit, and why."""

    reason: str
    document: str

    def subject_unit(self, state: Hold) -> UnitId | None:
        """The unit that is held."""
        if state.placed is None:
            raise NotKnown
        return state.placed.unit

    def check(self) -> None:
        """Refuse a release without its reason and its paper."""
        check_text("reason", self.reason)
        check_line("document", self.document)

    def decide(self, state: Hold, circumstances: Circumstances) -> tuple[HoldReleased]:
        """Refuse what was released, and whoever placed it, unless from further above (house rule)."""
        if state.released is not None:
            raise HoldReleasedBefore
        if _is_by_its_placer(self.hold, circumstances):
            raise ReleasedByItsPlacer
        assert state.placed is not None
        placed = state.placed
        return (HoldReleased(unit=placed.unit, hazard=placed.hazard, reason=self.reason, document=self.document),)


def _is_by_its_placer(hold_id: HoldId, circumstances: Circumstances) -> bool:
    """Whether one person stands behind both, through delegation too.

    A post of one's own in a unit above the one for which it was placed makes it another's decision; a borrowed one does
    not.
    """
    known, actor, directory = circumstances.holds.hold(hold_id), circumstances.actor, circumstances.directory
    placer = known.placed_by if known else None
    if placer is None or _behind(placer, directory).isdisjoint(_behind(actor, directory)):
        return False
    return actor.on_behalf_of is not None or not _is_above(actor.unit, placer.unit, directory)


def _behind(actor: Actor, directory: Directory) -> frozenset[PersonId]:
    """Who acted, and whose post it was."""
    giver = directory.appointment(actor.on_behalf_of) if actor.on_behalf_of else None
    return frozenset(each for each in (actor.person, giver.person if giver else None) if each is not None)


def _is_above(unit: UnitId | None, other: UnitId | None, directory: Directory) -> bool:
    return unit is not None and other is not None and unit != other and directory.is_below(other, unit)
