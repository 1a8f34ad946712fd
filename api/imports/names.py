"""People in ledger cells: padding inside a name, several names in one cell, posts and telephones beside them."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from api.imports.cells import is_placeholder, tidy, words
from api.imports.states import said, ticked

COMPOUND_SURNAMES = words(
    "欧阳 司马 上官 诸葛 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 夏侯 东方 南宫 独孤 长孙 宇文 轩辕 端木 百里 呼延 闻人 "
    "澹台 公冶 赫连 太史 申屠 钟离 鲜于 闾丘 亓官 司寇 单于 拓跋 濮阳 淳于 西门 第五 万俟"
)
POST = (
    r"(?:党支部|党总支|支部)?(?:正|副|常务副|分管|执行)?"
    r"(?:校长|园长|书记|主任|院长|所长|站长|镇长|局长|股长|科长|处长|队长|组长|班主任|安全员|主管|干事)"
)
POST_BEFORE = re.compile(
    rf"^(?:[\u4e00-\u9fff]{{0,6}}?{POST}|值班人员|安全员|班主任|门卫|保安|负责人|责任人|[\u4e00-\u9fff]{{1,5}}[:：])"
    r"[:：]?(?=[\u4e00-\u9fff]{2,4}$)"
)
POST_AFTER = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}})(?:{POST}|老师|教师|签字|签名)$")
FIELD = (
    r"(?:学校|校)?(?:总务|教务|政教|德育|后勤|保卫|安全|教导|办公|党政|财务|学生|体卫艺?|宿管|食堂|综治|安保|基建|教科"
    r"|年级)"
)
SECTION = rf"(?:{FIELD}[\u4e00-\u9fff]{{0,3}}?[处科室股部办]|校办)"
POST_ALONE = re.compile(
    rf"(?:{SECTION}|{FIELD}|[\u4e00-\u9fff]{{1,3}}班)?(?:{POST}|安全员|门卫|保安|负责人|责任人|签字|签名)"
)
SECTION_BEFORE = re.compile(rf"^{SECTION}[\s:：]*(?=[\u4e00-\u9fff]{{2,3}}$)(?!主任|老师|人员|负责)")
SECTION_ALONE = re.compile(SECTION)
NUMBERED = re.compile(r"(?<![\d(（])\d{1,2}[.、)）]\s*(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\d{1,2}$")
DATED = re.compile(r"(?:20)?\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?|\d{1,2}月\d{1,2}日")
AND_OTHERS = re.compile(r"(?<=[\u4e00-\u9fff]{2})等[\d一二三四五六七八九十]*人?$")
TWO_PEOPLE = re.compile(
    r"(?<=^[\u4e00-\u9fff]{2})[和及与](?=[\u4e00-\u9fff]{2,3}$)|(?<=^[\u4e00-\u9fff]{3})[和及与](?=[\u4e00-\u9fff]{2,3}$)"
)
TELEPHONE = re.compile(r"(?<!\d)(?:1\d{10}|0\d{2,3}-?\d{7,8}|\d{7,8})(?!\d)|(?:电话|手机|tel)[:：]?", re.IGNORECASE)
BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
SEPARATORS = re.compile(r"\s*[、，,;；。/／\\|｜\n&＆+]\s*|(?<=[\u3400-\u9fff])\s*[-－—–]+\s*(?=[\u3400-\u9fff])")
SIGNED = re.compile(r"[(（](?:签字|签名|盖章|签章)[)）]|^(?:签字|签名)[:：]")
NOBODY = words("空缺 缺 未安排 未明确 未指定")
AROUND = " .。:：*“”‘’\"'"
STATE_TALK = re.compile(r"整改|销号|验收|^(不?合格|(未|不)?通过|达标|已?完成|待.{0,3})$")
CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
LETTER = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=16384)
def people_in(cell: str) -> tuple[str, ...]:
    """The people named, in the order written, nobody twice; empty for “/”, “整改中” and the like."""
    text = tidy(cell.replace("\r", "\n").replace("\n", "、"))
    if not text or is_placeholder(text) or (ticked(text) is not None) or _is_a_state(text):
        return ()
    text = NUMBERED.sub(" ", DATED.sub(" ", TELEPHONE.sub(" ", SIGNED.sub("", text))))
    bare = BRACKETS.sub("", text).strip()
    parts = SEPARATORS.split(bare or text.strip("()（）[]【】"))
    names = (name for part in parts for one in _one_by_one(part) for name in _names_between_blanks(one))
    found = [n for n in map(_without_post, names) if LETTER.search(n) and not _is_nobody(n)]
    return tuple(dict.fromkeys([n for n in found if not SECTION_ALONE.fullmatch(n)] or found))


def _is_nobody(name: str) -> bool:
    return is_placeholder(name) or name in NOBODY


def _one_by_one(part: str) -> list[str]:
    """张三和李四 are two, 张三等3人 is one as far as the cell tells, 总务处 张三 is 张三."""
    return [SECTION_BEFORE.sub("", AND_OTHERS.sub("", each)) for each in TWO_PEOPLE.split(part.strip())]


def _is_a_state(text: str) -> bool:
    """“整改中” in a person's column; nobody is called that, and a name of two or three characters is kept."""
    return said(text) is not None and bool(STATE_TALK.search(text))


def _names_between_blanks(part: str) -> list[str]:
    """何 强 and 欧阳 建国 are one person each, 张三 李四 are two, John Smith is one."""
    if not CHINESE.search(part):
        return [part.strip()]
    names: list[str] = []
    open_name = False
    for token, behind in pairwise([*part.split(), ""]):
        ends = len(token) == 1 and (len(behind) != 1 or names[-1:] == [] or names[-1] in COMPOUND_SURNAMES)
        joins = bool(names) and (open_name or ends or names[-1] in COMPOUND_SURNAMES)
        if joins and len(names[-1]) < 4:
            names[-1] += token
            open_name = names[-1] in COMPOUND_SURNAMES
        else:
            names.append(token)
            open_name = len(token) == 1
    return [n for n in names if not POST_ALONE.fullmatch(n)] or names


def _without_post(name: str) -> str:
    """校长张三 and 张三校长 are 张三; 王校长 stays, for nothing would be left to know him by."""
    narrow = unicodedata.normalize("NFKC", name)
    name = narrow if narrow.isascii() else name
    name = name.strip(AROUND)
    return name if POST_ALONE.fullmatch(name) else POST_AFTER.sub("", POST_BEFORE.sub("", name))


def written(people: tuple[str, ...]) -> str | None:
    """The cell as it is kept: names with 、 between them, None for nobody."""
    return "、".join(people) or None
