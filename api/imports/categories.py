"""Category words of ledgers → the product's category codes, by the words they contain."""

import re
from functools import lru_cache
from typing import NamedTuple

from api.imports.cells import is_placeholder, without_blanks


class Category(NamedTuple):
    """A code with its names, and the words by which a ledger (or a description) gives it away."""

    code: str
    chinese: str
    english: str
    words: tuple[str, ...]


def _category(code: str, chinese: str, english: str, words: str) -> Category:
    return Category(code, chinese, english, tuple(words.split()))


CATEGORIES: tuple[Category, ...] = (
    _category("gas", "燃气与一氧化碳", "Gas and carbon monoxide", "燃气 煤气 天然气 液化气 瓶装气 气瓶 一氧化碳 煤炉 燃煤取暖 取暖 灶具"),
    _category(
        "laboratory", "实验室与危险化学品", "Laboratory and hazardous chemicals",
        "实验室 实验 化学 危化 危化品 危险化学品 危险品 易制毒 易制爆 强酸 强碱 试剂 药品柜 实训 放射源 准备室 废液",
    ),
    _category(
        "fire", "消防与用电", "Fire and electricity",
        "消防 火灾 防火 灭火器 灭火 消火栓 用电 电气 电器 电路 电线 线路 插座 插线板 插板 配电 配电箱 漏电 烟感 喷淋 应急灯 应急照明 充电 "
        "水电 火险 火 电力 电动车 电动自行车 私拉乱接 违规电器 易燃",
    ),
    _category(
        "evacuation", "疏散与防拥挤踩踏", "Evacuation and crowding",
        "疏散 踩踏 拥挤 楼梯 通道 安全出口 楼道 出口 应急通道 逃生 疏散指示 防踩 堵塞",
    ),
    _category(
        "food", "食品与饮用水", "Food and drinking water",
        "食品 食堂 饮食 餐饮 饮用水 饮水 直饮水 留样 后厨 厨房 营养餐 食材 供餐 小卖部 超市 餐具 食物 进货台账 健康证",
    ),
    _category(
        "health", "传染病与卫生", "Infectious disease and hygiene",
        "传染病 卫生 防疫 疫情 疾病 疾控 保健 医务室 消毒 结核 流感 诺如 心理 晨检 晨午检 厕所",
    ),
    _category(
        "traffic", "交通与校车", "Traffic and school buses",
        "交通 道路交通 校车 车辆 接送车 减速带 乘车 上下学 机动车 停车 斑马线 人行横道 驾驶 骑车 电动自行车违规载人",
    ),
    _category("water", "涉水与防溺水", "Water and drowning", "溺水 防溺水 水域 涉水 池塘 水塘 河道 河流 水库 游泳 泳池 沟渠 水井 水池 河边"),
    _category("dormitory", "宿舍", "Dormitory", "宿舍 寝室 公寓 住宿 寄宿 宿管 床铺 上下铺 高低床"),
    _category("construction", "施工工地", "Construction sites", "施工 工地 在建 基建 脚手架 塔吊 改扩建 工程建设 建筑施工"),
    _category(
        "sports", "体育与特种设备", "Sports and special equipment",
        "体育 运动 器材 健身 篮球架 足球门 单双杠 单杠 双杠 游乐 滑梯 操场 塑胶 特种设备 电梯 锅炉 压力容器 压力罐 起重",
    ),
    _category("bullying", "欺凌与暴力", "Bullying and violence", "欺凌 霸凌 暴力 斗殴 打架 殴打 管制刀具 性侵 伤害"),
    _category("fraud", "诈骗与校园贷", "Fraud and campus loans", "诈骗 反诈 防诈 校园贷 网贷 电信诈骗 刷单 传销"),
    _category("network", "网络与信息安全", "Network and information security", "网络 信息安全 网站 数据安全 信息化 网络安全 舆情 账号 密码"),
    _category(
        "disaster", "自然灾害与天气", "Natural disasters and weather",
        "自然灾害 灾害 地质 滑坡 泥石流 防汛 汛期 防雷 雷电 避雷 暴雨 内涝 积水 洪水 山洪 冰雪 台风 大风 地震 气象 雨雪 高温 防寒 塌方 结冰",
    ),
    _category(
        "surroundings", "校园周边", "Surroundings of the school",
        "周边 摊点 摊贩 商贩 流动摊 网吧 娱乐场所 违建 违章建筑 占道 校外环境 三无食品 文具店",
    ),
    _category("events", "大型活动与外出", "Large events and outings", "大型活动 集体活动 外出 研学 春游 秋游 实践活动 活动 运动会 演出"),
    _category(
        "security", "校园安保", "Site security",
        "三防 安防 安保 保安 门卫 技防 人防 物防 监控 摄像头 一键报警 报警 封闭管理 治安 防暴 防冲撞 隔离墩 门禁 围墙 反恐 保卫 "
        "巡逻 护学岗 硬盘 外来人员 警务室",
    ),
    _category(
        "management", "管理与责任落实", "Management and duty",
        "管理 制度 责任 预案 演练 值班 值守 台账 档案 教育培训 培训 安全教育 责任书 机制 日常管理 资料 记录不全 家校 未签订",
    ),
    _category(
        "building", "建筑与设施设备", "Buildings and equipment",
        "校舍 建筑 房屋 设施 设备 设施设备 危房 护栏 栏杆 扶手 楼梯护栏 楼梯扶手 墙体 外墙 墙面 墙砖 瓷砖 屋面 屋顶 天花 吊顶 门窗 窗户 玻璃 地面 地砖 台阶 课桌椅 "
        "校园设施 漏水 渗漏 漏雨 裂缝 脱落 井盖 女儿墙 雨棚 楼板 吊扇 灯具 高空坠物 大门 铁门",
    ),
    _category("other", "其他", "Other", "其他 其它 综合 杂项 其余"),
)  # fmt: skip
"""In the order in which ties are decided: the narrower matter before the wider one."""

BY_CODE = {category.code: category for category in CATEGORIES}
SUFFIX = re.compile(r"(方面|安全隐患|安全类|安全|隐患|问题|类别?|领域)+$")


@lru_cache(maxsize=8192)
def category_of(text: str) -> str | None:
    """The code whose words cover most of the text; None where no word is known or nothing is said."""
    text = without_blanks(text)
    if not text or is_placeholder(text):
        return None
    if (folded := SUFFIX.sub("", text) or text) in EXACT:
        return EXACT[folded]
    best, most = None, 0
    for category in CATEGORIES:
        if (weight := _weight(category, text)) > most:
            best, most = category.code, weight
    return best


def _weight(category: Category, text: str) -> int:
    """Characters of the text covered by the category's words, each character once."""
    covered = {i for word in category.words for i in _places(word, text)}
    return len(covered)


def _places(word: str, text: str) -> range:
    """Where the word stands, as positions in the text; an empty range where it does not."""
    start = text.find(word)
    return range(start, start + len(word)) if start >= 0 else range(0)


EXACT = (
    {category.code: category.code for category in CATEGORIES}
    | {category.chinese: category.code for category in CATEGORIES}
    | {category.english.casefold().replace(" ", ""): category.code for category in CATEGORIES}
    | {word: category.code for category in reversed(CATEGORIES) for word in category.words}
    | {
        "电": "fire",
        "火": "fire",
        "水": "water",
        "车": "traffic",
        "人身": "security",
        "学生": "management",
        "宿管": "dormitory",
    }
)
"""Whole words, once “安全”, “类” and the like are cut off."""
