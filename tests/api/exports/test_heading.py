"""What a document says of itself."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from api.times import said
from tests.api.exports.examples import HEADING, TRIAL


def test_an_instant_is_said_with_its_offset_from_utc() -> None:
    assert said(HEADING.exported_at, ZoneInfo("Asia/Shanghai")) == "2026-07-01 09:30:05 +08:00"
    assert said(HEADING.exported_at, ZoneInfo("America/New_York")) == "2026-06-30 21:30:05 -04:00"


def test_an_instant_without_a_zone_is_not_exported() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(HEADING, known_at=datetime(2026, 7, 1))  # noqa: DTZ001


def test_asked_for_the_present_the_moment_of_export_is_what_was_known() -> None:
    assert dict(replace(HEADING, known_at=None).lines("zh-CN"))["按此时所知"] == "2026-07-01 09:30:05 +08:00（导出时）"


def test_a_trial_is_said_first_in_both_languages() -> None:
    assert TRIAL.lines("zh-CN")[0] == ("日志性质", "试用日志：内容为编造，时间为设定，不作任何依据")
    assert TRIAL.lines("en")[0] == ("Kind of log", "TRIAL LOG: made-up content and times, proof of nothing")
    assert HEADING.lines("en")[0] == ("Kind of log", "in earnest")


def test_without_filters_everything_this_person_may_see_is_said() -> None:
    assert dict(replace(HEADING, filters=()).lines("en"))["Filters"] == "none (everything this person may see)"
