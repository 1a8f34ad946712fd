"""A refusal to sign by its forms: recorded by who asked, witnessed, told to the superior, seen ever after."""

from uuid import UUID

import pytest

from api.seeing import happenings
from domain.appointment.posts import Post
from domain.hazard.events import RefusalWitnessed, SignatureRefused
from domain.kernel.events import Event
from tests.api.web.conftest import Entering
from tests.support.browsing import Browser, main_form, report, take, text_of
from tests.support.district import post_id
from tests.support.following import followed

HEAD, TEACHER = str(post_id("no3", Post.HEAD)), str(post_id("no3", Post.CLASS_TEACHER))
REFUSED = {"act": "hazard.verify", "refuser": HEAD, "witness": TEACHER, "reason": "称未到现场，不愿签字"}


@pytest.fixture
def officer(enter: Entering) -> Browser:
    return enter("no3", Post.SAFETY_OFFICER)


@pytest.fixture
def hazard(officer: Browser) -> str:
    """Put right on the spot by the safety officer, who asks the head to verify."""
    found = report(officer)
    take(officer, found, "register")
    take(officer, found, "self_rectify", manner="repaired", account="已焊牢")
    return found


def events(browser: Browser, hazard: str) -> list[Event]:
    return [each.event for each in happenings(browser.services, UUID(hazard))]


def refuse(officer: Browser, hazard: str) -> None:
    done = take(officer, hazard, "refuse_signature", **REFUSED)
    assert done.status_code == 200, done.text


def test_whoever_asked_is_offered_to_record_a_refusal_and_who_has_nothing_to_do_with_it_is_not(
    officer: Browser, hazard: str, enter: Entering
) -> None:
    assert "/steps/refuse_signature" in officer.open(f"/hazards/{hazard}").text
    assert "/steps/refuse_signature" not in enter("no3", Post.GUARD).open(f"/hazards/{hazard}").text


def test_the_form_lets_choose_among_those_who_could_sign_and_others_as_witness(officer: Browser, hazard: str) -> None:
    choices = main_form(officer.open(f"/hazards/{hazard}/steps/refuse_signature")).choices
    assert [each for each in choices["act"] if each] == ["hazard.verify"]
    assert HEAD in choices["refuser"]
    assert TEACHER not in choices["refuser"]
    assert TEACHER in choices["witness"]
    assert str(post_id("no3", Post.SAFETY_OFFICER)) not in choices["witness"]


def test_the_refusal_stands_in_the_line_of_life_with_reason_witness_and_who_was_told(
    officer: Browser, hazard: str
) -> None:
    refuse(officer, hazard)
    refused = events(officer, hazard)[-1]
    assert isinstance(refused, SignatureRefused)
    page = text_of(officer.open(f"/hazards/{hazard}"))
    for words in ("拒绝签字", "称未到现场，不愿签字", "no3 class_teacher", "东城区教育局", "尚未说明", "有人拒绝签字"):
        assert words in page


def test_the_witness_finds_it_among_things_to_do_and_confirms_it(
    officer: Browser, hazard: str, enter: Entering
) -> None:
    refuse(officer, hazard)
    followed(officer.system)
    teacher = enter("no3", Post.CLASS_TEACHER)
    assert f"/hazards/{hazard}/steps/witness_refusal" in teacher.open("/").text
    form = teacher.open(f"/hazards/{hazard}/steps/witness_refusal")
    assert "称未到现场，不愿签字" in form.text
    teacher.press(form, is_confirmed="true", remarks="当时在场")
    witnessed = events(officer, hazard)[-1]
    assert isinstance(witnessed, RefusalWitnessed)
    assert (witnessed.is_confirmed, witnessed.refuser) == (True, post_id("no3", Post.HEAD))
    assert "亲见属实" in text_of(officer.open(f"/hazards/{hazard}"))


def test_nobody_else_is_shown_the_form_of_the_witness(officer: Browser, hazard: str, enter: Entering) -> None:
    refuse(officer, hazard)
    assert enter("no3", Post.HEAD).open(f"/hazards/{hazard}/steps/witness_refusal").status_code == 403


def test_the_superior_is_told_among_things_to_do_and_in_the_ledger(
    officer: Browser, hazard: str, enter: Entering
) -> None:
    refuse(officer, hazard)
    followed(officer.system)
    section = enter("dongcheng", Post.SAFETY_SECTION)
    start = text_of(section.open("/"))
    assert "上级处理拒签" in start or "督办" in start
    assert f"/hazards/{hazard}/steps/note_supervision" in section.open("/").text
    assert "有人拒绝签字" in text_of(section.open("/ledger"))


def test_the_audit_trail_tells_of_it(officer: Browser, hazard: str, enter: Entering) -> None:
    refuse(officer, hazard)
    followed(officer.system)
    trail = text_of(enter("dongcheng", Post.AUDITOR).open(f"/audit?hazard={hazard}"))
    assert "拒绝签字" in trail
    assert "称未到现场，不愿签字" in trail
