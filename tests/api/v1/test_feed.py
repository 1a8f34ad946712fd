"""The log as others follow it: in order, nothing twice, nothing that one may not be told of."""

import json
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any

from domain.appointment.posts import Post
from tests.api.v1.conftest import Asking
from tests.support.programs import Program, problem


def everything(program: Program, limit: int = 100) -> list[dict[str, Any]]:
    """The whole feed, batch by batch."""
    found: list[dict[str, Any]] = []
    path: str | None = f"/events?limit={limit}"
    while path:
        answer = program.get(path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/cloudevents-batch+json"
        found += answer.json()
        link = answer.headers.get("link")
        path = link[len("</v1") : link.index(">")] if link else None
    return found


def test_the_feed_is_in_the_order_of_the_log_and_says_everything_once(asking: Asking) -> None:
    officer, auditor = asking("no3", Post.SAFETY_OFFICER), asking("qinghe", Post.AUDITOR)
    officer.register()
    for limit in (90, 500):
        told = everything(auditor, limit)
        sequence = [int(each["sequence"]) for each in told]
        assert sequence == list(range(1, sequence[-1] + 1))
        assert len({each["id"] for each in told}) == len(told)


def units(program: Program) -> set[str]:
    """Codes of the units whose entry is told."""
    told = (each["data"] for each in everything(program) if each["type"] == "organisation.unit_registered.v1")
    return {each["data"]["code"] for each in told}


def test_an_event_is_told_as_cloudevents_say(asking: Asking) -> None:
    hazard = asking("no3", Post.SAFETY_OFFICER).report()
    event = everything(asking("dongcheng", Post.SAFETY_SECTION))[-1]
    assert event["specversion"] == "1.0"
    assert event["type"] == "hazard.found.v1"
    assert event["source"] == "urn:bihuan:log:trial/bihuan"
    assert event["subject"] == hazard
    assert event["time"].startswith("2026-03-02T01:00:00")
    assert event["data"]["id"] == event["id"]


def test_a_bureau_is_told_only_of_its_own_subtree(asking: Asking) -> None:
    asking("no3", Post.SAFETY_OFFICER).report()
    western, eastern = asking("xicheng", Post.SAFETY_SECTION), asking("dongcheng", Post.SAFETY_SECTION)
    assert [each["type"] for each in everything(western) if each["type"].startswith("hazard")] == []
    assert [each["type"] for each in everything(eastern) if each["type"].startswith("hazard")] == ["hazard.found.v1"]
    units = {
        each["data"]["data"]["code"] for each in everything(western) if each["type"] == "organisation.registered.v1"
    }
    assert "no3" not in units
    assert {each["type"].partition(".")[0] for each in everything(western)} >= {"deadline", "organisation", "person"}


def test_a_batch_in_which_nothing_may_be_told_still_leads_on(asking: Asking) -> None:
    asking("no3", Post.SAFETY_OFFICER).report()
    western = asking("xicheng", Post.SAFETY_SECTION)
    head = western.system.recorder.max_notification_id()
    answer = western.get(f"/events?after={(head or 0) - 1}")
    assert answer.json() == []
    assert answer.headers["bihuan-position"] == str(head)


def test_the_feed_is_for_posts_that_read_everything(officer: Program) -> None:
    assert problem(officer.get("/events")) == (403, "no_power")
    assert problem(officer.get("/events", accept="text/event-stream")) == (403, "no_power")


def parts(text: str) -> list[dict[str, str]]:
    """The messages of a stream, each with its fields."""
    messages = [each for each in text.split("\n\n") if each]
    return [dict(line.split(": ", 1) for line in each.split("\n")) for each in messages]


def test_a_stream_goes_on_where_the_reader_has_been(asking: Asking) -> None:
    officer, auditor = asking("no3", Post.SAFETY_OFFICER), asking("qinghe", Post.AUDITOR)
    before = auditor.system.recorder.max_notification_id()
    hazard = officer.report()
    stream = auditor.get("/events?seconds=1&after=3", accept="text/event-stream", last_event_id=str(before))
    assert stream.headers["content-type"].startswith("text/event-stream")
    first, told = parts(stream.text)
    assert first == {"retry": "2000"}
    assert (told["id"], told["event"]) == (str((before or 0) + 1), "hazard.found.v1")
    assert json.loads(told["data"])["subject"] == hazard


def test_a_stream_passes_over_what_may_not_be_told(asking: Asking) -> None:
    asking("no3", Post.SAFETY_OFFICER).report()
    western = asking("xicheng", Post.SAFETY_SECTION)
    head = western.system.recorder.max_notification_id() or 0
    stream = western.get(f"/events?seconds=1&after={head - 1}", accept="text/event-stream")
    assert parts(stream.text)[1:] == [{"id": str(head)}]


def test_a_stream_ends_when_its_reader_is_let_in_no_longer(asking: Asking) -> None:
    auditor = asking("qinghe", Post.AUDITOR)
    accounts, began = auditor.services.accounts, monotonic()
    account = accounts.named("qinghe.auditor")
    assert account is not None
    with ThreadPoolExecutor(1) as thread:
        stream = thread.submit(auditor.get, "/events?seconds=30&after=9999", accept="text/event-stream")
        while not getattr(auditor.client.app.state, "streams", None):  # type: ignore[attr-defined]
            sleep(0.02)
        accounts.disable(account.id, by=None, now=auditor.system.clock())
        assert stream.result().status_code == 200
    assert monotonic() - began < 20


def test_no_more_follow_at_a_time_than_can_be_served(asking: Asking) -> None:
    auditor = asking("qinghe", Post.AUDITOR)
    auditor.client.app.state.streams = set(range(16))  # type: ignore[attr-defined]
    refused = auditor.get("/events?seconds=1", accept="text/event-stream")
    assert problem(refused) == (429, "too_many_streams")
    assert refused.headers["retry-after"] == "30"


def test_silence_is_broken_by_a_heartbeat(asking: Asking, monkeypatch: Any) -> None:
    monkeypatch.setattr("api.v1.streaming.HEARTBEAT_S", 0.0)
    auditor = asking("qinghe", Post.AUDITOR)
    head = auditor.system.recorder.max_notification_id()
    stream = auditor.get(f"/events?seconds=1&after={head}", accept="text/event-stream")
    assert ": still here" in stream.text
