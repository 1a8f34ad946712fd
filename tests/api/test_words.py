"""Both catalogues are complete, and their places are those of the sentence."""

import re
from collections import Counter
from datetime import UTC, datetime
from string import Formatter
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from api.imports.refusals import LedgerTooLarge
from api.reading.event_words import said_in
from api.reading.names import Names
from api.setting_up import CALENDAR_SOURCE
from api.words import catalogue, sentence, speaking, zone_words
from domain.appointment.refusals import PostNotInThisKindOfUnit, WiderThanOwnPowers
from domain.deadline.limits import DEFAULTS
from domain.deadline.refusals import DateNeeded
from domain.hazard.events.running_out import HazardEscalated
from domain.hazard.refusals import AssignedToNobody, NotYetTime, SourceMismatch
from domain.kernel.identity import Rule, UnitId
from domain.kernel.refusals import Refusal
from tests.conftest import MORNING
from tests.support.rules import directory_of
from tests.support.words import coded, keys_of, sentences

SHANGHAI = ZoneInfo("Asia/Shanghai")
LEFT_BEHIND = ["账户", "建档", "提请", "超期", "责令", "旧台账", "临时措施", "准予", "专项行动", "不接受交办"]
"""Other words for what has one: 账号, 登记, 提议, 逾期, 责成, 原台账, 临时防护措施, 同意, 专项整治, 推辞."""


def places(text: str) -> set[str]:
    """Names of the places in a sentence."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_word_of_the_vocabulary_is_said(language: str) -> None:
    known = catalogue(language)
    assert sorted(set(coded()) - set(known)) == []


def test_every_sentence_is_said_in_chinese() -> None:
    known = catalogue("zh-CN")
    assert sorted({each for each in sentences() if each.strip() and each not in known}) == []


def test_a_translation_has_the_places_of_its_sentence() -> None:
    known = catalogue("zh-CN")
    wrong = [key for key, words in known.items() if " " in key and places(words) - places(key)]
    assert wrong == []


def test_no_coded_word_is_shown_as_its_code() -> None:
    for language in ("zh-CN", "en"):
        bare = [key for key, words in catalogue(language).items() if re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", words)]
        assert bare == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_key_is_said_once(language: str) -> None:
    assert [key for key, times in Counter(keys_of(language)).items() if times > 1] == []


def test_one_thing_has_one_word() -> None:
    said = catalogue("zh-CN").items()
    assert [(key, words) for key, words in said if any(each in words for each in LEFT_BEHIND)] == []


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (PostNotInThisKindOfUnit(post="guard", kind="town"), "“镇街”类单位没有岗位“保安”。"),
        (
            WiderThanOwnPowers(post="safety_officer", command="hazard.verify"),
            "您的岗位“安全专干”没有“查验合格”权限，不能授予他人。",
        ),
        (
            DateNeeded(limit="hazard.rectify_major"),
            "时限“重大隐患整改”没有固定长度，必须选定日期。",
        ),
        (AssignedToNobody(role="rectifier"), "整改责任人：今天无人担任该岗位。"),
        (SourceMismatch(where="finder", source="public"), "发现人：与来源“群众反映”不符。"),
        (LedgerTooLarge(what="rows", limit=100_000), "此文件过大（行数：最多 100000）。"),
        (NotYetTime(moment=datetime(2026, 3, 2, 1, tzinfo=UTC)), "2026-03-02 09:00 之前还不到时候。"),
    ],
)
def test_codes_and_instants_in_a_refusal_are_told_in_words(refusal: Refusal, words: str) -> None:
    with speaking("zh-CN", SHANGHAI):
        assert sentence(refusal) == words


def test_the_sources_of_first_limits_and_calendars_are_said_in_chinese() -> None:
    known = catalogue("zh-CN")
    assert [each for each in (*(line.source for line in DEFAULTS), CALENDAR_SOURCE) if each not in known] == []


def test_a_zone_is_called_as_people_call_it() -> None:
    with speaking("zh-CN"):
        assert zone_words("Asia/Shanghai") == "北京时间"
        assert zone_words("Asia/Urumqi") == "Asia/Urumqi"


def test_how_far_a_lateness_was_told_is_not_called_a_level_of_listing() -> None:
    late = HazardEscalated(
        clock="hazard.register",
        due_at=MORNING,
        level=2,
        to=UnitId(UUID(int=1)),
        is_highest=True,
        rule=Rule(name="late", version=1),
    )
    with speaking("zh-CN"):
        labels = {each.key: each.label for each in said_in(late, Names(directory_of(), {}), SHANGHAI)}
    assert labels["level"] == "向上层级"
