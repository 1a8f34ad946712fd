"""Rows that are no hazards: blank ones, subtotals, signatures, notes, column numbers, and lines that head a group."""

import re
from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise

from api.imports.characters import folded
from api.imports.columns import Plan
from api.imports.headings import NUMBERING


class RowKind(Enum):
    """What a row below the headings is."""

    BLANK = auto()
    FURNITURE = auto()
    SECTION = auto()
    EXAMPLE = auto()
    UNREADABLE = auto()
    RECORD = auto()


SUBTOTAL = re.compile(r"^.{0,12}?(小计|合计|总计|共计|累计|总数|subtotal|total)(?:[:：\d(（].*)?[:：]?$")
SIGNATURE = re.compile(
    r"^(单位|学校|主要|分管|安全|检查|部门)?(负责人|责任人|填表人|填报人|制表人?|审核人?|复核人?|审批人?|校长|园长|联系人|联系电话|电话|填报单位|填报日期|填报时间|填表日期"
    r"|填表时间|上报时间|报送单位|单位盖章|盖章|主管领导|分管领导|领导签字|签字|签名|经办人|记录人|检查人员?|受检单位|日期|年月日)"
    r"([(（][^()（）]*[)）])?([:：].*|$)|.{0,14}(审核|审批|[)局校办处]|部门|领导|单位)意见:?$|^(打印|导出|制表|编制).{0,4}:.*"
    r"|^(注|备注|说明|填表说明|填报说明|注意|附|附注|备考)\d*([:：.、]|$)|.*[(（](签字|盖章|签名|公章)[)）][:：]?"
)
WORDS = re.compile(r"(?:[^\u4e00-\u9fff]*[\u4e00-\u9fff]){3}")
BLANK_BELOW = re.compile(r"[(（【]?(以下(空白|无正文|无内容)|此页无正文|续表|接下页|接上页)[)）】]?")
LABEL = re.compile(r"[^:：]{1,14}[:：]")
LABEL_OF_A_CHECK = re.compile(
    r"((受检|被检查?|[受被]查|检查|填报|报送|自查|排查|所在)?(学校|单位|幼儿园|校园)"
    r"|(检查|排查|自查|督查|巡查|填报|填表)?(时间|日期|地点|人员?|组))(名称|全称)?([(（][^()（）]*[)）])?[:：]"
    r"|.{0,12}(签字|签名|盖章|负责人)[^:：]{0,4}[:：]"
)
HINT = re.compile(
    r"年?[/.、-]?月[/.、-]?日|yyyy.*|[(（]?(必填|选填|下拉选择|单选|多选|填写.*|格式.*|姓名|文字|数字|汉字)[)）]?|[十百千万亿]*元"
    r"|是[/或、]否|√[/或、]×|一般[/或、](较大[/或、])?重大"
)
"""How a cell is to be filled in, as some forms say below their headings."""
EXAMPLE = re.compile(r"^(例|示例|样例|范例|举例|例如|example|e\.g\.)\d*[:：]?$", re.IGNORECASE)


def kind_of_row(texts: Sequence[str], plan: Plan, *, wide: bool) -> RowKind:
    """What this row is. `texts` is what was typed into it, `wide` that its first cell is merged across several."""
    typed = [(place, text) for place, text in enumerate(texts) if text]
    if not typed:
        return RowKind.BLANK
    if EXAMPLE.match(typed[0][1]):
        return RowKind.EXAMPLE
    if _counts_columns(typed) or (not _is_full(texts, plan) and (_closes(typed) or _is_numbered_in_words(texts, plan))):
        return RowKind.FURNITURE
    return _by_columns(typed, plan, wide=wide)


def _is_full(texts: Sequence[str], plan: Plan) -> bool:
    """It has what every record has, in other words than labels; whatever its first cell says, it is one."""
    needed = (plan.columns.get("description", -1), plan.columns.get("found_on", -1))
    return all(0 <= place < len(texts) and texts[place] and not LABEL.match(texts[place]) for place in needed)


def _is_numbered_in_words(texts: Sequence[str], plan: Plan) -> bool:
    """“教育局意见” where numbers stand, with more beside it: what is signed, stamped or summed up below a table."""
    place = plan.columns.get("number", -1)
    if sum(map(bool, texts)) == 1:
        return False
    return 0 <= place < len(texts) and WORDS.match(NUMBERING.sub("", texts[place])) is not None


def _closes(typed: list[tuple[int, str]]) -> bool:
    """A subtotal in one of the first cells; a line to sign, to explain, or to say what the next table is about."""
    first = [folded(text) for _, text in typed[:2]]
    if SUBTOTAL.match("".join(first)):
        return True
    if len(typed) > 1 and all(HINT.fullmatch(folded(text)) for _, text in typed):
        return True
    if BLANK_BELOW.fullmatch(first[0]) or _is_labelled([text for _, text in typed]):
        return True
    return any(SUBTOTAL.match(text) for text in first) or SIGNATURE.match(first[0]) is not None


def _is_labelled(typed: list[str]) -> bool:
    """“学校：红旗中学  检查时间：9月2日”: labels with their values, in one cell or in two."""
    if not LABEL_OF_A_CHECK.match(typed[0]):
        return False
    return all(LABEL.match(text) or LABEL.fullmatch(before) for before, text in pairwise(["", *typed]))


def _counts_columns(typed: list[tuple[int, str]]) -> bool:
    """The row 1 2 3 4 … (or (1) (2) (3), A B C) that some forms put below their headings."""
    if len(typed) < 4 or len(typed[2][1]) > 4:
        return False
    marks = [text.strip("()（）").casefold() for _, text in typed]
    figures = [int(m) for m in marks if m.isascii() and m.isdigit() and len(m) < 4]
    rising = len(figures) >= len(marks) - 2 and all(b - a == 1 for a, b in pairwise(figures))
    return (rising and len(figures) > 2) or marks == [chr(97 + n) for n in range(len(marks))]


def _by_columns(typed: list[tuple[int, str]], plan: Plan, *, wide: bool) -> RowKind:
    """A record has something beyond its number and unit; a lone text may head the rows that follow."""
    place, text = typed[0]
    if len(typed) == 1 and (wide or _stands_alone(place, plan)) and place != plan.columns.get("unit"):
        return RowKind.BLANK if text.isdigit() else RowKind.SECTION
    if any(at in plan.content for at, _ in typed):
        return RowKind.RECORD
    return RowKind.BLANK if all(at in plan.frame for at, _ in typed) else RowKind.FURNITURE


def _stands_alone(place: int, plan: Plan) -> bool:
    """In the outermost column, unless that is the description, or in one without a meaning."""
    used = plan.content | plan.frame
    outermost = place <= min(used, default=0) and place != plan.columns.get("description")
    return outermost or place not in used
