"""What kind of hazard: a tree of codes with their names; a child's code begins with its parent's."""

from typing import NamedTuple


class Category(NamedTuple):
    """A kind of hazard by its code and its names."""

    code: str
    zh: str
    en: str

    @property
    def parent(self) -> str | None:
        """Code of the wider category, if there is one."""
        return self.code.rpartition(".")[0] or None


CATEGORIES: tuple[Category, ...] = (
    Category("building", "建筑与设施", "Building and equipment"),
    Category("building.structure", "建筑结构", "Structure of buildings"),
    Category("building.railings", "护栏栏杆", "Railings and balustrades"),
    Category("building.facade", "外墙与悬挂物", "Outer walls and things hung on them"),
    Category("building.basement", "地下空间", "Basements"),
    Category("fire", "消防与用电", "Fire and electricity"),
    Category("fire.equipment", "消防设施器材", "Fire equipment"),
    Category("fire.electricity", "用电安全", "Electricity"),
    Category("fire.charging", "电动车充电", "Charging of e-bikes and batteries"),
    Category("evacuation", "疏散与拥挤踩踏", "Evacuation and crowding"),
    Category("evacuation.stairs", "楼梯通道", "Stairs and corridors"),
    Category("evacuation.exits", "安全出口", "Exits"),
    Category("traffic", "交通与校车", "Traffic and school bus"),
    Category("traffic.school_bus", "校车", "School bus"),
    Category("traffic.gate", "校门口交通", "Traffic at the gate"),
    Category("water", "涉水与防溺水", "Water and drowning"),
    Category("food", "食品与饮用水", "Food and drinking water"),
    Category("food.canteen", "食堂", "Canteen"),
    Category("food.drinking_water", "饮用水", "Drinking water"),
    Category("health", "传染病与卫生", "Infectious disease and hygiene"),
    Category("laboratory", "实验室与危险化学品", "Laboratory and hazardous chemicals"),
    Category("dormitory", "宿舍", "Dormitory"),
    Category("gas", "燃气与一氧化碳", "Gas and carbon monoxide"),
    Category("construction", "施工工地", "Construction site"),
    Category("sports", "体育与特种设备", "Sports and special equipment"),
    Category("sports.special_equipment", "特种设备", "Special equipment"),
    Category("bullying", "欺凌与暴力", "Bullying and violence"),
    Category("security", "安防", "Site security"),
    Category("security.gate", "门卫与封闭管理", "Gate and guards"),
    Category("security.cameras", "视频监控", "Cameras"),
    Category("security.alarm", "一键报警", "One-key alarm"),
    Category("disaster", "自然灾害与天气", "Natural disasters and weather"),
    Category("surroundings", "校园周边", "Surroundings"),
    Category("surroundings.stalls", "周边摊点市场", "Markets and stalls within 50 m"),
    Category("surroundings.entertainment", "周边娱乐网吧", "Entertainment and internet cafés within 200 m"),
    Category("surroundings.illegal_building", "周边违章建筑", "Illegal building"),
    Category("fraud", "诈骗与校园贷", "Fraud and campus loans"),
    Category("events", "大型活动与外出", "Large events and outings"),
    Category("network", "网络与信息安全", "Network and information security"),
    Category("management", "管理与履职", "Management and duty itself"),
    Category("management.plans", "预案与演练", "Plans and drills"),
    Category("management.duty", "值班值守", "Duty roster"),
    Category("other", "其他", "Other"),
)

BY_CODE = {category.code: category for category in CATEGORIES}


def is_category(code: str) -> bool:
    """Whether the code is in the tree."""
    return code in BY_CODE
