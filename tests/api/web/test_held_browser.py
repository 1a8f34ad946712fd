"""On a phone, in a real browser: the time runs out in the corridor, and going back begins nothing a second time."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.system import System
from domain.appointment.posts import Post
from tests.api.attachments.pictures import phone_photo
from tests.api.web.test_held import Wall
from tests.support.following import followed
from tests.support.serving import serving
from tests.support.settled import PASSWORD, account

pytestmark = pytest.mark.browser
LUNCH = timedelta(hours=2, minutes=30)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def address(settled_trial: System, wall: Wall) -> Iterator[str]:
    account(settled_trial, "no3", Post.CLASS_TEACHER)
    followed(settled_trial)
    with serving(settled_trial.at(lambda: wall.now)) as found:
        yield found


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_2041.jpg"
    path.write_bytes(phone_photo((1200, 900)))
    return path


def teacher(chromium: Browser, address: str, *, scripts: bool = True) -> Page:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    sign_in(page)
    return page


def sign_in(page: Page) -> None:
    page.fill("#name", "no3.class-teacher")
    page.fill("#password", PASSWORD)
    page.click("main button")


def fill_in(page: Page, address: str, photo: Path) -> None:
    page.goto(f"{address}/report")
    page.fill("[name='place.text']", "三楼东侧走廊")
    page.select_option("[name=category]", "building.railings")
    page.fill("[name=description]", "护栏松动，两根立柱脱焊")
    page.set_input_files("#evidence-camera", photo)


def press(page: Page) -> None:
    page.locator(".btn-main").last.click()


def test_what_was_typed_in_the_corridor_survives_the_end_of_the_session(
    chromium: Browser, address: str, wall: Wall, photo: Path
) -> None:
    page = teacher(chromium, address)
    fill_in(page, address, photo)
    wall.now += LUNCH
    press(page)
    expect(page.locator("#held")).to_contain_text("您填写的内容（包括照片）已为您保留")
    sign_in(page)
    expect(page.locator(".notice")).to_contain_text("尚未提交")
    expect(page.locator("[name=description]")).to_have_value("护栏松动，两根立柱脱焊")
    expect(page.locator("[name=category]")).to_have_value("building.railings")
    thumbnail = page.locator(".staged img")
    expect(thumbnail).to_have_count(1)
    page.wait_for_function("document.querySelector('.staged img').naturalWidth > 0")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    press(page)
    page.wait_for_url("**/receipts/**")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_going_back_and_pressing_again_begins_no_second_hazard(
    chromium: Browser, address: str, photo: Path, settled_trial: System, scripts: bool
) -> None:
    page = teacher(chromium, address, scripts=scripts)
    fill_in(page, address, photo)
    press(page)
    page.wait_for_url("**/receipts/**")
    hazard = page.url.split("/")[4]
    before = settled_trial.recorder.max_notification_id()
    page.go_back()
    page.fill("[name=description]", "护栏松动，三根立柱脱焊")
    expect(page.locator(f"main a[href='/hazards/{hazard}']")).to_have_count(1)
    page.locator("form.card-plain").evaluate("form => { form.noValidate = true; }")
    press(page)
    expect(page.locator("#refusal")).to_have_attribute("data-code", "command_id_used_before")
    assert settled_trial.recorder.max_notification_id() == before
    page.check("[name=anew]")
    press(page)
    page.wait_for_url("**/receipts/**")
    assert page.url.split("/")[4] != hazard


def test_a_filter_after_the_end_of_the_session_brings_the_whole_door(
    chromium: Browser, address: str, wall: Wall
) -> None:
    page = teacher(chromium, address)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/ledger")
    wall.now += LUNCH
    page.select_option("#state", "open")
    expect(page.locator("#lapsed")).to_be_visible()
    expect(page.locator("header.top")).to_have_count(1)
    assert page.url.startswith(f"{address}/sign-in?next=/ledger")
