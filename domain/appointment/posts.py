"""The posts people hold, what they are called, and in which kinds of unit they exist."""

from enum import StrEnum

from domain.organisation.kinds import UnitKind


class Post(StrEnum):
    """Code of a post; powers are given to posts, never to people."""

    HEAD = "head"
    PARTY_SECRETARY = "party_secretary"
    DEPUTY_HEAD = "deputy_head"
    SAFETY_OFFICER = "safety_officer"
    CLASS_TEACHER = "class_teacher"
    STAFF = "staff"
    GUARD = "guard"
    LOGISTICS = "logistics"
    BUREAU_HEAD = "bureau_head"
    BUREAU_DEPUTY = "bureau_deputy"
    SAFETY_SECTION = "safety_section"
    LINKED_OFFICER = "linked_officer"
    BUREAU_STAFF = "bureau_staff"
    DEPARTMENT_HEAD = "department_head"
    DEPARTMENT_OFFICER = "department_officer"
    TOWN_OFFICER = "town_officer"
    GROUP_OFFICE = "group_office"
    REGISTRAR = "registrar"
    AUDITOR = "auditor"
    INVESTIGATOR = "investigator"


CHINESE_NAMES = {
    Post.HEAD: "校长（园长）",
    Post.PARTY_SECRETARY: "书记",
    Post.DEPUTY_HEAD: "副校长（副园长）",
    Post.SAFETY_OFFICER: "安全专干",
    Post.CLASS_TEACHER: "班主任",
    Post.STAFF: "教职工",
    Post.GUARD: "保安",
    Post.LOGISTICS: "后勤主任",
    Post.BUREAU_HEAD: "局长",
    Post.BUREAU_DEPUTY: "分管副局长",
    Post.SAFETY_SECTION: "安全科（股）长",
    Post.LINKED_OFFICER: "包保责任人",
    Post.BUREAU_STAFF: "干部",
    Post.DEPARTMENT_HEAD: "部门负责人",
    Post.DEPARTMENT_OFFICER: "部门经办人",
    Post.TOWN_OFFICER: "镇街安全员",
    Post.GROUP_OFFICE: "领导小组办公室",
    Post.REGISTRAR: "登记员",
    Post.AUDITOR: "审计",
    Post.INVESTIGATOR: "调查员",
}

SCHOOL_LEADERS = frozenset({Post.HEAD, Post.PARTY_SECRETARY, Post.DEPUTY_HEAD})
SCHOOL_SAFETY = SCHOOL_LEADERS | {Post.SAFETY_OFFICER}
SCHOOL = SCHOOL_SAFETY | {Post.CLASS_TEACHER, Post.STAFF, Post.GUARD, Post.LOGISTICS}
BUREAU_LEADERS = frozenset({Post.BUREAU_HEAD, Post.BUREAU_DEPUTY})
BUREAU = BUREAU_LEADERS | {Post.SAFETY_SECTION}
BUREAU_ALL = BUREAU | {Post.LINKED_OFFICER, Post.BUREAU_STAFF}
DEPARTMENT = frozenset({Post.DEPARTMENT_HEAD, Post.DEPARTMENT_OFFICER})
WORKING = SCHOOL | BUREAU_ALL | DEPARTMENT | {Post.TOWN_OFFICER, Post.GROUP_OFFICE}
"""Everybody who may be given something to do; the others keep records or read them."""

ONE_TO_A_UNIT = frozenset({Post.HEAD, Post.PARTY_SECRETARY, Post.BUREAU_HEAD, Post.DEPARTMENT_HEAD})
"""Posts that one person at a time has (house rule): who acts in one, or succeeds to it, signs for the same post."""

_SCHOOLS = frozenset(
    {UnitKind.CENTRE_SCHOOL, UnitKind.SCHOOL, UnitKind.KINDERGARTEN, UnitKind.TEACHING_POINT, UnitKind.SECTION}
)
_BUREAUS = frozenset({UnitKind.CITY_BUREAU, UnitKind.DISTRICT_BUREAU, UnitKind.SECTION})
_ANYWHERE = frozenset(UnitKind) - {UnitKind.LEDGER_UNIT}


def kinds_of_unit(post: Post) -> frozenset[UnitKind]:
    """The kinds of unit in which this post exists (house rule); a linked officer may be linked to a school."""
    if post in SCHOOL:
        return _SCHOOLS
    if post is Post.LINKED_OFFICER:
        return _BUREAUS | _SCHOOLS
    if post in BUREAU_ALL:
        return _BUREAUS
    return _ELSEWHERE.get(post, _ANYWHERE)


_ELSEWHERE = {
    Post.DEPARTMENT_HEAD: frozenset({UnitKind.DEPARTMENT, UnitKind.SECTION}),
    Post.DEPARTMENT_OFFICER: frozenset({UnitKind.DEPARTMENT, UnitKind.SECTION}),
    Post.TOWN_OFFICER: frozenset({UnitKind.TOWN}),
    Post.GROUP_OFFICE: frozenset({UnitKind.LEADING_GROUP}),
}
