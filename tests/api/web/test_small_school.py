"""A kindergarten of two people: allowed from above to verify by itself, seen as such, and checked from above."""

from datetime import date
from uuid import UUID

import pytest

from domain.appointment.posts import Post
from domain.hazard.state import Hazard
from domain.hazard.terms import Stage
from domain.kernel.identity import StreamId
from tests.api.web.conftest import Entering
from tests.support.browsing import Browser, report, take, text_of
from tests.support.district import unit_id
from tests.support.following import followed

UNIT = unit_id("liuzhuang")
ALLOW = f"/registry/units/{UNIT}/allow_own_verification"


@pytest.fixture
def deputy(enter: Entering) -> Browser:
    return enter("dongcheng", Post.BUREAU_DEPUTY)


@pytest.fixture
def head(enter: Entering) -> Browser:
    return enter("liuzhuang", Post.HEAD)


def allow(deputy: Browser) -> str:
    page = deputy.open(ALLOW)
    done = deputy.press(page, reason="全园仅园长和一名教师", until_on="2026-12-31")
    assert done.status_code == 200, done.text
    return text_of(done)


def put_right(head: Browser) -> str:
    hazard = report(head)
    take(head, hazard, "register")
    take(head, hazard, "self_rectify", manner="repaired", account="已拧紧")
    return hazard


def stage(browser: Browser, hazard: str) -> Stage:
    found = browser.system.application.load(StreamId(UUID(hazard)), Hazard)
    assert isinstance(found, Hazard)
    return found.stage


def test_a_leader_above_allows_it_from_the_page_of_the_unit_where_it_is_then_seen(deputy: Browser) -> None:
    assert ALLOW in deputy.open(f"/directory/units/{UNIT}").text
    assert "批准单位：东城区教育局 · 全园仅园长和一名教师" in allow(deputy)
    seen = deputy.open(f"/directory/units/{UNIT}").text
    assert "一般隐患例外自验" in seen
    assert "end_own_verification" in seen
    assert ALLOW not in seen


def test_the_unit_itself_is_not_offered_it_and_is_refused(head: Browser) -> None:
    assert ALLOW not in head.open(f"/directory/units/{UNIT}").text
    assert head.open(ALLOW).status_code == 403


def test_a_term_of_more_than_a_year_is_refused_beside_its_field(deputy: Browser) -> None:
    refused = deputy.press(deputy.open(ALLOW), reason="人少", until_on="2028-01-01")
    assert refused.status_code == 409
    assert "最长一年，至 2027-03-01 止" in refused.text


def test_it_is_ended_from_above(deputy: Browser) -> None:
    allow(deputy)
    done = deputy.press(deputy.open(f"/registry/units/{UNIT}/end_own_verification"), reason="已配备安全专干")
    assert done.status_code == 200
    unit = deputy.system.application.catch_up().directory.unit(UNIT)
    assert unit
    assert unit.exception_on(date(2026, 3, 2)) is None


def test_without_an_exception_the_rectifier_is_not_offered_to_verify(head: Browser) -> None:
    hazard = put_right(head)
    assert "/steps/verify" not in head.open(f"/hazards/{hazard}").text
    assert head.open(f"/hazards/{hazard}/steps/verify_own").status_code == 409


def test_what_the_rectifier_verified_waits_for_the_check_and_says_so(deputy: Browser, head: Browser) -> None:
    allow(deputy)
    hazard = put_right(head)
    assert take(head, hazard, "verify_own", manner="repaired", remarks="已复看").status_code == 200
    assert stage(head, hazard) is Stage.AWAITING_CHECK
    page = text_of(head.open(f"/hazards/{hazard}"))
    assert "例外自验，待上级核查" in page
    assert "经 东城区教育局 批准，至 2026-12-31 止" in page
    assert "例外自验（整改人自行查验）" in page
    assert "上级核查合格" not in page


def test_the_superior_checks_it_and_it_is_closed_out(deputy: Browser, head: Browser, enter: Entering) -> None:
    allow(deputy)
    hazard = put_right(head)
    take(head, hazard, "verify_own", manner="repaired")
    section = enter("dongcheng", Post.SAFETY_SECTION)
    assert "check_from_above" in section.open(f"/hazards/{hazard}").text
    take(section, hazard, "check_from_above", remarks="到园查看属实")
    assert stage(section, hazard) is Stage.VERIFIED
    page = text_of(section.open(f"/hazards/{hazard}"))
    assert "上级核查人" in page
    assert "到园查看属实" in page


def test_the_superior_may_send_it_back_instead(deputy: Browser, head: Browser, enter: Entering) -> None:
    allow(deputy)
    hazard = put_right(head)
    take(head, hazard, "verify_own", manner="repaired")
    section = enter("dongcheng", Post.SAFETY_SECTION)
    assert "/steps/reject" in section.open(f"/hazards/{hazard}/steps/check_from_above").text
    take(section, hazard, "reject", reason="仍有松动", due_on="2026-03-10")
    assert stage(section, hazard) is Stage.REGISTERED


def test_the_check_is_to_do_for_the_superior_and_in_the_ledger_as_what_it_is(
    deputy: Browser, head: Browser, enter: Entering
) -> None:
    allow(deputy)
    hazard = put_right(head)
    take(head, hazard, "verify_own", manner="repaired")
    followed(deputy.system)
    section = enter("dongcheng", Post.SAFETY_SECTION)
    assert f"/hazards/{hazard}/steps/check_from_above" in section.open("/").text
    listed = text_of(section.open("/ledger?state=awaiting_check"))
    assert "刘庄幼儿园" in listed
    assert "例外自验，待上级核查" in listed
