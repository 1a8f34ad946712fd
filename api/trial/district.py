"""The made-up city of Qinghe: its units, where they stand in the tree, and who supervises whom beside it."""

from typing import NamedTuple

from api.setting_up import Root, root_of
from domain.kernel.identity import UnitId, natural_id
from domain.organisation.kinds import SupervisionKind, UnitKind

ROOT = Root(code="qinghe", name="青禾市", kind=UnitKind.REGION)
CITY = "edu"
DISTRICTS = ("hedong", "hexi", "luquan")


class MadeUpUnit(NamedTuple):
    """A unit by its code; an empty parent is the root."""

    code: str
    kind: UnitKind
    parent: str
    name: str


class MadeUpRelation(NamedTuple):
    """Supervision beside the tree."""

    unit: str
    kind: SupervisionKind
    by: str


_BUREAU, _SECTION, _GROUP = UnitKind.DISTRICT_BUREAU, UnitKind.SECTION, UnitKind.LEADING_GROUP
_SCHOOL, _CENTRE = UnitKind.SCHOOL, UnitKind.CENTRE_SCHOOL
_POINT, _NURSERY = UnitKind.TEACHING_POINT, UnitKind.KINDERGARTEN
_DEPARTMENT, _TOWN = UnitKind.DEPARTMENT, UnitKind.TOWN

UNITS: tuple[MadeUpUnit, ...] = tuple(
    MadeUpUnit(*line)
    for line in (
        ("edu", UnitKind.CITY_BUREAU, "", "青禾市教育局"),
        ("fire", _DEPARTMENT, "", "青禾市消防救援支队"),
        ("traffic", _DEPARTMENT, "", "青禾市公安局交通警察支队"),
        ("police", _DEPARTMENT, "", "青禾市公安局"),
        ("market", _DEPARTMENT, "", "青禾市市场监督管理局"),
        ("health", _DEPARTMENT, "", "青禾市卫生健康委员会"),
        ("urban", _DEPARTMENT, "", "青禾市城市管理局"),
        ("yanhe_jd", _TOWN, "", "沿禾街道办事处"),
        ("dongtai_jd", _TOWN, "", "东台街道办事处"),
        ("nantang_jd", _TOWN, "", "南塘街道办事处"),
        ("liuwan_zhen", _TOWN, "", "柳湾镇人民政府"),
        ("fenglin_zhen", _TOWN, "", "枫林镇人民政府"),
        ("baishi_zhen", _TOWN, "", "白石镇人民政府"),
        ("xikou_zhen", _TOWN, "", "溪口镇人民政府"),
        ("qinghe_group", _GROUP, "", "青禾市校园安全工作领导小组"),
        ("edu_safety", _SECTION, "edu", "青禾市教育局安全科"),
        ("no1", _SCHOOL, "edu", "青禾市第一中学"),
        ("hedong", _BUREAU, "edu", "禾东区教育局"),
        ("hexi", _BUREAU, "edu", "禾西区教育局"),
        ("luquan", _BUREAU, "edu", "麓泉县教育局"),
        ("hedong_safety", _SECTION, "hedong", "禾东区教育局安全股"),
        ("hexi_safety", _SECTION, "hexi", "禾西区教育局安全股"),
        ("luquan_safety", _SECTION, "luquan", "麓泉县教育局安全股"),
        ("hedong_group", _GROUP, "hedong", "禾东区校园安全专项整治领导小组"),
        ("no3", _SCHOOL, "hedong", "禾东区第三中学"),
        ("no5", _SCHOOL, "hedong", "禾东区第五中学"),
        ("zhixiao", _SCHOOL, "hedong", "禾东职业技术学校"),
        ("dongguan", _SCHOOL, "hedong", "禾东区东关小学"),
        ("zhaoxia", _SCHOOL, "hedong", "禾东区朝霞小学"),
        ("yuxin", _SCHOOL, "hedong", "禾东区育新小学"),
        ("qiaotou", _SCHOOL, "hedong", "禾东区桥头小学"),
        ("wenlan", _SCHOOL, "hedong", "禾东区文澜小学"),
        ("liuwan", _CENTRE, "hedong", "柳湾中心校"),
        ("chenxing", _NURSERY, "hedong", "禾东区晨星幼儿园"),
        ("bailing", _NURSERY, "hedong", "禾东区小百灵幼儿园"),
        ("chunmiao", _NURSERY, "hedong", "春苗幼儿园"),
        ("liuwan_dong", _SCHOOL, "liuwan", "柳湾东村小学"),
        ("shabu", _POINT, "liuwan", "沙埠教学点"),
        ("shangping", _POINT, "liuwan", "上坪教学点"),
        ("liuwan_yey", _NURSERY, "liuwan", "柳湾中心幼儿园"),
        ("no7", _SCHOOL, "hexi", "禾西区第七中学"),
        ("no9", _SCHOOL, "hexi", "禾西区第九中学"),
        ("hexi_gz", _SCHOOL, "hexi", "禾西高级中学"),
        ("nantang", _SCHOOL, "hexi", "禾西区南塘小学"),
        ("hongfeng", _SCHOOL, "hexi", "禾西区红枫小学"),
        ("chengxi", _SCHOOL, "hexi", "禾西区澄溪小学"),
        ("shiqiao", _SCHOOL, "hexi", "禾西区石桥小学"),
        ("fenglin", _CENTRE, "hexi", "枫林中心校"),
        ("jinsui", _NURSERY, "hexi", "禾西区金穗幼儿园"),
        ("xiangyang", _NURSERY, "hexi", "禾西区向阳幼儿园"),
        ("lingxia", _POINT, "fenglin", "岭下教学点"),
        ("aokou", _POINT, "fenglin", "坳口教学点"),
        ("fenglin_yey", _NURSERY, "fenglin", "枫林中心幼儿园"),
        ("lq_no1", _SCHOOL, "luquan", "麓泉县第一中学"),
        ("lq_no2", _SCHOOL, "luquan", "麓泉县第二小学"),
        ("shankou", _SCHOOL, "luquan", "麓泉县山口中学"),
        ("baishi", _CENTRE, "luquan", "白石中心校"),
        ("xikou", _CENTRE, "luquan", "溪口中心校"),
        ("qiming", _NURSERY, "luquan", "启明幼儿园"),
        ("shiwo", _POINT, "baishi", "石窝教学点"),
        ("yunping", _POINT, "baishi", "云坪教学点"),
        ("baishi_yey", _NURSERY, "baishi", "白石中心幼儿园"),
        ("zhuxi", _POINT, "xikou", "竹溪教学点"),
    )
)
"""Parents before what stands below them."""

BY_CODE = {unit.code: unit for unit in UNITS}

SCHOOL_KINDS = frozenset({_SCHOOL, _CENTRE, _POINT, _NURSERY})
SCHOOLS: tuple[MadeUpUnit, ...] = tuple(unit for unit in UNITS if unit.kind in SCHOOL_KINDS)
"""The forty schools and kindergartens."""

SECONDARY = frozenset({"no1", "no3", "no5", "zhixiao", "no7", "no9", "hexi_gz", "lq_no1", "shankou"})
BOARDING = frozenset({"no1", "zhixiao", "hexi_gz", "lq_no1", "shankou", "liuwan", "baishi", "xikou"})

_TERRITORY = {
    "yanhe_jd": "no1 no3 no5 dongguan zhaoxia chenxing",
    "dongtai_jd": "zhixiao yuxin qiaotou wenlan bailing",
    "nantang_jd": "no7 no9 hexi_gz nantang hongfeng jinsui xiangyang",
    "liuwan_zhen": "liuwan liuwan_dong shabu shangping liuwan_yey chunmiao",
    "fenglin_zhen": "chengxi shiqiao fenglin lingxia aokou fenglin_yey",
    "baishi_zhen": "lq_no1 lq_no2 baishi shiwo yunping baishi_yey",
    "xikou_zhen": "shankou xikou zhuxi qiming",
}
_LINKED = {
    "edu_safety": "no3 no7 lq_no1",
}

RELATIONS: tuple[MadeUpRelation, ...] = (
    *(MadeUpRelation(u, SupervisionKind.TERRITORIAL, by) for by, units in _TERRITORY.items() for u in units.split()),
    *(MadeUpRelation(u, SupervisionKind.LINKED_SECTION, by) for by, units in _LINKED.items() for u in units.split()),
    MadeUpRelation("chunmiao", SupervisionKind.CENTRE_SCHOOL, "liuwan"),
    MadeUpRelation("qiming", SupervisionKind.CENTRE_SCHOOL, "xikou"),
    MadeUpRelation("zhixiao", SupervisionKind.JOINT, "fire"),
)
"""Towns and streets over what lies in them, centre schools over private kindergartens, the city over key schools."""


def town_of(code: str) -> str:
    """The town or street in which a school lies."""
    return next(each.by for each in RELATIONS if (each.unit, each.kind) == (code, SupervisionKind.TERRITORIAL))


def bureau_of(code: str) -> str:
    """The bureau that supervises a school from above."""
    parent = BY_CODE[code].parent
    return parent if parent in (CITY, *DISTRICTS) else bureau_of(parent)


def safety_section_of(bureau: str) -> str:
    """The section in which the safety posts of a bureau are held."""
    return f"{bureau}_safety"


def unit_id(log: str, code: str) -> UnitId:
    """The identifier of a unit of this log; no code stands for the root, which every log has."""
    return UnitId(natural_id("trial unit", log, code)) if code else root_of(log)
