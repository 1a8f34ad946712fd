"""The words of ledgers: people, states, grades, categories."""

import pytest

from api.imports.categories import WORDS, category_of
from api.imports.grades import read_grade, read_is_major
from api.imports.names import people_in
from api.imports.states import Said, closed_out, progress, ticked
from domain.hazard.categories import is_category


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("何 强", ["何强"]),
        ("\u3000罗涛", ["罗涛"]),
        ("李强 ", ["李强"]),
        ("欧阳 锋", ["欧阳锋"]),
        ("欧阳 建国", ["欧阳建国"]),
        ("张三、李四", ["张三", "李四"]),
        ("张三 李四", ["张三", "李四"]),
        ("张三，李 四；王五", ["张三", "李四", "王五"]),
        ("张三\n李四", ["张三", "李四"]),
        ("张三/李四", ["张三", "李四"]),
        ("张三、张三", ["张三"]),
        ("校长张三", ["张三"]),
        ("张三校长", ["张三"]),
        ("校长：张三", ["张三"]),
        ("副校长 张三", ["张三"]),
        ("王校长", ["王校长"]),
        ("张三（校长）", ["张三"]),
        ("张三 13800000000", ["张三"]),
        ("（张三）", ["张三"]),
        ("张三(签字)", ["张三"]),
        ("John Smith", ["John Smith"]),
        ("阿依古丽·买买提", ["阿依古丽·买买提"]),
        ("𠮷田", ["𠮷田"]),
        ("区教育局检查组", ["区教育局检查组"]),
        ("于完成", ["于完成"]),
        ("/", []),
        ("", []),
        ("无", []),
        ("整改中", []),
        ("√", []),
        ("13800000000", []),
        ("已整改", []),
        ("合格", []),
        ("张三和李四", ["张三", "李四"]),
        ("张和平", ["张和平"]),
        ("张 三 李 四", ["张三", "李四"]),
        ("张三 李 四", ["张三", "李四"]),
        ("王建 国", ["王建国"]),
        ("欧阳 建 国", ["欧阳建国"]),
        ("张三、李四等5人", ["张三", "李四"]),
        ("总务处 张三", ["张三"]),
        ("政教处/张三", ["张三"]),
        ("总务处", ["总务处"]),
        ("张三老师", ["张三"]),
        ("张老师", ["张老师"]),
        ("1.张三 2.李四", ["张三", "李四"]),
        ("*张三", ["张三"]),
        ("张三-李四", ["张三", "李四"]),
        ("Ａｎｎａ", ["Anna"]),
        ("空缺", []),
        ("教导主任", ["教导主任"]),
        ("三班班主任 王五", ["王五"]),
        ("六（2）班班主任王五", ["王五"]),
        ("校办 李四", ["李四"]),
    ],
)
def test_people_are_named_without_padding_posts_and_telephones(cell: str, people: list[str]) -> None:
    assert list(people_in(cell)) == people


@pytest.mark.parametrize("cell", ["√", "✓", "☑", "V", "是", "有", "1", "完成", "是（已更换）"])
def test_a_tick_has_many_forms(cell: str) -> None:
    assert ticked(cell) is True


@pytest.mark.parametrize("cell", ["×", "✗", "否", "0", "否（资金未到位）"])
def test_so_has_its_denial(cell: str) -> None:
    assert ticked(cell) is False


@pytest.mark.parametrize("cell", ["", "/", "□", "—", "无", "灭火器"])
def test_an_empty_box_says_nothing(cell: str) -> None:
    assert ticked(cell) is None


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("已整改", Said.DONE),
        ("已完成", Said.DONE),
        ("整改完毕", Said.DONE),
        ("已更换灭火器", Said.DONE),
        ("√", Said.DONE),
        ("已整改，未验收", Said.DONE),
        ("当场整改", Said.DONE),
        ("整改中", Said.OPEN),
        ("未整改", Said.OPEN),
        ("正在采购", Said.OPEN),
        ("部分整改", Said.OPEN),
        ("已上报", Said.OPEN),
        ("无法整改", Said.OPEN),
        ("限期整改", Said.OPEN),
        ("否", Said.OPEN),
        ("基本完成", Said.OPEN),
        ("已销号", Said.CLOSED),
        ("已闭环", Said.CLOSED),
        ("验收合格", Said.CLOSED),
        ("验收不合格", Said.FAILED),
        ("复查未通过", Said.FAILED),
        ("已整改待验收", Said.DONE),
        ("待复查", Said.DONE),
        ("整改中，待验收", Said.OPEN),
        ("己整改", Said.DONE),
        ("已經整改", Said.DONE),
        ("已按时整改", Said.DONE),
        ("已于3月6日整改", Said.DONE),
        ("逾期已整改", Said.DONE),
        ("done", Said.DONE),
        ("逾期", Said.OPEN),
        ("未更换", Said.OPEN),
        ("80%", Said.OPEN),
        ("已报修", Said.OPEN),
        ("需继续整改", Said.OPEN),
        ("In progress", Said.OPEN),
        ("已銷號", Said.CLOSED),
        ("结案", Said.CLOSED),
        ("Closed", Said.CLOSED),
        ("未发现异常", None),
        ("已验收未销号", Said.DONE),
        ("不同意销号", Said.OPEN),
        ("不符合销号条件", Said.OPEN),
        ("符合销号条件", Said.DONE),
        ("已整改80%", Said.OPEN),
        ("100%", Said.DONE),
        ("更换完毕", Said.DONE),
        ("修好了", Said.DONE),
        ("", None),
        ("教学楼", None),
    ],
)
def test_words_say_how_far_a_rectification_has_come(words: str, meaning: Said | None) -> None:
    assert progress(words) is meaning


@pytest.mark.parametrize(
    ("words", "closed"),
    [
        ("是", True),
        ("√", True),
        ("已销号", True),
        ("已闭环", True),
        ("否", False),
        ("×", False),
        ("未销号", False),
        ("未銷號", False),
        ("待销号", False),
        ("", None),
        ("/", None),
        ("已整改", None),
    ],
)
def test_struck_off_the_list_or_not(words: str, closed: bool | None) -> None:
    assert closed_out(words) is closed


@pytest.mark.parametrize(
    ("word", "grade", "doubtful"),
    [
        ("一般", "general", False),
        ("一般隐患", "general", False),
        ("一般事故隐患", "general", False),
        ("非重大", "general", False),
        ("低风险", "general", False),
        ("重大", "major", False),
        ("重大隐患", "major", False),
        ("Ⅰ级", "major", False),
        ("红色", "major", False),
        ("较大", "general", True),
        ("三级", "general", True),
        ("較大", "general", True),
        ("轻", "general", False),
        ("大", "major", False),
        ("", None, False),
        ("/", None, False),
        ("待评估", None, True),
    ],
)
def test_a_grade_is_general_or_major_and_words_between_are_doubtful(
    word: str, grade: str | None, doubtful: bool
) -> None:
    assert read_grade(word) == (grade, doubtful)


def test_the_column_major_or_not_is_answered_or_filled_with_a_grade() -> None:
    assert [read_is_major(word).grade for word in ("是", "√", "否", "/", "重大", "")] == [
        "major",
        "major",
        "general",
        "general",
        "major",
        None,
    ]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("消防类", "fire"),
        ("用电安全", "fire"),
        ("消防设施", "fire"),
        ("楼梯通道", "evacuation"),
        ("防踩踏", "evacuation"),
        ("三防", "security"),
        ("校舍安全", "building"),
        ("设施", "building"),
        ("校车", "traffic"),
        ("道路交通", "traffic"),
        ("溺水", "water"),
        ("食堂", "food"),
        ("食品卫生", "food"),
        ("危化品", "laboratory"),
        ("实验室用电", "laboratory"),
        ("食堂燃气", "gas"),
        ("宿舍卫生", "health"),
        ("传染病防控", "health"),
        ("宿舍管理", "dormitory"),
        ("建筑施工", "construction"),
        ("体育设施", "sports"),
        ("特种设备", "sports"),
        ("学生欺凌", "bullying"),
        ("校园贷", "fraud"),
        ("网络安全", "network"),
        ("防汛", "disaster"),
        ("校园周边环境", "surroundings"),
        ("大型活动", "events"),
        ("安全教育", "management"),
        ("值班值守", "management"),
        ("其他", "other"),
        ("消防与用电", "fire"),
        ("Site security", "security"),
        ("校园安全", None),
        ("未知", None),
        ("/", None),
        ("", None),
    ],
)
def test_a_category_is_known_by_the_words_it_contains(word: str, code: str | None) -> None:
    assert category_of(word) == code


def test_every_category_that_words_lead_to_is_one_of_the_products() -> None:
    assert all(is_category(code) for code in WORDS)
