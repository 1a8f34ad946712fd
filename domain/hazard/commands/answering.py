"""Answer an assignment: accept, decline, decide on the decline."""

from domain.hazard import clocks as clock
from domain.hazard.commands.base import HazardCommand
from domain.hazard.events import AssignmentAccepted, AssignmentDeclined, DeclineDecided
from domain.hazard.guards import is_assigned
from domain.hazard.people import by_rectifier, has_post_of, is_hand_of
from domain.hazard.refusals import (
    AlreadyAccepted,
    AlreadyDeclined,
    DeclineDecidedByDecliner,
    NothingDeclined,
    NotTheAssigner,
)
from domain.hazard.signatory import signatory
from domain.hazard.state import Hazard
from domain.hazard.timing import running
from domain.kernel.circumstances import Circumstances
from domain.kernel.identity import UnitId


class AcceptAssignment(HazardCommand, name="hazard.accept"):
    """Take it on; a decline that nobody decided on is taken back by it."""

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """Once."""
        is_assigned(hazard)
        if hazard.is_accepted:
            raise AlreadyAccepted

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By the rectifier."""
        by_rectifier(hazard, circumstances)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[AssignmentAccepted]:
        """Accepted."""
        self.guard(state, circumstances)
        return (AssignmentAccepted(by=signatory(circumstances)),)


class DeclineAssignment(HazardCommand, name="hazard.decline", says=("reason",)):
    """Say that it is not one's own affair, and why."""

    reason: str

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """Once, and not after accepting."""
        is_assigned(hazard)
        if hazard.is_accepted:
            raise AlreadyAccepted
        if hazard.declined is not None:
            raise AlreadyDeclined

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By the rectifier."""
        by_rectifier(hazard, circumstances)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[AssignmentDeclined]:
        """Declined; the assigner's time to decide begins, the rectification's runs on."""
        self.guard(state, circumstances)
        started = running(circumstances, clock.DECIDE_DECLINE)
        return (AssignmentDeclined(reason=self.reason, by=signatory(circumstances), clocks=(started,)),)


class DecideDecline(HazardCommand, name="hazard.decide_decline", says=("reason",)):
    """Agree with whoever declined, or insist."""

    is_upheld: bool
    """Whether the one who declined is right."""
    reason: str

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """While an answer is owed."""
        is_assigned(hazard)
        if hazard.declined is None:
            raise NothingDeclined

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By the assigner, whoever holds that post now, or a superior unit; never by the decliner."""
        assigner = is_assigned(hazard).by
        if hazard.declined is not None and is_hand_of(circumstances, hazard.declined.by):
            raise DeclineDecidedByDecliner
        if not has_post_of(signatory(circumstances), assigner) and not cls._is_above(circumstances, assigner.unit):
            raise NotTheAssigner

    @staticmethod
    def _is_above(circumstances: Circumstances, unit: UnitId | None) -> bool:
        acting = circumstances.actor.unit
        if acting is None or unit is None:
            return False
        return circumstances.directory.is_superior(acting, unit, circumstances.today)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[DeclineDecided]:
        """Upheld: it has to be assigned anew, in time. Insisted: it counts as accepted."""
        self.guard(state, circumstances)
        started = (running(circumstances, clock.ASSIGN),) if self.is_upheld else ()
        by = signatory(circumstances)
        return (DeclineDecided(is_upheld=self.is_upheld, reason=self.reason, by=by, clocks=started),)
