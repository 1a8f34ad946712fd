"""Every step of a hazard's life by its form."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.seeing import happenings
from api.web.forms.reading import NotAnAmount, fen
from api.web.forms.shape import fields_of
from api.web.forms.showing import words_of
from api.words import speaking, term
from domain.appointment.posts import Post
from domain.catalogue import COMMANDS
from domain.hazard.commands import DeclineAssignment, HazardCommand
from domain.hazard.events import HazardAssigned, RectificationPlanned
from domain.hazard.state import Hazard
from domain.hazard.steps import STEPS
from domain.hazard.terms import Stage
from domain.kernel.events import Event
from domain.kernel.refusals import Malformed
from tests.api.attachments.pictures import phone_photo
from tests.api.web.conftest import Entering
from tests.support.browsing import Browser, main_form, report, take
from tests.support.district import post_id, unit_id

PHOTO = ("IMG_2041.jpg", phone_photo(), "image/jpeg")
WHO: dict[str, Any] = {
    "rectifier": str(post_id("no3", Post.LOGISTICS)),
    "overseer": str(post_id("no3", Post.SAFETY_OFFICER)),
    "supervisor": str(post_id("dongcheng", Post.SAFETY_SECTION)),
}


def state(browser: Browser, hazard: str) -> Hazard:
    found = browser.system.application.load(UUID(hazard), Hazard)  # type: ignore[arg-type]
    assert isinstance(found, Hazard)
    return found


def events(browser: Browser, hazard: str) -> list[Event]:
    return [each.event for each in happenings(browser.services, UUID(hazard))]


@pytest.fixture
def officer(enter: Entering) -> Browser:
    return enter("no3", Post.SAFETY_OFFICER)


@pytest.fixture
def registered(officer: Browser) -> str:
    """A hazard of the third middle school that has its number and grade."""
    hazard = report(officer)
    take(officer, hazard, "register")
    take(officer, hazard, "grade", grade="general", reason="局部松动")
    return hazard


@pytest.fixture
def assigned(officer: Browser, registered: str) -> str:
    """The same, in the hands of the head of logistics."""
    take(officer, registered, "assign", **WHO)
    return registered


def also(browser: Browser, code: str, post: Post) -> Browser:
    """Another person at another browser, on the same log."""
    return Browser(browser.system).signed_in(code, post)


def test_a_hazard_goes_from_found_to_verified_by_forms_alone(officer: Browser, assigned: str) -> None:
    logistics = also(officer, "no3", Post.LOGISTICS)
    take(logistics, assigned, "accept")
    take(logistics, assigned, "report_rectified", manner="repaired", account="重新焊接", cause="焊点锈蚀")
    receipt = take(officer, assigned, "verify", manner="repaired")
    assert "已销号" in receipt.text
    assert state(officer, assigned).stage is Stage.VERIFIED


def test_the_rectifier_finds_no_form_to_verify_his_own_work(officer: Browser, assigned: str) -> None:
    logistics = also(officer, "no3", Post.LOGISTICS)
    take(logistics, assigned, "report_rectified", manner="repaired", account="重新焊接")
    refused = logistics.open(f"/hazards/{assigned}/steps/verify")
    assert refused.status_code == 403
    assert f'href="/hazards/{assigned}"' in refused.text, "the way back is the hazard"


def test_a_step_that_comes_too_early_is_refused_in_words(officer: Browser, registered: str) -> None:
    page = officer.open(f"/hazards/{registered}/steps/verify")
    assert page.status_code == 409
    assert "尚未报整改完成" in page.text


@pytest.mark.parametrize("step", ["take_over", "warn", "mark_overdue", "escalate", "call_recheck", "report", "fly"])
def test_what_no_person_asks_of_a_hazard_has_no_page(officer: Browser, step: str) -> None:
    assert officer.open(f"/hazards/{uuid4()}/steps/{step}").status_code == 404


def test_a_hazard_of_another_unit_is_not_there(officer: Browser, registered: str) -> None:
    page = officer.open(f"/hazards/{registered}/steps/take_interim_measure")
    receipt = str(take(officer, registered, "take_interim_measure", kind="isolation", description="围挡").url)
    stranger = also(officer, "no5", Post.HEAD)
    stranger_form = {**main_form(page).values, "csrf": main_form(stranger.open("/me/password")).values["csrf"]}
    assert stranger.open(f"/hazards/{registered}/steps/take_interim_measure").status_code == 404
    assert (
        stranger.client.post(f"/hazards/{registered}/steps/take_interim_measure", data=stranger_form).status_code == 404
    )
    assert stranger.open(receipt).status_code == 404
    assert stranger.open(f"/hazards/{registered}").status_code == 404


def test_an_assigned_department_sees_what_was_handed_to_it_and_answers(officer: Browser, registered: str) -> None:
    fire, police = also(officer, "fire", Post.DEPARTMENT_OFFICER), also(officer, "police", Post.DEPARTMENT_OFFICER)
    assert fire.open(f"/hazards/{registered}/steps/answer_handover").status_code == 404
    take(officer, registered, "hand_over", department=str(unit_id("fire")), text="消防通道被占")
    page = fire.open(f"/hazards/{registered}/steps/answer_handover")
    assert main_form(page).choices["department"] == ["", str(unit_id("fire"))]
    answer = fire.press(page, department=str(unit_id("fire")), is_accepted="true", text="三日内处理")
    assert answer.status_code == 200
    assert state(officer, registered).handed_to == {unit_id("fire"): True}
    assert police.open(f"/hazards/{registered}/steps/answer_handover").status_code == 404


def test_who_acts_on_an_old_version_sees_what_changed_and_keeps_the_text(officer: Browser, assigned: str) -> None:
    logistics = also(officer, "no3", Post.LOGISTICS)
    page = logistics.open(f"/hazards/{assigned}/steps/note_progress")
    take(officer, assigned, "take_interim_measure", kind="isolation", description="已拉警戒线")
    moved = logistics.press(page, note="焊条已到", files=[PHOTO])
    assert moved.status_code == 412
    assert "已拉警戒线" in moved.text
    assert main_form(moved).values["note"] == ["焊条已到"]
    assert len(main_form(moved).values["evidence"]) == 1
    assert logistics.press(moved).status_code == 200
    assert events(officer, assigned)[-1].name == "hazard.progress_noted.v1"


def test_a_repeated_press_gives_the_first_receipt(officer: Browser, registered: str) -> None:
    page = officer.open(f"/hazards/{registered}/steps/take_interim_measure")
    said: dict[str, Any] = {"kind": "isolation", "description": "已围挡"}
    first = officer.press(page, files=[PHOTO], **said)
    again = officer.press(page, files=[PHOTO], **said)
    assert again.url == first.url
    assert len(events(officer, registered)) == 4


def test_assigning_names_three_people_and_five_implementations(officer: Browser, registered: str) -> None:
    said: dict[str, Any] = {
        "measures": "加固",
        "responsibility": "后勤",
        "funds_fen": "￥1,200.50",
        "contingency": "停用该走廊",
    }
    take(officer, registered, "assign", **WHO, **said)
    event = events(officer, registered)[-1]
    assert isinstance(event, HazardAssigned)
    assert event.implementations.funds_fen == 120050
    assert event.implementations.is_complete


@pytest.mark.parametrize("amount", ["一千二", "-5", "12.345", "=1+1", "1e9", "9" * 20, "1.2.3", "NaN"])
def test_what_is_no_amount_is_refused_beside_the_funds(amount: str) -> None:
    with pytest.raises(NotAnAmount):
        fen("funds_fen", amount)


@pytest.mark.parametrize(("text", "amount"), [("0", 0), ("１２００元", 120000), ("1,200.5", 120050), ("", None)])
def test_amounts_are_read_as_people_write_them(text: str, amount: int | None) -> None:
    assert fen("funds_fen", text) == amount


def test_an_amount_that_is_none_keeps_everything_else(officer: Browser, registered: str) -> None:
    page = officer.open(f"/hazards/{registered}/steps/assign")
    refused = officer.press(page, **WHO, funds_fen="一千二", measures="加固")
    assert refused.status_code == 422
    form = main_form(refused)
    assert (form.values["funds_fen"], form.values["rectifier"]) == (["一千二"], [WHO["rectifier"]])
    assert 'id="funds_fen-refusal"' in refused.text


def test_people_to_choose_are_those_of_the_unit_that_leads(officer: Browser, registered: str) -> None:
    bureau = also(officer, "dongcheng", Post.SAFETY_SECTION)
    page = bureau.open(f"/hazards/{registered}/steps/assign")
    assert str(post_id("no3", Post.LOGISTICS)) in main_form(page).choices["rectifier"]
    other = bureau.press(page, lead_unit=str(unit_id("fire")), measures="已联系", button=("more", "lead_unit"))
    choices = main_form(other).choices["rectifier"]
    assert str(post_id("fire", Post.DEPARTMENT_OFFICER)) in choices
    assert str(post_id("no3", Post.LOGISTICS)) not in choices
    assert main_form(other).values["measures"] == ["已联系"]


def stage(row: int, what: str, due_on: str) -> dict[str, Any]:
    said = {"what": what, "due_on": due_on, "responsible": WHO["rectifier"]}
    return {f"stages__{row}__{name}": value for name, value in said.items()}


def test_rows_of_a_plan_are_added_without_a_script_and_empty_ones_do_not_count(officer: Browser, assigned: str) -> None:
    page = officer.open(f"/hazards/{assigned}/steps/plan")
    first: dict[str, Any] = {
        "stages__0__what": "拆除旧护栏",
        "stages__0__due_on": "2026-03-05",
        "stages__0__responsible": WHO["rectifier"],
    }
    more = officer.press(page, **first, button=("more", "stages"))
    assert main_form(more).values["stages.0.what"] == ["拆除旧护栏"]
    more = officer.press(more, button=("more", "stages"))
    last: dict[str, Any] = {
        "stages__2__what": "安装新护栏",
        "stages__2__due_on": "2026-03-30",
        "stages__2__responsible": WHO["rectifier"],
    }
    refused = officer.press(more, **{**last, "stages__2__due_on": "2026-02-30"})
    assert refused.status_code == 422
    assert 'id="stages-1-due_on-refusal"' in refused.text
    assert main_form(refused).values["stages.1.due_on"] == ["2026-02-30"]
    officer.press(refused, stages__1__due_on="2026-03-12")
    event = events(officer, assigned)[-1]
    assert isinstance(event, RectificationPlanned)
    assert [stage.what for stage in event.stages] == ["拆除旧护栏", "安装新护栏"]


def test_a_correction_asks_for_the_field_first_and_then_in_its_own_way(officer: Browser, registered: str) -> None:
    choosing = officer.open(f"/hazards/{registered}/steps/correct")
    assert f"/hazards/{registered}/steps/correct?field=category" in choosing.text
    page = officer.open(f"/hazards/{registered}/steps/correct?field=category")
    assert main_form(page).values["value"] == ["building.railings"]
    officer.press(page, value="evacuation.stairs", reason="归类有误")
    day = officer.press(
        officer.open(f"/hazards/{registered}/steps/correct?field=found_on"), value="2026-02-30", reason="笔误"
    )
    assert day.status_code == 422
    assert [each.name for each in events(officer, registered)][-1] == "hazard.corrected.v1"


def test_a_duplicate_is_named_by_its_number(officer: Browser, registered: str) -> None:
    duplicate = report(officer)
    number = state(officer, registered).number or ""
    page = officer.open(f"/hazards/{duplicate}/steps/propose_merge")
    unknown = officer.press(page, survivor="no3-2026-9999", reason="同一处")
    assert unknown.status_code == 422
    take(officer, duplicate, "propose_merge", survivor=number, reason="同一处护栏")
    head = also(officer, "no3", Post.HEAD)
    take(head, duplicate, "confirm_merge")
    assert state(officer, duplicate).survivor == UUID(registered)


def test_a_proposal_withdrawn_meanwhile_is_told_as_a_change(officer: Browser, registered: str) -> None:
    duplicate, head = report(officer), also(officer, "no3", Post.HEAD)
    take(officer, duplicate, "propose_merge", survivor=registered, reason="同一处护栏")
    page = head.open(f"/hazards/{duplicate}/steps/confirm_merge")
    take(officer, duplicate, "refuse_merge", reason="再看不是同一处")
    assert head.press(page).status_code == 412


def test_the_day_of_a_step_may_be_an_earlier_one(officer: Browser, assigned: str) -> None:
    logistics = also(officer, "no3", Post.LOGISTICS)
    refused = take(logistics, assigned, "report_rectified", manner="repaired", account="已焊", happened="2026-03-09")
    assert refused.status_code == 409
    said = happenings(officer.services, UUID(assigned))[-1].recorded.happened
    assert said.at is not None


@pytest.mark.parametrize("text", ["\x00", "督办\x1b", "督" * 4001, "   "])
def test_every_text_refuses_what_cannot_be_stored(text: str) -> None:
    with pytest.raises(Malformed):
        DeclineAssignment(hazard=uuid4(), reason=text).check()  # type: ignore[arg-type]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_every_step_is_named_explained_and_asked_for_in_words(step: type[HazardCommand]) -> None:
    for language in ("zh-CN", "en"):
        with speaking(language):
            words = [term("command", step.name), term("meaning", step.name)]
            words += [words_of(field) for field in fields_of(COMMANDS[step.name], {"hazard"})]
    assert not [each for each in words if re.fullmatch(r"[a-z_.]+\.[a-z_.]+", each)]
