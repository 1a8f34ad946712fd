"""Ticks, yes and no, and the words by which ledgers say how far a rectification has come."""

import re
from enum import IntEnum
from functools import lru_cache

from api.imports.cells import without_blanks, words

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
NOT_CLOSED = re.compile(r"(未|不|没|待|暂缓|尚未|没有|不予|暂不|拟)(予以)?(销号|闭环|验收|查验|复查|办结|核销)")
CLOSED = re.compile(
    r"销号|闭环|验收合格|验收通过|通过验收|复查合格|已验收|已复查|已查验|已核销|核销|办结|(?<!不)合格|已通过|^通过$"
)
OPEN = re.compile(
    r"未(能|及时|整改|完成|到位|落实|解决|消除|动工|开展|启动|处理|完)|没有|没(整改|完成|解决)|尚|正在|(整改|处理|进行|施工|维修|办理|落实|采购|推进)中"
    r"|待|拟|计划|准备|部分|基本|逐步|持续|长期|无法|暂|申请|即将|将(于|在)|限期整改|责令|督促|协调中|已(上报|报告|联系|申请|下达|通知|交办|制定)"
)
DONE = re.compile(
    r"已(经)?(全部)?(按要求)?(整改|完成|完毕|解决|落实|消除|排除|修复|修好|更换|清理|拆除|维修|安装|加装|处理|处置|到位|加固|补齐|购置|恢复|清除|清运|配备"
    r"|改正|纠正|关闭|取缔|搬离|移除|增设|粘贴|张贴|检修|疏通|修缮|添置|停用|封闭|清洗|整治|治理|设置)"
    r"|整改(完|到位|好|结束|合格|落实到位)|完成整改|整治完成|治理完成|(全部|按时|按期|如期)完成|当场整改|现场整改|立行立改|即查即改|^整改$|^完毕$|^完成$"
)


@lru_cache(maxsize=4096)
def ticked(text: str) -> bool | None:
    """True for √ and its many relatives, False for × and 否, None where nothing is said."""
    text = without_blanks(text)
    text = BRACKETED.sub("", text).strip(".。!！") or text.strip("()")
    if not text or text in EMPTY_TICK:
        return None
    return True if text in YES else False if text in NO else None


@lru_cache(maxsize=4096)
def said(text: str) -> Said | None:
    """How far the words say it is; a doubt (“部分已整改”) counts as open, None where they say nothing of it."""
    text = without_blanks(text)
    if not text:
        return None
    for pattern, meaning in ((FAILED, Said.FAILED), (NOT_CLOSED, Said.DONE), (OPEN, Said.OPEN)):
        if pattern.search(text):
            return _less_than_closed(text) if meaning is Said.DONE else meaning
    if CLOSED.search(text):
        return Said.CLOSED
    return Said.DONE if DONE.search(text) else None


def _less_than_closed(text: str) -> Said:
    """“已整改，未验收” is done; “未销号” alone says only that it is not over."""
    return Said.DONE if DONE.search(text) and not OPEN.search(text) else Said.OPEN


@lru_cache(maxsize=4096)
def closed_out(text: str) -> bool | None:
    """The column “struck off the list?”: 是 and 已销号 against 否 and 未销号; None where it says neither."""
    answer = ticked(text)
    meaning = said(text) if answer is None else None
    return answer if meaning is None or meaning is Said.DONE else meaning is Said.CLOSED


@lru_cache(maxsize=4096)
def progress(text: str) -> Said | None:
    """A column that asks whether it was put right: ticks count like words."""
    answer = ticked(text)
    return said(text) if answer is None else Said.DONE if answer else Said.OPEN
