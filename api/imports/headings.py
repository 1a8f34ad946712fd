"""What a column is, judged by its heading alone: folded words, the heading above it, units in brackets."""

import re
from functools import lru_cache
from typing import NamedTuple

from api.imports.categories import category_of
from api.imports.cells import text_of
from api.imports.characters import folded
from api.imports.grades import read_grade
from api.imports.states import said, ticked
from api.imports.vocabulary import (
    COMPILED_LEAVES,
    COMPILED_PATTERNS,
    COMPILED_STAGES,
    EXACT,
    GROUP,
    TICKED_GROUPS,
)

LONGEST = 40
NUMBERING = re.compile(
    r"^(?:[(（]?[0-9]{1,2}[)）.、]|[①-⑳]|[(（]?[一二三四五六七八九十]{1,3}[)）、.]|第[一二三四五六七八九十]{1,3}部分[:：]?)\s*"
)
BRACKETED = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
LOOSE = re.compile(r"[*＊★☆:：。,，;；、'\"“”‘’!！?？\-—_·.]")
TELEPHONE_TOO = re.compile(r"(?:及|和|与|、|/)?(?:联系)?(?:电话|方式|手机号?码?)$")
PATTERN_CONFIDENCE = 0.6
STAGE_CONFIDENCE = 0.9
PART_CONFIDENCE = 0.8
TELLS_MORE = frozenset({"description", "rectifier", "finder"})
"""Of a column for a place and what is wrong there, or a unit and somebody of it, a row cannot do without these."""
NO_ANSWER = re.compile("时间|日期|时限|期限|人员?$")
PEOPLE = frozenset({"finder", "rectifier", "supervisor", "verifier"})
DAYS = frozenset({"found_on", "deadline", "rectification_day", "rectified_on", "verified_on", "closed_on"})
BARE_DAYS = frozenset({"时间", "日期", "年月日"})
ANSWER_ALONE = re.compile(r"(已|未|正在|待)(完成)?整改(中|完成|到位)?|整改中")
"""A heading that is itself an answer, with no group above it."""


class Meaning(NamedTuple):
    """What a heading names: a field, how sure that is (0–1), and the answer a ticked column stands for."""

    field: str | None = None
    confidence: float = 0.0
    answer: str | None = None
    day: str | None = None
    """The day that shares the column with a person: “验收人及时间”."""


NO_MEANING = Meaning()


@lru_cache(maxsize=8192)
def fold(heading: str) -> str:
    """The heading without blanks, numbering, marks and small print, in narrow simplified forms and small letters."""
    text = folded(heading)
    return LOOSE.sub("", NUMBERING.sub("", text)) if len(text) <= LONGEST else ""


@lru_cache(maxsize=8192)
def meaning_of(heading: str, above: tuple[str, ...] = ()) -> Meaning:
    """The field that `heading` names under the headings `above` it (outermost first)."""
    whole = fold(heading)
    bare = BRACKETED.sub("", whole)
    if not whole:
        return NO_MEANING
    if under := _under_stage(bare, above):
        return under
    if answer := _answer(heading, above):
        return answer
    for text in (whole, bare, TELEPHONE_TOO.sub("", bare)):
        if text in EXACT:
            return Meaning(*EXACT[text])
    if ANSWER_ALONE.fullmatch(bare):
        return Meaning("progress", STAGE_CONFIDENCE, text_of(heading))
    return _by_parts(bare) or _by_pattern(bare, above)


def _under_stage(leaf: str, above: tuple[str, ...]) -> Meaning | None:
    """“人员” under “检查情况” is who found it, under “验收” who verified it."""
    for group in reversed(above):
        for stage, pattern in COMPILED_STAGES:
            if pattern.search(fold(group)):
                found = next((field for p, field in COMPILED_LEAVES[stage] if p.fullmatch(leaf)), None)
                return Meaning(found, STAGE_CONFIDENCE) if found else None
    return None


def _answer(leaf: str, above: tuple[str, ...]) -> Meaning | None:
    """“重大” under “隐患等级” is a column to be ticked; so is “已整改” under “整改情况”."""
    group = meaning_of(above[-1], above[:-1]).field if above else None
    bare = BRACKETED.sub("", fold(leaf))
    if group not in TICKED_GROUPS or fold(leaf) in EXACT or bare in EXACT or NO_ANSWER.search(bare):
        return None
    text = text_of(leaf)
    if group == "grade" and read_grade(text).grade:
        return Meaning("grade", STAGE_CONFIDENCE, text)
    if group == "category" and category_of(text):
        return Meaning("category", STAGE_CONFIDENCE, text)
    if group in ("progress", "measures") and (said(text) is not None or ticked(text) is not None):
        return Meaning("progress", STAGE_CONFIDENCE, text)
    if group in ("closed", "is_major") and (said(text) is not None or ticked(text) is not None):
        return Meaning(group, STAGE_CONFIDENCE, text)
    return None


def _by_parts(bare: str) -> Meaning | None:
    """“学校/单位” and “整改责任人及时限”: the first part that is a heading, unless a later one tells more."""
    first, *others = re.split(r"[/／|｜\\+&]|(?:及|和|与|或|、)(?=.{2})", bare)
    parts = [EXACT.get(first) if len(first) > 1 else None, *(_part(other, first) for other in others)]
    known = [part for part in parts if part] if others else []
    found = next((part for part in known if part[0] in TELLS_MORE), known[0] if known else None)
    if found is None:
        return None
    day = next(filter(None, (_day_beside(other, first) for other in others)), None) if found[0] in PEOPLE else None
    return Meaning(found[0], min(found[1], PART_CONFIDENCE), day=day)


def _day_beside(text: str, first: str) -> str | None:
    """“时间” behind “验收人及” is the day of the verification; “时限” is a time limit beside whomever."""
    if text in EXACT and text not in BARE_DAYS:
        return EXACT[text][0] if EXACT[text][0] in DAYS else None
    under = _under_stage(text, (first,))
    return under.field if under and under.field in DAYS else None


def _part(text: str, first: str) -> tuple[str, float] | None:
    """“人员” behind “检查单位/” is short for 检查人员."""
    if len(text) > 1 and text in EXACT:
        return EXACT[text]
    under = _under_stage(text, (first,))
    return (under.field, under.confidence) if under and under.field in TELLS_MORE else None


def _by_pattern(bare: str, above: tuple[str, ...]) -> Meaning:
    """Words that are no known heading: by what they contain, then by what stands above and in the cell."""
    for field, pattern in COMPILED_PATTERNS:
        if pattern.search(bare):
            return Meaning(field, PATTERN_CONFIDENCE)
    if above:
        joined = meaning_of(above[-1] + bare)
        return joined._replace(confidence=min(joined.confidence, PATTERN_CONFIDENCE))
    return NO_MEANING


def looks_like_heading(text: str) -> bool:
    """Short words of a heading, not a label with its value (“填报单位：…”) and not a sentence."""
    if not text or len(text) > LONGEST or re.search(r"[:：].*\S|[:：]$|[。；;!！]|\d{4}", text):
        return False
    return meaning_of(text).field is not None or GROUP.fullmatch(fold(text)) is not None
