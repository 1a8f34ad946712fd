"""Instants, deadlines and refusals as pages show them."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from api.system import System
from api.web.rendering import deadline, moment
from domain.appointment.posts import Post
from tests.api.web.conftest import Entering
from tests.support.browsing import text_of
from tests.support.stories import Stories

SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 3, 17, 16, 0, tzinfo=UTC)


def test_a_deadline_at_the_end_of_a_day_is_that_days_24_00() -> None:
    assert ">2026-03-17 24:00<" in deadline(MIDNIGHT, SHANGHAI)
    assert 'datetime="2026-03-18T00:00:00+08:00"' in deadline(MIDNIGHT, SHANGHAI)
    assert ">2026-03-18 00:00<" in moment(MIDNIGHT, SHANGHAI)


def test_a_deadline_within_a_day_is_its_hour_and_minute() -> None:
    assert ">2026-03-03 09:04<" in deadline(datetime(2026, 3, 3, 1, 4, tzinfo=UTC), SHANGHAI)
    assert deadline(None, SHANGHAI) == ""


def test_a_refusal_is_told_in_words_and_carries_its_code_for_programs(enter: Entering) -> None:
    page = enter("no3", Post.HEAD).open("/accounts")
    assert page.status_code == 403
    code = re.search(r'role="alert" data-code="([a-z_]+)"', page.text)
    assert code
    assert code.group(1) not in text_of(page)


def test_the_sources_of_limits_are_in_the_language_of_the_reader(enter: Entering) -> None:
    said = text_of(enter("dongcheng", Post.REGISTRAR).open("/registry/limits"))
    assert "内部规定" in said
    assert "house rule" not in said


def test_grading_is_not_what_comes_next_for_a_guard_who_has_reported(settled_trial: System, enter: Entering) -> None:
    hazard = Stories(settled_trial).found()
    guard = enter("no3", Post.GUARD).open(f"/hazards/{hazard}").text
    assert f'href="/hazards/{hazard}/steps/grade"' in guard
    assert not re.search(rf'btn-primary[^>]*href="/hazards/{hazard}/steps/grade"', guard)
    officer = enter("no3", Post.SAFETY_OFFICER).open(f"/hazards/{hazard}").text
    assert re.search(rf'btn-primary[^>]*href="/hazards/{hazard}/steps/register"', officer)


def test_whoever_comes_to_verify_finds_the_way_to_reject(settled_trial: System, enter: Entering) -> None:
    hazard = Stories(settled_trial).rectified()
    head = enter("no3", Post.HEAD)
    form = head.open(f"/hazards/{hazard}/steps/verify")
    assert f'<a href="/hazards/{hazard}/steps/reject">退回整改</a>' in form.text
    assert "情况不符" not in head.open(f"/hazards/{hazard}/steps/reject").text
