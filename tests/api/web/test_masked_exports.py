"""Files show names in full where the exporter's post works; elsewhere masked, unless it was recorded why not."""

from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response

from api.system import System
from domain.access.events import NamesUnmasked
from domain.access.state import unmaskings
from domain.appointment.posts import Post
from domain.kernel.identity import PersonId
from tests.api.web.conftest import Entering
from tests.api.web.test_reading_exports import sheet, text_of
from tests.support.browsing import Browser, forms_of
from tests.support.district import person_id
from tests.support.following import followed
from tests.support.stories import Stories

AUDITOR = ("dongcheng", Post.AUDITOR)
MASKED, IN_FULL = "n" + "＊" * len("o3 head"), "no3 head"
REASON = "纪检组调阅，核对签收人"


@pytest.fixture
def stories(settled_trial: System) -> Stories:
    return Stories(settled_trial)


@pytest.fixture
def hazard(stories: Stories) -> UUID:
    """A hazard of school no. 3, verified by its head."""
    hazard = stories.verified()
    followed(stories.system)
    return hazard


def told(answer: Response) -> str:
    """Everything that the file says, without spaces."""
    assert answer.status_code == 200, answer.text
    if answer.content.startswith(b"%PDF"):
        return "".join(text_of(answer.content).split())
    return "".join("".join(str(cell) for row in sheet(answer.content) for cell in row if cell).split())


def files(hazard: UUID) -> tuple[str, ...]:
    return ("/ledger.xlsx", "/ledger.pdf", f"/audit.xlsx?hazard={hazard}", "/audit.pdf?kind=hazard", dossier(hazard))


def dossier(hazard: UUID) -> str:
    return f"/hazards/{hazard}/dossier.pdf"


def in_full(browser: Browser, address: str, **typed: str) -> Response:
    page = browser.open("/ledger")
    (form,) = (form for form in forms_of(page) if form.action.startswith("/ledger.xlsx"))
    sent = {"csrf": form.values["csrf"][0], "names_in_full": "1", "reason": REASON, **typed}
    return browser.client.post(address, data={name: text for name, text in sent.items() if text})


def recorded(system: System, person: PersonId) -> list[Any]:
    stream = unmaskings(person, f"{system.clock().astimezone(system.settings.zone):%Y-%m}")
    kept = system.application.store.load({stream: 0}, [], 2**62)
    return [system.mapper.to_domain_event(each.stored) for each in kept]


def test_an_auditor_s_files_hide_names_and_say_so(hazard: UUID, enter: Entering) -> None:
    auditor = enter(*AUDITOR)
    for address in files(hazard):
        said = told(auditor.open(address))
        assert MASKED.replace(" ", "") in said, address
        assert "".join(IN_FULL.split()) not in said, address
        assert "其余以＊代替" in said, address
        assert "dongchengauditor" in said, "who exports is no secret"


def test_posts_and_units_stay_beside_hidden_names(hazard: UUID, enter: Entering) -> None:
    said = told(enter(*AUDITOR).open(f"/audit.xlsx?hazard={hazard}"))
    assert "第三中学" in said
    assert "校长" in said


def test_whoever_works_above_the_school_has_its_names_in_full(hazard: UUID, enter: Entering) -> None:
    section = enter("dongcheng", Post.SAFETY_SECTION)
    for address in files(hazard):
        said = told(section.open(address))
        assert "".join(IN_FULL.split()) in said, address
        assert "＊＊" not in said, address


def test_who_supervises_beside_the_tree_has_them_masked(hazard: UUID, enter: Entering) -> None:
    said = told(enter("heyan", Post.TOWN_OFFICER).open("/ledger.xlsx"))
    assert MASKED in said
    assert "no3head" not in said


def test_names_in_full_are_an_event_with_its_reason_before_they_are_a_file(hazard: UUID, enter: Entering) -> None:
    auditor = enter(*AUDITOR)
    for address in files(hazard):
        said = told(in_full(auditor, address))
        assert "no3head" in said, address
        assert "完整显示" in said, address
    events = [each.event for each in recorded(auditor.system, person_id(*AUDITOR))]
    assert [each.what.value for each in events] == ["ledger", "ledger", "audit", "audit", "hazard"]
    assert {each.reason for each in events} == {REASON}
    assert [each.hazard for each in events] == [None, None, hazard, None, hazard]
    assert all(isinstance(each, NamesUnmasked) for each in events)


def test_without_a_reason_there_are_no_names_and_no_event(hazard: UUID, enter: Entering) -> None:
    auditor = enter(*AUDITOR)
    answer = in_full(auditor, "/ledger.xlsx", reason=" ")
    assert answer.status_code == 422
    assert 'data-code="blank"' in answer.text
    assert recorded(auditor.system, person_id(*AUDITOR)) == []


def test_without_the_box_names_stay_hidden(hazard: UUID, enter: Entering) -> None:
    auditor = enter(*AUDITOR)
    assert "no3head" not in told(in_full(auditor, "/ledger.xlsx", names_in_full=""))
    assert recorded(auditor.system, person_id(*AUDITOR)) == []


def test_names_of_a_unit_one_does_not_read_are_not_unmasked(hazard: UUID, enter: Entering) -> None:
    auditor = enter(*AUDITOR)
    for code in ("no9", "nowhere"):
        assert in_full(auditor, f"/ledger.xlsx?unit={code}").status_code == 404, code
    assert recorded(auditor.system, person_id(*AUDITOR)) == []


def test_the_trail_tells_who_unmasked_what_and_why(hazard: UUID, enter: Entering) -> None:
    auditor = enter(*AUDITOR)
    in_full(auditor, dossier(hazard))
    followed(auditor.system)
    head = enter("no3", Post.HEAD)
    for address in ("/audit?kind=access", f"/audit?hazard={hazard}"):
        page = head.open(address).text
        for each in ("已导出完整姓名", "dongcheng auditor", REASON, "隐患档案", "no3-2026-0001"):
            assert each in page, (address, each)
