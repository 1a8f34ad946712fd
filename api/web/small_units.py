"""The exception under which a small school verifies by itself, as pages of units show it, and who may decide on it."""

from dataclasses import dataclass
from datetime import date

from api.caller import Caller
from api.reading.powers import may
from domain.organisation.small_units import SMALL_KINDS
from domain.organisation.state import OwnVerification, Unit


@dataclass(frozen=True, kw_only=True)
class ExceptionShown:
    """One exception; both days are included."""

    from_on: date
    until_on: date
    by_name: str
    reason: str
    is_running: bool


def exceptions_of(caller: Caller, unit: Unit) -> tuple[ExceptionShown, ...]:
    """Every exception of a unit, the oldest first."""
    return tuple(_shown(caller, each) for each in unit.exceptions)


def exception_steps(caller: Caller, unit: Unit) -> tuple[str, ...]:
    """Allowing a small school below one's own unit to verify by itself, or ending it; nothing for who may not."""
    if caller.appointment is None or unit.kind not in SMALL_KINDS or unit.is_closed(caller.today):
        return ()
    if caller.directory.body(caller.appointment.unit, caller.today) == unit.id:
        return ()
    is_allowed = any(each.until_on >= caller.today for each in unit.exceptions)
    step = "organisation.end_own_verification" if is_allowed else "organisation.allow_own_verification"
    return (step,) if may(caller, step, unit.id) else ()


def _shown(caller: Caller, each: OwnVerification) -> ExceptionShown:
    by = caller.directory.unit(each.allowed_by)
    return ExceptionShown(
        from_on=each.from_on,
        until_on=each.until_on,
        by_name=by.name if by else "",
        reason=each.reason,
        is_running=each.lasts(caller.today),
    )
