"""What accompanies a command: under which id it may be repeated, when it is said to have happened, who claims it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID, uuid5

from api.caller import Caller
from api.commanding import NotAField, NotOfItsKind
from api.moments import NoSuchMoment, moment
from api.services import Services
from domain.application import Asked
from domain.hazard.refusals import HappenedInTheFuture
from domain.kernel.circumstances import Happened
from domain.kernel.refusals import Malformed

LONGEST_KEY = 128
ENVELOPE = ("happened", "claimed_at")
"""Values that say something about the asking itself; no command has fields of these names."""


class KeyUnusable(Malformed):
    """An idempotency key that is blank or too long."""

    sentence = "{where}: a key has 1 to {most} characters."


def accompanied(services: Services, caller: Caller, values: Mapping[str, Any], key: str | None) -> Asked:
    """Who asks, when, under which id, and when it is said to have happened; raises `Malformed` and its like."""
    system, zone = services.system, services.system.settings.zone
    asked = system.asked(caller.actor, None if key is None else command_id(caller, key))
    happened = happened_said(values.get("happened"), zone)
    claimed = values.get("claimed_at")
    claimed_at = None if claimed is None else _instant(claimed, "claimed_at", zone)
    _refuse_future(asked.now, zone, happened, claimed_at)
    return replace(asked, happened=happened, claimed_at=claimed_at)


def command_id(caller: Caller, key: str) -> UUID:
    """The command id of an idempotency key: the account's own, so that nobody meets another's keys."""
    if not key.strip() or len(key) > LONGEST_KEY:
        raise KeyUnusable(where="idempotency_key", most=LONGEST_KEY)
    return uuid5(caller.account.id, f"idempotency key\x1f{key}")


def happened_said(said: Any, zone: tzinfo) -> Happened | None:
    """`{"on": day}` or `{"at": instant}`, nothing for nothing."""
    match said:
        case None:
            return None
        case {"on": day, **others} if not others:
            return Happened(on=_day(day))
        case {"at": instant, **others} if not others:
            return Happened(at=_instant(instant, "happened.at", zone))
        case {**others} if unknown := next((name for name in others if name not in ("on", "at")), None):
            raise NotAField(where=f"happened.{unknown}")
    raise NotOfItsKind(where="happened")


def _instant(text: Any, where: str, zone: tzinfo) -> datetime:
    if not isinstance(text, str) or ":" not in text:
        raise NoSuchMoment(where=where)
    return moment(text, zone, where=where)


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise NoSuchMoment(where="happened.on") from error


def _refuse_future(now: datetime, zone: tzinfo, happened: Happened | None, claimed_at: datetime | None) -> None:
    if happened is not None and happened.day(zone) > now.astimezone(zone).date():
        raise HappenedInTheFuture(day=happened.day(zone))
    for instant in (claimed_at, happened.at if happened else None):
        if instant is not None and instant > now:
            raise HappenedInTheFuture(day=instant.astimezone(zone).date())
