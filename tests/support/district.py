"""A small made-up district for the rules: units, one holder for each post, supervision beside the tree."""

from collections.abc import Iterator
from datetime import date

from domain.appointment.events import AppointmentKind, AppointmentMade
from domain.appointment.posts import Post
from domain.kernel.events import Event
from domain.kernel.identity import (
    Actor,
    ActorKind,
    AppointmentId,
    Disclosure,
    PersonId,
    StreamId,
    UnitId,
    natural_id,
)
from domain.organisation.directory import Directory
from domain.organisation.events import SupervisionBegun, UnitRegistered
from domain.organisation.kinds import SupervisionKind, UnitKind
from domain.person.events import PersonEnrolled
from tests.support.rules import directory_of

BEGINNING = date(2020, 9, 1)

UNITS = (
    ("qinghe", UnitKind.REGION, None, "清河市"),
    ("edu", UnitKind.CITY_BUREAU, "qinghe", "清河市教育局"),
    ("dongcheng", UnitKind.DISTRICT_BUREAU, "edu", "东城区教育局"),
    ("dc_safety", UnitKind.SECTION, "dongcheng", "东城区教育局安全股"),
    ("dc_group", UnitKind.LEADING_GROUP, "dongcheng", "东城区校园安全专项整治领导小组"),
    ("xicheng", UnitKind.DISTRICT_BUREAU, "edu", "西城区教育局"),
    ("no3", UnitKind.SCHOOL, "dongcheng", "第三中学"),
    ("no3_boarding", UnitKind.SECTION, "no3", "第三中学宿管科"),
    ("no5", UnitKind.SCHOOL, "dongcheng", "第五小学"),
    ("xihe", UnitKind.CENTRE_SCHOOL, "dongcheng", "西河中心校"),
    ("shawan", UnitKind.TEACHING_POINT, "xihe", "沙湾教学点"),
    ("liuzhuang", UnitKind.KINDERGARTEN, "dongcheng", "刘庄幼儿园"),
    ("no9", UnitKind.SCHOOL, "xicheng", "第九中学"),
    ("fire", UnitKind.DEPARTMENT, "qinghe", "清河市消防救援支队"),
    ("police", UnitKind.DEPARTMENT, "qinghe", "清河市公安局"),
    ("heyan", UnitKind.TOWN, "qinghe", "河沿街道"),
)
"""Code, kind, parent, name."""

SUPERVISION = (
    ("no3", SupervisionKind.TERRITORIAL, "heyan"),
    ("liuzhuang", SupervisionKind.CENTRE_SCHOOL, "xihe"),
    ("no9", SupervisionKind.LINKED_SECTION, "dc_safety"),
)
"""Unit, kind, by whom. The last is a cross-county check: a section looks after a school of the other district."""

POSTS = {
    "qinghe": (Post.REGISTRAR, Post.AUDITOR, Post.INVESTIGATOR),
    "edu": (Post.BUREAU_HEAD, Post.BUREAU_DEPUTY, Post.SAFETY_SECTION),
    "dongcheng": (
        Post.BUREAU_HEAD,
        Post.BUREAU_DEPUTY,
        Post.SAFETY_SECTION,
        Post.LINKED_OFFICER,
        Post.BUREAU_STAFF,
        Post.REGISTRAR,
        Post.AUDITOR,
    ),
    "dc_safety": (Post.LINKED_OFFICER, Post.BUREAU_STAFF),
    "dc_group": (Post.GROUP_OFFICE,),
    "xicheng": (Post.BUREAU_HEAD, Post.SAFETY_SECTION),
    "no3": (
        Post.HEAD,
        Post.PARTY_SECRETARY,
        Post.DEPUTY_HEAD,
        Post.SAFETY_OFFICER,
        Post.CLASS_TEACHER,
        Post.STAFF,
        Post.GUARD,
        Post.LOGISTICS,
    ),
    "no3_boarding": (Post.STAFF,),
    "no5": (Post.HEAD, Post.SAFETY_OFFICER, Post.STAFF, Post.LINKED_OFFICER),
    "xihe": (Post.HEAD, Post.SAFETY_OFFICER, Post.STAFF),
    "shawan": (Post.STAFF,),
    "liuzhuang": (Post.HEAD, Post.STAFF),
    "no9": (Post.HEAD, Post.SAFETY_OFFICER, Post.STAFF),
    "fire": (Post.DEPARTMENT_HEAD, Post.DEPARTMENT_OFFICER),
    "police": (Post.DEPARTMENT_OFFICER,),
    "heyan": (Post.TOWN_OFFICER,),
}
"""Every post of a unit is held by one person of its own, since the beginning, with no end."""


def unit_id(code: str) -> UnitId:
    """The unit of a code."""
    return UnitId(natural_id("test unit", code))


def person_id(code: str, post: Post) -> PersonId:
    """Who holds a post of a unit."""
    return PersonId(natural_id("test person", code, post))


def post_id(code: str, post: Post) -> AppointmentId:
    """The appointment to a post of a unit."""
    return AppointmentId(natural_id("test appointment", code, post))


def acting(code: str, post: Post) -> Actor:
    """Whoever holds a post of a unit, as the actor of a command."""
    return Actor(
        kind=ActorKind.PERSON,
        person=person_id(code, post),
        appointment=post_id(code, post),
        post=post.value,
        unit=unit_id(code),
    )


def hidden(name: str) -> Disclosure:
    """A personal name with a salt that is always the same."""
    return Disclosure(value=name, salt="5a" * 32)


def district(*more: tuple[StreamId, Event]) -> Directory:
    """The district as a directory, and whatever happened since."""
    return directory_of(*facts(), *more)


def facts() -> Iterator[tuple[StreamId, Event]]:
    """Everything that happened for the district to be as it is."""
    yield from _units()
    yield from _supervision()
    yield from _people()


def _units() -> Iterator[tuple[StreamId, Event]]:
    for code, kind, parent, name in UNITS:
        yield (
            StreamId(unit_id(code)),
            UnitRegistered(
                code=code,
                kind=kind,
                unit_name=name,
                parent=unit_id(parent) if parent else None,
                from_on=BEGINNING,
            ),
        )


def _supervision() -> Iterator[tuple[StreamId, Event]]:
    for code, kind, by in SUPERVISION:
        begun = SupervisionBegun(kind=kind, by=unit_id(by), from_on=BEGINNING, document=None)
        yield StreamId(unit_id(code)), begun


def _people() -> Iterator[tuple[StreamId, Event]]:
    for code, posts in POSTS.items():
        for post in posts:
            person = person_id(code, post)
            name = hidden(f"{code} {post}").commitment
            yield StreamId(person), PersonEnrolled(person_name=name, unit=unit_id(code))
            yield StreamId(post_id(code, post)), appointed(person, post, unit_id(code))


def appointed(
    person: PersonId,
    post: Post,
    unit: UnitId,
    *,
    from_on: date = BEGINNING,
    until_on: date | None = None,
    kind: AppointmentKind = AppointmentKind.SUBSTANTIVE,
    delegated_by: AppointmentId | None = None,
    only: tuple[str, ...] = (),
) -> AppointmentMade:
    """An appointment as it is recorded."""
    return AppointmentMade(
        person=person,
        post=post,
        unit=unit,
        kind=kind,
        from_on=from_on,
        until_on=until_on,
        document=None,
        delegated_by=delegated_by,
        only=only,
    )
