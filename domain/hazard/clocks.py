"""The clocks of a hazard: their names, what starts them, what ends them, and which of them are running.

A clock is started by the `clocks` of an event and ended by the rules below; read models use the same two functions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.deadline.deadline import Deadline
from domain.hazard.events import (
    AssignmentAccepted,
    ClockOverdueMarked,
    ClockWarned,
    ClosingChecked,
    ClosingCountersigned,
    DeclineDecided,
    ExtensionGranted,
    ExtensionRefused,
    HandoverAnswered,
    HazardAssigned,
    HazardDelisted,
    HazardEscalated,
    HazardEvent,
    HazardGraded,
    HazardListed,
    HazardMerged,
    HazardRechecked,
    HazardRectified,
    HazardRecurred,
    HazardRegistered,
    HazardReportedUpward,
    HazardVoided,
    InabilityReported,
    InstructionAnswered,
    InterimMeasureTaken,
    InterimMeasureWaived,
    MergeRefused,
    RectificationRejected,
    RectificationVerified,
    RefusalWitnessed,
    SupervisionNoted,
    VerifiedUnderException,
    VoidRefused,
)
from domain.hazard.grading import Grade
from domain.kernel.events import Event
from domain.kernel.identity import UnitId

REGISTER = "hazard.register"
INTERIM = "hazard.interim"
REPORT_UPWARD = "hazard.report_upward"
ASSIGN = "hazard.assign"
RECTIFY = "hazard.rectify"
"""Limit `hazard.rectify_general` or `hazard.rectify_major`; one clock, so that regrading does not lose it."""
LIST = "hazard.list_major"
PROGRESS = "hazard.progress_listed"
VERIFY = "hazard.verify"
"""Of a major hazard it runs until the countersignature."""
CHECK = "hazard.check_from_above"
RECHECK = "hazard.recheck"
HANDOVER = "hazard.handover_answer"
INSTRUCTION = "hazard.answer_instruction"
DECIDE_DECLINE = "hazard.decide_decline"
DECIDE_EXTENSION = "hazard.decide_extension"
WITNESS = "hazard.witness_refusal"
ANSWER_REFUSAL = "hazard.answer_refusal"
"""After somebody refused to sign: until the unit that was told says how it goes on, or it went on."""

RECTIFY_LIMITS = {Grade.GENERAL: "hazard.rectify_general", Grade.MAJOR: "hazard.rectify_major"}

ENDED: Mapping[type[Event], frozenset[str]] = {
    HazardRegistered: frozenset({REGISTER}),
    HazardAssigned: frozenset({ASSIGN, DECIDE_DECLINE, DECIDE_EXTENSION, ANSWER_REFUSAL}),
    AssignmentAccepted: frozenset({DECIDE_DECLINE, ANSWER_REFUSAL}),
    DeclineDecided: frozenset({DECIDE_DECLINE, DECIDE_EXTENSION, ANSWER_REFUSAL}),
    InterimMeasureTaken: frozenset({INTERIM}),
    InterimMeasureWaived: frozenset({INTERIM}),
    HazardReportedUpward: frozenset({REPORT_UPWARD}),
    InabilityReported: frozenset({REPORT_UPWARD}),
    ExtensionGranted: frozenset({DECIDE_EXTENSION, ANSWER_REFUSAL}),
    ExtensionRefused: frozenset({DECIDE_EXTENSION, ANSWER_REFUSAL}),
    HazardListed: frozenset({LIST, REPORT_UPWARD}),
    HazardDelisted: frozenset({PROGRESS}),
    HazardRectified: frozenset(
        {ASSIGN, INTERIM, REPORT_UPWARD, RECTIFY, PROGRESS, DECIDE_DECLINE, DECIDE_EXTENSION, ANSWER_REFUSAL}
    ),
    RectificationRejected: frozenset({VERIFY, CHECK, ANSWER_REFUSAL}),
    VerifiedUnderException: frozenset({VERIFY, ANSWER_REFUSAL}),
    MergeRefused: frozenset({ANSWER_REFUSAL}),
    VoidRefused: frozenset({ANSWER_REFUSAL}),
    SupervisionNoted: frozenset({ANSWER_REFUSAL}),
    RefusalWitnessed: frozenset({WITNESS}),
    HazardRechecked: frozenset({RECHECK}),
    HazardRecurred: frozenset({RECHECK}),
}
"""Which clocks an event ends whatever it says; those that depend on what it says are in `ends`."""


def of_department(clock: str, department: UnitId) -> str:
    """Name of the clock under which one of several departments has to answer."""
    return f"{clock}/{department}"


def department_of(clock: str) -> UnitId | None:
    """The department that has to answer, of a clock named by `of_department`."""
    _, _, department = clock.partition("/")
    return UnitId(UUID(department)) if department else None


def ends(event: Event, clock: str) -> bool:
    """Whether the event ends the clock. Closing out, merging and voiding end them all."""
    match event:
        case RectificationVerified():
            return clock == ANSWER_REFUSAL or not event.awaits_countersignature
        case ClosingCountersigned() | ClosingChecked() | HazardMerged() | HazardVoided():
            return True
        case HandoverAnswered(department=department):
            return clock == of_department(HANDOVER, department)
        case InstructionAnswered(department=department):
            return clock == of_department(INSTRUCTION, department)
        case HazardGraded(grade=Grade.GENERAL):
            return clock == LIST
    return clock in ENDED.get(type(event), frozenset())


@dataclass(frozen=True)
class RunningClock:
    """A clock that has started and not ended, and what the policies have made of it."""

    deadline: Deadline
    is_warned: bool = False
    is_overdue: bool = False
    level: int = 0
    """The highest level told so far; 0 is the answerable unit itself."""
    is_escalated: bool = False
    """The highest level there is has been told."""


Running = Mapping[str, RunningClock]
"""Running clocks by name."""


def after(running: Running, event: Event) -> Running:
    """The running clocks after an event: ended ones gone, started ones there, marks of the policies set."""
    if not isinstance(event, HazardEvent):
        return running
    kept = {name: clock for name, clock in running.items() if not ends(event, name)}
    started = {deadline.clock: RunningClock(deadline) for deadline in event.started}
    return _marked(kept | started, event)


def _marked(running: dict[str, RunningClock], event: HazardEvent) -> dict[str, RunningClock]:
    if not isinstance(event, ClockWarned | ClockOverdueMarked | HazardEscalated):
        return running
    clock = running.get(event.clock)
    if clock is None or clock.deadline.due_at != event.due_at:
        return running
    return running | {event.clock: _mark(clock, event)}


def _mark(clock: RunningClock, event: ClockWarned | ClockOverdueMarked | HazardEscalated) -> RunningClock:
    match event:
        case ClockWarned():
            return replace(clock, is_warned=True)
        case ClockOverdueMarked():
            return replace(clock, is_overdue=True, level=max(clock.level, event.level))
    return replace(clock, is_escalated=event.is_highest, level=max(clock.level, event.level))


def escalation_at(due_at: datetime, escalate_at: datetime, level: int) -> datetime:
    """When the level above the one told so far is told: first at `escalate_at`, then span by span of that length."""
    return escalate_at + max(level - 1, 0) * (escalate_at - due_at)


def is_of_grade(running: Running, grade: Grade) -> bool:
    """Whether the rectification runs by the limit of this grade; after regrading it may be another one's."""
    clock = running.get(RECTIFY)
    return clock is not None and clock.deadline.basis.limit == RECTIFY_LIMITS[grade]
