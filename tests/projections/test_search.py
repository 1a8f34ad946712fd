"""Chinese words of two characters are found, initials of units, numbers; wild cards mean themselves."""

import pytest

from domain.hazard import events as e
from domain.hazard.terms import Correctable
from domain.kernel.identity import HazardId
from domain.kernel.place import Place
from projections.asking import Eyes, PageUnknown
from projections.fence import Reading
from projections.follow import Follower
from projections.search import ask
from projections.search.grams import asked_grams, folded, grams
from tests.projections.story import District

ALL = Eyes(prefixes=("qinghe",))


@pytest.fixture
def hazard(district: District) -> HazardId:
    """An extinguisher of the first school, among others of the third."""
    story = district.story
    story.found("b", district.third, district.officer, description="护栏松动")
    hazard = story.found(
        "a", district.first, district.officer, description="灭火器过期，压力不足 50%", place=Place(text="实验楼２层")
    )
    story.registered(hazard, "dc_no1", 17, district.officer)
    return hazard


def found(app: Reading, words: str, eyes: Eyes = ALL, under: str | None = None) -> list[object]:
    return [hit.hazard for hit in ask.search(app, eyes, words, under=under).hits]


@pytest.mark.parametrize(
    "words",
    [
        "灭火",
        "过期",
        "灭火器过期",
        "器",
        "实验楼2层",
        "50%",
        "dyzx",
        "DYZX",
        "第一中学",
        "一中 灭火",
        "dc_no1-2026-0017",
        "0017",
        "dc_no1",
    ],
)
def test_it_is_found_by(words: str, hazard: HazardId, follower: Follower, app: Reading) -> None:
    assert found(app, words) == [hazard]


@pytest.mark.parametrize("words", ["火灭", "器期", "灭火 松动", "%", "50_", "", "  ", "，", "王小明"])
def test_it_is_not_found_by(words: str, hazard: HazardId, follower: Follower, app: Reading) -> None:
    assert hazard not in found(app, words)


def test_only_within_the_subtrees_one_may_see(hazard: HazardId, follower: Follower, app: Reading) -> None:
    assert found(app, "灭火", Eyes(prefixes=("qinghe.edu.dongcheng.dc_no3",))) == []
    assert found(app, "灭火", under="qinghe.edu.dongcheng.dc_no3") == []
    assert found(app, "灭火", Eyes(prefixes=("qinghe.edu.dongcheng", "qinghe.edu.dongcheng.dc_no1"))) == [hazard]


def test_a_corrected_word_is_found_and_the_wrong_one_no_longer(
    district: District, hazard: HazardId, follower: Follower, app: Reading
) -> None:
    said = e.HazardCorrected(field=Correctable.DESCRIPTION, old="灭火器过期", new="消火栓无水", reason="写错")
    district.story.tell(hazard, said)
    follower.drain()
    assert found(app, "消火栓") == [hazard]
    assert found(app, "灭火") == []


def test_a_unit_is_found_under_its_new_name(
    district: District, hazard: HazardId, follower: Follower, app: Reading
) -> None:
    district.story.rename(district.first, "清河实验学校", district.story.now.date())
    follower.drain()
    assert found(app, "实验学校") == [hazard]
    assert found(app, "qhsyxx") == [hazard]
    assert found(app, "第一中学") == []


def test_pages_follow_on_newest_first(district: District, follower: Follower, app: Reading) -> None:
    hazards = [district.story.found(f"h{seq}", district.first, district.officer) for seq in range(5)]
    follower.drain()
    seen: list[object] = []
    after: str | None = None
    while True:
        hits = ask.search(app, ALL, "疏散", after=after, limit=2)
        seen += [hit.hazard for hit in hits.hits]
        after = hits.after
        if after is None:
            break
    assert seen == hazards[::-1]
    with pytest.raises(PageUnknown):
        ask.search(app, ALL, "疏散", after="nonsense")


def test_text_is_cut_into_characters_and_pairs_within_pieces() -> None:
    assert grams(folded("Ａ楼，门")) == ("a", "楼", "门", "a楼")
    assert asked_grams("灭火器") == ["火器", "灭火"]
    assert asked_grams("门") == ["门"]


def test_long_words_are_asked_for_without_end_of_grams() -> None:
    assert len(asked_grams("".join(chr(0x4E00 + i) for i in range(500)))) == 40
