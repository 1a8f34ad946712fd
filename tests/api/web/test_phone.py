"""In a corridor, on a phone, in a real browser: a hazard from the first press to verified."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from api.system import System
from domain.appointment.posts import Post
from tests.api.attachments.pictures import phone_photo
from tests.support.district import post_id
from tests.support.serving import serving
from tests.support.settled import PASSWORD, account

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def address(settled_trial: System) -> Iterator[str]:
    with serving(settled_trial) as found:
        yield found


def phone(chromium: Browser, address: str, sign_in: str, *, scripts: bool = True) -> Page:
    """Signed in on a phone-size screen; whatever the page complains of is a failure."""
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=scripts)  # type: ignore[arg-type]
    page = context.new_page()
    page.on("pageerror", _complain)
    page.goto(f"{address}/sign-in")
    page.fill("#name", sign_in)
    page.fill("#password", PASSWORD)
    page.click("main button")
    return page


def _complain(error: object) -> None:
    raise AssertionError(str(error))


def fits(page: Page) -> bool:
    """Nothing has to be pushed sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def main_button(page: Page) -> None:
    page.locator(".btn-main").last.click()


def report_by_thumb(page: Page, address: str, photo: Path) -> str:
    page.goto(f"{address}/report")
    page.fill("[name='place.text']", "三楼东侧走廊")
    page.select_option("[name=category]", "building.railings")
    page.fill("[name=description]", "护栏松动，两根立柱脱焊")
    page.set_input_files("#evidence-camera", photo)
    main_button(page)
    page.wait_for_url("**/receipts/**")
    return page.url.split("/")[4]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_2041.jpg"
    path.write_bytes(phone_photo((1200, 900)))
    return path


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_hazard_goes_from_a_phone_to_verified(
    chromium: Browser, settled_trial: System, address: str, photo: Path, scripts: bool
) -> None:
    officer = phone(chromium, address, account(settled_trial, "no3", Post.SAFETY_OFFICER), scripts=scripts)
    logistics = phone(chromium, address, account(settled_trial, "no3", Post.LOGISTICS), scripts=scripts)
    hazard = report_by_thumb(officer, address, photo)
    main_button(officer)
    main_button(officer)
    main_button(officer)
    officer.fill("[name=reason]", "局部松动")
    main_button(officer)
    main_button(officer)
    for name, code, post in (
        ("rectifier", "no3", Post.LOGISTICS),
        ("overseer", "no3", Post.SAFETY_OFFICER),
        ("supervisor", "dongcheng", Post.SAFETY_SECTION),
    ):
        officer.select_option(f"[name={name}]", str(post_id(code, post)))
    main_button(officer)
    logistics.goto(f"{address}/hazards/{hazard}/steps/report_rectified")
    logistics.check("[name=manner][value=repaired]")
    logistics.fill("[name=account]", "重新焊接并刷漆")
    logistics.set_input_files("#evidence-camera", photo)
    main_button(logistics)
    officer.goto(f"{address}/hazards/{hazard}/steps/verify")
    assert officer.locator(".photos img").count() >= 1
    officer.check("[name=manner][value=repaired]")
    main_button(officer)
    assert officer.locator(".status", has_text="已销号").count() == 1


def test_no_page_on_the_way_is_wider_than_the_phone(
    chromium: Browser, settled_trial: System, address: str, photo: Path
) -> None:
    officer = phone(chromium, address, account(settled_trial, "no3", Post.SAFETY_OFFICER))
    hazard = report_by_thumb(officer, address, photo)
    assert fits(officer)
    for step in (
        "register",
        "grade",
        "take_interim_measure",
        "report_inability",
        "hand_over",
        "correct",
        "add_evidence",
    ):
        officer.goto(f"{address}/hazards/{hazard}/steps/{step}")
        assert fits(officer), step
    for path in ("/report", "/me/tokens", "/registry", "/registry/limits", "/registry/calendars"):
        officer.goto(f"{address}{path}")
        assert fits(officer), path


def test_the_page_obeys_its_own_security_policy(
    chromium: Browser, settled_trial: System, address: str, photo: Path
) -> None:
    officer = phone(chromium, address, account(settled_trial, "no3", Post.SAFETY_OFFICER))
    complaints: list[str] = []
    officer.on("console", lambda message: complaints.append(message.text))
    hazard = report_by_thumb(officer, address, photo)
    officer.goto(f"{address}/hazards/{hazard}/steps/grade")
    assert [each for each in complaints if "Content Security Policy" in each] == []
