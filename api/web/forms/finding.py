"""Choices of a field, and looking for them by words where there are too many to list: units of a whole city."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from api.web.forms.fields import Field, Widget
from api.web.forms.typed import Typed
from projections.pinyin import initials

MOST_LISTED = 80
"""More choices than these are looked for: a list of thousands is slow on a phone, and nobody reads it."""

MOST_FOUND = 40


class Option(NamedTuple):
    """Something that can be chosen; options of one group stand together."""

    code: str
    words: str
    group: str = ""
    also: str = ""
    """What else it is found by: the code of a unit."""


class Group(NamedTuple):
    """Options under one heading; the heading may be nothing."""

    words: str
    options: tuple[Option, ...]


Choices = Callable[[str], tuple[Option, ...]]
"""What there is to choose from, by the name of the source."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is left to choose from after looking for words; what was chosen before stays among it."""

    name: str
    """Name of the text in the form."""
    words: str
    options: tuple[Option, ...]
    value: str
    """Nothing where words were looked for that lead elsewhere: nobody sends the choice of before by mistake."""
    all: int
    found: int

    @property
    def left_out(self) -> int:
        """How many fit and are not listed."""
        return max(self.found - MOST_FOUND, 0)


def finding(field: Field, options: tuple[Option, ...], typed: Typed, *, has_asked: bool) -> Finding | None:
    """The choices of a field that fit the words typed for it; None where all are listed."""
    if len(options) <= MOST_LISTED or not field.source or field.widget not in (Widget.PICK, Widget.SEVERAL):
        return None
    name = f"find.{field.name}"
    words = typed.one(name).strip()
    found = [each for each in options if words and _fits(each, _plain(words))]
    chosen = set(typed.several(field.name))
    listed = found[:MOST_FOUND]
    kept = tuple(each for each in options if each.code in chosen and each not in listed)
    value = typed.one(field.name)
    if has_asked and found and value not in {each.code for each in listed}:
        value = listed[0].code if len(found) == 1 else ""
    return Finding(name=name, words=words, options=(*kept, *listed), value=value, all=len(options), found=len(found))


def grouped(options: Iterable[Option]) -> tuple[Group, ...]:
    """Options under their headings, in the order in which headings come first."""
    groups: dict[str, list[Option]] = {}
    for each in options:
        groups.setdefault(each.group, []).append(each)
    return tuple(Group(words, tuple(each)) for words, each in groups.items())


def _fits(option: Option, words: str) -> bool:
    """Whether every word stands in the name, in the code or among the initials."""
    texts = (_plain(option.words), option.also, initials(option.words))
    return all(any(word in text for text in texts) for word in words.split())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
