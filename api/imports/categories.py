"""Category words of ledgers → the product's category codes, by the words they contain."""

import re
from functools import lru_cache

from api.imports.cells import is_placeholder
from api.imports.characters import folded
from domain.hazard.categories import CATEGORIES

WORDS: dict[str, tuple[str, ...]] = {
    code: tuple(words.split())
    for code, words in {
        "gas": "燃气 用气 煤气 天然气 液化气 瓶装气 气瓶 一氧化碳 煤炉 燃煤取暖 取暖 灶具",
        "laboratory": (
            "实验室 实验 化学 危化 危化品 危险化学品 危险品 易制毒 易制爆 强酸 强碱 试剂 药品柜 实训 放射源 准备室 废液"
        ),
        "fire": (
            "消防 火灾 防火 灭火器 灭火 消火栓 用电 电气 电器 电路 电线 线路 插座 插线板 插板 配电 配电箱 漏电 触电 "
            "防电 烟感 喷淋 应急灯 应急照明 充电 水电 火险 火 电力 电动车 电动自行车 私拉乱接 违规电器 易燃"
        ),
        "evacuation": (
            "疏散 踩踏 拥挤 楼梯 通道 安全出口 楼道 出口 应急通道 逃生 疏散指示 防踩 堵塞 堆放 杂物 人员密集 出入口"
        ),
        "food": (
            "食品 食堂 饮食 餐饮 饮用水 饮水 直饮水 留样 后厨 厨房 营养餐 食材 供餐 小卖部 超市 餐具 食物 进货台账 "
            "健康证"
        ),
        "health": "传染病 卫生 防疫 疫情 疾病 疾控 保健 医务室 消毒 结核 流感 诺如 心理 晨检 晨午检 厕所",
        "traffic": (
            "交通 道路交通 校车 车辆 接送车 减速带 乘车 上下学 机动车 停车 斑马线 道路 人行横道 驾驶 骑车 "
            "电动自行车违规载人"
        ),
        "water": "溺水 防溺水 水域 涉水 池塘 水塘 河道 河流 水库 游泳 泳池 沟渠 水井 水池 河边",
        "dormitory": "宿舍 寝室 公寓 住宿 寄宿 宿管 床铺 上下铺 高低床",
        "construction": "施工 工地 在建 基建 脚手架 塔吊 改扩建 工程建设 建筑施工",
        "sports": (
            "体育 运动 器材 健身 篮球架 足球门 单双杠 单杠 双杠 游乐 滑梯 操场 塑胶 特种设备 电梯 锅炉 压力容器 "
            "压力罐 起重"
        ),
        "bullying": "欺凌 霸凌 暴力 斗殴 打架 殴打 管制刀具 性侵 伤害",
        "fraud": "诈骗 反诈 防诈 校园贷 网贷 电信诈骗 刷单 传销",
        "network": "网络 信息安全 网站 数据安全 信息化 网络安全 舆情 账号 密码",
        "disaster": (
            "自然灾害 灾害 地质 滑坡 泥石流 防汛 汛期 防雷 雷电 避雷 暴雨 内涝 积水 洪水 山洪 冰雪 台风 大风 地震 "
            "气象 防震 抗震 雨雪 高温 防寒 塌方 结冰"
        ),
        "surroundings": "周边 摊点 摊贩 商贩 流动摊 网吧 娱乐场所 违建 违章建筑 占道 校外 校外环境 三无食品 文具店",
        "events": "大型活动 集体活动 外出 研学 春游 秋游 实践活动 活动 运动会 演出",
        "security": (
            "三防 安防 安保 保安 门卫 技防 人防 物防 监控 摄像头 一键报警 报警 封闭管理 治安 防暴 防冲撞 隔离墩 门禁 "
            "围墙 反恐 保卫 巡逻 防盗 护学岗 硬盘 外来人员 警务室"
        ),
        "management": (
            "管理 制度 责任 预案 演练 值班 值守 台账 档案 教育培训 培训 安全教育 责任书 机制 日常管理 资料 记录不全 "
            "家校 未签订"
        ),
        "building": (
            "校舍 建筑 房屋 设施 设备 设施设备 危房 护栏 栏杆 扶手 楼梯护栏 楼梯扶手 墙体 外墙 墙面 墙砖 瓷砖 屋面 "
            "屋顶 天花 吊顶 门窗 窗户 玻璃 地面 地砖 台阶 课桌椅 校园设施 漏水 渗漏 漏雨 裂缝 脱落 井盖 女儿墙 雨棚 "
            "楼板 吊扇 灯具 高空坠物 大门 铁门 楼宇 教学楼"
        ),
        "other": "其他 其它 综合 杂项 其余",
    }.items()
}
"""By widest category. In the order in which ties are decided: the narrower matter before the wider one."""

SUFFIX = re.compile(r"(方面|安全隐患|安全类|安全|隐患|问题|类别?|领域)+$")


@lru_cache(maxsize=8192)
def category_of(text: str) -> str | None:
    """The code whose words cover most of the text; None where no word is known or nothing is said.

    Management is in nearly everything, so its words count half: 留样记录不全 is a matter of food.
    """
    text = folded(text)
    if not text or is_placeholder(text):
        return None
    if (bare := SUFFIX.sub("", text) or text) in EXACT:
        return EXACT[bare]
    best, most = None, 0.0
    for code, words in WORDS.items():
        weight = _covered(words, text) / (2 if code == "management" else 1)
        if weight > most:
            best, most = code, weight
    return best


def _covered(words: tuple[str, ...], text: str) -> int:
    """Characters of the text that the words cover, each character once."""
    starts = ((text.find(word), len(word)) for word in words)
    return len({place for start, length in starts if start >= 0 for place in range(start, start + length)})


EXACT = (
    {name.casefold().replace(" ", ""): c.code.partition(".")[0] for c in CATEGORIES for name in (c.code, c.zh, c.en)}
    | {word: code for code, words in reversed(WORDS.items()) for word in words}
    | {"电": "fire", "火": "fire", "水": "water", "车": "traffic", "学生": "management"}
)
"""Whole words, once “安全”, “类” and the like are cut off."""
