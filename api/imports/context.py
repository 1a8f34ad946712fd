"""What the lines around a table say for all its rows: the year, the school, the day and the people of the check."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.imports.cells import is_placeholder, tidy
from api.imports.grades import MAJOR
from api.imports.headings import NUMBERING
from api.imports.money import unit_named_in
from api.imports.names import people_in, written
from api.imports.years import NO_YEARS, Years, years_named_in

UNIT_END = (
    r"(?:中心小学|小学|中学|高中|初中|职高|高级中学|职业学校|实验学校|外国语学校|特殊教育学校|学校|幼儿园|中心校|中心学校|教学点|学院"
    r"|大学|校区|分校|分园|职教中心|[一二三四五六七八九十]小(?!学|组)|[一二三四五六七八九十]中(?!学|心)|附中|附小|技校|(?<!校)园(?!区|林|地))"
)
UNIT = re.compile(rf".{{1,30}}?{UNIT_END}")
TITLE_WORDS = re.compile(r"隐患|台账|台帐|安全|整改|排查|自查|检查|清单|登记|统计|一览|情况|汇总|问题|20\d\d")
BRACKETS = r"(?:[(（][^()（）]{0,8}[)）])?"
CHECK = "(?:检查|排查|自查|督查|巡查)"
NAMED_AFTER = r"[^\s:：]+(?:[、,， ][^\s:：]{2,4}(?=[、,， ]|$))*"
LABELLED = {
    "unit": re.compile(
        r"(?<![\u4e00-\u9fff])(?:填报|报送|上报|自查|受检|被检查?|[受被]查)?(?:学校|单位|幼儿园|校园|校)(?:名称|名)?"
        + BRACKETS
        + r"\s*[:：]\s*(\S+)"
    ),
    "found_on": re.compile(
        CHECK + BRACKETS + r"(?:时间|日期)\s*[:：]\s*(\d[^\u4e00-\u9fff\s]*(?:\s*[年月日号至到]\s*[\d.\-/]*)*)"
    ),
    "finder": re.compile(CHECK + f"(?:人员|人|组)(?:成员|签字|签名)?{BRACKETS}" + rf"\s*[:：]\s*({NAMED_AFTER})"),
}
DAY_OF_CHECK = re.compile(r"(?<!\d)(20\d\d[年./-]\d{1,2}[月./-]\d{1,2}[日号]?)(?!\s*[至到—~-]).*" + CHECK)
MONEY_LINE = re.compile(r"单位\s*[:：]\s*[亿千百万]{0,2}元")
FILLED_IN = re.compile(r"填[报表写制]|制表|上报|报送|截[至止]|统计")
ALL_MAJOR = re.compile(r"重大(?:事故|安全|火灾)*隐患.*(?:台账|台帐|清单|登记|一览|汇总)")
BLANK_FORM = re.compile(r"[_＿.…]{2,}|^[xX×某]+|盖章|签字|[:：]|^[亿千百万]*元$")
NEXT_LABEL = re.compile(r"(?:填[报表]|检查|排查|自查|上报|报送|联系|负责)(?:人|时间|日期|单位|电话|方式)")
GENERAL_NAME = re.compile(r"^[xX×某]+|各|全[市县区镇]|中小学|^(?:学校|幼儿园|小学|中学|学园)$|[:：]")
CAMPUS = re.compile(r"[(（][^()（）]{1,10}[)）]|[\u4e00-\u9fff]{0,4}(?:分校|校区|分园)")
FRONT = re.compile(
    r"^(?:附件?\d*[:：]?)?(?:关于)?(?:20\d\d(?:[-—]20\d\d)?(?:学?年度?)?)?(?:第[一二]学期|[春秋]季学?期?|\d{1,2}月份?)?"
)


@dataclass(frozen=True, slots=True)
class Context:
    """What may stand in for a column that the table does not have, or a figure that its cells leave out."""

    years: Years = NO_YEARS
    unit: str | None = None
    found_on: str | None = None
    finder: str | None = None
    money_unit: str | None = None
    grade: str | None = None
    """Major, where the title says that the table holds nothing else."""


def context_of(lines: Sequence[str], *, sheet: str, filename: str) -> Context:
    """Read from the lines above the headings (nearest first), then the sheet's and the file's name."""
    text = " ".join(lines)
    money = MONEY_LINE.search(text)
    said = {name: _labelled(pattern, text) for name, pattern in LABELLED.items()}
    stem = filename.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    titles = [line for line in lines if not FILLED_IN.search(line)]
    dated = [line for line in lines if FILLED_IN.search(line)]
    return Context(
        years=years_named_in([*titles, *dated, sheet, stem]),
        unit=said["unit"] or next(filter(None, map(unit_in_title, [*lines, sheet, stem])), None),
        found_on=said["found_on"] or next(filter(None, map(_day_of_check, titles)), None),
        finder=written(people_in(said["finder"] or "")),
        money_unit=unit_named_in(money.group()) if money else None,
        grade=MAJOR if any(ALL_MAJOR.search(t) and "一般" not in t for t in [*titles, sheet, stem]) else None,
    )


def _day_of_check(title: str) -> str | None:
    """“2025年10月15日校园安全专项检查问题清单” was made on that day's check."""
    found = DAY_OF_CHECK.search(title)
    return found[1] if found else None


def _labelled(pattern: re.Pattern[str], text: str) -> str | None:
    """The value behind a label, unless it is the dotted line of a blank form or the next label."""
    found = pattern.search(text)
    value = tidy(NEXT_LABEL.split(found[1])[0]) if found else ""
    return None if not value or BLANK_FORM.search(value) or is_placeholder(value) else value


def unit_in_title(title: str) -> str | None:
    """“城关镇第一小学安全隐患整改台账” → 城关镇第一小学; a sheet named only 第一小学 as well."""
    parts = re.split(r"[-—_\s]+", FRONT.sub("", NUMBERING.sub("", title.strip(" :："))))
    return next(filter(None, map(_unit_at_front, ("".join(parts), *parts))), None)


def _unit_at_front(text: str) -> str | None:
    """The school that the text begins with, its campus included, when a title or nothing follows."""
    found = UNIT.match(text)
    while found and (longer := UNIT.match(text, found.end())):
        if TITLE_WORDS.search(longer.group()) or longer.group().startswith(("(", "（")):
            break
        found = longer
    if not found:
        return None
    name, rest = text[: found.end()], text[found.end() :]
    if campus := CAMPUS.match(rest):
        name, rest = name + campus.group(), rest[campus.end() :]
    return name if is_unit_name(name) and (not rest or TITLE_WORDS.search(rest)) else None


def is_unit_name(text: str) -> bool:
    """A line that is nothing but a school's name, as it heads the rows of that school; not schools in general."""
    bare = re.sub(r"[(（][^()（）]*[)）]$", "", text)
    if len(text) > 30 or GENERAL_NAME.search(bare) or TITLE_WORDS.search(bare):
        return False
    return re.fullmatch(rf".{{1,28}}{UNIT_END}", bare) is not None
