"""Moments as people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from api.moments import MomentTwice, NoSuchMoment, moment

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01 08:00", at(2026, 3, 1, 0, 0)),
        ("2026-03-01T08:00:30", at(2026, 3, 1, 0, 0, 30)),
        ("2026-03-01T08:00:30.25", at(2026, 3, 1, 0, 0, 30, 250_000)),
        ("2026-03-01T08:00Z", at(2026, 3, 1, 8, 0)),
        ("2026-03-01T08:00+05:30", at(2026, 3, 1, 2, 30)),
        ("2026-03-01T08:00-0100", at(2026, 3, 1, 9, 0)),
        ("2026-03-01T08:00 08:00", at(2026, 3, 1, 0, 0)),
        ("2026-02-28 24:00", at(2026, 2, 28, 16, 0)),
        ("2026-02-28", at(2026, 2, 28, 16, 0)),
        (" 2026-03-01 08:00 ", at(2026, 3, 1, 0, 0)),
    ],
)
def test_a_moment_is_local_unless_it_has_an_offset(text: str, expected: datetime) -> None:
    assert moment(text, SHANGHAI, where="known_at") == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-02-29",
        "2026-13-01 08:00",
        "2026-03-01 24:01",
        "2026-03-01 25:00",
        "2026-03-01 08:60",
        "2026-3-1 8:00",
        "2026-03-01T08:00+16:00",
        "9999-12-31",
        "0001-01-01 00:00",
        "２０２６-03-01",
        "2026-03-01\n08:00",
    ],
)
def test_what_never_was_is_refused(text: str) -> None:
    with pytest.raises(NoSuchMoment) as refusal:
        moment(text, SHANGHAI, where="known_at")
    assert refusal.value.where == "known_at"


def test_a_time_that_clocks_skipped_is_refused() -> None:
    with pytest.raises(NoSuchMoment):
        moment("2026-03-29 02:30", BERLIN, where="known_at")


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        ("2026-04-23", "Africa/Cairo", at(2026, 4, 23, 22, 0)),
        ("2026-10-24", "Atlantic/Azores", at(2026, 10, 25, 0, 0)),
        ("1986-05-03", "Asia/Shanghai", at(1986, 5, 3, 16, 0)),
    ],
)
def test_a_day_has_one_end_even_where_clocks_skip_or_repeat_midnight(day: str, zone: str, expected: datetime) -> None:
    assert moment(day, ZoneInfo(zone), where="known_at") == expected
    assert moment(f"{day} 24:00", ZoneInfo(zone), where="known_at") == expected


def test_a_time_that_clocks_showed_twice_needs_its_offset() -> None:
    with pytest.raises(MomentTwice):
        moment("2026-10-25 02:30", BERLIN, where="known_at")
    assert moment("2026-10-25 02:30+01:00", BERLIN, where="known_at") == at(2026, 10, 25, 1, 30)
    assert moment("2026-10-25 03:00", BERLIN, where="known_at") == at(2026, 10, 25, 2, 0)
