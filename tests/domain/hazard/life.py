"""A hazard's life in the third middle school, played by the commands people use: what tests begin from.

A class teacher finds, the safety officer registers, the head grades and assigns, the logistics director rectifies,
the deputy head oversees, the bureau's safety section supervises. Monday 10 March 2025 and the days after.
"""

from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from domain.appointment.posts import Post
from domain.hazard.commands import (
    AssignHazard,
    ConfirmMerge,
    ConfirmVoid,
    CountersignClosing,
    Delist,
    GradeHazard,
    ListForSupervision,
    ProposeMerge,
    ProposeVoid,
    RegisterHazard,
    ReportHazard,
    ReportRectified,
    ReportUpward,
    RequestExtension,
    TakeInterimMeasure,
    VerifyRectification,
)
from domain.hazard.grading import Grade
from domain.hazard.signatory import Signatory
from domain.hazard.state import Hazard
from domain.hazard.terms import Interim, ListingLevel, Manner
from domain.hold.state import Holds
from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, On
from domain.kernel.events import Event
from domain.kernel.evidence import Evidence
from domain.kernel.identity import (
    Actor,
    ActorKind,
    AppointmentId,
    AttachmentId,
    Commitment,
    HazardId,
    PersonId,
    StreamId,
)
from domain.kernel.place import Place
from domain.key.state import KeyRing
from domain.organisation.directory import Directory
from domain.policy.state import SigningLevels
from tests.support.district import acting, district, post_id, unit_id
from tests.support.rules import ZONE, Given, Outcomes, given, told, usual_clocks

E = TypeVar("E", bound=Event)

HAZARD = HazardId(UUID("0195d3b0-0000-7000-8000-000000000001"))
OTHER = HazardId(UUID("0195d3b0-0000-7000-8000-000000000002"))
THIRD = HazardId(UUID("0195d3b0-0000-7000-8000-000000000003"))

TEACHER = acting("no3", Post.CLASS_TEACHER)
OFFICER = acting("no3", Post.SAFETY_OFFICER)
HEAD = acting("no3", Post.HEAD)
DEPUTY = acting("no3", Post.DEPUTY_HEAD)
SECRETARY = acting("no3", Post.PARTY_SECRETARY)
LOGISTICS = acting("no3", Post.LOGISTICS)
SECTION = acting("dongcheng", Post.SAFETY_SECTION)
LINKED = acting("dongcheng", Post.LINKED_OFFICER)
BUREAU_DEPUTY = acting("dongcheng", Post.BUREAU_DEPUTY)
BUREAU_HEAD = acting("dongcheng", Post.BUREAU_HEAD)
CITY_SECTION = acting("edu", Post.SAFETY_SECTION)
CITY_HEAD = acting("edu", Post.BUREAU_HEAD)
GROUP = acting("dc_group", Post.GROUP_OFFICE)
FIRE = acting("fire", Post.DEPARTMENT_OFFICER)
TOWN = acting("heyan", Post.TOWN_OFFICER)

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2025, 3, day) for day in range(10, 15))


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment in Qinghe."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


@cache
def people() -> Directory:
    """The district; nobody changes it."""
    return district()


def circumstances(actor: Actor, day: date = FRIDAY) -> Circumstances:
    """What somebody's decision finds on a later morning."""
    return Circumstances(
        now=at(day),
        zone=ZONE,
        actor=actor,
        directory=people(),
        clocks=usual_clocks(),
        keys=KeyRing(),
        levels=SigningLevels(),
        holds=Holds(),
    )


def photo(number: int = 1) -> Evidence:
    """A photo, known by its digests."""
    return Evidence(
        attachment=AttachmentId(UUID(int=number)),
        ciphertext_sha256=f"{number:064x}",
        size=120_000,
        kind="image/jpeg",
        commitment=Commitment(f"{number:064x}"),
    )


def signed(actor: Actor) -> Signatory:
    """How the holder of an own post stands in an event."""
    return Signatory(
        person=actor.person, appointment=actor.appointment, post=actor.post, unit=actor.unit, stands_for=()
    )


def actor_of(person: PersonId, appointment: AppointmentId, post: Post, unit: str, **more: Any) -> Actor:
    """Somebody in a post that the district does not have by itself."""
    return Actor(
        kind=ActorKind.PERSON, person=person, appointment=appointment, post=post.value, unit=unit_id(unit), **more
    )


def after(events: tuple[Event, ...], day: date = FRIDAY) -> Given:
    """What happened, in the district, on a later morning."""
    return given(*events).among(people()).at(at(day))


def first(kind: type[E], done: Outcomes) -> E:
    """The first event that follows, which is of this kind; a refusal is raised."""
    event = done.events[0]
    assert isinstance(event, kind), f"it is {event}"
    return event


def step(
    events: tuple[Event, ...], command: Command[Any], actor: Actor, moment: datetime, *others: tuple[StreamId, Event]
) -> tuple[Event, ...]:
    """The history with what follows from one more command; powers are asked."""
    story = given(*events).among(people()).as_(actor).at(moment)
    for stream, _ in others:
        story = story.beside(stream, *(event for each, event in others if each == stream))
    done = story.when(command)
    done.then(*done.outcomes)
    return (*events, *(each for each in done.outcomes if not isinstance(each, On)))


def hazard(events: tuple[Event, ...]) -> Hazard:
    """The state after a history."""
    state = told(Hazard, events)
    assert isinstance(state, Hazard)
    return state


def report(**said: Any) -> ReportHazard:
    """A report with whatever is said otherwise."""
    usual: dict[str, Any] = {
        "hazard": HAZARD,
        "unit": unit_id("no3"),
        "place": Place(text="教学楼四层连廊"),
        "category": "building",
        "description": "护栏松动、高度不足",
    }
    return ReportHazard(**usual | said)


def assignment(**said: Any) -> AssignHazard:
    """An assignment with all five implementations."""
    usual: dict[str, Any] = {
        "hazard": HAZARD,
        "rectifier": post_id("no3", Post.LOGISTICS),
        "overseer": post_id("no3", Post.DEPUTY_HEAD),
        "supervisor": post_id("dongcheng", Post.SAFETY_SECTION),
        "responsibility": "后勤处",
        "measures": "加高加固护栏",
        "funds_fen": 680_000,
        "contingency": "封闭连廊，改走东侧楼梯",
    }
    return AssignHazard(**usual | said)


def rectification(**said: Any) -> ReportRectified:
    """The rectifier's report."""
    usual: dict[str, Any] = {
        "hazard": HAZARD,
        "manner": Manner.REPAIRED,
        "account": "护栏已加高至1.2米并焊牢",
        "evidence": (photo(),),
    }
    return ReportRectified(**usual | said)


def register(**said: Any) -> RegisterHazard:
    """The next number of the school."""
    usual: dict[str, Any] = {"hazard": HAZARD, "unit_code": "no3", "year": 2025}
    return RegisterHazard(**usual | said)


VERIFY = VerifyRectification(hazard=HAZARD, manner=Manner.REPAIRED, remarks="现场查看，符合要求")
INTERIM = TakeInterimMeasure(hazard=HAZARD, kind=Interim.BARRIER, description="拉警戒线")


def grade(to: Grade, reason: str = "按判定标准") -> GradeHazard:
    """A decision on the grade that cites nothing."""
    return GradeHazard(hazard=HAZARD, grade=to, reason=reason)


@cache
def found() -> tuple[Event, ...]:
    return step((), report(), TEACHER, at(MONDAY, 9))


@cache
def registered() -> tuple[Event, ...]:
    return step(found(), register(), OFFICER, at(MONDAY, 10))


@cache
def graded() -> tuple[Event, ...]:
    return step(registered(), grade(Grade.GENERAL), HEAD, at(MONDAY, 10, 30))


@cache
def assigned() -> tuple[Event, ...]:
    """General, until Tuesday 25 March."""
    return step(graded(), assignment(), HEAD, at(MONDAY, 11))


@cache
def protected() -> tuple[Event, ...]:
    return step(assigned(), INTERIM, OFFICER, at(MONDAY, 11, 30))


@cache
def told_above() -> tuple[Event, ...]:
    """Protected, and reported to the bureau."""
    report_upward = ReportUpward(hazard=HAZARD, to=unit_id("dongcheng"), text="护栏需整体更换")
    return step(protected(), report_upward, HEAD, at(MONDAY, 12))


ASKED_UNTIL = date(2025, 4, 10)


@cache
def extension_asked() -> tuple[Event, ...]:
    asked = RequestExtension(hazard=HAZARD, due_on=ASKED_UNTIL, reason="材料未到")
    return step(told_above(), asked, LOGISTICS, at(TUESDAY))


@cache
def rectified() -> tuple[Event, ...]:
    return step(protected(), rectification(), LOGISTICS, at(WEDNESDAY, 15))


@cache
def closed() -> tuple[Event, ...]:
    return step(rectified(), VERIFY, OFFICER, at(THURSDAY))


@cache
def major() -> tuple[Event, ...]:
    return step(registered(), grade(Grade.MAJOR), HEAD, at(MONDAY, 10, 30))


PLANNED_UNTIL = date(2025, 5, 30)


def listing(due_on: date | None = None) -> ListForSupervision:
    """The bureau's notice."""
    return ListForSupervision(
        hazard=HAZARD,
        document_no="东教安督〔2025〕3号",
        level=ListingLevel.COUNTY,
        legal_basis="挂牌督办办法",
        due_on=due_on,
    )


@cache
def listed() -> tuple[Event, ...]:
    return step(major(), listing(), SECTION, at(MONDAY, 10, 45))


@cache
def major_assigned() -> tuple[Event, ...]:
    """Major and listed, until 30 May."""
    events = step(listed(), assignment(due_on=PLANNED_UNTIL), HEAD, at(MONDAY, 11))
    return step(events, INTERIM, OFFICER, at(MONDAY, 11, 30))


@cache
def major_rectified() -> tuple[Event, ...]:
    return step(major_assigned(), rectification(), LOGISTICS, at(WEDNESDAY, 15))


@cache
def major_verified() -> tuple[Event, ...]:
    return step(major_rectified(), VERIFY, SECTION, at(THURSDAY))


@cache
def major_closed() -> tuple[Event, ...]:
    return step(major_verified(), CountersignClosing(hazard=HAZARD), BUREAU_HEAD, at(THURSDAY, 16))


@cache
def delisted() -> tuple[Event, ...]:
    return step(major_closed(), Delist(hazard=HAZARD, remarks="已整改到位"), SECTION, at(FRIDAY, 9))


@cache
def voided() -> tuple[Event, ...]:
    proposed = step(registered(), ProposeVoid(hazard=HAZARD, reason="重复登记"), OFFICER, at(MONDAY, 13))
    return step(proposed, ConfirmVoid(hazard=HAZARD), HEAD, at(MONDAY, 14))


@cache
def merged() -> tuple[Event, ...]:
    """Into the other hazard, which was registered in the same school."""
    survivor = [(StreamId(OTHER), event) for event in registered()]
    proposed = step(
        registered(), ProposeMerge(hazard=HAZARD, survivor=OTHER, reason="同一处"), OFFICER, at(MONDAY, 13), *survivor
    )
    return step(proposed, ConfirmMerge(hazard=HAZARD, survivor=OTHER), HEAD, at(MONDAY, 14), *survivor)
