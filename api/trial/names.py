"""Names of people who do not exist: common surnames and given names, put together by chance, none twice."""

from collections.abc import Iterator

from api.trial.dice import dice

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
)
"""The commonest first, as they are in the country; the first ones are drawn more often."""

COMPOUND = ("欧阳", "上官", "诸葛", "司徒")

MEN = (
    "伟 强 磊 军 勇 涛 明 超 辉 鹏 杰 斌 波 建国 建华 志强 志明 海涛 文斌 国庆 俊杰 立新 永刚 德明 晓东 春生 长林 "
    "家栋 光耀 守义 宏亮 振宇 子轩 浩然 一鸣 景行 学文 正平 新民 庆丰"
)
WOMEN = (
    "芳 娜 敏 静 丽 艳 娟 霞 玲 燕 婷 雪 秀英 桂英 秀兰 玉梅 淑华 晓燕 海燕 丽娟 红梅 春燕 雅琴 慧敏 文静 思雨 佳怡 "
    "雨桐 欣然 若曦 月华 凤英 素珍 美玲 彩霞 小红 兰香 翠萍 冬梅 向荣"
)
"""Given names with blanks between them."""


def made_up_names() -> Iterator[str]:
    """Names without end, the same ones in the same order every time."""
    chance, given = dice("names"), (*MEN.split(), *WOMEN.split())
    told: set[str] = set()
    while True:
        surname = chance.choice(COMPOUND) if chance.random() < 0.01 else _surname(chance.random())
        name = surname + chance.choice(given)
        if name not in told:
            told.add(name)
            yield name


def _surname(share: float) -> str:
    """Early ones more often: a share of a half falls into the first quarter."""
    return SURNAMES[int(share * share * len(SURNAMES))]
