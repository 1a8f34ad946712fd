"""The two hundred people of the made-up district: which posts are filled where, and by whom at what time."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from api.trial.district import BY_CODE, CITY, DISTRICTS, SCHOOLS, SECONDARY, safety_section_of, unit_id
from api.trial.names import made_up_names
from domain.appointment.events import AppointmentKind
from domain.appointment.posts import Post
from domain.kernel.identity import Actor, ActorKind, AppointmentId, PersonId, natural_id
from domain.organisation.kinds import UnitKind

PEOPLE = 200
"""All together, the first registrar included."""

LONG_AGO = date(2021, 9, 1)
"""Since when most hold their posts."""

_SECONDARY = ["head", "party_secretary", "deputy_head", "safety_officer", "logistics", "class_teacher"]
_PRIMARY = ["head", "deputy_head", "safety_officer", "logistics", "class_teacher"]
_CENTRE = ["head", "deputy_head", "safety_officer", "logistics"]
_NURSERY = ["head", "safety_officer", "class_teacher"]
_POINT = ["head", "class_teacher"]
_GUARDED = ["no3", "zhixiao", "hexi_gz"]
"""Schools whose guard signs for himself."""
_WITHOUT_SECRETARY = frozenset({"no9", "lq_no1", "shankou"})
_WITHOUT_LOGISTICS = frozenset({"zhaoxia", "qiaotou", "shiqiao", "hongfeng", "lq_no2"})


class Seat(NamedTuple):
    """One person in one post; both days are included."""

    unit: str
    post: Post
    person: PersonId
    name: str
    appointment: AppointmentId
    from_on: date
    until_on: date | None = None
    kind: AppointmentKind = AppointmentKind.SUBSTANTIVE
    giver: AppointmentId | None = None

    def is_held(self, on: date) -> bool:
        """Whether a day lies in the term."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)

    def actor(self, log: str) -> Actor:
        """Whoever sits here, as the actor of a command."""
        return Actor(
            kind=ActorKind.PERSON,
            person=self.person,
            appointment=self.appointment,
            post=self.post.value,
            unit=unit_id(log, self.unit),
            on_behalf_of=self.giver,
        )


class Change(NamedTuple):
    """A head who leaves during the year, and who comes after."""

    unit: str
    post: Post
    days: int
    """Days after the beginning of the year on which the old one's term ends."""


SUCCESSIONS = (Change("no5", Post.HEAD, 283), Change("jinsui", Post.HEAD, 283))
DELEGATION = Change("no3", Post.HEAD, 140)
"""The head of the third school is away for two weeks; the deputy acts."""
AWAY = timedelta(days=14)


class People:
    """Who sits where on which day."""

    def __init__(self, log: str, begins: datetime, zone: ZoneInfo) -> None:
        self.log, self.first_on = log, begins.astimezone(zone).date()
        self.seats = tuple(self._seats())
        self._of: dict[tuple[str, Post], list[Seat]] = {}
        for seat in self.seats:
            self._of.setdefault((seat.unit, seat.post), []).append(seat)

    def seat(self, unit: str, post: Post, on: date, nth: int = 0) -> Seat | None:
        """Who acts in a post on a day: whoever it was delegated to before its holder."""
        held = [seat for seat in self._of.get((unit, post), ()) if seat.is_held(on)]
        held.sort(key=lambda seat: seat.giver is None)
        return held[nth % len(held)] if held else None

    def first_of(self, unit: str, posts: tuple[Post, ...], on: date) -> Seat | None:
        """Whoever holds the first of several posts that is filled."""
        return next((found for post in posts if (found := self.seat(unit, post, on))), None)

    def _seats(self) -> Iterator[Seat]:
        names, told = made_up_names(), Counter[tuple[str, str]]()
        leaving = {(each.unit, each.post): self._day(each) for each in SUCCESSIONS}
        for unit, post in _posts():
            key = unit, Post(post)
            told[unit, post] += 1
            nth = told[unit, post]
            yield self._seat(*key, f"{unit}.{post}.{nth}", next(names), until_on=leaving.get(key))
        for unit, post in leaving:
            first = leaving[unit, post] + timedelta(days=1)
            yield self._seat(unit, post, f"{unit}.{post}.next", next(names), from_on=first)
        yield self._delegated()

    def _seat(
        self, unit: str, post: Post, who: str, name: str, *, from_on: date = LONG_AGO, until_on: date | None = None
    ) -> Seat:
        appointment = AppointmentId(natural_id("trial appointment", self.log, who))
        return Seat(unit, post, self._person(who), name, appointment, from_on, until_on)

    def _delegated(self) -> Seat:
        unit, post, _ = DELEGATION
        first = self._day(DELEGATION)
        return Seat(
            unit,
            post,
            self._person(f"{unit}.{Post.DEPUTY_HEAD}.1"),
            "",
            AppointmentId(natural_id("trial appointment", self.log, f"{unit}.{post}.delegated")),
            first,
            first + AWAY,
            AppointmentKind.DELEGATED,
            AppointmentId(natural_id("trial appointment", self.log, f"{unit}.{post}.1")),
        )

    def _person(self, who: str) -> PersonId:
        return PersonId(natural_id("trial person", self.log, who))

    def _day(self, change: Change) -> date:
        return self.first_on + timedelta(days=change.days)


def _posts() -> Iterator[tuple[str, str]]:
    """Unit and post of everybody who is there from the beginning: the first registrar and two successors are not."""
    posts = [*_bureau_posts(), *_other_posts(), *_school_posts()]
    yield from posts
    missing = PEOPLE - 1 - len(SUCCESSIONS) - len(posts)
    schools = [unit.code for unit in SCHOOLS if unit.kind is UnitKind.SCHOOL]
    yield from ((schools[n % len(schools)], "staff") for n in range(missing))


def _school_posts() -> Iterator[tuple[str, str]]:
    for school in SCHOOLS:
        yield from ((school.code, post) for post in _staffing(school.code) if not _is_vacant(school.code, post))
    yield from ((code, "guard") for code in _GUARDED)


def _is_vacant(code: str, post: str) -> bool:
    vacant = {"party_secretary": _WITHOUT_SECRETARY, "logistics": _WITHOUT_LOGISTICS}
    return code in vacant.get(post, ())


def _staffing(code: str) -> list[str]:
    match BY_CODE[code].kind:
        case UnitKind.CENTRE_SCHOOL:
            return _CENTRE
        case UnitKind.TEACHING_POINT:
            return _POINT
        case UnitKind.KINDERGARTEN:
            return _NURSERY
    if code == "liuwan_dong":
        return _NURSERY
    return _SECONDARY if code in SECONDARY else _PRIMARY


def _bureau_posts() -> Iterator[tuple[str, str]]:
    for bureau in (CITY, *DISTRICTS):
        section = safety_section_of(bureau)
        yield from ((bureau, post) for post in ("bureau_head", "bureau_deputy"))
        yield from ((section, post) for post in ("safety_section", "linked_officer"))
    yield safety_section_of(DISTRICTS[0]), "bureau_staff"


def _other_posts() -> Iterator[tuple[str, str]]:
    yield from (("", post) for post in ("auditor", "investigator"))
    yield from (("hedong", post) for post in ("registrar", "auditor"))
    yield from ((group, "group_office") for group in ("qinghe_group", "hedong_group"))
    for department in ("fire", "traffic", "police", "market", "health", "urban"):
        yield department, "department_officer"
    yield "fire", "department_head"
    for town in (unit.code for unit in BY_CODE.values() if unit.kind is UnitKind.TOWN):
        yield town, "town_officer"
