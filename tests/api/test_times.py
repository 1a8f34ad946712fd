"""How instants are written for people."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from api.times import due, said

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_time_that_runs_out_with_a_day_is_said_to_end_at_24_00_of_that_day() -> None:
    midnight = datetime(2026, 3, 16, 16, 0, tzinfo=UTC)
    assert due(midnight, SHANGHAI) == "2026-03-16 24:00"
    assert said(midnight, SHANGHAI) == "2026-03-17 00:00:00 +08:00"


def test_time_that_runs_out_within_a_day_is_said_by_hour_and_minute() -> None:
    assert due(datetime(2026, 3, 3, 1, 4, 30, tzinfo=UTC), SHANGHAI) == "2026-03-03 09:04"
