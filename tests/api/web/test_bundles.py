"""Evidence bundles from the pages that show events: who may read may take along, and that is recorded."""

import json
from io import BytesIO
from threading import Event
from uuid import UUID
from zipfile import ZipFile

import pytest
from httpx2 import Response

import api.bundles.handing_out
from api.access.acts import acts
from api.seeing import happenings
from api.system import System
from api.workers.sealer import run_sealer
from domain.appointment.posts import Post
from tests.api.web.conftest import Entering
from tests.support.browsing import Browser, forms_of, text_of
from tests.support.district import person_id, unit_id
from tests.support.following import followed
from tests.support.programs import Program
from tests.support.stories import Stories


@pytest.fixture
def stories(settled_trial: System) -> Stories:
    return Stories(settled_trial)


@pytest.fixture
def hazard(settled_trial: System, stories: Stories) -> UUID:
    """A hazard of the third middle school, sealed."""
    found = stories.verified()
    run_sealer(settled_trial, Event(), once=True)
    return found


def bundle_in(answer: Response) -> ZipFile:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return ZipFile(BytesIO(answer.content))


def lines_of(bundle: ZipFile, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in bundle.read(name).splitlines()]


def about(bundle: ZipFile) -> tuple[str, str]:
    said = json.loads(bundle.read("manifest.json"))["about"]
    return said["kind"], said["number"] or said["code"] or said["id"]


def names_in(bundle: ZipFile) -> set[object]:
    return {line["value"] for line in lines_of(bundle, "disclosures.jsonl")}


def taken(browser: Browser) -> list[tuple[str, str | None]]:
    return [(each.what, each.detail) for each in acts(browser.services.system.pool, kind="bundle")]


def test_a_hazards_page_hands_out_its_evidence_and_who_took_it_is_recorded(hazard: UUID, enter: Entering) -> None:
    browser = enter("no3", Post.HEAD)
    address = f"/hazards/{hazard}/evidence.zip"
    assert f'href="{address}"' in browser.open(f"/hazards/{hazard}").text
    answer = browser.open(address)
    bundle = bundle_in(answer)
    assert about(bundle) == ("hazard", "no3-2026-0001")
    assert {"verify.html", "verify.py", "dossier.pdf", "READ-ME.txt"} <= set(bundle.namelist())
    assert answer.headers["content-disposition"].startswith('attachment; filename="evidence-2026')
    assert taken(browser) == [("bundle.made", "hazard no3-2026-0001")]


def test_what_one_may_not_know_of_is_not_handed_out(hazard: UUID, enter: Entering) -> None:
    stranger = enter("no8", Post.HEAD)
    assert stranger.open(f"/hazards/{hazard}/evidence.zip").status_code == 404
    assert stranger.open(f"/directory/units/{unit_id('no3')}/evidence.zip").status_code == 404
    assert stranger.open(f"/directory/people/{person_id('no3', Post.HEAD)}/evidence.zip").status_code == 404
    assert taken(stranger) == []


def test_an_event_leads_to_the_evidence_of_what_it_is_about(
    settled_trial: System, hazard: UUID, enter: Entering
) -> None:
    browser = enter("no3", Post.HEAD)
    position = happenings(browser.services, hazard)[0].position
    assert f'href="/hazards/{hazard}/evidence.zip"' in browser.open(f"/events/{position}").text


def test_a_trail_of_one_hazard_or_person_leads_to_its_evidence(
    settled_trial: System, hazard: UUID, enter: Entering
) -> None:
    followed(settled_trial)
    browser, person = enter("no3", Post.HEAD), person_id("no3", Post.HEAD)
    assert f"/hazards/{hazard}/evidence.zip" in browser.open(f"/audit?hazard={hazard}").text
    assert f"/directory/people/{person}/evidence.zip" in browser.open(f"/audit?person={person}").text
    assert "evidence.zip" not in browser.open("/audit").text


def test_a_units_page_asks_for_the_days(hazard: UUID, enter: Entering) -> None:
    browser, unit = enter("no3", Post.HEAD), unit_id("no3")
    form = next(
        each for each in forms_of(browser.open(f"/directory/units/{unit}")) if each.action.endswith("evidence.zip")
    )
    assert (form.values["from"], form.values["to"]) == (["2026-01-01"], ["2026-03-02"])
    bundle = bundle_in(browser.client.post(form.action, data=form.values))
    assert about(bundle) == ("unit", "no3")
    subjects = [each for each in json.loads(bundle.read("manifest.json"))["streams"] if each["role"] == "subject"]
    assert [each["stream"] for each in subjects] == [str(hazard)]
    assert bundle_in(browser.open(f"{form.action}?from=2026-03-01")).namelist() == bundle.namelist()
    assert browser.open(f"{form.action}?from=2026-03-02&to=2026-01-01").status_code == 422


def test_a_person_takes_along_what_they_had_a_hand_in(hazard: UUID, enter: Entering) -> None:
    browser, person = enter("no3", Post.HEAD), person_id("no3", Post.HEAD)
    bundle = bundle_in(browser.open(f"/directory/people/{person}/evidence.zip"))
    assert about(bundle) == ("person", str(person))
    assert f"{person}".encode() in bundle.read("events.jsonl")
    assert taken(browser) == [("bundle.made", f"person {person}")]


def test_names_are_hidden_from_posts_that_do_not_work_there_unless_a_reason_is_recorded(
    hazard: UUID, enter: Entering
) -> None:
    auditor = enter("dongcheng", Post.AUDITOR)
    assert names_in(bundle_in(auditor.open(f"/hazards/{hazard}/evidence.zip"))) == set()
    page = auditor.open(f"/hazards/{hazard}")
    form = next(each for each in forms_of(page) if each.action.endswith("dossier.pdf"))
    sent = {**form.values, "names_in_full": "1", "reason": "核查本区整改签字"}
    answer = auditor.client.post(f"/hazards/{hazard}/evidence.zip", data=sent)
    assert "no3 head" in names_in(bundle_in(answer))
    without = auditor.client.post(f"/hazards/{hazard}/evidence.zip", data={**sent, "reason": " "})
    assert without.status_code == 422


def test_more_than_somebody_waits_for_is_refused_with_the_command_that_makes_it(
    hazard: UUID, enter: Entering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.bundles.handing_out, "MOST_STREAMS", 0)
    browser = enter("no3", Post.HEAD)
    answer = browser.open(f"/hazards/{hazard}/evidence.zip")
    assert answer.status_code == 413
    assert "bihuan bundle make" in text_of(answer)
    assert taken(browser) == []


def test_what_is_not_sealed_yet_is_told_to_come_in_seconds(stories: Stories, enter: Entering) -> None:
    answer = enter("no3", Post.HEAD).open(f"/hazards/{stories.found()}/evidence.zip")
    assert answer.status_code == 503
    assert "尚未封存" in text_of(answer)


def test_a_program_takes_bundles_over_http_with_names_hidden(settled_trial: System, hazard: UUID) -> None:
    program = Program(settled_trial, "no3", Post.HEAD)
    bundle = bundle_in(program.get("/hazards/no3-2026-0001/bundle?digests=true"))
    assert about(bundle) == ("hazard", "no3-2026-0001")
    assert names_in(bundle) == set()
    assert about(bundle_in(program.get("/units/no3/bundle?from=2026-01-01"))) == ("unit", "no3")
    person = person_id("no3", Post.HEAD)
    assert about(bundle_in(program.get(f"/people/{person}/bundle"))) == ("person", str(person))
    assert program.get("/hazards/no8-2026-0001/bundle").status_code == 404


def test_a_proof_since_an_earlier_checkpoint_comes_along(settled_trial: System, stories: Stories, hazard: UUID) -> None:
    program, size = Program(settled_trial, "no3", Post.HEAD), settled_trial.recorder.max_notification_id()
    stories.found()
    run_sealer(settled_trial, Event(), once=True)
    bundle = bundle_in(program.get(f"/hazards/no3-2026-0001/bundle?since={size}"))
    assert [line["size"] for line in lines_of(bundle, "consistency.jsonl")] == [size]
