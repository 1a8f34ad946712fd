"""Ask for a later day, grant it, refuse it."""

from datetime import date

from domain.hazard import clocks as clock
from domain.hazard.commands.base import HazardCommand
from domain.hazard.events import ExtensionGranted, ExtensionRefused, ExtensionRequested
from domain.hazard.guards import is_assigned, running_due
from domain.hazard.people import by_rectifier, by_supervisor, is_hand_of, is_known_above
from domain.hazard.refusals import (
    ExtensionAskedTooLate,
    ExtensionDecidedByAsker,
    ExtensionUndecided,
    LongerThanAsked,
    NobodyCompetentTold,
    NoExtensionAsked,
    NoInterimMeasure,
    NotLaterThanBefore,
)
from domain.hazard.signatory import signatory
from domain.hazard.state import Hazard
from domain.hazard.timing import not_past, rectified_by, running
from domain.kernel.circumstances import Circumstances


def _protected(hazard: Hazard) -> None:
    if not hazard.has_interim:
        raise NoInterimMeasure


def _known_above(hazard: Hazard, circumstances: Circumstances) -> None:
    if not is_known_above(hazard, circumstances):
        raise NobodyCompetentTold


class RequestExtension(HazardCommand, name="hazard.request_extension", says=("reason",)):
    """The rectifier asks for a later day."""

    due_on: date
    reason: str

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """In somebody's hands, people protected, and no request undecided."""
        is_assigned(hazard)
        if hazard.extension is not None:
            raise ExtensionUndecided
        _protected(hazard)

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By the rectifier, once whoever is competent was told; of a listed hazard well before expiry."""
        by_rectifier(hazard, circumstances)
        _known_above(hazard, circumstances)
        if hazard.is_listed:
            latest = circumstances.clocks.last_day_to_ask(
                "hazard.extension_ask", due_on=running_due(hazard), on=circumstances.today
            )
            if circumstances.today > latest:
                raise ExtensionAskedTooLate(latest=latest)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[ExtensionRequested]:
        """A later day than the one that stands; the supervisor's time to decide begins."""
        self.guard(state, circumstances)
        not_past(self.due_on, circumstances)
        previous = running_due(state)
        if self.due_on <= previous:
            raise NotLaterThanBefore(due_on=previous)
        return (
            ExtensionRequested(
                due_on=self.due_on,
                previous_due_on=previous,
                reason=self.reason,
                by=signatory(circumstances),
                clocks=(running(circumstances, clock.DECIDE_EXTENSION),),
            ),
        )


class ExtensionDecision(HazardCommand, says=("reason",)):
    """What granting and refusing an extension share: who decides."""

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """While a request waits."""
        is_assigned(hazard)
        if hazard.extension is None:
            raise NoExtensionAsked

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By the supervisor or above, never by the asker."""
        if hazard.extension is not None and is_hand_of(circumstances, hazard.extension.by):
            raise ExtensionDecidedByAsker
        by_supervisor(hazard, circumstances)


class GrantExtension(ExtensionDecision, name="hazard.grant_extension"):
    """Allow a later day: the one asked for, or an earlier one."""

    due_on: date | None = None
    """Left out, the day asked for."""
    reason: str

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[ExtensionGranted]:
        """After the day that stands, at most the one asked for, people still protected and the competent told."""
        self.guard(state, circumstances)
        _protected(state)
        _known_above(state, circumstances)
        assert state.extension is not None
        previous, asked = running_due(state), state.extension.due_on
        due_on = self.due_on or asked
        if due_on <= previous:
            raise NotLaterThanBefore(due_on=previous)
        if due_on > asked:
            raise LongerThanAsked(due_on=asked)
        return (
            ExtensionGranted(
                due_on=due_on,
                previous_due_on=previous,
                reason=self.reason,
                by=signatory(circumstances),
                clocks=(rectified_by(state, circumstances, due_on),),
            ),
        )


class RefuseExtension(ExtensionDecision, name="hazard.refuse_extension"):
    """Leave the day as it is."""

    reason: str

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[ExtensionRefused]:
        """Refused."""
        self.guard(state, circumstances)
        return (ExtensionRefused(reason=self.reason, by=signatory(circumstances)),)
