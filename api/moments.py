"""Moments as people write them: with an offset, or by the clock on the wall of the zone they live in."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from domain.kernel.refusals import Malformed

_WRITTEN = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,6}))?)?"
    r"(?P<offset>Z|[+\- ]\d\d:?\d\d)?)?",
    re.ASCII,
)


class NoSuchMoment(Malformed):
    """A day or time that no clock ever showed there, or not written as expected."""

    sentence = "{where}: there was no such moment; write 2026-03-01 08:00, or with an offset 2026-03-01T08:00+08:00."


class MomentTwice(Malformed):
    """The clocks went back and showed this time twice."""

    sentence = "{where}: clocks showed this time twice; add the offset, for example {first}."


def moment(text: str, zone: tzinfo, *, where: str) -> datetime:
    """The instant in UTC. A day alone means its end, 24:00, which may be written as well and always was.

    Raises `NoSuchMoment` for times that were skipped when clocks went forward, `MomentTwice` for those shown twice.
    """
    written = _WRITTEN.fullmatch(text.strip())
    if written is None:
        raise NoSuchMoment(where=where)
    try:
        local = _local(written)
        if written["offset"]:
            return _with_offset(local, written["offset"])
        if _is_end_of_day(written):
            return local.replace(tzinfo=zone).astimezone(
                UTC
            )  # the first instant of the next day, even where it skipped
        return _on_the_wall(local, zone, where)
    except (ValueError, OverflowError) as error:
        raise NoSuchMoment(where=where) from error


def _is_end_of_day(written: re.Match[str]) -> bool:
    return written["hour"] in (None, "24")


def _local(written: re.Match[str]) -> datetime:
    day = date.fromisoformat(written["day"])
    if _is_end_of_day(written):
        if any(int(written[part] or 0) for part in ("minute", "second", "fraction")):
            raise ValueError("after 24:00")
        return datetime.combine(day + timedelta(days=1), time.min)
    fraction = int((written["fraction"] or "0").ljust(6, "0"))
    clock = time(int(written["hour"]), int(written["minute"]), int(written["second"] or 0), fraction)
    return datetime.combine(day, clock)


def _with_offset(local: datetime, offset: str) -> datetime:
    """A blank stands for the plus that an address has lost."""
    if offset == "Z":
        return local.replace(tzinfo=UTC)
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    if hours > 15 or minutes > 59:
        raise ValueError("no such offset")
    ahead = timedelta(hours=hours, minutes=minutes)
    return (local + ahead if offset[0] == "-" else local - ahead).replace(tzinfo=UTC)


def _on_the_wall(local: datetime, zone: tzinfo, where: str) -> datetime:
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        raise NoSuchMoment(where=where)
    if first.utcoffset() != second.utcoffset():
        raise MomentTwice(where=where, first=first.isoformat(timespec="minutes"))
    return first.astimezone(UTC)
