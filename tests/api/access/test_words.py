"""Everything the door says is said in both languages."""

import inspect
import re

import pytest

from api.access import refusals
from api.access.acts import KINDS, Act
from api.access.tokens import Reach
from api.words import catalogue
from domain.kernel.refusals import Refusal

REFUSALS = [each for _, each in inspect.getmembers(refusals, inspect.isclass) if each.__module__ == refusals.__name__]
CODED = [f"act.{each}" for each in Act] + [f"act_kind.{each}" for each in KINDS]
CODED += [f"token_reach.{each}" for each in Reach] + ["field.token_name"]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_every_refusal_is_said_in_chinese_with_the_same_places(refusal: type[Refusal]) -> None:
    chinese = catalogue("zh-CN")[refusal.sentence]
    assert set(re.findall(r"\{\w+\}", chinese)) == set(re.findall(r"\{\w+\}", refusal.sentence))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("key", CODED)
def test_every_act_and_reach_has_a_word_in_both_languages(language: str, key: str) -> None:
    assert key in catalogue(language)
