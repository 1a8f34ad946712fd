"""Merge with a duplicate, void as mis-registered: proposed by one person, confirmed by another."""

from collections.abc import Mapping

from domain.hazard.commands.base import HazardCommand
from domain.hazard.commands.supervising import by_lister
from domain.hazard.events import (
    DuplicateAbsorbed,
    HazardMerged,
    HazardVoided,
    MergeProposed,
    MergeRefused,
    VoidProposed,
    VoidRefused,
)
from domain.hazard.guards import is_here
from domain.hazard.people import acting_body, is_above, is_hand_of
from domain.hazard.refusals import (
    AnotherSurvivor,
    ConfirmedOnlyFromAbove,
    HazardIsListed,
    MergedWithItself,
    NothingProposed,
    ProposalUndecided,
    SecondPersonNeeded,
    SurvivorClosedOut,
    SurvivorElsewhere,
    SurvivorHasLeft,
    SurvivorOfLowerGrade,
)
from domain.hazard.signatory import Signatory, signatory
from domain.hazard.state import Hazard
from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import On, State
from domain.kernel.identity import HazardId, StreamId
from domain.kernel.refusals import NotKnown


def by_second_person(first: Signatory, hazard: Hazard, circumstances: Circumstances) -> None:
    """Refuse whoever proposed it, and for a major hazard everybody below the superior unit."""
    if is_hand_of(circumstances, first):
        raise SecondPersonNeeded
    if hazard.is_major and not is_above(circumstances, is_here(hazard)):
        raise ConfirmedOnlyFromAbove


def merging(hazard: Hazard) -> MergeProposed:
    """It is here, and a second person has to decide on a merger; gives the proposal."""
    is_here(hazard)
    if hazard.merge is None:
        raise NothingProposed
    return hazard.merge


def voiding(hazard: Hazard) -> VoidProposed:
    """It is here, and a second person has to decide on a voiding; gives the proposal."""
    is_here(hazard)
    if hazard.void is None:
        raise NothingProposed
    return hazard.void


class Proposal(HazardCommand, says=("reason",)):
    """What proposing a merger and proposing a voiding share."""

    reason: str

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """One proposal at a time."""
        is_here(hazard)
        if hazard.merge is not None or hazard.void is not None:
            raise ProposalUndecided


class ProposeMerge(Proposal, name="hazard.propose_merge"):
    """Say that another entry is about the same thing and should go on for both."""

    survivor: HazardId

    def touches(self) -> Mapping[StreamId, type[State]]:
        """The surviving entry, which must be able to go on for both."""
        return {StreamId(self.survivor): Hazard}

    def check(self) -> None:
        """Refuse a blank reason and itself."""
        super().check()
        if self.survivor == self.hazard:
            raise MergedWithItself

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """One proposal at a time; a listed one has to be delisted first."""
        super().refuse_stage(hazard)
        if hazard.is_listed:
            raise HazardIsListed

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[MergeProposed]:
        """Proposed; a second person decides."""
        self.guard(state, circumstances)
        refuse_survivor(self.survivor, state, circumstances)
        by = signatory(circumstances)
        return (MergeProposed(survivor=self.survivor, reason=self.reason, by=by),)


class ConfirmMerge(HazardCommand, name="hazard.confirm_merge"):
    """Agree: it goes on under the surviving entry, both stay readable."""

    survivor: HazardId

    def touches(self) -> Mapping[StreamId, type[State]]:
        """The surviving entry, which gets an event of its own."""
        return {StreamId(self.survivor): Hazard}

    def check(self) -> None:
        """Refuse itself."""
        if self.survivor == self.hazard:
            raise MergedWithItself

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """Proposed, and not listed meanwhile."""
        merging(hazard)
        if hazard.is_listed:
            raise HazardIsListed

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By a second person."""
        by_second_person(merging(hazard).by, hazard, circumstances)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardMerged, On]:
        """Merged, and absorbed on the surviving entry."""
        self.guard(state, circumstances)
        if merging(state).survivor != self.survivor:
            raise AnotherSurvivor
        refuse_survivor(self.survivor, state, circumstances)
        by = signatory(circumstances)
        absorbed = DuplicateAbsorbed(duplicate=self.hazard, number=state.number, by=by)
        return HazardMerged(survivor=self.survivor, by=by), On(StreamId(self.survivor), absorbed)


class RefuseMerge(HazardCommand, name="hazard.refuse_merge", says=("reason",), stage=merging):
    """Disagree, or take one's own proposal back."""

    reason: str

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[MergeRefused]:
        """Both go on."""
        self.guard(state, circumstances)
        return (MergeRefused(reason=self.reason, by=signatory(circumstances)),)


class ProposeVoid(Proposal, name="hazard.propose_void"):
    """Say that it should never have been registered."""

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[VoidProposed]:
        """Proposed; a second person decides."""
        self.guard(state, circumstances)
        return (VoidProposed(reason=self.reason, by=signatory(circumstances)),)


class ConfirmVoid(HazardCommand, name="hazard.confirm_void", stage=voiding):
    """Agree that it was mis-registered; number and text stay in the ledger."""

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By a second person; of a listed hazard by the lister."""
        by_second_person(voiding(hazard).by, hazard, circumstances)
        if hazard.is_listed:
            by_lister(hazard, circumstances)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardVoided]:
        """Voided, with both signatures in the event."""
        self.guard(state, circumstances)
        proposed, by = voiding(state), signatory(circumstances)
        return (HazardVoided(reason=proposed.reason, proposed_by=proposed.by, by=by),)


class RefuseVoid(HazardCommand, name="hazard.refuse_void", says=("reason",), stage=voiding):
    """Disagree, or take one's own proposal back."""

    reason: str

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[VoidRefused]:
        """It goes on."""
        self.guard(state, circumstances)
        return (VoidRefused(reason=self.reason, by=signatory(circumstances)),)


def refuse_survivor(survivor: HazardId, duplicate: Hazard, circumstances: Circumstances) -> None:
    """Refuse a surviving entry that could not carry the duplicate on."""
    entry = circumstances.others.get(StreamId(survivor))
    if not isinstance(entry, Hazard) or entry.unit is None:
        raise NotKnown
    if entry.unit != duplicate.unit and not _is_of_own_subtree(entry, circumstances):
        raise SurvivorElsewhere
    if entry.has_left:
        raise SurvivorHasLeft
    if duplicate.is_open and not entry.is_open:
        raise SurvivorClosedOut
    if duplicate.is_major and not entry.is_major:
        raise SurvivorOfLowerGrade


def _is_of_own_subtree(entry: Hazard, circumstances: Circumstances) -> bool:
    home = acting_body(circumstances)
    if home is None or entry.unit is None:
        return False
    return circumstances.directory.is_below(entry.unit, home, circumstances.today)
