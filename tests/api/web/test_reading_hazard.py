"""A hazard's page: status, facts, clocks with their basis, the line of life, steps, and the past."""

import re
from datetime import date
from uuid import UUID, uuid4

import pytest

from api.system import System
from domain.appointment.posts import Post
from tests.api.web.conftest import Entering
from tests.support.browsing import Browser
from tests.support.district import person_id, unit_id
from tests.support.following import followed
from tests.support.stories import GUARD, OFFICER, SECTION, Stories


@pytest.fixture
def stories(settled_trial: System) -> Stories:
    return Stories(settled_trial)


def page_of(browser: Browser, hazard: UUID, query: str = "") -> str:
    page = browser.open(f"/hazards/{hazard}{query}")
    assert page.status_code == 200, page.text
    return page.text


def test_the_page_needs_no_read_model_so_that_people_see_their_own_writes(stories: Stories, enter: Entering) -> None:
    hazard = stories.found()
    text = page_of(enter("no3", Post.GUARD), hazard)
    assert "护栏松动，两根立柱脱焊" in text
    assert "已发现" in text
    assert "尚未登记" in text


def test_every_event_says_who_in_which_post_and_when_it_happened_and_was_recorded(
    stories: Stories, enter: Entering
) -> None:
    hazard = stories.later(days=4).registered(finder=GUARD, happened=date(2026, 3, 2))
    text = page_of(enter("no3", Post.HEAD), hazard)
    assert "no3 guard" in text
    assert "第三中学 保安" in text
    assert '<time datetime="2026-03-02">2026-03-02</time>' in text
    assert "2026-03-06 09:01:00 +08:00" in text
    assert "4 天后才记录" in text
    assert text.count("未签名") >= 2
    assert text.count('<li id="event-') == 2


def test_a_clock_shows_its_limit_version_source_and_calendar(stories: Stories, enter: Entering) -> None:
    text = page_of(enter("no3", Post.HEAD), stories.registered())
    assert "判定等级与交办" in text
    assert "2 个工作日" in text
    assert "第 1 版；出处：内部规定" in text
    assert "日历：2026 年第 1 版" in text
    assert "按时完成" in text, "the clock of registering has ended in time"


def test_a_clock_that_ran_out_is_said_in_words_and_by_a_sign(stories: Stories) -> None:
    hazard = stories.found()
    later = stories.later(days=3).now
    text = page_of(Browser(stories.system.at(lambda: later)).signed_in("no3", Post.HEAD), hazard)
    assert re.search(r'status-late"><span aria-hidden="true">⚠</span> [^<]+：已超 2 天', text)


def test_the_first_value_stands_beside_the_corrected_one(stories: Stories, enter: Entering) -> None:
    hazard = stories.registered()
    stories.does(
        OFFICER, "hazard.correct", hazard=str(hazard), field="place", value="教学楼四楼东侧走廊", reason="楼层写错"
    )
    text = page_of(enter("no3", Post.HEAD), hazard)
    assert "教学楼四楼东侧走廊" in text
    assert "首次登记为" in text
    assert "<del>教学楼三楼东侧走廊</del>" in text


def test_a_whole_life_tells_assignment_five_implementations_and_verification(stories: Stories, enter: Entering) -> None:
    text = page_of(enter("no3", Post.HEAD), stories.verified())
    for told in (
        "¥1,200.00",
        "重新焊接并加固",
        "no3 logistics · 第三中学 后勤主任",
        "已销号",
        "现场查看，牢固",
        "已接受",
    ):
        assert told in text


def test_steps_are_offered_to_those_who_can_take_them_and_one_is_the_main_one(
    stories: Stories, enter: Entering
) -> None:
    hazard = stories.found()
    officer, auditor = enter("no3", Post.SAFETY_OFFICER), enter("qinghe", Post.AUDITOR)
    text = page_of(officer, hazard)
    assert f'class="btn btn-primary" href="/hazards/{hazard}/steps/register"' in text
    steps = text[text.index('class="card-plain steps"') : text.index("</section>", text.index("card-plain steps"))]
    assert steps.count('btn-primary"') == 1
    assert f"/hazards/{hazard}/steps/" not in page_of(auditor, hazard)


def test_as_known_then_shows_the_page_without_what_came_later_and_without_steps(
    stories: Stories, enter: Entering
) -> None:
    hazard = stories.registered()
    moment = stories.now
    stories.later(days=1)
    stories.does(SECTION, "hazard.grade", hazard=str(hazard), grade="major", reason="符合判定条款")
    browser = enter("no3", Post.HEAD)
    then, now = page_of(browser, hazard, f"?known_at={moment:%Y-%m-%dT%H:%M:%S}Z"), page_of(browser, hazard)
    assert "按当时所知" in then
    assert "符合判定条款" not in then
    assert "/steps/" not in then
    assert "今天的记录中另有 1 项不在此列" in then
    assert "符合判定条款" in now


def test_what_was_true_and_what_was_known_are_two_answers(stories: Stories, enter: Entering) -> None:
    """Found on the 2nd, recorded on the 6th: on the 4th it was there, and nobody had recorded it."""
    hazard = stories.later(days=4).found(happened=date(2026, 3, 2))
    browser = enter("no3", Post.HEAD)
    assert "此刻这里还没有内容" in page_of(browser, hazard, "?known_at=2026-03-04T08:00")
    happened = page_of(browser, hazard, "?happened_by=2026-03-04T08:00")
    assert "按实际发生" in happened
    assert "护栏松动" in happened


def test_a_moment_that_never_was_is_told_beside_the_field(stories: Stories, enter: Entering) -> None:
    page = enter("no3", Post.HEAD).open(f"/hazards/{stories.found()}?known_at=2026-13-40T00:00")
    assert page.status_code == 422
    assert 'id="at-refusal"' in page.text


def test_what_one_may_not_know_of_is_not_there_in_any_form(stories: Stories, enter: Entering) -> None:
    hazard = stories.registered(("no9", Post.SAFETY_OFFICER), unit="no9")
    followed(stories.system)
    browser = enter("no3", Post.HEAD)
    told = [
        browser.open(address)
        for address in (
            f"/hazards/{hazard}",
            f"/hazards/{uuid4()}",
            "/hazards/by-number/no9-2026-0001",
            "/hazards/by-number/no9-2026-9999",
            "/hazards/no9-2026-0001",
            "/hazards/no9-2026-9999",
            "/hazards/%00",
            f"/hazards/{hazard}/dossier.pdf",
            f"/events/{stories.positions[-1]}",
            "/events/99999999999999999999",
            f"/directory/units/{unit_id('no9')}",
            f"/directory/people/{person_id('no9', Post.HEAD)}",
        )
    ]
    assert {page.status_code for page in told} == {404}
    assert len({page.text[page.text.index("<main") :] for page in told}) == 1, "the answers do not tell them apart"


@pytest.mark.parametrize("address", ["/hazards/by-number/no3-2026-0001", "/hazards/no3-2026-0001"])
def test_a_number_leads_to_its_hazard(stories: Stories, enter: Entering, address: str) -> None:
    hazard = stories.registered()
    page = enter("no3", Post.HEAD).open(address)
    assert str(page.url).endswith(f"/hazards/{hazard}")
    assert [each.status_code for each in page.history] == [303]


def test_the_page_says_the_same_in_english(stories: Stories, enter: Entering) -> None:
    browser, hazard = enter("no3", Post.HEAD), stories.verified()
    browser.client.cookies.set("bihuan_language", "en")
    text = page_of(browser, hazard)
    for told in ("Line of life", "Closed out on", "not signed", "No clock is running.", "✓</span> Closed out"):
        assert told in text
