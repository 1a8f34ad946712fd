"""When something is said to have happened, and the deadlines that follow from it."""

from datetime import UTC, date, datetime, time, timedelta

from domain.deadline.deadline import Deadline
from domain.hazard.clocks import RECTIFY, RECTIFY_LIMITS, REPORT_UPWARD
from domain.hazard.people import is_above
from domain.hazard.refusals import DueDateInThePast, DueLaterThanBefore, HappenedInTheFuture
from domain.hazard.state import Hazard
from domain.kernel.circumstances import Circumstances
from domain.kernel.identity import UnitId


def day_said(circumstances: Circumstances) -> date:
    """The local day on which it is said to have happened; today where nothing is said."""
    happened = circumstances.happened
    if happened is None:
        return circumstances.today
    day = happened.day(circumstances.zone)
    if day > circumstances.today or (happened.at is not None and happened.at > circumstances.now):
        raise HappenedInTheFuture(day=day)
    return day


def moment_said(circumstances: Circumstances) -> datetime:
    """The instant from which clocks count. Of a bygone day without a time it is 24:00, the latest it can have been."""
    day = day_said(circumstances)
    happened = circumstances.happened
    if happened is not None and happened.at is not None:
        return happened.at
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=circumstances.zone)
    return min(midnight.astimezone(UTC), circumstances.now)


def running(
    circumstances: Circumstances, limit: str, *, starts_at: datetime | None = None, clock: str | None = None
) -> Deadline:
    """The deadline by a limit that has a length, from now unless told otherwise."""
    return circumstances.clocks.deadline(
        limit, starts_at=starts_at or circumstances.now, zone=circumstances.zone, clock=clock
    )


def telling(unit: UnitId, circumstances: Circumstances) -> tuple[str, ...]:
    """The limit for reporting upward, unless a superior acted: then those above know already."""
    return () if is_above(circumstances, unit) else (REPORT_UPWARD,)


def until(circumstances: Circumstances, limit: str, due_on: date, *, clock: str) -> Deadline:
    """The deadline at the end of a chosen day; refuses a day that has passed."""
    not_past(due_on, circumstances)
    return circumstances.clocks.until(
        limit, starts_at=circumstances.now, due_on=due_on, zone=circumstances.zone, clock=clock
    )


def rectified_by(hazard: Hazard, circumstances: Circumstances, due_on: date) -> Deadline:
    """The clock of the rectification until a chosen day."""
    return until(circumstances, RECTIFY_LIMITS[hazard.grade], due_on, clock=RECTIFY)


def not_past(due_on: date, circumstances: Circumstances) -> None:
    """Refuse a day before today."""
    if due_on < circumstances.today:
        raise DueDateInThePast(due_on=due_on)


def not_later(due_on: date, standing: date | None) -> None:
    """Refuse a day later than the one that stands: only an extension does that."""
    if standing is not None and due_on > standing:
        raise DueLaterThanBefore(due_on=standing)
