"""Ticks, yes and no, and the words by which ledgers say how far a rectification has come."""

import re
from enum import IntEnum
from functools import lru_cache

from api.imports.cells import words
from api.imports.characters import folded

YES = words("√ ✓ ✔ ☑ ✅ ● ■ ★ ▲ v y yes ok true t 是 有 对 1 1.0 100% 已 完成 已完成 是的")
NO = words("× ✗ ✘ ✕ ╳ ❌ x n no false f 否 没有 非 未 0 0.0 0% 不 不是 未完成")
BRACKETED = re.compile(r"\([^()]*\)$")
EMPTY_TICK = words("□ ☐ ○ ◯ / - — – ＼ \\ 无")


class Said(IntEnum):
    """How far a word says a hazard has come; a greater one is further."""

    FAILED = -1
    OPEN = 0
    DONE = 1
    CLOSED = 2


FAILED = re.compile(r"(验收|复查|核查|查验|复核)?(不合格|未通过|不通过|不达标|退回|返工|驳回)|重新整改")
CLOSING = "(?:销号|闭环|验收|查验|复查|复核|核查|办结|核销|结案)"
AWAITS = re.compile(rf"(等?待|申请|提请|报请|建议|符合|具备)(上级|区局|县局|市局)?(予以)?{CLOSING}|{CLOSING}中$")
NOT_CLOSED = re.compile(rf"(未|不|没|暂缓|尚未|没有|不予|暂不|拟)(予以?|同意|能|得|符合|具备|达到)*{CLOSING}")
CLOSED = re.compile(
    r"销号|闭环|验收(合格|通过|完成|完毕)|通过验收|复查合格|复核通过|已(验收|复查|复验|复核|查验|核查|核验|通过)|核销|办结|结案"
    r"|(?<!不)合格|^(通过|达标|符合要求|已?销)$|^(closed|closedout|verified)$"
)
OPEN = re.compile(
    r"未(?!发现|见)|没有|没(整改|完成|解决)|尚|正在|^[正在]整改|(整改|整治|处理|进行|施工|维修|办理|落实|采购|推进|协调)中"
    r"|待|拟|计划|准备|部分|基本|逐步|持续|长期|继续|无法|暂|申请|即将|将(于|在)|限期整改|责令|督促|需(要|进一步)?(整改|更换|维修)"
    r"|(超期|逾期|延期)(?!.*已)|挂账|^(新增|登记)$|一半|(?<![\d.])\d\d?(\.\d+)?%|^(open|pending|inprogress|ongoing|not.*)$"
    r"|已(上报|报告|报修|申报|登记|列入|纳入|移交|联系|申请|下达|通知|交办|制定)"
)
DONE = re.compile(
    r"已(经)?(全部|按要求|按时|按期|如期|及时|当场|立即)*(于.{3,12})?(整改|改$|改好|解除|完成|完毕|解决|落实|消除|排除|修复|修好|更换|清理|拆除|维修|安装|加装|处理|处置|到位|加固|补齐|购置|恢复|清除|清运|配备"
    r"|改正|纠正|关闭|取缔|搬离|移除|增设|粘贴|张贴|检修|疏通|修缮|添置|停用|封闭|清洗|整治|治理|设置)"
    r"|整改(完|到位|好|结束|合格|落实到位)|完成整改|整治完成|治理完成|(全部|按时|按期|如期)完成|当场整改|现场整改|立行立改|即[查知]即改|边查边改|改完|完结|完毕|[修整换]好了?$|^已[拆清修换补]$"
    r"|^(整改|完毕|完成|(隐患)?(消除|排除|解除))$|^(done|completed?|fixed|resolved|rectified)$"
)


@lru_cache(maxsize=4096)
def ticked(text: str) -> bool | None:
    """True for √ and its many relatives, False for × and 否, None where nothing is said."""
    text = folded(text)
    text = BRACKETED.sub("", text).strip(".。!！") or text.strip("()")
    if not text or text in EMPTY_TICK:
        return None
    return True if text in YES else False if text in NO else None


@lru_cache(maxsize=4096)
def said(text: str) -> Said | None:
    """How far the words say it is; a doubt (“部分已整改”) counts as open, None where they say nothing of it."""
    text = folded(text)
    if not text:
        return None
    if FAILED.search(text):
        return Said.FAILED
    if NOT_CLOSED.search(text):
        return _less_than_closed(NOT_CLOSED.sub("", text))
    if AWAITS.search(text):
        return Said.OPEN if OPEN.search(AWAITS.sub("", text)) else Said.DONE
    if OPEN.search(text):
        return Said.OPEN
    if CLOSED.search(text):
        return Said.CLOSED
    return Said.DONE if DONE.search(text) else None


def _less_than_closed(text: str) -> Said:
    """Of “已整改，未验收” the first half says that it is done; “未销号” alone says only that it is not over."""
    return Said.DONE if (DONE.search(text) or CLOSED.search(text)) and not OPEN.search(text) else Said.OPEN


@lru_cache(maxsize=4096)
def closed_out(text: str) -> bool | None:
    """The column “struck off the list?”: 是 and 已销号 against 否 and 未销号; None where it says neither."""
    answer = ticked(text)
    if answer is None and (AWAITS.search(folded(text)) or NOT_CLOSED.search(folded(text))):
        return False
    meaning = said(text) if answer is None else None
    return answer if meaning is None or meaning is Said.DONE else meaning is Said.CLOSED


@lru_cache(maxsize=4096)
def progress(text: str) -> Said | None:
    """A column that asks whether it was put right: ticks count like words."""
    answer = ticked(text)
    return said(text) if answer is None else Said.DONE if answer else Said.OPEN
