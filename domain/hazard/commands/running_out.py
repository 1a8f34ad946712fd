"""What the policies ask for when time runs out; no post has these powers."""

from datetime import datetime

from domain.hazard import clocks as clock
from domain.hazard.clocks import RunningClock
from domain.hazard.commands.base import HazardCommand
from domain.hazard.events import ClockOverdueMarked, ClockWarned, HazardEscalated, RecheckCalled
from domain.hazard.guards import is_closed_out, is_here
from domain.hazard.ladder import ladder
from domain.hazard.refusals import AlreadyCalled, AlreadyTold, ClockNotRunning, NotYetTime, RuleUnnamed
from domain.hazard.state import Hazard
from domain.hazard.timing import running
from domain.kernel.circumstances import Circumstances
from domain.kernel.identity import Rule
from domain.kernel.quantities import check_line


def named_rule(circumstances: Circumstances) -> Rule:
    """The rule with its version that asks; no act of a policy goes without."""
    if circumstances.actor.rule is None:
        raise RuleUnnamed
    return circumstances.actor.rule


class ClockCommand(HazardCommand):
    """An answer to a clock of the hazard, as it was when the policy looked."""

    clock: str
    due_at: datetime

    def check(self) -> None:
        """Refuse a clock without a name."""
        check_line("clock", self.clock)

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """While the hazard is here; a recheck may run out after closing."""
        is_here(hazard)

    def running(self, hazard: Hazard) -> RunningClock:
        """The clock, if it is still the same one."""
        found = hazard.clocks.get(self.clock)
        if found is None or found.deadline.due_at != self.due_at:
            raise ClockNotRunning
        return found

    @staticmethod
    def reached(moment: datetime, circumstances: Circumstances) -> None:
        """Refuse before the moment has come."""
        if circumstances.now < moment:
            raise NotYetTime(moment=moment)


class WarnOfClock(ClockCommand, name="hazard.warn"):
    """Warn the answerable unit that most of the time is gone."""

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[ClockWarned]:
        """Once for each clock, from its moment on."""
        self.guard(state, circumstances)
        found = self.running(state)
        self.reached(found.deadline.warn_at, circumstances)
        if found.is_warned or found.is_overdue:
            raise AlreadyTold
        to = ladder(state, self.clock, circumstances)[0]
        rule = named_rule(circumstances)
        return (ClockWarned(clock=self.clock, due_at=self.due_at, level=0, to=to, rule=rule),)


class MarkOverdue(ClockCommand, name="hazard.mark_overdue"):
    """Mark a clock as overdue and tell the superior."""

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[ClockOverdueMarked]:
        """Once for each clock, when the time is over."""
        self.guard(state, circumstances)
        found = self.running(state)
        self.reached(found.deadline.due_at, circumstances)
        if found.is_overdue:
            raise AlreadyTold
        steps = ladder(state, self.clock, circumstances)
        level = min(1, len(steps) - 1)
        rule = named_rule(circumstances)
        return (ClockOverdueMarked(clock=self.clock, due_at=self.due_at, level=level, to=steps[level], rule=rule),)


class Escalate(ClockCommand, name="hazard.escalate"):
    """Tell the level above the last one told."""

    level: int
    """The level to tell, counted from the answerable unit, which is 0."""

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardEscalated]:
        """Level by level, each a further span of time after the one before; ends at the highest there is."""
        self.guard(state, circumstances)
        found = self.running(state)
        if not found.is_overdue or found.is_escalated or self.level != found.level + 1:
            raise AlreadyTold
        self.reached(clock.escalation_at(self.due_at, found.deadline.escalate_at, found.level), circumstances)
        steps = ladder(state, self.clock, circumstances)
        level = min(self.level, len(steps) - 1)
        return (
            HazardEscalated(
                clock=self.clock,
                due_at=self.due_at,
                level=level,
                to=steps[level],
                is_highest=level == len(steps) - 1,
                rule=named_rule(circumstances),
            ),
        )


class CallRecheck(HazardCommand, name="hazard.call_recheck"):
    """Draw a closed general hazard to be looked at again."""

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """Closed out, and no recheck awaited."""
        is_closed_out(hazard)
        if clock.RECHECK in hazard.clocks:
            raise AlreadyCalled

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[RecheckCalled]:
        """Called; the recheck has its time."""
        self.guard(state, circumstances)
        rule = named_rule(circumstances)
        started = running(circumstances, "hazard.recheck_sampled", clock=clock.RECHECK)
        return (RecheckCalled(rule=rule, clocks=(started,)),)
