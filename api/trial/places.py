"""Places in and around a school, by the sort of thing that can be wrong there."""

from random import Random

from api.trial.district import BY_CODE, SECONDARY
from domain.organisation.kinds import UnitKind

PLACES: dict[str, tuple[str, ...]] = {
    "room": (
        "教学楼{f}层{c}班教室",
        "{g}年级{c}班教室",
        "教学楼{f}层多功能教室",
        "综合楼{f}层美术室",
        "图书室",
        "音乐教室",
    ),
    "rail": (
        "教学楼{f}层东侧连廊",
        "教学楼{f}层外廊",
        "教学楼西侧楼梯{f}层平台",
        "综合楼天桥",
        "看台前沿",
        "操场北侧台阶",
    ),
    "stairs": ("教学楼东侧楼梯{f}层", "教学楼西侧楼梯间", "综合楼中部楼梯", "食堂外楼梯"),
    "exit": ("教学楼南侧安全出口", "综合楼一层北门", "食堂后门", "体育馆东侧出口", "阅览室后门"),
    "roof": ("教学楼顶层", "食堂屋面", "旧仓库屋面", "体育器材室屋面", "厕所屋面"),
    "fire": ("教学楼{f}层走廊", "综合楼{f}层楼梯口", "食堂操作间", "图书室门口", "实验楼{f}层", "办公楼一层"),
    "dormitory": ("男生宿舍{r}室", "女生宿舍{r}室", "男生宿舍楼一层大厅", "女生宿舍{f}层走廊", "值班室"),
    "toilet": ("教学楼{f}层卫生间", "操场东侧厕所", "室外卫生间", "医务室", "保健室"),
    "site": ("新建教学楼工地", "食堂改造工地", "操场翻修工地", "校门改造围挡处", "厕所改建工地"),
    "camera": ("监控室", "校门口监控点位", "围墙东北角监控点位", "食堂监控点位", "教学楼{f}层监控点位"),
    "alarm": ("门卫室一键报警装置", "值班室一键报警装置", "监控室报警主机"),
    "road": ("校门前道路", "校门口斑马线", "校门东侧路口", "校门口家长停车处", "学校南侧村道"),
    "bus": ("校车{b}号车", "校车停靠点", "校车{b}号车后门", "校车停车场"),
    "pond": ("学校东侧池塘", "学校南侧水渠", "村口水库边", "校外河道拐弯处", "操场外排水沟", "学校后山蓄水池"),
    "stall": ("校门口50米内", "学校东侧小巷", "校门对面人行道", "放学路段"),
    "house": ("学校西围墙外", "学校北侧空地", "校门东侧"),
    "corner": ("教学楼后侧死角", "操场东北角", "男生卫生间门口", "食堂后通道", "校外小巷"),
    "office": ("学校办公室", "安全工作档案", "值班室", "德育处", "总务处"),
}

_FLOORS = {UnitKind.TEACHING_POINT: 2, UnitKind.KINDERGARTEN: 3}


def place_in(code: str, sort: str, chance: Random) -> str:
    """A place of a sort, or one of those named, in a school; no higher than its houses."""
    kind = BY_CODE[code].kind
    floors = _FLOORS.get(kind, 5 if code in SECONDARY else 4)
    grades = "七八九" if code in SECONDARY else "一二三四五六"
    return chance.choice(PLACES.get(sort) or sort.split()).format(
        f="一二三四五"[chance.randrange(floors)],
        g="大中小"[chance.randrange(3)] if kind is UnitKind.KINDERGARTEN else chance.choice(grades),
        c=chance.randint(1, 3),
        r=chance.randint(1, floors) * 100 + chance.randint(1, 12),
        b=chance.randint(1, 6),
    )
