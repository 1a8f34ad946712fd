"""The clocks of a hazard with their basis, from its events: running, stopped in time or late, and by what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from api.reading.event_words import clock_words, event_term
from api.reading.names import Names
from api.seeing import Happening
from api.words import say, term
from domain.deadline.deadline import Deadline, LimitUnit
from domain.hazard.clocks import ends
from domain.hazard.events import ClockOverdueMarked, ClockWarned, HazardEscalated, HazardEvent


@dataclass(frozen=True)
class ClockRun:
    """One run of a clock, with what ended it and whom the policies told."""

    deadline: Deadline
    stopped_at: datetime | None = None
    stopped_by: str = ""
    """Stored name of the event that ended it; its own name again where a new run took its place."""
    is_replaced: bool = False
    level: int | None = None
    """The highest level above the unit that was told that it ran out."""
    is_warned: bool = False


@dataclass(frozen=True, kw_only=True)
class ShownClock:
    """A clock as pages show it; `state` is running, soon, overdue, in_time, late or replaced."""

    clock: str
    what: str
    starts_at: datetime
    due_at: datetime
    due_on: date
    state: str
    state_words: str
    left_words: str
    """How long there is or how long it has been over; empty for stopped clocks."""
    stopped_at: datetime | None
    stopped_words: str
    limit_words: str
    basis_words: str
    is_running: bool
    told_words: str


def runs_of(happenings: Iterable[Happening]) -> tuple[ClockRun, ...]:
    """Every run of every clock, in the order of starting."""
    runs: list[ClockRun] = []
    for happening in happenings:
        event = happening.event
        if isinstance(event, HazardEvent):
            started = {deadline.clock for deadline in event.started}
            runs = [_after(run, event, happening.recorded_at, started) for run in runs]
            runs.extend(ClockRun(deadline) for deadline in event.started)
    return tuple(runs)


def _after(run: ClockRun, event: HazardEvent, at: datetime, started: set[str]) -> ClockRun:
    if run.stopped_at is not None:
        return run
    if ends(event, run.deadline.clock) or run.deadline.clock in started:
        is_replaced = not ends(event, run.deadline.clock)
        return replace(run, stopped_at=at, stopped_by=event.name, is_replaced=is_replaced)
    return _marked(run, event)


def _marked(run: ClockRun, event: HazardEvent) -> ClockRun:
    match event:
        case ClockWarned() if event.clock == run.deadline.clock:
            return replace(run, is_warned=True)
        case ClockOverdueMarked() | HazardEscalated() if event.clock == run.deadline.clock:
            return replace(run, level=max(run.level or 0, event.level))
    return run


def shown_clocks(runs: Sequence[ClockRun], names: Names, at: datetime) -> tuple[ShownClock, ...]:
    """Running clocks first, what runs out first at the top; then the stopped ones, the latest first."""
    running = sorted((each for each in runs if each.stopped_at is None), key=lambda run: run.deadline.due_at)
    stopped = [each for each in reversed(runs) if each.stopped_at is not None]
    return tuple(_shown(each, names, at) for each in (*running, *stopped))


def clock_state(run: ClockRun, at: datetime) -> str:
    """How a run stands at a moment."""
    if run.is_replaced:
        return "replaced"
    if run.stopped_at is not None:
        return "late" if run.deadline.is_over(run.stopped_at) else "in_time"
    return due_state(run.deadline.due_at, run.deadline.warn_at, at)


def due_state(due_at: datetime, warn_at: datetime, at: datetime) -> str:
    """Overdue, soon or running."""
    if at >= due_at:
        return "overdue"
    return "soon" if at >= warn_at else "running"


def left_words(due_at: datetime, at: datetime) -> str:
    """How long there is, or how long it has been over: in days, below two days in hours."""
    span = abs(due_at - at)
    hours, days = span // timedelta(hours=1), span // timedelta(days=1)
    if at >= due_at:
        return say("over by {days} days", days=days) if days >= 2 else say("over by {hours} h", hours=hours)
    return say("{days} days left", days=days) if days >= 2 else say("{hours} h left", hours=hours)


def limit_words(deadline: Deadline) -> str:
    """How long the limit is: `15 days`."""
    basis = deadline.basis
    if basis.unit is LimitUnit.DATE:
        return say("date chosen")
    return say(f"{{amount}} {basis.unit.value}", amount=basis.amount)


def basis_words(deadline: Deadline) -> str:
    """By which limit in which version from which source, and by which calendars."""
    basis = deadline.basis
    rule = say(
        "limit “{limit}”, version {version}; source: {source}",
        limit=term("limit", basis.limit),
        version=basis.version,
        source=say(basis.source),
    )
    used = ", ".join(say("{year} version {version}", year=each.year, version=each.version) for each in basis.calendar)
    return f"{rule}; {say('calendar: {used}', used=used)}" if used else rule


def _shown(run: ClockRun, names: Names, at: datetime) -> ShownClock:
    deadline, state = run.deadline, clock_state(run, at)
    return ShownClock(
        clock=deadline.clock,
        what=clock_words(deadline.clock, names),
        starts_at=deadline.starts_at,
        due_at=deadline.due_at,
        due_on=deadline.due_on,
        state=state,
        state_words=term("clock_state", state),
        left_words=left_words(deadline.due_at, at) if run.stopped_at is None else "",
        stopped_at=run.stopped_at,
        stopped_words=event_term(run.stopped_by) if run.stopped_by else "",
        limit_words=limit_words(deadline),
        basis_words=basis_words(deadline),
        is_running=run.stopped_at is None,
        told_words=_told(run.level),
    )


def _told(level: int | None) -> str:
    if level is None:
        return ""
    return say("told up to level {level} above", level=level) if level else say("told the unit itself")
