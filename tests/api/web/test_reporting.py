"""Reporting a hazard by the short form: one press, nothing lost, nothing twice, nobody else's unit."""

import re
from typing import Any
from uuid import UUID

from api.seeing import happenings
from domain.appointment.posts import Post
from domain.hazard.events import HazardFound
from domain.hazard.grading import Grade
from tests.api.attachments.pictures import paper, phone_photo
from tests.api.web.conftest import Entering
from tests.support.browsing import Browser, main_form, report, text_of
from tests.support.district import unit_id

SAID: dict[str, Any] = {
    "place__text": "三楼东侧走廊",
    "category": "building.railings",
    "description": "护栏松动\r\n两根立柱脱焊",
}
PHOTO = ("IMG_2041.jpg", phone_photo(), "image/jpeg")


def found(browser: Browser, hazard: str) -> HazardFound:
    event = happenings(browser.services, UUID(hazard))[0].event
    assert isinstance(event, HazardFound)
    return event


def count(browser: Browser) -> int:
    """How many events the log holds."""
    return browser.system.recorder.max_notification_id() or 0


def test_the_unit_of_the_post_is_chosen_already(enter: Entering) -> None:
    form = main_form(enter("no3", Post.GUARD).open("/report"))
    assert form.values["unit"] == [str(unit_id("no3"))]
    assert form.values["happened"] == ["2026-03-02"]
    assert form.choices["unit"] == [str(unit_id("no3"))]


def test_one_press_records_it_and_shows_a_receipt(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    receipt = guard.press(guard.open("/report"), files=[PHOTO, ("scan.pdf", paper(), "application/pdf")], **SAID)
    assert receipt.status_code == 200
    assert "已记录" in receipt.text
    event = found(guard, str(receipt.url).split("/")[4])
    assert (event.place.text, event.description) == ("三楼东侧走廊", "护栏松动\n两根立柱脱焊")
    assert [each.kind for each in event.evidence] == ["image/jpeg", "application/pdf"]
    assert event.grade_proposed is Grade.GENERAL


def test_the_receipt_shows_the_photo_and_the_paper_that_came_along(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    receipt = guard.press(guard.open("/report"), files=[PHOTO, ("scan.pdf", paper(), "application/pdf")], **SAID)
    (picture,) = re.findall(r'<img class="photo"[^>]*src="([^"]+)"', receipt.text)
    assert guard.open(picture).headers["content-type"].startswith("image/")
    assert "/original" in receipt.text


def test_a_refusal_keeps_what_was_typed_and_the_photos(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    refused = guard.press(guard.open("/report"), files=[PHOTO], **{**SAID, "category": ""})
    assert refused.status_code == 422
    form = main_form(refused)
    assert form.values["place.text"] == ["三楼东侧走廊"]
    assert len(form.values["evidence"]) == 1
    assert guard.open(f"/attachments/{form.values['evidence'][0]}/thumbnail").headers["content-type"] == "image/jpeg"
    receipt = guard.press(refused, category="building.railings")
    assert len(found(guard, str(receipt.url).split("/")[4]).evidence) == 1


def test_a_photo_that_is_not_kept_stays_out(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    refused = guard.press(guard.open("/report"), files=[PHOTO], **{**SAID, "category": ""})
    receipt = guard.press(refused, category="fire", evidence=None)
    assert found(guard, str(receipt.url).split("/")[4]).evidence == ()


def test_a_file_that_cannot_be_taken_is_refused_beside_the_photos_with_the_others_kept(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    heic = ("IMG_1.heic", b"\x00\x00\x00\x18ftypheic" + bytes(32), "image/heic")
    refused = guard.press(guard.open("/report"), files=[PHOTO, heic], **SAID)
    assert refused.status_code == 422
    assert 'id="evidence-refusal"' in refused.text
    assert len(main_form(refused).values["evidence"]) == 1


def test_a_second_press_of_the_same_form_gives_the_first_receipt(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    page = guard.open("/report")
    first = guard.press(page, files=[PHOTO], **SAID)
    before = count(guard)
    again = guard.press(page, files=[PHOTO], **SAID)
    assert again.url == first.url
    assert count(guard) == before


def test_the_same_form_with_another_text_is_not_recorded_a_second_time(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    page = guard.open("/report")
    guard.press(page, **SAID)
    before = count(guard)
    other = guard.press(page, **{**SAID, "description": "门锁坏了"})
    assert other.status_code == 409
    assert "门锁坏了" in other.text
    assert count(guard) == before


def test_who_sends_a_form_again_with_another_text_is_led_to_what_was_recorded(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    page = guard.open("/report")
    hazard = str(guard.press(page, **SAID).url).split("/")[4]
    other = guard.press(page, **{**SAID, "description": "门锁坏了"})
    assert "此表单已经提交过" in other.text
    assert f'href="/hazards/{hazard}"' in other.text
    assert guard.press(other).status_code == 409


def test_it_is_recorded_as_a_new_one_once_when_they_say_so(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    page = guard.open("/report")
    first = guard.press(page, **SAID)
    other = guard.press(page, **{**SAID, "description": "门锁坏了"})
    anew = main_form(other).choices["anew"]
    second = guard.press(other, anew=anew)
    before = count(guard)
    assert guard.press(other, anew=anew).url == second.url != first.url
    assert count(guard) == before
    assert found(guard, str(second.url).split("/")[4]).description == "门锁坏了"


def test_said_to_be_new_it_may_still_be_refused_and_pressed_again(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    page = guard.open("/report")
    guard.press(page, **SAID)
    other = guard.press(page, **{**SAID, "description": "门锁坏了"})
    refused = guard.press(other, anew=main_form(other).choices["anew"], category="")
    assert refused.status_code == 422
    assert "anew" not in main_form(refused).choices
    assert "/receipts/" in str(guard.press(refused, category="fire").url)


def test_the_way_back_leads_to_the_same_form_which_says_that_it_was_sent(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    page = guard.open("/report")
    receipt, before = guard.press(page, **SAID), count(guard)
    back = guard.open(str(page.url))
    assert main_form(back).values["command_id"] == main_form(page).values["command_id"]
    assert f'href="/hazards/{str(receipt.url).split("/")[4]}"' in back.text
    assert guard.press(back, **{**SAID, "description": "护栏松动，三根立柱脱焊"}).status_code == 409
    assert count(guard) == before


def test_what_a_colleagues_form_came_to_is_told_to_nobody_else(enter: Entering) -> None:
    guard, colleague = enter("no3", Post.GUARD), enter("no3", Post.CLASS_TEACHER)
    page = guard.open("/report")
    guard.press(page, **SAID)
    assert "已经提交过" not in colleague.open(str(page.url)).text
    refused = colleague.press(colleague.open(str(page.url)), **SAID)
    assert (refused.status_code, "已经提交过" in refused.text) == (409, False)
    assert "/receipts/" in str(colleague.press(refused).url)


def test_a_form_without_the_sessions_token_is_refused(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    before = count(guard)
    assert guard.press(guard.open("/report"), csrf="0" * 64, **SAID).status_code == 403
    assert guard.press(guard.open("/report"), csrf=None, **SAID).status_code == 403
    assert count(guard) == before


IMPOSSIBLE = (
    ("place__text", "三楼\x07走廊"),
    ("place__text", "走" * 201),
    ("place__text", "三楼\n走廊"),
    ("description", "\x1b[31m护栏"),
    ("description", "护" * 4001),
    ("description", " \r\n "),
    ("category", "building.lift"),
    ("category", "=cmd|' /C calc'!A0"),
    ("grade_proposed", "catastrophic"),
    ("happened", "2026-02-30"),
    ("happened", "昨天"),
    ("unit", "第三中学"),
    ("unit", "%00"),
    ("source", "ledger"),
    ("evidence", "not-a-file"),
    ("campaign", "秋" * 201),
)


def test_what_no_field_can_hold_is_refused_and_the_rest_kept(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    page, before = guard.open("/report"), count(guard)
    for field, value in IMPOSSIBLE:
        refused = guard.press(page, **{**SAID, field: value})
        assert refused.status_code == 422, (field, value)
        assert 'role="alert"' in refused.text
        assert main_form(refused).values["place.text" if field == "description" else "description"][0].strip()
    assert count(guard) == before


def test_a_text_too_long_comes_back_whole(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    text = "<script>alert(1)</script>\n" * 200
    refused = guard.press(guard.open("/report"), **{**SAID, "description": text})
    assert main_form(refused).values["description"] == [text]


def test_markup_is_text(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    markup = '<img src=x onerror="alert(1)">&amp;'
    hazard = report(guard, description=markup, place__text=markup)
    page = guard.open(f"/hazards/{hazard}/steps/take_interim_measure")
    assert "<img src=x" not in page.text
    assert markup in text_of(page)
    assert found(guard, hazard).description == markup


def test_a_formula_is_text(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    assert found(guard, report(guard, description="=HYPERLINK(1)")).description == "=HYPERLINK(1)"


def test_a_day_to_come_is_refused(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    refused = guard.press(guard.open("/report"), **{**SAID, "happened": "2026-03-03"})
    assert refused.status_code == 409
    assert "护栏松动" in text_of(refused)


def test_it_may_have_been_found_on_an_earlier_day(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    assert found(guard, report(guard, happened="2026-02-27")).found_on.isoformat() == "2026-02-27"


def test_nobody_reports_for_a_unit_that_is_not_theirs_to_know(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    refused = guard.press(guard.open("/report"), **{**SAID, "unit": str(unit_id("no9"))})
    assert refused.status_code == 404
    assert "护栏松动" in text_of(refused)


def test_who_was_told_by_a_pupil_seals_the_name(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    hazard = report(guard, source="pupil", sealed_source="初二（3）班 李明")
    event = found(guard, hazard)
    assert event.finder is None
    assert event.sealed_source is not None
    assert "李明" not in guard.open(f"/hazards/{hazard}/steps/take_interim_measure").text


def test_a_post_that_reports_nothing_is_told_so(enter: Entering) -> None:
    assert enter("dongcheng", Post.AUDITOR).open("/report").status_code == 403


def test_who_is_not_signed_in_is_led_to_the_door(enter: Entering) -> None:
    stranger = enter("no3", Post.GUARD)
    stranger.client.cookies.clear()
    assert str(stranger.open("/report").url).endswith("/sign-in?next=/report")


def test_put_right_on_the_spot_leads_through_the_number_to_the_account_of_it(enter: Entering) -> None:
    officer = enter("no3", Post.SAFETY_OFFICER)
    register = officer.press(officer.open("/report"), button=("then", "self_rectify"), **SAID)
    assert "/steps/register?then=self_rectify" in str(register.url)
    account = officer.press(register)
    assert str(account.url).endswith("/steps/self_rectify")
    receipt = officer.press(account, manner="repaired", account="当场拧紧")
    assert "/receipts/" in str(receipt.url)
    assert "待查验" in receipt.text


def test_who_cannot_register_is_told_what_comes_between(enter: Entering) -> None:
    guard = enter("no3", Post.GUARD)
    receipt = guard.press(guard.open("/report"), button=("then", "self_rectify"), **SAID)
    assert "请先由安全专干登记编号" in receipt.text
