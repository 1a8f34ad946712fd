"""Whoever acts in a post by delegation is shown as acting for its holder: while signing, and ever after."""

from uuid import UUID

import pytest

from api.seeing import happenings
from domain.appointment.posts import Post
from tests.api.web.conftest import Entering
from tests.support.browsing import Browser, forms_of, report, take, text_of
from tests.support.district import person_id, post_id
from tests.support.following import followed

FOR_THE_HEAD = "代 no3 head"


@pytest.fixture
def guard(enter: Entering) -> Browser:
    """The guard, to whom the head lent the headship for a week, acting in it."""
    head = enter("no3", Post.HEAD)
    form = head.open(f"/registry/appointments/{post_id('no3', Post.HEAD)}/delegate")
    lent = head.press(form, person=str(person_id("no3", Post.GUARD)), from_on="2026-03-02", until_on="2026-03-08")
    assert lent.status_code == 200, lent.text
    browser = enter("no3", Post.GUARD)
    directory = browser.system.application.catch_up().directory
    (seat,) = (each for each in directory.every_appointment_of(person_id("no3", Post.GUARD)) if each.delegated_by)
    (switch,) = (each for each in forms_of(browser.open("/")) if each.action == "/me/post")
    browser.client.post("/me/post", data={**switch.values, "appointment": str(seat.id)})
    return browser


def test_the_frame_and_every_form_say_for_whom(guard: Browser) -> None:
    assert FOR_THE_HEAD in text_of(guard.open("/"))
    page = text_of(guard.open("/report"))
    assert page.count(f"第三中学 校长（园长） · {FOR_THE_HEAD}") >= 2, "in the frame, and above the button"


def test_receipt_line_of_life_and_facts_say_for_whom(guard: Browser) -> None:
    hazard = report(guard)
    receipt = take(guard, hazard, "register")
    assert f"第三中学 校长（园长） · {FOR_THE_HEAD}" in text_of(receipt)
    page = text_of(guard.open(f"/hazards/{hazard}"))
    assert page.count(FOR_THE_HEAD) >= 3
    recorded = [each.recorded for each in happenings(guard.services, UUID(hazard))]
    assert {each.actor.on_behalf_of for each in recorded} == {post_id("no3", Post.HEAD)}


def test_the_audit_trail_and_the_printed_ledger_say_for_whom(guard: Browser, enter: Entering) -> None:
    hazard = report(guard)
    take(guard, hazard, "register")
    take(guard, hazard, "self_rectify", manner="repaired", account="已焊牢")
    take(enter("no3", Post.SAFETY_OFFICER), hazard, "verify", manner="repaired")
    followed(guard.system)
    auditor = enter("dongcheng", Post.AUDITOR)
    assert FOR_THE_HEAD in text_of(auditor.open(f"/audit?hazard={hazard}"))
