"""General or major, from the words, figures and colours that ledgers use."""

import re
from functools import lru_cache
from typing import NamedTuple

from api.imports.cells import is_placeholder
from api.imports.characters import folded
from api.imports.states import ticked

GENERAL, MAJOR = "general", "major"
MAJOR_WORDS = re.compile(
    r"(?<!非)(?<!不属于)重大|特别严重|特大|^(严重|大|重|高|高风险|红|红色|major)$|^(1|一|i|ⅰ|a|甲)(级|类)?(风险|隐患)?$|^红色(风险|预警)$"
)
GENERAL_WORDS = re.compile(
    r"一般|普通|轻微|^轻$|较[小轻低]|非重大|不属于重大|^(低|低风险|小|蓝|蓝色|general|minor|normal)$"
)
BETWEEN = re.compile(
    r"较[大重高]|中等|^(中|中风险|橙|橙色|黄|黄色|[234]|[二三四]|ii|iii|iv|[bcd])(级|类|色)?(风险|隐患)?$"
)


class Grade(NamedTuple):
    """A grade, or None where nothing is said; `doubtful` where the word is not one of the two grades."""

    grade: str | None = None
    doubtful: bool = False


@lru_cache(maxsize=4096)
def read_grade(text: str) -> Grade:
    """“重大” and “一级” are major; “较大” and grades between are general and doubtful; words unknown say nothing."""
    text = folded(text)
    if not text or is_placeholder(text):
        return Grade()
    if GENERAL_WORDS.search(text):
        return Grade(GENERAL)
    if MAJOR_WORDS.search(text):
        return Grade(MAJOR)
    return Grade(GENERAL, doubtful=True) if BETWEEN.search(text) else Grade(doubtful=True)


@lru_cache(maxsize=4096)
def read_is_major(text: str) -> Grade:
    """The column “major or not?”: 是 and √ against 否 and ×; other words are read as a grade."""
    answer = ticked(text)
    if answer is None:
        return Grade(GENERAL) if text in ("/", "-", "—", "无") else read_grade(text)
    return Grade(MAJOR if answer else GENERAL)
