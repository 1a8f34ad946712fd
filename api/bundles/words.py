"""The vocabulary in both languages, so that a bundle can be read without this product."""

import re
from collections.abc import Mapping
from functools import cache

from api.words import LANGUAGES, catalogue

_CODED = re.compile(r"[a-z_]+\.[a-zA-Z0-9_.-]+")


@cache
def words_file() -> Mapping[str, Mapping[str, str]]:
    """Every coded key with its words, by language; keys are as in `state.registered`."""
    return {language: _coded(catalogue(language)) for language in LANGUAGES}


def _coded(words: Mapping[str, str]) -> Mapping[str, str]:
    return {key: words[key] for key in sorted(words) if _CODED.fullmatch(key)}
