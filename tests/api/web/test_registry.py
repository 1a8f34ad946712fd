"""What registrars keep, by their pages: units, people, appointments, calendars and limits."""

import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from api.web.paging import by_key
from domain.appointment.posts import Post
from domain.kernel.identity import ActorKind, AppointmentId, PersonId
from domain.organisation.commands import NameUnitInLedger
from domain.organisation.directory import Directory
from tests.api.web.conftest import Entering
from tests.support.browsing import Browser, main_form
from tests.support.district import acting, person_id, post_id, unit_id

TODAY = date(2026, 3, 2)
NO3, NO5 = f"/registry/units/{unit_id('no3')}", f"/registry/units/{unit_id('no5')}"


@pytest.fixture
def registrar(enter: Entering) -> Browser:
    return enter("dongcheng", Post.REGISTRAR)


def directory(browser: Browser) -> Directory:
    return browser.system.application.catch_up().directory


def test_a_unit_shows_what_is_below_it_and_who_holds_its_posts(registrar: Browser) -> None:
    page = registrar.open("/registry")
    assert "东城区教育局" in page.text
    assert NO3 in page.text
    assert "no3 head" in registrar.open(NO3).text


def test_a_unit_of_another_district_is_not_there(registrar: Browser) -> None:
    for address in (f"/registry/units/{unit_id('no9')}", f"/registry/people/{person_id('no9', Post.HEAD)}"):
        assert registrar.open(address).status_code == 404
        assert registrar.open(f"{address}/make").status_code == 404
    assert registrar.open(f"/registry/appointments/{post_id('no9', Post.HEAD)}/end").status_code == 404


def test_a_unit_is_registered_below_another(registrar: Browser) -> None:
    page = registrar.open(f"/registry/units/{unit_id('dongcheng')}/register_unit")
    done = registrar.press(page, code="no8", kind="school", unit_name="第八小学")
    assert done.status_code == 200
    unit = directory(registrar).unit_by_code("no8")
    assert unit is not None
    assert (unit.name, unit.parent) == ("第八小学", unit_id("dongcheng"))


def test_a_code_is_given_once(registrar: Browser) -> None:
    address = f"/registry/units/{unit_id('dongcheng')}/register_unit"
    registrar.press(registrar.open(address), code="no8", kind="school", unit_name="第八小学")
    refused = registrar.press(registrar.open(address), code="no8", kind="school", unit_name="八一小学")
    assert refused.status_code == 409
    assert main_form(refused).values["unit_name"] == ["八一小学"]


IMPOSSIBLE = (
    ("code", "No 8", 422),
    ("code", "'; DROP TABLE", 422),
    ("unit_name", "第八\x00小学", 422),
    ("unit_name", "学" * 201, 422),
    ("unit_name", "", 422),
    ("kind", "ledger_unit", 422),
    ("kind", "castle", 422),
    ("from_on", "2026-02-30", 422),
    ("from_on", "2026-03-03", 409),
)


def test_a_unit_that_cannot_be_is_refused_and_kept(registrar: Browser) -> None:
    page = registrar.open(f"/registry/units/{unit_id('dongcheng')}/register_unit")
    for field, value, status in IMPOSSIBLE:
        said: dict[str, Any] = {"code": "no8", "kind": "school", "unit_name": "<b>第八小学</b>", field: value}
        refused = registrar.press(page, **said)
        assert refused.status_code == status, (field, value, refused.text)
        kept = main_form(refused).values
        assert field == "kind" or kept[field] == [value]
        assert field == "unit_name" or kept["unit_name"] == ["<b>第八小学</b>"]
        assert "<b>第八" not in refused.text
    assert directory(registrar).unit_by_code("no8") is None


def test_a_unit_is_renamed_moved_supervised_and_closed(registrar: Browser) -> None:
    registrar.press(registrar.open(f"{NO5}/rename_unit"), unit_name="第五实验小学")
    registrar.press(registrar.open(f"{NO5}/move_unit"), parent=str(unit_id("xihe")))
    page = registrar.open(f"{NO5}/begin_supervision")
    registrar.press(page, kind="joint", by=str(unit_id("no3")), document="东教〔2026〕3号")
    unit = directory(registrar).unit(unit_id("no5"))
    assert unit is not None
    assert (unit.name, unit.parent, len(unit.relations)) == ("第五实验小学", unit_id("xihe"), 1)
    end = re.search(r'href="([^"]*end_supervision[^"]*)"', registrar.open(NO5).text)
    assert end is not None
    registrar.press(registrar.open(end.group(1).replace("&amp;", "&")))
    registrar.press(registrar.open(f"{NO5}/close_unit"), reason="并入西河中心校")
    unit = directory(registrar).unit(unit_id("no5"))
    assert unit is not None
    assert (unit.relations[0].until_on, unit.closed_on) == (TODAY, TODAY)


def test_a_person_is_enrolled_appointed_and_leaves(registrar: Browser) -> None:
    enrolled = registrar.press(registrar.open(f"{NO3}/enrol"), person_name="䶮小明")
    assert "䶮小明" in enrolled.text
    found = re.search(r'/registry/people/([0-9a-f-]{36})">䶮小明', enrolled.text)
    assert found is not None
    person, address = PersonId(UUID(found.group(1))), f"/registry/people/{found.group(1)}"
    form = registrar.open(f"{address}/make")
    assert "bureau_head" not in main_form(form).choices["post"]
    registrar.press(form, post="guard", document="人字〔2026〕1号")
    assert [each.post for each in directory(registrar).appointments_of(person, TODAY)] == [Post.GUARD]
    registrar.press(registrar.open(f"{address}/correct_name"), person_name="䶮晓明", reason="户口簿为准")
    assert "䶮晓明" in registrar.open(address).text
    registrar.press(registrar.open(f"{address}/leave"))
    gone = directory(registrar).person(person)
    assert gone is not None
    assert gone.left_on == TODAY


def test_posts_of_somebody_who_left_end_with_the_last_day(registrar: Browser) -> None:
    guard = person_id("no3", Post.GUARD)
    address = f"/registry/people/{guard}"
    assert "/end" in registrar.open(address).text
    registrar.press(registrar.open(f"{address}/leave"), on="2026-02-27")
    page = registrar.open(address).text
    assert "2026-02-27" in page
    assert "/registry/appointments/" not in page
    assert "2026-02-27" in registrar.open(f"/directory/people/{guard}").text
    assert "至今" not in registrar.open(f"/directory/people/{guard}").text


def test_a_name_stands_in_no_event(registrar: Browser) -> None:
    registrar.press(registrar.open(f"{NO3}/enrol"), person_name="䶮小明")
    bodies = b"".join(each.stored.state for each in registrar.system.recorder.page(1, 1000))
    assert "䶮小明".encode() not in bodies


def test_a_second_press_enrols_nobody_twice(registrar: Browser) -> None:
    page = registrar.open(f"{NO3}/enrol")
    before = len(directory(registrar).people())
    for _ in range(2):
        assert registrar.press(page, person_name="王小明").status_code == 200
    assert len(directory(registrar).people()) == before + 1


def test_an_appointment_is_ended_and_the_post_is_free(registrar: Browser) -> None:
    address = f"/registry/appointments/{post_id('no3', Post.GUARD)}/end"
    registrar.press(registrar.open(address), on="2026-02-28", reason="退休")
    assert not directory(registrar).holds(post_id("no3", Post.GUARD), TODAY)


def test_two_registrars_on_one_unit_the_second_sees_what_changed(registrar: Browser) -> None:
    colleague = Browser(registrar.system).signed_in("qinghe", Post.REGISTRAR)
    page = colleague.open(f"{NO5}/rename_unit")
    registrar.press(registrar.open(f"{NO5}/rename_unit"), unit_name="第五实验小学")
    moved = colleague.press(page, unit_name="第五中心小学")
    assert moved.status_code == 412
    assert "第五实验小学" in moved.text
    assert main_form(moved).values["unit_name"] == ["第五中心小学"]
    assert colleague.press(moved).status_code == 200


def test_who_is_no_registrar_sees_no_button_and_no_form(enter: Entering) -> None:
    head = enter("no3", Post.HEAD)
    assert "/rename_unit" not in head.open(NO3).text
    assert head.open(f"{NO3}/rename_unit").status_code == 403
    assert head.open("/registry/calendars/2027").status_code == 403


def test_a_holder_delegates_the_own_post_for_a_time(enter: Entering) -> None:
    head = enter("no3", Post.HEAD)
    assert f"/registry/appointments/{post_id('no3', Post.HEAD)}/delegate" in head.open("/me").text
    page = head.open(f"/registry/appointments/{post_id('no3', Post.HEAD)}/delegate")
    assert 'value="hazard.verify"' in page.text
    assert not any(f'value="{own}"' in page.text for own in ("key.enrol", "appointment.end", "hazard.take_over"))
    deputy = person_id("no3", Post.DEPUTY_HEAD)
    head.press(page, person=str(deputy), from_on="2026-03-02", until_on="2026-03-06", only=["hazard.verify"])
    held = directory(head).appointments_of(deputy, TODAY)
    assert [each.delegated_by for each in held] == [None, AppointmentId(post_id("no3", Post.HEAD))]


def test_a_calendar_is_entered_from_the_root(enter: Entering) -> None:
    registrar = enter("qinghe", Post.REGISTRAR)
    page = registrar.open("/registry/calendars/2031")
    refused = registrar.press(page, holidays="2031-01-01\r\n2031-02-30", source="国办发明电")
    assert refused.status_code == 422
    assert main_form(refused).values["holidays"] == ["2031-01-01\n2031-02-30"]
    registrar.press(refused, holidays="2031-01-01\n2031-01-02", makeup_workdays="2031-01-04")
    entered = registrar.system.application.catch_up().clocks.years[2031]
    assert [str(day) for day in entered.holidays] == ["2031-01-01", "2031-01-02"]


def test_limits_are_looked_at_by_all_and_offered_to_who_may_change_them(enter: Entering) -> None:
    head = enter("no3", Post.HEAD)
    page = head.open("/registry/limits")
    assert page.status_code == 200
    assert "/registry/limits/hazard.register" not in page.text
    assert head.open("/registry/limits/hazard.register").status_code == 403
    assert head.open("/registry/limits/hazard.unheard_of").status_code == 404


def test_a_list_is_shown_page_by_page_by_its_key() -> None:
    names = [f"教师{number:03d}" for number in range(120)]
    first = by_key(names, str, "")
    second = by_key(["教师000a", *names], str, first.following or "")
    assert (len(first.lines), first.following) == (50, "教师049")
    assert second.lines[0] == "教师050"
    assert by_key(names, str, "教师099").following is None


def test_a_leading_group_at_the_root_changes_a_limit(enter: Entering) -> None:
    registrar = enter("qinghe", Post.REGISTRAR)
    root = f"/registry/units/{unit_id('qinghe')}"
    registrar.press(registrar.open(f"{root}/register_unit"), code="group", kind="leading_group", unit_name="领导小组")
    group = directory(registrar).unit_by_code("group")
    assert group is not None
    enrolled = registrar.press(registrar.open(f"/registry/units/{group.id}/enrol"), person_name="赵主任")
    found = re.search(r'/registry/people/([0-9a-f-]{36})">赵主任', enrolled.text)
    assert found is not None
    registrar.press(registrar.open(f"/registry/people/{found.group(1)}/make"), post="group_office")
    services, now = registrar.services, registrar.system.clock()
    person = PersonId(UUID(found.group(1)))
    services.accounts.make("zhao", "first-key-2026", by=None, now=now, person=person, must_change=False)
    office = Browser(registrar.system).enter("zhao", "first-key-2026")
    page = office.open("/registry/limits/hazard.register")
    refused = office.press(page, amount="=12", source="清教〔2026〕5号")
    assert refused.status_code == 422
    office.press(refused, amount="12")
    newest = office.system.application.catch_up().clocks.limits.versions("hazard.register")[-1]
    assert (newest.amount, newest.version, newest.effective_on) == (12, 2, TODAY)


def test_a_unit_named_in_a_ledger_is_enrolled_with_its_code_and_place(registrar: Browser) -> None:
    named = NameUnitInLedger(
        unit_name="第八小学", under=unit_id("dongcheng"), file_sha256="0" * 64, sheet="台账", row=7
    )
    system = registrar.system
    importer = replace(acting("dongcheng", Post.SAFETY_SECTION), kind=ActorKind.IMPORT)
    system.application.handle(named, system.asked(importer))
    address = f"/registry/units/{named.unit}"
    assert f"{address}/enrol_unit" in registrar.open(address).text
    page = registrar.open(f"{address}/enrol_unit")
    assert main_form(page).values["unit_name"] == ["第八小学"]
    registrar.press(page, code="no8", kind="school", parent=str(unit_id("dongcheng")))
    unit = directory(registrar).unit_by_code("no8")
    assert unit is not None
    assert (unit.id, unit.is_enrolled) == (named.unit, True)
