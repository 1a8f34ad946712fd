"""The product's words in Chinese and English, for pages, problems, exports and the command line alike.

Sentences are written in English in the code and are their own key; vocabulary (states, posts, categories, events,
commands) has coded keys such as `state.registered`. Catalogues are gettext `.po` files beside this module, one file a
topic; `zh_CN` says everything, `en` says the coded keys. A test holds both complete.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, tzinfo
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from domain.kernel.refusals import Malformed, Refusal

LANGUAGES = ("zh-CN", "en")
FOLDERS = {"zh-CN": "zh_CN", "en": "en"}

CODED_PLACES = {
    "post": "post",
    "kind": "unit_kind",
    "source": "source",
    "limit": "limit",
    "role": "field",
    "command": "command",
    "what": "ledger_part",
    "why": "check",
    "part": "check",
    "level": "level",
    "has": "level",
    "scheme": "scheme",
}
"""Places of refusals that hold a code of the vocabulary."""

_language: ContextVar[str] = ContextVar("language", default="zh-CN")
_zone: ContextVar[tzinfo] = ContextVar("zone", default=UTC)


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every key with its words in one language; empty entries are left out."""
    words: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / FOLDERS[language]).glob("*.po")):
        with path.open("rb") as file:
            words |= {str(each.id): str(each.string) for each in read_po(file) if each.id and each.string}
    return words


def current_language() -> str:
    """The language of whoever is being answered."""
    return _language.get()


@contextmanager
def speaking(language: str, zone: tzinfo | None = None) -> Iterator[None]:
    """Answer in this language within the block, with instants of this zone; unknown languages are Chinese."""
    token = _language.set(language if language in LANGUAGES else "zh-CN")
    place = _zone.set(zone or _zone.get())
    try:
        yield
    finally:
        _zone.reset(place)
        _language.reset(token)


def say(key: str, /, **places: object) -> str:
    """The words of a key in the current language, with its places filled. A key without words stands for itself."""
    words = catalogue(current_language()).get(key, key)
    return words.format(**places) if places else words


def term(kind: str, code: object) -> str:
    """A word of the vocabulary, e.g. `term("state", "registered")`; nothing for nothing."""
    return "" if code is None else say(f"{kind}.{code}")


def zone_words(key: str) -> str:
    """A time zone as people call it; one without words by its key."""
    return term("zone", key) if f"zone.{key}" in catalogue(current_language()) else key


def field_words(where: str) -> str:
    """A field by its path: rows have the words of their column, a part without words those of its last name, one that
    nobody knows stands for itself."""
    path, known = re.sub(r"\.\d+(?=\.|$)", "", where), catalogue(current_language())
    last = path.rpartition(".")[2]
    return next((known[f"field.{each}"] for each in (path, last) if f"field.{each}" in known), last)


def sentence(refusal: Refusal) -> str:
    """A refusal in the current language; fields, posts, other codes and instants in its places are put in words."""
    places = {name: _place_words(name, value) for name, value in refusal.places.items()}
    if isinstance(refusal, Malformed):
        places["where"] = field_words(refusal.where)
    return say(refusal.sentence, **places) if places else say(refusal.sentence)


def _place_words(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(_zone.get()).strftime("%Y-%m-%d %H:%M")
    kind = CODED_PLACES.get(name)
    is_word = kind is not None and f"{kind}.{value}" in catalogue(current_language())
    return term(kind, value) if kind and is_word else value


def preferred(accept_language: str | None, default: str = "zh-CN") -> str:
    """The first language of an `Accept-Language` header that we speak."""
    for part in (accept_language or "").lower().split(","):
        tag = part.split(";")[0].strip()
        for language in LANGUAGES:
            if tag == language.lower() or tag.split("-")[0] == language.split("-")[0]:
                return language
    return default
