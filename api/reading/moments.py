"""Asking for the past: which moment, and whether as it was known then or as it had happened by then."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from api.moments import moment
from api.seeing import Happening
from domain.hazard.events import HazardTakenOver
from domain.kernel.circumstances import Happened


class Axis(StrEnum):
    """The two questions about the past (DESIGN: two times)."""

    KNOWN = "known"
    """What had been recorded by then: what was known."""
    HAPPENED = "happened"
    """What had happened by then, by all that is recorded today: what was true."""


class Past(NamedTuple):
    """A moment of the past and in which of the two ways it is asked for."""

    at: datetime
    axis: Axis

    @property
    def known_at(self) -> datetime | None:
        """The moment, where what was known is asked for."""
        return self.at if self.axis is Axis.KNOWN else None

    def covers(self, happening: Happening, zone: tzinfo) -> bool:
        """Whether an event belongs to what is shown."""
        if self.axis is Axis.KNOWN:
            return happening.recorded_at <= self.at
        event, happened = happening.event, happening.recorded.happened
        if isinstance(event, HazardTakenOver):
            happened = Happened(on=event.found_on)
        return moment_of(happened, happening.recorded_at, zone) <= self.at

    def query(self, zone: tzinfo) -> dict[str, str]:
        """As it stands in an address."""
        name = "known_at" if self.axis is Axis.KNOWN else "happened_by"
        return {name: self.at.astimezone(zone).isoformat(timespec="seconds")}


def moment_of(happened: Happened, recorded_at: datetime, zone: tzinfo) -> datetime:
    """The instant of something; of what has only a day its last moment, but never after it was recorded."""
    if happened.at is not None:
        return happened.at
    assert happened.on is not None
    end = datetime.combine(happened.on + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)
    return min(end, recorded_at)


def past_asked(params: Mapping[str, str], zone: tzinfo) -> Past | None:
    """What an address asks for: `known_at=` or `happened_by=`, or a form's `at=` with `axis=`. None is now.

    Raises what `api.moments.moment` refuses.
    """
    for name, axis in (("known_at", Axis.KNOWN), ("happened_by", Axis.HAPPENED)):
        if text := params.get(name, "").strip():
            return Past(moment(text, zone, where=name), axis)
    if text := params.get("at", "").strip():
        axis = Axis.HAPPENED if params.get("axis") == Axis.HAPPENED else Axis.KNOWN
        return Past(moment(text, zone, where="at"), axis)
    return None


def local_input(value: datetime, zone: tzinfo) -> str:
    """As a date-time picker wants it: local, to the minute."""
    return value.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
