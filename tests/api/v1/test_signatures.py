"""Signatures over HTTP: with what is told here anybody checks them without this server."""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.signing.pinned import pinned_from, verify_pinned
from api.system import System
from domain.appointment.posts import Post
from domain.key.refusals import SignatureInvalid
from domain.seal.dsse import read
from domain.seal.statement import said_by
from tests.support.browsing import Browser
from tests.support.following import followed
from tests.support.signed_stories import SignedStories
from tests.support.signing import begin_signing
from tests.support.stories import HEAD, LOGISTICS, OFFICER, SECTION


@pytest.fixture
def stories(settled_trial: System) -> SignedStories:
    return SignedStories(begin_signing(settled_trial), by_file=frozenset({HEAD}))


@pytest.fixture
def hazard(stories: SignedStories) -> UUID:
    return stories.verified()


def asked(stories: SignedStories, path: str) -> Any:
    browser = Browser(stories.system.at(lambda: stories.now))
    answer = browser.enter(stories.account_of(browser.services, HEAD).sign_in).client.get(f"/v1{path}")
    return answer.json()


def test_an_event_carries_its_envelope_word_for_word_with_level_meaning_key_and_text(
    stories: SignedStories, hazard: UUID
) -> None:
    last = asked(stories, f"/hazards/{hazard}/events")["items"][-1]
    told = last["signature"]
    assert [told["envelope"]] == last["body"]["signatures"]
    assert (told["level"], told["meaning"], told["fault"]) == ("software_key", "verification", None)
    assert told["key"] == str(stories.keys[HEAD].id)
    display = said_by(read(told["envelope"]))["display"]
    assert sha256(bytes.fromhex(told["salt"]) + told["text"].encode()).hexdigest() == display


def test_with_envelope_and_key_every_signature_is_checked_without_the_server(
    stories: SignedStories, hazard: UUID
) -> None:
    browser = Browser(stories.system.at(lambda: stories.now))
    client = browser.enter(stories.account_of(browser.services, OFFICER).sign_in).client
    signed = [each["signature"] for each in client.get(f"/v1/hazards/{hazard}/events").json()["items"]]
    keys = {each["key"]: client.get(f"/v1/keys/{each['key']}").content for each in signed}
    assert len(keys) == 3
    for each in signed:
        verify_pinned(read(each["envelope"]), pinned_from(keys[each["key"]]))
    another = next(key for key in keys if key != signed[-1]["key"])
    with pytest.raises(SignatureInvalid):
        verify_pinned(read(signed[-1]["envelope"]), pinned_from(keys[another]))


def test_a_key_is_told_with_its_enrolment_and_who_made_sure_of_it(stories: SignedStories, hazard: UUID) -> None:
    told = asked(stories, f"/keys/{stories.keys[LOGISTICS].id}")
    assert (told["scheme"], told["level"], told["algorithm"], told["state"]) == (
        "webauthn",
        "passkey",
        "ES256",
        "confirmed",
    )
    assert [each["body"]["name"] for each in told["events"]] == ["key.enrolled.v1", "key.confirmed.v1"]
    assert told["names"][told["person"]]["name"] == "no3 logistics"
    assert "label" not in told


def test_a_key_that_nobody_enrolled_is_not_there_nor_is_a_stream_of_something_else(
    stories: SignedStories, hazard: UUID
) -> None:
    assert asked(stories, f"/keys/{uuid4()}")["code"] == "not_known"
    assert asked(stories, f"/keys/{hazard}")["code"] == "not_known"


def test_an_event_says_what_took_its_place(stories: SignedStories, hazard: UUID) -> None:
    stories.does(SECTION, "hazard.reopen", hazard=str(hazard), reason="验收时看错了楼层")
    items = asked(stories, f"/hazards/{hazard}/events")["items"]
    replaced = {each["body"]["name"]: each["superseded_by"] for each in items if each["superseded_by"]}
    assert replaced == dict.fromkeys(("hazard.rectified.v1", "hazard.verified.v1"), items[-1]["position"])


def test_the_trail_is_narrowed_by_level_key_and_flag(stories: SignedStories, hazard: UUID) -> None:
    stories.read_for = timedelta(seconds=1)
    stories.does(SECTION, "hazard.reopen", hazard=str(hazard), reason="验收时看错了楼层")
    followed(stories.system)
    by_key = asked(stories, f"/audit?key={stories.keys[HEAD].id}")["items"]
    assert {each["actor_post"] for each in by_key} == {Post.HEAD}
    assert asked(stories, "/audit?level=software_key")["items"] == by_key
    (flagged,) = asked(stories, "/audit?flag=any")["items"]
    assert (flagged["name"], flagged["flags"]) == ("hazard.reopened.v1", ["signed_unread"])
    assert asked(stories, "/audit?flag=elsewhere")["items"] == []
    assert asked(stories, "/audit?level=gold")["status"] == 422
