"""Under every sign-off: who, in which post, when, what it means, how much it says, whether it verifies (R5, R6, R9)."""

import re
from datetime import timedelta
from threading import Event
from time import process_time
from uuid import UUID

import pytest

from api.reading.signatures import signs_of_hazard
from api.seeing import Happening, happenings
from api.services import services_of
from api.system import System
from api.workers.clock import run_clock
from domain.kernel.identity import Actor, ActorKind
from domain.key.commands import RevokeKey
from domain.key.events import KeyEnrolled
from tests.api.web.reading import events_on
from tests.support.browsing import Browser, text_of
from tests.support.following import followed
from tests.support.signed_stories import SignedStories
from tests.support.signing import begin_signing
from tests.support.stories import HEAD, LOGISTICS, OFFICER, SECTION, Stories, Who
from tests.support.tampering import erase_text, tamper, tamper_text

CONSOLE = Actor(kind=ActorKind.CONSOLE)


@pytest.fixture
def stories(settled_trial: System) -> SignedStories:
    """Acts that are signed: the head by a key file, everybody else by a passkey."""
    return SignedStories(begin_signing(settled_trial), by_file=frozenset({HEAD, LOGISTICS}))


def browser_of(stories: SignedStories, who: Who = HEAD) -> Browser:
    """Whoever holds a post, at the time that the stories have come to."""
    browser = Browser(stories.system.at(lambda: stories.now))
    return browser.enter(stories.account_of(browser.services, who).sign_in)


def told(stories: SignedStories, hazard: UUID) -> tuple[Happening, ...]:
    return happenings(services_of(stories.system), hazard)


def blocks(page: str) -> list[str]:
    """The blocks under sign-offs, in the order of the page."""
    return [each.partition("</details>")[0] for each in page.split('<div class="signature"')[1:]]


def verdicts(page: str) -> list[str]:
    return re.findall(r'data-server="(\w+)"', page)


def test_under_a_sign_off_stand_name_post_unit_time_with_offset_meaning_level_and_key(stories: SignedStories) -> None:
    hazard = stories.verified()
    page = browser_of(stories).open(f"/hazards/{hazard}").text
    last = blocks(page)[-1]
    assert "no3 head" in last
    assert "第三中学 校长" in last
    assert f"{stories.now.astimezone(stories.system.settings.zone):%Y-%m-%d %H:%M:%S} +08:00" in last
    assert "含义: 本人查验" in last
    assert "软件密钥" in last
    assert re.search(r"密钥 <span class=\"log-name\">[0-9A-F]{4}-[0-9A-F]{4}</span>", last)
    assert "服务器已验证" in last


def test_the_text_that_was_shown_stands_behind_the_sign_off_word_for_word(stories: SignedStories) -> None:
    hazard = stories.verified()
    last = blocks(browser_of(stories).open(f"/hazards/{hazard}").text)[-1]
    shown = re.search(r"<pre[^>]*data-text[^>]*>(.*?)</pre>", last, re.DOTALL)
    assert shown is not None
    assert shown[1].startswith("待签名声明\n事项: 查验合格\n")
    assert "现场查看，牢固" in shown[1]


def test_everything_that_people_signed_verifies(stories: SignedStories) -> None:
    hazard = stories.verified()
    signed = sum(bool(each.recorded.signatures) for each in told(stories, hazard))
    assert verdicts(browser_of(stories).open(f"/hazards/{hazard}").text) == ["good"] * signed


def test_an_act_without_a_signature_says_so(stories: SignedStories) -> None:
    hazard = stories.registered()
    unsigned = Stories(stories.system, now=stories.now)
    unsigned.does(OFFICER, "hazard.take_interim_measure", hazard=str(hazard), kind="barrier", description="拉警戒线")
    page = browser_of(stories).open(f"/hazards/{hazard}").text
    last = page.rpartition('<li id="event-')[2].partition("</li>")[0]
    assert "未签名" in last
    assert 'class="signature"' not in last


def test_what_came_along_with_a_signed_step_is_not_called_unsigned(stories: SignedStories) -> None:
    stories.registered()
    browser = browser_of(stories)
    taken = browser.open(f"/events/{stories.positions[-1]}").text
    assert "取用编号" in taken
    assert "随同一步骤记录" in taken
    assert "未签名" not in taken
    followed(stories.system)
    assert stories.positions[-1] not in events_on(browser.open("/audit?level=none"))


def test_of_what_a_policy_did_it_is_said_that_the_rule_decided(stories: SignedStories) -> None:
    hazard = stories.registered()
    stories.later(days=9)
    run_clock(followed(stories.system.at(lambda: stories.now)), Event(), once=True)
    assert "由规则决定，无人签名" in browser_of(stories).open(f"/hazards/{hazard}").text


def test_the_receipt_of_a_signed_step_carries_its_signature(stories: SignedStories) -> None:
    hazard = stories.verified()
    command = told(stories, hazard)[-1].recorded.command
    page = browser_of(stories).open(f"/hazards/{hazard}/receipts/{command}").text
    assert verdicts(page) == ["good"]
    assert "含义: 本人查验" in text_of_block(page)


def text_of_block(page: str) -> str:
    return re.sub(r"<[^>]+>", "", blocks(page)[0])


def test_the_page_of_an_event_carries_its_signature(stories: SignedStories) -> None:
    hazard = stories.verified()
    position = told(stories, hazard)[-1].position
    page = browser_of(stories).open(f"/events/{position}").text
    assert verdicts(page) == ["good"]
    assert "软件密钥" in page


def test_an_altered_text_an_altered_event_and_an_altered_envelope_no_longer_verify(stories: SignedStories) -> None:
    hazard = stories.verified()
    browser, last = browser_of(stories), told(stories, hazard)[-1]
    tamper_text(stories.system, "现场查看，牢固", "未到现场，牢固")
    assert "显示的原文与所签的不是同一文字" in blocks(browser.open(f"/hazards/{hazard}").text)[-1]
    tamper_text(stories.system, "未到现场，牢固", "现场查看，牢固")
    tamper(stories.system, last.position, '"remarks":"现场查看，牢固"', '"remarks":"未到现场，牢固"')
    assert "记录内容与所签内容不符" in blocks(browser.open(f"/hazards/{hazard}").text)[-1]
    tamper(stories.system, last.position, '"remarks":"未到现场，牢固"', '"remarks":"现场查看，牢固"')
    assert verdicts(browser.open(f"/events/{last.position}").text) == ["good"]
    value = last.recorded.signatures[0].partition('"sig":"')[2][:8]
    tamper(stories.system, last.position, f'sig\\":\\"{value}', f'sig\\":\\"{value[::-1]}')
    assert verdicts(browser.open(f"/events/{last.position}").text) == ["bad"]


def test_a_signature_under_another_act_is_found_to_be_about_something_else(stories: SignedStories) -> None:
    one, other = stories.verified(), stories.verified()
    mine, others = told(stories, one)[-1], told(stories, other)[-1]
    quoted = [each.recorded.signatures[0].replace('"', '\\"') for each in (mine, others)]
    tamper(stories.system, mine.position, quoted[0], quoted[1])
    assert "办理编号不符" in blocks(browser_of(stories).open(f"/hazards/{one}").text)[-1]


def test_a_key_that_was_changed_after_enrolment_no_longer_verifies(stories: SignedStories) -> None:
    hazard = stories.verified()
    mine, others = (told(stories, stories.keys[who].id)[0] for who in (HEAD, LOGISTICS))
    assert isinstance(mine.event, KeyEnrolled)
    assert isinstance(others.event, KeyEnrolled)
    tamper(stories.system, mine.position, mine.event.public_key, others.event.public_key)
    assert verdicts(browser_of(stories).open(f"/hazards/{hazard}").text)[-1] == "bad"


def test_an_erased_text_is_said_to_be_erased_and_the_signature_still_verifies(stories: SignedStories) -> None:
    hazard = stories.verified()
    erase_text(stories.system, "现场查看，牢固")
    last = blocks(browser_of(stories).open(f"/hazards/{hazard}").text)[-1]
    assert "原文已删除" in last
    assert 'data-server="good"' in last


def test_a_signature_made_before_its_key_was_revoked_stays_valid(stories: SignedStories) -> None:
    hazard = stories.verified()
    later = stories.system.at(lambda: stories.now)
    later.application.handle(RevokeKey(key=stories.keys[HEAD].id, reason="换新"), later.asked(CONSOLE))
    page = browser_of(stories).open(f"/hazards/{hazard}").text
    assert set(verdicts(page)) == {"good"}
    assert "报失" not in page


def test_a_signature_since_the_day_its_key_was_lost_is_marked(stories: SignedStories) -> None:
    hazard = stories.verified()
    later, today = stories.system.at(lambda: stories.now), stories.now.astimezone(stories.system.settings.zone).date()
    lost = RevokeKey(key=stories.keys[HEAD].id, reason="手机遗失", lost_on=today)
    later.application.handle(lost, later.asked(CONSOLE))
    marked = [each for each in blocks(browser_of(stories).open(f"/hazards/{hazard}").text) if "报失" in each]
    assert marked
    assert all("no3 head" in each for each in marked)


def test_after_reopening_the_earlier_signatures_are_valid_and_superseded_and_then_they_were_not(
    stories: SignedStories,
) -> None:
    hazard = stories.verified()
    before = stories.now + timedelta(seconds=1)
    stories.later(days=1).does(SECTION, "hazard.reopen", hazard=str(hazard), reason="验收时看错了楼层")
    browser = browser_of(stories)
    now = browser.open(f"/hazards/{hazard}").text
    assert now.count('<p class="superseded">') == 2
    assert set(verdicts(now)) == {"good"}
    at = before.astimezone(stories.system.settings.zone)
    then = browser.open(f"/hazards/{hazard}?known_at={at:%Y-%m-%dT%H:%M:%S}%2B08:00").text
    assert '<p class="superseded">' not in then
    assert "含义: 本人查验" in re.sub(r"<[^>]+>", "", blocks(then)[-1])
    assert set(verdicts(then)) == {"good"}


def test_the_trail_shows_level_and_key_and_is_narrowed_by_level_key_and_flag(stories: SignedStories) -> None:
    hazard = stories.verified()
    stories.read_for = timedelta(seconds=2)
    stories.does(SECTION, "hazard.reopen", hazard=str(hazard), reason="验收时看错了楼层")
    followed(stories.system)
    browser = browser_of(stories)
    by_file = browser.open("/audit?level=software_key")
    mine = {each.position for each in told(stories, hazard) if _by(each, "head") or _by(each, "logistics")}
    assert mine == set(events_on(by_file))
    of_head = browser.open(f"/audit?key={stories.keys[HEAD].id}")
    assert {each.position for each in told(stories, hazard) if _by(each, "head")} == set(events_on(of_head))
    flagged = browser.open("/audit?flag=any")
    assert "显示后 5 秒内即签名" in text_of(flagged)
    assert events_on(flagged) == [told(stories, hazard)[-1].position]
    assert events_on(browser.open("/audit?flag=signed_unread")) == events_on(flagged)
    assert events_on(browser.open("/audit?flag=key_lost")) == []
    assert browser.open("/audit?level=gold").status_code == 422


def _by(happening: Happening, post: str) -> bool:
    return happening.recorded.actor.post == post and bool(happening.recorded.signatures)


def test_what_is_odd_about_an_act_is_explained_on_its_page_with_the_acts_that_make_it_so(
    stories: SignedStories,
) -> None:
    hazards = [stories.found() for _ in range(5)]
    stories.pace, stories.read_for = timedelta(seconds=2), timedelta(seconds=8)
    for each in hazards:
        stories.does(OFFICER, "hazard.register", hazard=str(each), unit_code="no3", year=2026)
    followed(stories.system)
    registered = [told(stories, each)[-1].position for each in hazards]
    page = browser_of(stories).open(f"/events/{registered[-1]}").text
    assert "一分钟内同一人签名 5 次以上" in page
    assert "内部规则：同一人一分钟内签名 5 次以上" in page
    for position in registered[:-1]:
        assert f'<a href="/events/{position}">{position}</a>' in page


def test_a_key_has_a_page_with_its_holder_its_fingerprint_and_who_made_sure_of_it(stories: SignedStories) -> None:
    stories.verified()
    page = text_of(browser_of(stories).open(f"/keys/{stories.keys[LOGISTICS].id}"))
    assert "no3 logistics" in page
    assert "密钥已确认" in page
    assert re.search(r"([0-9a-f]{4} ){15}[0-9a-f]{4}", page)


def test_forty_sign_offs_are_checked_within_fifty_milliseconds(stories: SignedStories) -> None:
    hazard = stories.verified()
    forty = told(stories, hazard) * 6
    services, spent = services_of(stories.system), []
    for _ in range(5):
        began = process_time()
        signs_of_hazard(services, forty[:40])
        spent.append(process_time() - began)
    assert min(spent) < 0.05
