"""Both catalogues are complete, and their places are those of the sentence."""

import re
from string import Formatter

import pytest

from api.words import catalogue
from tests.support.words import coded, sentences


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
