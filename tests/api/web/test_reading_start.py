"""The start page: what is to be done in this post, and how the units of a superior stand."""

from datetime import UTC, datetime

import pytest

from api.system import System
from domain.appointment.posts import Post
from tests.api.web.conftest import Entering
from tests.api.web.reading import hazards_on
from tests.support.browsing import Browser
from tests.support.district import unit_id
from tests.support.following import followed
from tests.support.settled import account
from tests.support.stories import OFFICER, Stories


@pytest.fixture
def stories(settled_trial: System) -> Stories:
    return Stories(settled_trial)


def test_with_nothing_to_do_the_page_says_so_and_offers_to_report(stories: Stories, enter: Entering) -> None:
    followed(stories.system)
    text = enter("no3", Post.GUARD).open("/").text
    assert "没有待办事项" in text
    assert 'class="btn btn-primary btn-main" href="/report"' in text


def test_a_hazard_stands_once_in_the_list_with_the_step_that_comes_first(stories: Stories, enter: Entering) -> None:
    hazard = stories.found()
    followed(stories.system)
    text = enter("no3", Post.SAFETY_OFFICER).open("/").text
    assert text.count(f'href="/hazards/{hazard}"') == 1
    assert f'href="/hazards/{hazard}/steps/register"' in text
    assert "另待办：临时防护措施；向上级报告" in text
    assert "护栏松动，两根立柱脱焊" in text, "several hazards of one place are told apart"


def test_only_steps_that_this_post_can_take_are_to_do(stories: Stories, enter: Entering) -> None:
    hazard = stories.rectified()
    followed(stories.system)
    rectifier, head = enter("no3", Post.LOGISTICS).open("/").text, enter("no3", Post.HEAD).open("/").text
    assert str(hazard) not in rectifier, "nobody verifies what he put right"
    assert f"/hazards/{hazard}/steps/verify" in head


def test_what_is_overdue_comes_before_what_is_soon_due(stories: Stories) -> None:
    late = stories.found()
    soon = stories.later(hours=22).found()
    followed(stories.system)
    then = stories.later(hours=20).now
    text = Browser(stories.system.at(lambda: then)).signed_in("no3", Post.SAFETY_OFFICER).open("/").text
    assert (
        text.index('id="todo-overdue"') < text.index(str(late)) < text.index('id="todo-soon"') < text.index(str(soon))
    )


def test_a_superior_is_not_reminded_of_the_work_of_the_unit_itself(stories: Stories, enter: Entering) -> None:
    found, major = stories.found(), stories.registered()
    stories.does(OFFICER, "hazard.grade", hazard=str(major), grade="major", reason="符合判定条款")
    followed(stories.system)
    text = enter("dongcheng", Post.SAFETY_SECTION).open("/").text
    assert str(found) not in text
    assert f"/hazards/{major}/steps/list_for_supervision" in text


def test_every_number_of_a_superior_opens_the_rows_behind_it(stories: Stories) -> None:
    for _ in range(3):
        stories.registered()
    stories.found(("no5", Post.SAFETY_OFFICER), unit="no5")
    stories.verified()
    followed(stories.system)
    then = stories.later(days=3).now
    browser = Browser(stories.system.at(lambda: then)).signed_in("dongcheng", Post.BUREAU_HEAD)
    text = browser.open("/").text
    for href, number in (
        ("/ledger?state=open", 4),
        ("/ledger?state=registered", 3),
        ("/ledger?state=found", 1),
        ("/ledger?state=open&amp;overdue=1&amp;sort=due", 4),
        ("/ledger?unit=no3&amp;state=open", 3),
        ("/ledger?unit=no5&amp;state=open", 1),
    ):
        start = text.index(f'href="{href}"')
        assert f">{number}</" in text[start : text.index("</a>", start) + 4].replace("> ", ">"), href
        assert len(hazards_on(browser.open(href.replace("&amp;", "&")))) == number


def test_schools_that_reported_nothing_are_named_as_silent(stories: Stories, enter: Entering) -> None:
    stories.found()
    followed(stories.system)
    text = enter("dongcheng", Post.BUREAU_HEAD).open("/").text
    assert "5 所学校中有 4 所连续 30 天未上报任何隐患" in text
    assert f'href="/directory/units/{unit_id("no5")}"' in text
    assert f'href="/directory/units/{unit_id("no3")}"' not in text


def test_auditors_find_ledger_trail_and_past(stories: Stories, enter: Entering) -> None:
    followed(stories.system)
    text = enter("qinghe", Post.AUDITOR).open("/").text
    for href in ("/ledger", "/audit", "/directory"):
        assert f'class="entry" href="{href}"' in text
    assert "按当时所知，或按实际发生" in text
    assert "/report" not in text[text.index("<main") :]


def test_administrators_of_accounts_are_led_to_the_accounts(stories: Stories) -> None:
    page = Browser(stories.system).as_administrator().open("/")
    assert page.status_code == 200
    assert 'href="/accounts"' in page.text[page.text.index("<main") :]


@pytest.mark.parametrize(
    ("code", "post", "is_told"),
    [
        ("qinghe", Post.REGISTRAR, True),
        ("dongcheng", Post.BUREAU_HEAD, True),
        ("no3", Post.HEAD, False),
    ],
)
def test_who_enters_calendars_is_told_in_time_that_next_year_is_missing(
    stories: Stories, code: str, post: Post, is_told: bool
) -> None:
    followed(stories.system)
    sign_in = account(stories.system, code, post)

    def start(day: datetime) -> str:
        return Browser(stories.system.at(lambda: day)).enter(sign_in).open("/").text

    assert ("2027 年工作日历尚未录入" in start(datetime(2026, 11, 2, 1, tzinfo=UTC))) is is_told
    assert "工作日历尚未录入" not in start(datetime(2026, 10, 30, 1, tzinfo=UTC))


def test_a_registrar_of_the_root_goes_from_the_notice_to_the_form(stories: Stories) -> None:
    followed(stories.system)
    then = datetime(2026, 11, 2, 1, tzinfo=UTC)
    browser = Browser(stories.system.at(lambda: then)).signed_in("qinghe", Post.REGISTRAR)
    assert 'href="/registry/calendars/2027"' in browser.open("/").text
    assert browser.open("/registry/calendars/2027").status_code == 200
