"""Every refusal of the engine speaks two languages."""

import string

import pytest

from api.engine import refusals
from api.engine.refusals import EngineRefusal

REFUSALS = [each for each in vars(refusals).values() if isinstance(each, type) and issubclass(each, EngineRefusal)]


def test_no_two_refusals_share_a_code() -> None:
    codes = [each.code for each in REFUSALS]
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("engine_") for code in codes)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: str(each.code))
def test_a_refusal_says_the_same_facts_in_chinese_and_in_english(refusal: type[EngineRefusal]) -> None:
    assert _places(refusal.zh) == _places(refusal.en)
    facts = dict.fromkeys(_places(refusal.en), "X")
    said = refusal(**facts)
    assert any("\u4e00" <= character <= "\u9fff" for character in said.sentence("zh-CN"))
    assert said.sentence("en").isascii()


def _places(wording: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name}
