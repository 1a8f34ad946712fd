"""Holds and erasure through pages and `/v1`, by whoever has the power, with the reasons people are told."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from api.system import System
from domain.appointment.posts import Post
from tests.api.attachments.pictures import phone_photo
from tests.api.keeping.conftest import CITY_HEAD, INVESTIGATOR, hold
from tests.support.browsing import Browser, main_form, report, take, text_of
from tests.support.district import person_id, post_id, unit_id
from tests.support.following import followed
from tests.support.programs import Program, problem
from tests.support.signed_stories import SignedStories
from tests.support.signing import begin_signing

HOLD: dict[str, Any] = {"reason": "正在调查", "document": "教调〔2026〕3号", "case": "教案〔2026〕1号"}
GUARD = person_id("no3", Post.GUARD)
SECRET = "一名学生家长张三"


@pytest.fixture
def officer(settled_trial: System) -> Browser:
    return Browser(settled_trial).signed_in("no3", Post.SAFETY_OFFICER)


@pytest.fixture
def hazard(officer: Browser) -> str:
    """Reported by a parent whose name is sealed; registered."""
    found = report(officer, source="public", sealed_source=SECRET)
    take(officer, found, "register")
    return found


@pytest.fixture
def investigator(settled_trial: System) -> Browser:
    return Browser(settled_trial).signed_in("qinghe", Post.INVESTIGATOR)


def placed(browser: Browser, **on: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in on.items())
    done = browser.press(browser.open(f"/holds/place?{query}"), **HOLD)
    assert done.status_code == 200, done.text
    return text_of(done)


def test_a_hold_is_seen_on_the_hazard_in_the_list_and_in_the_workbook(
    investigator: Browser, officer: Browser, hazard: str
) -> None:
    assert f"/holds/place?hazard={hazard}" in investigator.open(f"/hazards/{hazard}").text
    assert "教调〔2026〕3号" in placed(investigator, hazard=hazard)
    page = text_of(officer.open(f"/hazards/{hazard}"))
    assert "冻结保全中" in page
    assert "教案〔2026〕1号" in page
    followed(officer.system)
    assert "冻结保全中" in officer.open("/ledger").text
    sheet = load_workbook(BytesIO(officer.open("/ledger.xlsx").content)).worksheets[0]
    assert any("冻结保全中" in str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)


def test_a_hold_on_a_unit_is_seen_there_and_on_every_hazard_below(
    investigator: Browser, officer: Browser, hazard: str
) -> None:
    assert "冻结保全中" in placed(investigator, unit=unit_id("dongcheng"))
    for address in (f"/directory/units/{unit_id('no3')}", f"/hazards/{hazard}"):
        assert "冻结保全中" in text_of(officer.open(address))
    assert "冻结保全中" not in text_of(investigator.open(f"/registry/units/{unit_id('no9')}"))


def test_the_form_of_a_hold_says_which_hazard_it_is_about_and_asks_first_for_what_is_needed(
    settled_trial: System, investigator: Browser
) -> None:
    unregistered = report(Browser(settled_trial).signed_in("no3", Post.SAFETY_OFFICER))
    page = investigator.open(f"/holds/place?hazard={unregistered}")
    assert "尚未登记 · 第三中学 · 三楼东侧走廊" in text_of(page)
    asked = [name for name in main_form(page).values if name in HOLD]
    assert asked == ["reason", "document", "case"]
    assert "<textarea" not in page.text.partition('name="case"')[0].rpartition("<div")[2]


@pytest.mark.parametrize("on", ["hazard", "unit"])
def test_the_ledger_is_narrowed_to_what_is_held(
    settled_trial: System, investigator: Browser, officer: Browser, hazard: str, on: str
) -> None:
    other = report(Browser(settled_trial).signed_in("no5", Post.SAFETY_OFFICER))
    placed(investigator, **{on: hazard if on == "hazard" else unit_id("no3")})
    followed(settled_trial)
    both, only, by_words = (investigator.open(f"/ledger{query}").text for query in ("", "?held=1", "?held=1&q=护栏"))
    assert hazard in both
    assert other in both
    for narrowed in (only, by_words):
        assert hazard in narrowed
        assert other not in narrowed
    program = Program(settled_trial, "no3", Post.SAFETY_OFFICER)
    assert len(program.get("/hazards?held=1").json()["items"]) == 1


def test_a_program_reads_on_a_hazard_what_holds_it(settled_trial: System) -> None:
    section = Program(settled_trial, "dongcheng", Post.SAFETY_SECTION)
    hazard, number = Program(settled_trial, "no3", Post.SAFETY_OFFICER).register()
    assert section.get(f"/hazards/{number}").json()["holds"] == []
    section.post("/holds", {"hazard": number, **HOLD})
    (hold,) = section.get(f"/hazards/{number}").json()["holds"]
    assert (hold["hazard"], hold["document"], hold["is_active"]) == (hazard, HOLD["document"], True)


def test_whoever_signs_a_hold_reads_which_hazard_it_is_on(settled_trial: System) -> None:
    stories = SignedStories(begin_signing(settled_trial), by_file=frozenset({INVESTIGATOR, CITY_HEAD}))
    hazard = stories.registered()
    held = hold(stories, str(hazard))
    stories.does(CITY_HEAD, "hold.release", hold=held, reason="结案", document="教调〔2026〕9号")
    with settled_trial.pool.connection() as connection:
        rows = connection.execute("SELECT value FROM log.disclosures WHERE strpos(value, '冻结保全') > 0").fetchall()
    placing, releasing = sorted((row[0] for row in rows), key=lambda text: "解除" in text)
    for text in (placing, releasing):
        assert "隐患: no3-2026-0001" in text
    assert "文号: 教调〔2026〕3号" in releasing


def test_a_case_gathers_its_holds_and_another_person_releases_one(investigator: Browser, hazard: str) -> None:
    placed(investigator, hazard=hazard)
    placed(investigator, unit=unit_id("no5"))
    page = investigator.open("/holds?case=教案〔2026〕1号").text
    assert page.count("⚖") == 2
    (first, *_) = [each.split('"')[0] for each in page.split('href="/holds/')[1:] if "release" in each.split('"')[0]]
    answers: dict[str, Any] = {"reason": "结案", "document": "教调〔2026〕9号"}
    refused = investigator.press(investigator.open(f"/holds/{first}"), **answers)
    assert refused.status_code == 403
    section = Browser(investigator.system).signed_in("dongcheng", Post.SAFETY_SECTION)
    done = section.press(section.open(f"/holds/{first}"), **answers)
    assert done.status_code == 200, done.text
    assert "已解除冻结保全" in text_of(done)


def test_a_sealed_source_is_erased_on_the_hazards_page_unless_it_is_held(
    settled_trial: System, investigator: Browser, hazard: str
) -> None:
    registrar = Browser(settled_trial).signed_in("qinghe", Post.REGISTRAR)
    form = registrar.open(f"/hazards/{hazard}/erase")
    assert form.status_code == 200, form.text
    done = registrar.press(form, reason="家长要求删除", source="true")
    assert done.status_code == 200, done.text
    with settled_trial.pool.connection() as connection:
        assert connection.execute("SELECT FROM log.disclosures WHERE value = %s", (SECRET,)).fetchall() == []
    again = registrar.press(registrar.open(f"/hazards/{hazard}/erase"), reason="家长要求删除", source="true")
    assert again.status_code == 409
    assert "没有可以清除的内容" in text_of(again)


def test_a_photo_is_erased_and_the_page_says_so(settled_trial: System, officer: Browser) -> None:
    form = officer.open("/report")
    said: dict[str, Any] = {"place__text": "三楼", "category": "building.railings", "description": "护栏松动"}
    hazard = str(officer.press(form, files=[("IMG_2041.jpg", phone_photo(), "image/jpeg")], **said).url).split("/")[4]
    head = Browser(settled_trial).signed_in("qinghe", Post.REGISTRAR)
    form = head.open(f"/hazards/{hazard}/erase")
    (photo,) = main_form(form).choices["attachments"]
    assert officer.open(f"/hazards/{hazard}/attachments/{photo}/thumbnail").status_code == 200
    done = head.press(form, reason="照片中有学生", source="false", attachments=[photo])
    assert done.status_code == 200, done.text
    gone = officer.open(f"/hazards/{hazard}/attachments/{photo}/thumbnail")
    assert gone.status_code == 409
    assert "已被清除" in text_of(gone)
    assert head.open(f"/hazards/{hazard}/erase").text.count(photo) == 0


def test_a_registrar_erases_a_name_on_its_page_after_the_post_has_ended(settled_trial: System) -> None:
    registrar = Browser(settled_trial).signed_in("qinghe", Post.REGISTRAR)
    form = registrar.open(f"/registry/people/{GUARD}/erase")
    refused = registrar.press(form, reason="本人申请删除")
    assert refused.status_code == 409
    assert "仍在任职" in text_of(refused)
    ended = registrar.press(
        registrar.open(f"/registry/appointments/{post_id('no3', Post.GUARD)}/end"), on="2026-03-01", reason="离职"
    )
    assert ended.status_code == 200
    done = registrar.press(registrar.open(f"/registry/people/{GUARD}/erase"), reason="本人申请删除")
    assert done.status_code == 200, done.text
    assert "姓名已清除" in done.text
    assert "no3 guard" not in done.text


def test_programs_hold_list_and_are_refused_by_the_code(settled_trial: System) -> None:
    registrar = Program(settled_trial, "qinghe", Post.REGISTRAR)
    section = Program(settled_trial, "dongcheng", Post.SAFETY_SECTION)
    hazard, number = Program(settled_trial, "no3", Post.SAFETY_OFFICER).register()
    made = section.post("/holds", {"hazard": number, **HOLD})
    assert made.status_code == 201, made.text
    known = section.get(f"/holds/{made.json()['stream']}").json()
    assert (known["hazard"], known["is_active"], known["number"]) == (hazard, True, number)
    refused = registrar.post(f"/subjects/{number}/erase", {"reason": "家长要求删除"})
    assert problem(refused) == (409, "nothing_to_erase")
    assert problem(section.post("/holds", {"hazard": number, "unit": str(unit_id("no5")), **HOLD}))[1] == "not_a_field"
    unit = section.post("/holds", {"unit": str(unit_id("no3")), **HOLD})
    assert unit.status_code == 201
    assert [each["is_active"] for each in section.get("/holds").json()["items"]] == [True, True]
    over = registrar.post(f"/appointments/{post_id('no3', Post.GUARD)}/end", {"on": "2026-03-01", "reason": "离职"})
    assert over.status_code == 200
    assert problem(registrar.post(f"/people/{GUARD}/erase", {"reason": "本人申请删除"})) == (409, "under_hold")


def test_programs_erase_a_name_and_set_no_rule_without_the_power(settled_trial: System) -> None:
    registrar = Program(settled_trial, "qinghe", Post.REGISTRAR)
    registrar.post(f"/appointments/{post_id('no3', Post.GUARD)}/end", {"on": "2026-03-01", "reason": "离职"})
    done = registrar.post(f"/people/{GUARD}/erase", {"reason": "本人申请删除"})
    assert done.status_code == 200, done.text
    assert registrar.get(f"/people/{GUARD}").json()["name"] is None
    rules = registrar.get("/retention-rules").json()["items"]
    assert [(each["kept"], each["years"]) for each in rules] == [("names", None), ("texts", None), ("files", None)]
    rule = {"years": 10, "source": "档案管理规定", "effective_on": "2026-04-01"}
    assert problem(registrar.post("/retention-rules/names/set", rule)) == (403, "no_power")
