"""Units and people: found by name, code and initials; who held which post on which day."""

from datetime import date

import pytest

from api.system import System
from domain.appointment.posts import Post
from tests.api.web.conftest import Entering
from tests.support.district import acting, person_id, post_id, unit_id
from tests.support.following import followed
from tests.support.stories import Stories

REGISTRAR = acting("qinghe", Post.REGISTRAR)


@pytest.fixture
def stories(settled_trial: System) -> Stories:
    return Stories(settled_trial)


def end_guard(stories: Stories, reason: str) -> None:
    """The guard's post ended on the Sunday before."""
    guard = str(post_id("no3", Post.GUARD))
    stories.acts(REGISTRAR, "appointment.end", appointment=guard, on="2026-03-01", reason=reason)


def test_units_are_found_by_name_code_and_initials_within_what_one_reads(stories: Stories, enter: Entering) -> None:
    followed(stories.system)
    bureau, school = enter("dongcheng", Post.BUREAU_HEAD), enter("no3", Post.HEAD)
    for words in ("第三", "no3", "dszx"):
        assert f"/directory/units/{unit_id('no3')}" in bureau.open(f"/directory?q={words}").text, words
    assert f"/directory/units/{unit_id('no5')}" in bureau.open("/directory?q=第五").text
    assert "没有这个名称" in school.open("/directory?q=第五").text


def test_a_search_without_words_begins_at_the_top_of_what_one_reads(stories: Stories, enter: Entering) -> None:
    followed(stories.system)
    text = enter("dongcheng", Post.BUREAU_HEAD).open("/directory").text
    assert f"/directory/units/{unit_id('dongcheng')}" in text
    assert "清河市教育局" in text, "the path above is said"


def test_a_unit_shows_who_holds_its_posts_on_a_day(stories: Stories, enter: Entering) -> None:
    stories.acts(
        REGISTRAR, "appointment.end", appointment=str(post_id("no3", Post.GUARD)), on="2026-03-01", reason="离职"
    )
    browser = enter("no3", Post.HEAD)
    address = f"/directory/units/{unit_id('no3')}"
    assert "no3 guard" not in browser.open(address).text
    before = browser.open(f"{address}?on=2026-02-28").text
    assert "no3 guard" in before
    assert "当时情况" in before
    assert browser.open(f"{address}?on=2026-02-30").status_code == 422


def test_a_persons_page_shows_posts_over_time(stories: Stories, enter: Entering) -> None:
    guard = person_id("no3", Post.GUARD)
    stories.acts(
        REGISTRAR, "appointment.end", appointment=str(post_id("no3", Post.GUARD)), on="2026-03-01", reason="转岗"
    )
    stories.acts(
        REGISTRAR,
        "appointment.make",
        appointment=str(stories.system.new_stream()),
        person=str(guard),
        post="logistics",
        unit=str(unit_id("no3")),
        from_on=date(2026, 3, 2).isoformat(),
    )
    text = enter("no3", Post.HEAD).open(f"/directory/people/{guard}").text
    assert text.index("后勤主任") < text.index("保安"), "the newest first"
    assert '<time datetime="2026-03-01">' in text
    assert text.count("现任") == 1
    assert f"/audit?person={guard}" in text


def test_one_may_look_at_oneself(stories: Stories, enter: Entering) -> None:
    officer = person_id("fire", Post.DEPARTMENT_OFFICER)
    assert enter("fire", Post.DEPARTMENT_OFFICER).open(f"/directory/people/{officer}").status_code == 200


def test_renamed_units_keep_their_earlier_names(stories: Stories, enter: Entering) -> None:
    stories.acts(
        REGISTRAR, "organisation.rename_unit", unit=str(unit_id("no3")), unit_name="清河实验中学", from_on="2026-03-02"
    )
    text = enter("no3", Post.HEAD).open(f"/directory/units/{unit_id('no3')}").text
    assert "<h1>清河实验中学" in text
    assert "第三中学" in text
