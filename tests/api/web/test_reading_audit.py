"""The audit trail and single events: who did what in which post, for those who may see it."""

import hashlib
import re
from datetime import timedelta
from html import unescape
from threading import Event

import psycopg
import pytest

from api.reading.event import clock_words
from api.system import System
from api.words import speaking
from api.workers.clock import run_clock
from api.workers.sealer import run_sealer
from domain.appointment.posts import Post
from domain.kernel.identity import StreamId
from domain.seal.receipts import read_receipt
from tests.api.web.conftest import Entering
from tests.api.web.reading import events_on, next_of
from tests.conftest import MORNING
from tests.support.browsing import report, text_of
from tests.support.district import person_id, unit_id
from tests.support.following import followed
from tests.support.stories import HEAD, OFFICER, Stories


@pytest.fixture
def stories(settled_trial: System) -> Stories:
    return Stories(settled_trial)


def positions_of(stories: Stories, stream: object) -> list[int]:
    kept = stories.system.recorder.load({StreamId(stream): 0}, [], 2**62)  # type: ignore[arg-type]
    return [each.position for each in kept]


def test_the_trail_of_a_hazard_holds_every_event_newest_first(stories: Stories, enter: Entering) -> None:
    hazard = stories.verified()
    stories.found()
    followed(stories.system)
    page = enter("no3", Post.HEAD).open(f"/audit?hazard={hazard}")
    assert events_on(page) == sorted(positions_of(stories, hazard), reverse=True)
    assert events_on(enter("qinghe", Post.AUDITOR).open("/audit?hazard=no3-2026-0001")) == events_on(page)


def test_the_trail_can_be_asked_by_person_post_unit_kind_and_days(stories: Stories, enter: Entering) -> None:
    hazard = stories.verified()
    followed(stories.system)
    browser = enter("no3", Post.DEPUTY_HEAD)
    mine = set(positions_of(stories, hazard))
    assigned_and_verified = events_on(browser.open(f"/audit?person={person_id(*HEAD)}&kind=hazard"))
    assert len(assigned_and_verified) == 2
    assert set(assigned_and_verified) < mine
    assert events_on(browser.open("/audit?post=head")) == assigned_and_verified
    assert set(events_on(browser.open("/audit?unit=no3&kind=hazard"))) == mine
    assert events_on(browser.open("/audit?unit=no9&kind=hazard")) == []
    assert events_on(browser.open("/audit?kind=hazard&until=2026-03-01")) == []
    assert set(events_on(browser.open("/audit?kind=hazard&from=2026-03-02&until=2026-03-02"))) == mine


def test_pages_lead_through_the_whole_trail_without_loss_or_doubling(stories: Stories, enter: Entering) -> None:
    followed(stories.system)
    browser, address, seen = enter("qinghe", Post.AUDITOR), "/audit", list[int]()
    while address:
        page = browser.open(address)
        seen += events_on(page)
        address = next_of(page) or ""
    head = stories.system.recorder.max_notification_id()
    assert seen == list(range(head or 0, 0, -1)), "an auditor at the top sees every event of the tree"


def test_nobody_sees_acts_of_units_that_are_not_theirs_to_read(stories: Stories, enter: Entering) -> None:
    stories.registered(("no9", Post.SAFETY_OFFICER), unit="no9")
    followed(stories.system)
    browser = enter("no3", Post.HEAD)
    assert events_on(browser.open("/audit?kind=hazard")) == []
    assert events_on(browser.open("/audit?hazard=no9-2026-0001")) == []
    assert events_on(browser.open(f"/audit?person={person_id('no9', Post.SAFETY_OFFICER)}")) == []
    assert "没有符合筛选条件的" in browser.open("/audit?kind=hazard").text


def test_the_trail_of_what_was_given_to_a_department_is_there_by_its_number(stories: Stories, enter: Entering) -> None:
    hazard = stories.registered()
    stories.does(HEAD, "hazard.hand_over", hazard=str(hazard), department=str(unit_id("fire")), text="请到场查看")
    followed(stories.system)
    page = enter("fire", Post.DEPARTMENT_OFFICER).open("/audit?hazard=no3-2026-0001")
    assert events_on(page) == sorted(positions_of(stories, hazard), reverse=True)


def test_a_merge_names_the_other_hazard_by_its_number(stories: Stories, enter: Entering) -> None:
    survivor, duplicate = stories.registered(), stories.registered()
    stories.does(OFFICER, "hazard.propose_merge", hazard=str(duplicate), survivor=str(survivor), reason="同一处")
    stories.does(HEAD, "hazard.confirm_merge", hazard=str(duplicate), survivor=str(survivor))
    followed(stories.system)
    head = enter("no3", Post.HEAD)
    merged, absorbed = (text_of(head.open(f"/hazards/{each}")) for each in (duplicate, survivor))
    assert len(re.findall(r"保留条目\s+no3-2026-0001", merged)) == 2, "proposed and confirmed"
    assert re.search(r"并入\s+no3-2026-0001", merged)
    assert re.search(r"重复条目\s+no3-2026-0002", absorbed)
    assert str(survivor) not in merged
    trail = text_of(head.open(f"/audit?hazard={duplicate}"))
    assert "保留条目" in trail
    assert str(survivor) not in trail


def test_a_deadline_that_ran_out_is_said_to_end_with_its_day(stories: Stories, enter: Entering) -> None:
    hazard = stories.assigned()
    late = followed(stories.later(days=16).system.at(lambda: stories.now))
    run_clock(late, Event(), once=True)
    followed(late)
    head = enter("no3", Post.HEAD)
    for address in (f"/hazards/{hazard}", f"/audit?hazard={hazard}"):
        page = text_of(head.open(address))
        assert re.search(r"到期\s+2026-03-17 24:00", page), address


def test_a_merge_leads_only_those_to_the_other_hazard_who_may_see_it(stories: Stories, enter: Entering) -> None:
    survivor = stories.registered(("no5", Post.SAFETY_OFFICER), unit="no5")
    duplicate = stories.registered()
    section = ("dongcheng", Post.SAFETY_SECTION)
    stories.does(section, "hazard.propose_merge", hazard=str(duplicate), survivor=str(survivor), reason="同一处")
    chief = ("dongcheng", Post.BUREAU_HEAD)
    stories.does(chief, "hazard.confirm_merge", hazard=str(duplicate), survivor=str(survivor))
    school, bureau = (enter(*who).open(f"/hazards/{duplicate}").text for who in (HEAD, chief))
    assert "no5-2026-0001" in school
    assert f'href="/hazards/{survivor}"' not in school
    assert f'href="/hazards/{survivor}"' in bureau


def test_an_event_shows_its_stored_bytes_their_digest_and_the_one_before(stories: Stories, enter: Entering) -> None:
    hazard = stories.registered()
    first, second = positions_of(stories, hazard)
    page = enter("no3", Post.HEAD).open(f"/events/{second}")
    raw = unescape(re.search(r'<pre class="body raw"[^>]*>(.*?)</pre>', page.text, re.DOTALL)[1])  # type: ignore[index]
    assert hashlib.sha256(raw.encode()).hexdigest() in page.text
    assert f'rel="prev" href="/events/{first}"' in page.text
    earlier = enter("no3", Post.DEPUTY_HEAD).open(f"/events/{first}")
    before = unescape(re.search(r'<pre class="body raw"[^>]*>(.*?)</pre>', earlier.text, re.DOTALL)[1])  # type: ignore[index]
    assert hashlib.sha256(before.encode()).hexdigest() in page.text, "the chain can be checked by hand"
    assert "hazard.registered.v1" in page.text


def test_an_event_recorded_while_the_clock_was_set_back_says_so(stories: Stories, enter: Entering) -> None:
    stories.found()
    browser = enter("no3", Post.HEAD)
    assert "时钟" not in browser.open(f"/events/{stories.positions[-1]}").text
    stories.later(hours=-2).found()
    assert "记录比收到晚 119 分钟：迟记，或时钟曾被调慢" in browser.open(f"/events/{stories.positions[-1]}").text


@pytest.mark.parametrize(("minutes", "said"), [(-6, "before"), (-5, ""), (0, ""), (5, ""), (6, "after")])
def test_receipt_and_recording_more_than_five_minutes_apart_are_told(minutes: int, said: str) -> None:
    with speaking("en"):
        told = clock_words(received_at=MORNING, recorded_at=MORNING + timedelta(minutes=minutes))
    assert (f"recorded 6 min {said} it was received" in told) if said else told == ""


def test_an_erased_name_is_said_to_be_erased(stories: Stories, enter: Entering) -> None:
    hazard = stories.found()
    followed(stories.system)
    browser = enter("no3", Post.HEAD)
    value = "no3 guard"
    with psycopg.connect(stories.system.database.admin) as connection:
        erased = connection.execute("DELETE FROM log.disclosures WHERE value = %s", (value,)).rowcount
    assert erased == 1
    for address in (
        f"/hazards/{hazard}",
        f"/audit?hazard={hazard}",
        f"/directory/people/{person_id('no3', Post.GUARD)}",
    ):
        text = browser.open(address).text
        assert "〔姓名已清除〕" in text, address
        assert value not in text


def test_a_filter_of_the_trail_that_cannot_be_is_told(stories: Stories, enter: Entering) -> None:
    followed(stories.system)
    browser = enter("no3", Post.HEAD)
    for query in ("post=king", "kind=weather", "from=2026-02-30", "after=xyz"):
        page = browser.open(f"/audit?{query}")
        assert page.status_code == 422, query
        assert 'class="refusal"' in page.text


def test_an_event_says_whether_it_is_sealed_and_gives_its_receipt(enter: Entering) -> None:
    officer = enter("no3", Post.SAFETY_OFFICER)
    report(officer)
    position = officer.system.recorder.max_notification_id()
    assert "尚未封存" in text_of(officer.open(f"/events/{position}"))
    run_sealer(officer.system, Event(), once=True)
    page = officer.open(f"/events/{position}")
    assert f"检查点 {position}" in text_of(page)
    receipt = officer.open(f"/v1/log/receipts/{position}")
    assert read_receipt(receipt.text).index == (position or 0) - 1
