"""The ledger page: filters, pages by key, the past, and nothing that is not for the reader."""

from datetime import date

import pytest

from api.system import System
from domain.appointment.posts import Post
from tests.api.web.conftest import Entering
from tests.api.web.reading import hazards_on, next_of
from tests.support.browsing import Browser
from tests.support.district import unit_id
from tests.support.following import followed
from tests.support.stories import GUARD, HEAD, OFFICER, Stories

NO5 = ("no5", Post.SAFETY_OFFICER)
NO9 = ("no9", Post.SAFETY_OFFICER)


@pytest.fixture
def stories(settled_trial: System) -> Stories:
    return Stories(settled_trial)


def test_a_ledger_without_hazards_says_so_and_offers_to_report(stories: Stories, enter: Entering) -> None:
    followed(stories.system)
    page = enter("no3", Post.HEAD).open("/ledger")
    assert page.status_code == 200
    assert "可见范围内还没有上报过隐患" in page.text
    assert 'href="/report"' in page.text


def test_a_ledger_that_was_never_built_says_so_in_words(stories: Stories, enter: Entering) -> None:
    page = enter("no3", Post.HEAD).open("/ledger")
    assert page.status_code == 503
    assert "列表正在生成" in page.text
    assert page.headers["Retry-After"] == "5"


def test_a_school_sees_its_own_hazards_and_no_others(stories: Stories, enter: Entering) -> None:
    own, other = stories.registered(), stories.registered(NO5, unit="no5")
    followed(stories.system)
    assert hazards_on(enter("no3", Post.HEAD).open("/ledger")) == [str(own)]
    assert hazards_on(enter("dongcheng", Post.SAFETY_SECTION).open("/ledger")) == [str(other), str(own)]


def test_a_filter_by_a_foreign_unit_gives_an_empty_list_as_does_one_by_no_unit(
    stories: Stories, enter: Entering
) -> None:
    stories.registered(NO9, unit="no9")
    followed(stories.system)
    browser = enter("no3", Post.HEAD)
    foreign, none = browser.open("/ledger?unit=no9"), browser.open("/ledger?unit=nowhere")
    assert foreign.status_code == none.status_code == 200
    assert hazards_on(foreign) == hazards_on(none) == []
    assert foreign.text.replace("no9", "") == none.text.replace("nowhere", "")


def through(browser: Browser, address: str) -> list[str]:
    """All hazards of a list, page after page."""
    seen: list[str] = []
    while address:
        page = browser.open(address)
        seen += hazards_on(page)
        address = next_of(page) or ""
    return seen


def test_pages_lead_through_all_lines_without_loss_or_doubling(stories: Stories, enter: Entering) -> None:
    told = {str(stories.registered() if number % 3 else stories.found()) for number in range(57)}
    followed(stories.system)
    browser = enter("no3", Post.HEAD)
    for sort in ("newest", "due", "unit", "number"):
        seen = through(browser, f"/ledger?sort={sort}")
        assert len(seen) == len(set(seen)) == 57, sort
        assert set(seen) == told


def test_pages_of_found_words_lead_through_all_of_them(stories: Stories, enter: Entering) -> None:
    told = {str(stories.found(description="楼道堆放杂物" if number % 2 else "护栏松动")) for number in range(64)}
    followed(stories.system)
    seen = through(enter("no3", Post.HEAD), "/ledger?q=杂物&state=found")
    assert len(seen) == len(set(seen)) == 32
    assert set(seen) < told


def test_two_chinese_characters_and_initials_of_a_unit_are_found(stories: Stories, enter: Entering) -> None:
    stairs = stories.registered(description="踏步破损，防滑条脱落", place={"text": "西侧楼梯"})
    stories.registered(NO5, unit="no5", description="灭火器过期")
    followed(stories.system)
    browser = enter("dongcheng", Post.SAFETY_SECTION)
    assert hazards_on(browser.open("/ledger?q=踏步")) == [str(stairs)]
    assert str(stairs) in hazards_on(browser.open("/ledger?q=dszx"))
    assert hazards_on(browser.open("/ledger?q=没有的词")) == []


def test_what_is_found_by_words_comes_newest_first_and_the_page_says_so(stories: Stories, enter: Entering) -> None:
    hazards = [str(stories.registered()) for _ in range(3)]
    followed(stories.system)
    browser = enter("no3", Post.HEAD)
    by_words, by_number = browser.open("/ledger?q=护栏&sort=number"), browser.open("/ledger?sort=number")
    assert hazards_on(by_words) == hazards[::-1]
    assert hazards_on(by_number) == hazards
    assert "一律新的在前" in by_words.text
    assert "一律新的在前" not in by_number.text


def test_filters_narrow_by_state_grade_category_campaign_and_days(stories: Stories, enter: Entering) -> None:
    found, registered, verified = stories.found(), stories.registered(), stories.verified()
    gas = stories.found(category="gas", source="campaign", campaign="校园周边整治")
    followed(stories.system)
    browser = enter("no3", Post.HEAD)

    def listed(query: str) -> set[str]:
        return set(hazards_on(browser.open(f"/ledger?{query}")))

    assert listed("state=registered") == {str(registered)}
    assert listed("state=closed") == {str(verified)}
    assert listed("state=open") == {str(found), str(registered), str(gas)}
    assert listed("category=building") == {str(found), str(registered), str(verified)}
    assert listed("campaign=校园周边整治") == listed("source=campaign") == {str(gas)}
    assert listed("campaign=校园周边") == set()
    assert listed("grade=major") == set()
    assert listed("found_until=2026-03-01") == set()
    assert listed("registered_from=2026-03-02&registered_until=2026-03-02") == {str(registered), str(verified)}


def test_what_is_overdue_can_be_asked_for_alone(stories: Stories, enter: Entering) -> None:
    late, closed = stories.found(), stories.verified()
    followed(stories.system)
    after_two_days = stories.later(days=2).now
    browser = Browser(stories.system.at(lambda: after_two_days)).signed_in("no3", Post.HEAD)
    page = browser.open("/ledger?overdue=1")
    assert hazards_on(page) == [str(late)]
    assert "已超" in page.text
    assert str(closed) not in page.text


def test_a_filter_that_cannot_be_is_told_and_what_was_typed_stays(stories: Stories, enter: Entering) -> None:
    followed(stories.system)
    browser = enter("no3", Post.HEAD)
    for query in ("found_from=2026-02-30", "state=gone", "category=weather.rain", "at=yesterday", "sort=colour"):
        page = browser.open(f"/ledger?{query}&q=护栏")
        assert page.status_code == 422, query
        assert 'class="refusal-beside"' in page.text, query
        assert 'value="护栏"' in page.text


def test_a_page_key_that_was_altered_is_refused_in_words(stories: Stories, enter: Entering) -> None:
    followed(stories.system)
    page = enter("no3", Post.HEAD).open("/ledger?after=xyz")
    assert page.status_code == 422
    assert "没有这一页" in page.text


def test_markup_in_a_hazard_is_text_on_every_page(stories: Stories, enter: Entering) -> None:
    said = "<script>alert(1)</script>"
    hazard = stories.found(description=said, place={"text": said}, campaign=said, source="campaign")
    followed(stories.system)
    browser = enter("no3", Post.HEAD)
    for address in ("/ledger", f"/hazards/{hazard}", "/audit", "/", f"/events/{stories.positions[-1]}"):
        page = browser.open(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;" in page.text


def test_as_known_then_leaves_out_what_was_recorded_later(stories: Stories, enter: Entering) -> None:
    early = stories.registered()
    moment = stories.now
    late = stories.later(days=3).registered(happened=date(2026, 3, 1))
    stories.does(("no3", Post.SAFETY_OFFICER), "hazard.grade", hazard=str(early), grade="major", reason="符合判定条款")
    followed(stories.system)
    page = enter("no3", Post.HEAD).open(f"/ledger?known_at={moment:%Y-%m-%dT%H:%M:%S}Z")
    assert hazards_on(page) == [str(early)]
    assert "按当时所知" in page.text
    assert "status-major" not in page.text
    assert str(late) not in page.text


def test_as_it_happened_counts_what_was_recorded_later(stories: Stories, enter: Entering) -> None:
    early = stories.registered()
    moment = stories.now
    late = stories.later(days=3).found(happened=date(2026, 3, 1))
    stories.does(OFFICER, "hazard.register", hazard=str(late), unit_code="no3", year=2026)
    followed(stories.system)
    browser = enter("no3", Post.HEAD)
    page = browser.open(f"/ledger?happened_by={moment:%Y-%m-%dT%H:%M:%S}Z")
    assert hazards_on(page) == [str(late), str(early)]
    assert "按实际发生" in page.text
    only_found = browser.open(f"/ledger?happened_by={moment:%Y-%m-%dT%H:%M:%S}Z&state=found")
    assert hazards_on(only_found) == [str(late)], "it was registered only later"


def test_the_form_of_a_moment_asks_the_same_as_its_address(stories: Stories, enter: Entering) -> None:
    stories.found()
    followed(stories.system)
    browser = enter("no3", Post.HEAD)
    assert hazards_on(browser.open("/ledger?at=2026-03-02T08:00&axis=known")) == []
    assert len(hazards_on(browser.open("/ledger?at=2026-03-02T10:00&axis=happened"))) == 1


def test_htmx_gets_the_list_alone_and_caches_are_told(stories: Stories, enter: Entering) -> None:
    stories.found()
    followed(stories.system)
    browser = enter("no3", Post.HEAD)
    part = browser.client.get("/ledger?state=found&q=", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert len(hazards_on(part)) == 1
    assert part.headers["HX-Push-Url"] == "/ledger?state=found"
    assert "HX-Request" in part.headers["Vary"]
    back = browser.client.get("/ledger", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in back.text


def test_a_department_sees_in_its_ledger_what_was_handed_to_it(stories: Stories, enter: Entering) -> None:
    hazard, other = stories.registered(), stories.registered()
    stories.does(
        ("no3", Post.HEAD), "hazard.hand_over", hazard=str(hazard), department=str(unit_id("fire")), text="请到场查看"
    )
    followed(stories.system)
    browser = enter("fire", Post.DEPARTMENT_OFFICER)
    assert hazards_on(browser.open("/ledger")) == [str(hazard)]
    assert browser.open(f"/hazards/{hazard}").status_code == 200
    assert browser.open(f"/hazards/{other}").status_code == 404


def test_a_department_finds_by_words_what_was_handed_to_it_and_nothing_else(stories: Stories, enter: Entering) -> None:
    handed = [stories.registered(description=f"消防通道堵塞 {number}") for number in range(3)]
    stories.registered(description="消防通道堵塞，未移交")
    for hazard in handed:
        stories.does(HEAD, "hazard.hand_over", hazard=str(hazard), department=str(unit_id("fire")), text="请到场查看")
    followed(stories.system)
    browser = enter("fire", Post.DEPARTMENT_OFFICER)
    newest_first = [str(each) for each in reversed(handed)]
    assert hazards_on(browser.open("/ledger?q=消防通道")) == newest_first
    assert hazards_on(browser.open("/ledger?q=第三中学 堵塞&unit=no3")) == newest_first
    assert hazards_on(browser.open("/ledger?q=消防通道&unit=no5")) == []
    assert hazards_on(browser.open("/ledger?q=护栏")) == []


def test_what_was_given_within_ones_own_subtree_is_found_once(stories: Stories, enter: Entering) -> None:
    hazard = stories.assigned()
    followed(stories.system)
    for code, post in (("no3", Post.LOGISTICS), ("dongcheng", Post.SAFETY_SECTION)):
        assert hazards_on(enter(code, post).open("/ledger?q=护栏")) == [str(hazard)]


def test_people_read_what_they_have_just_recorded(stories: Stories, enter: Entering) -> None:
    """The list waits for the reader's own act; behind a follower that is away it shows what it has."""
    followed(stories.system)
    hazard = stories.found(GUARD)
    browser = enter("no3", Post.GUARD)
    assert hazards_on(browser.open(f"/ledger?min_position={stories.positions[-1]}")) == []
    followed(stories.system)
    assert hazards_on(browser.open(f"/ledger?min_position={stories.positions[-1]}")) == [str(hazard)]
