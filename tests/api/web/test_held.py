"""Somebody's time runs out while a long form is being filled in: nothing typed is lost, and nobody else sees it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response

from api.access.accounts import AccountId
from api.seeing import happenings
from api.system import System
from domain.appointment.posts import Post
from domain.hazard.events import HazardFound
from tests.api.attachments.pictures import phone_photo
from tests.conftest import MORNING
from tests.support.browsing import Browser, forms_of, main_form, report, take, text_of
from tests.support.district import person_id, post_id, unit_id
from tests.support.following import followed
from tests.support.settled import PASSWORD, account

SAID: dict[str, Any] = {
    "place__text": "三楼东侧走廊",
    "category": "building.railings",
    "description": "护栏松动\r\n两根立柱脱焊",
}
PHOTO = ("IMG_2041.jpg", phone_photo(), "image/jpeg")
HEIC = ("IMG_1.heic", b"\x00\x00\x00\x18ftypheic" + bytes(32), "image/heic")
LUNCH = timedelta(hours=2, minutes=30)


@dataclass
class Wall:
    """A clock on the wall that tests put forward."""

    now: datetime = MORNING


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def trial_by_the_wall(settled_trial: System, wall: Wall) -> System:
    return settled_trial.at(lambda: wall.now)


@pytest.fixture
def guard(trial_by_the_wall: System) -> Browser:
    return Browser(trial_by_the_wall).signed_in("no3", Post.GUARD)


@pytest.fixture
def too_late(guard: Browser, wall: Wall) -> Response:
    """What answers a press when the session's time ran out over lunch."""
    page = guard.open("/report")
    wall.now += LUNCH
    return guard.press(page, files=[PHOTO], **SAID)


def count(browser: Browser) -> int:
    """How many events the log holds."""
    return browser.system.recorder.max_notification_id() or 0


def sign_in(browser: Browser, page: Response, name: str = "no3.guard", password: str = PASSWORD) -> Response:
    """Fill in the sign-in form that is shown."""
    return browser.press(page, name=name, password=password)


def waiting(browser: Browser) -> int:
    with browser.system.pool.connection() as connection:
        row = connection.execute("SELECT count(*) FROM access.held_forms").fetchone()
    return int(row[0]) if row else 0


def test_the_door_says_that_time_ran_out_and_that_what_was_typed_is_kept(guard: Browser, too_late: Response) -> None:
    assert too_late.url.path == "/sign-in"
    assert "登录已超时" in too_late.text
    assert "您填写的内容（包括照片）已为您保留到 2026-03-03 11:30" in text_of(too_late)
    assert "立柱脱焊" not in too_late.text
    assert "no3.guard" not in too_late.text


def test_nothing_is_done_before_they_press_and_everything_is_there_again(guard: Browser, too_late: Response) -> None:
    before = count(guard)
    again = sign_in(guard, too_late)
    assert again.url.path == "/report"
    assert "尚未提交" in again.text
    form = main_form(again)
    assert form.values["description"] == ["护栏松动\n两根立柱脱焊"]
    assert (form.values["place.text"], form.values["category"]) == (["三楼东侧走廊"], ["building.railings"])
    (photo,) = form.values["evidence"]
    assert guard.open(f"/attachments/{photo}/thumbnail").headers["content-type"] == "image/jpeg"
    assert count(guard) == before
    receipt = guard.press(again)
    event = happenings(guard.services, UUID(str(receipt.url).split("/")[4]))[0].event
    assert isinstance(event, HazardFound)
    assert (event.description, len(event.evidence)) == ("护栏松动\n两根立柱脱焊", 1)
    assert waiting(guard) == 0


def test_the_page_may_be_opened_twice_with_the_photo_kept_once(guard: Browser, too_late: Response) -> None:
    again = sign_in(guard, too_late)
    assert main_form(guard.open(str(again.url))).values["evidence"] == main_form(again).values["evidence"]


def test_a_wrong_password_loses_nothing(guard: Browser, too_late: Response) -> None:
    refused = sign_in(guard, too_late, password="not the password")
    assert refused.status_code == 401
    assert "登录已超时" in refused.text
    assert main_form(sign_in(guard, refused)).values["description"] == ["护栏松动\n两根立柱脱焊"]


def test_somebody_else_who_signs_in_sees_nothing_of_it(
    guard: Browser, too_late: Response, trial_by_the_wall: System
) -> None:
    colleague = account(trial_by_the_wall, "no3", Post.CLASS_TEACHER)
    held = main_form(too_late).values["held"][0]
    start = sign_in(guard, too_late, colleague)
    assert start.url.path == "/"
    form = guard.open(f"/report?held={held}")
    assert main_form(form).values["description"] == [""]
    for page in (start, form):
        assert "立柱脱焊" not in page.text
        assert held not in page.text.replace(f"held={held}", "")
    token = forms_of(start)[0].values["csrf"][0]
    assert guard.client.post(f"/held/{held}/go-on", data={"csrf": token}).url.path == "/"
    guard.client.post(f"/held/{held}/discard", data={"csrf": token})
    assert waiting(guard) == 1


def test_a_form_that_another_page_planted_is_not_held(guard: Browser, wall: Wall) -> None:
    page = guard.open("/report")
    wall.now += LUNCH
    for token in (None, "", "0" * 64):
        assert guard.press(page, csrf=token, **SAID).url.path == "/sign-in"
    assert waiting(guard) == 0


@pytest.mark.parametrize("how", ["signed out", "revoked"])
def test_a_session_that_somebody_ended_holds_nothing(guard: Browser, wall: Wall, how: str) -> None:
    page, cookie = guard.open("/report"), guard.client.cookies["bihuan"]
    if how == "signed out":
        guard.client.post("/sign-out", data={"csrf": main_form(page).values["csrf"]})
    else:
        signed_in = guard.services.accounts.named("no3.guard")
        assert signed_in is not None
        guard.services.sessions.close_all(AccountId(signed_in.id), by=AccountId(signed_in.id), now=wall.now)
    guard.client.cookies.clear()
    guard.client.cookies.set("bihuan", cookie)
    door = guard.press(page, **SAID)
    assert str(door.url).endswith("/sign-in?unsent=yes&next=/report")
    assert "没有办理" in door.text
    assert waiting(guard) == 0


def test_without_any_cookie_the_door_says_that_nothing_was_done(guard: Browser) -> None:
    page = guard.open("/report")
    guard.client.cookies.clear()
    assert "没有办理" in guard.press(page, **SAID).text


def test_the_cookie_outlives_the_session(guard: Browser) -> None:
    answer = guard.client.post("/sign-in", data={"name": "no3.guard", "password": PASSWORD}, follow_redirects=False)
    assert "Max-Age=2592000" in answer.headers["set-cookie"]


def test_after_a_day_it_is_gone(guard: Browser, too_late: Response, wall: Wall) -> None:
    wall.now += timedelta(hours=24)
    start = sign_in(guard, too_late)
    assert start.url.path == "/"
    assert "提交前登录已超时" not in start.text


def test_a_password_is_never_held(guard: Browser, wall: Wall) -> None:
    page = guard.open("/me/password")
    wall.now += LUNCH
    answer = guard.press(page, present_password=PASSWORD, password="my own new one")
    assert str(answer.url).endswith("/sign-in?unsent=yes&next=/me/password")
    assert waiting(guard) == 0
    assert sign_in(guard, answer).url.path == "/me/password"


def test_what_waits_is_offered_on_the_start_page_and_can_be_thrown_away(guard: Browser, too_late: Response) -> None:
    followed(guard.system)
    start = guard.enter("no3.guard").open("/")
    assert "提交前登录已超时" in start.text
    offer = next(each for each in forms_of(start) if each.action.endswith("/go-on"))
    again = guard.client.post(offer.action, data=offer.values)
    assert main_form(again).values["place.text"] == ["三楼东侧走廊"]
    guard.client.post(offer.action.replace("go-on", "discard"), data=offer.values)
    assert "提交前登录已超时" not in guard.open("/").text


def test_a_photo_that_cannot_be_taken_is_told_and_the_rest_is_there(guard: Browser, wall: Wall) -> None:
    page = guard.open("/report")
    wall.now += LUNCH
    again = sign_in(guard, guard.press(page, files=[HEIC, PHOTO], **SAID))
    assert again.status_code == 422
    assert 'id="evidence-refusal"' in again.text
    assert len(main_form(again).values["evidence"]) == 1
    assert main_form(again).values["place.text"] == ["三楼东侧走廊"]


def test_a_photo_of_too_many_bytes_is_told_and_the_rest_is_there(guard: Browser, wall: Wall) -> None:
    page, most = guard.open("/report"), guard.system.settings.upload_bytes
    wall.now += LUNCH
    again = sign_in(guard, guard.press(page, files=[("long.jpg", bytes(most + 1), "image/jpeg"), PHOTO], **SAID))
    assert "有 1 份照片或文件过大" in again.text
    assert len(main_form(again).values["evidence"]) == 1


def test_time_may_run_out_twice(guard: Browser, too_late: Response, wall: Wall) -> None:
    again = sign_in(guard, too_late)
    wall.now += LUNCH
    once_more = sign_in(guard, guard.press(again, description="护栏松动，三根立柱脱焊"))
    form = main_form(once_more)
    assert (form.values["description"], len(form.values["evidence"])) == (["护栏松动，三根立柱脱焊"], 1)
    assert waiting(guard) == 1


def test_it_goes_on_in_the_post_in_which_it_was_filled_in(
    trial_by_the_wall: System, wall: Wall, guard: Browser
) -> None:
    registrar = Browser(trial_by_the_wall).signed_in("dongcheng", Post.REGISTRAR)
    make = registrar.open(f"/registry/people/{person_id('no3', Post.GUARD)}/make")
    assert registrar.press(make, unit=str(unit_id("no3")), post="logistics").status_code == 200
    posts = guard.services.system.application.catch_up().directory.appointments_of(
        person_id("no3", Post.GUARD), MORNING.date()
    )
    second = next(each.id for each in posts if each.id != post_id("no3", Post.GUARD))
    start = guard.open("/")
    token = forms_of(start)[0].values["csrf"]
    guard.client.post("/me/post", data={"csrf": token, "appointment": str(second)})
    page = guard.open("/report")
    assert "后勤" in page.text
    wall.now += LUNCH
    again = sign_in(guard, guard.press(page, **SAID))
    signing = again.text[again.text.index('class="signing"') :][:200]
    assert "后勤" in signing


def test_a_step_that_somebody_else_took_meanwhile_loses_no_text(trial_by_the_wall: System, wall: Wall) -> None:
    officer = Browser(trial_by_the_wall).signed_in("no3", Post.SAFETY_OFFICER)
    head = Browser(trial_by_the_wall).signed_in("no3", Post.HEAD)
    hazard = report(officer)
    take(officer, hazard, "register")
    page = officer.open(f"/hazards/{hazard}/steps/propose_void")
    wall.now += LUNCH
    head.enter("no3.head")
    take(head, hazard, "propose_void", reason="登记有误")
    again = sign_in(officer, officer.press(page, reason="与另一条重复"), "no3.safety-officer")
    assert main_form(again).values["reason"] == ["与另一条重复"]
    refused = officer.press(again)
    assert refused.status_code in (409, 412)
    assert main_form(refused).values["reason"] == ["与另一条重复"]


def test_a_form_of_many_rows_comes_back_with_its_rows(trial_by_the_wall: System, wall: Wall) -> None:
    registrar = Browser(trial_by_the_wall).signed_in("qinghe", Post.REGISTRAR)
    page = registrar.open("/registry/calendars/2027")
    wall.now += LUNCH
    days = "2027-01-01\n2027-02-08"
    again = sign_in(registrar, registrar.press(page, holidays=days, source="国办发明电"), "qinghe.registrar")
    assert main_form(again).values["holidays"] == [days]


def test_signed_in_again_beside_it_the_form_is_shown_once_more(guard: Browser, wall: Wall) -> None:
    page = guard.open("/report")
    wall.now += LUNCH
    guard.enter("no3.guard")
    before = count(guard)
    shown = guard.press(page, files=[PHOTO], **SAID)
    assert "填写期间您重新登录过" in shown.text
    assert count(guard) == before
    assert len(main_form(shown).values["evidence"]) == 1
    assert "/receipts/" in str(guard.press(shown).url)


def test_a_form_of_somebody_elses_session_is_refused(guard: Browser, trial_by_the_wall: System, wall: Wall) -> None:
    page = guard.open("/report")
    wall.now += LUNCH
    guard.enter(account(trial_by_the_wall, "no3", Post.CLASS_TEACHER))
    assert guard.press(page, **SAID).status_code == 403


def test_a_part_of_a_page_is_never_answered_with_the_door(guard: Browser, wall: Wall) -> None:
    wall.now += LUNCH
    asked = {"HX-Request": "true", "HX-Current-URL": "http://localhost:8000/ledger?state=open"}
    answer = guard.client.get("/ledger?state=verified", headers=asked, follow_redirects=False)
    assert (answer.status_code, answer.text) == (401, "")
    assert answer.headers["hx-redirect"] == "/sign-in?next=/ledger%3Fstate%3Dopen"
    elsewhere = {**asked, "HX-Current-URL": "https://example.org/trap"}
    answer = guard.client.get("/ledger?state=verified", headers=elsewhere, follow_redirects=False)
    assert answer.headers["hx-redirect"] == "/sign-in?next=/ledger%3Fstate%3Dverified"


def test_the_way_back_from_the_door_keeps_the_question(guard: Browser, wall: Wall) -> None:
    wall.now += LUNCH
    door = guard.open("/audit?post=guard")
    assert "登录已超时，请重新登录后继续" in door.text
    assert str(sign_in(guard, door).url).endswith("/audit?post=guard")


def test_who_asks_for_a_form_that_never_was_gets_a_fresh_one(guard: Browser) -> None:
    for held in (str(uuid4()), "", "../..", "%00"):
        page = guard.open(f"/report?held={held}")
        assert main_form(page).values["description"] == [""]
    assert "登录已超时" not in guard.open(f"/sign-in?held={uuid4()}").text
