"""How the made-up district comes to be: calendars, units, supervision, people, posts; and what changes later."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from api.trial.acts import Act, Story
from api.trial.case import World
from api.trial.district import RELATIONS, UNITS, MadeUpUnit, bureau_of, unit_id
from api.trial.people import AWAY, DELEGATION, LONG_AGO, SUCCESSIONS, Change, Seat
from domain.appointment.commands import DelegatePost, EndAppointment, MakeAppointment
from domain.appointment.events import AppointmentKind
from domain.appointment.posts import Post
from domain.deadline.commands import EnterCalendar
from domain.kernel.commands import Command
from domain.kernel.identity import Actor, AppointmentId, PersonId, natural_id
from domain.organisation.commands import BeginSupervision, RegisterUnit, RenameUnit
from domain.organisation.small_units import AllowOwnVerification, last_day_of_a_year
from domain.person.commands import EnrolPerson, NotePersonLeft

ALONE = ("shangping", "lingxia", "zhuxi")
"""Teaching points whose head may verify what he put right himself, for a year."""

NEW_NAME = ("baishi_yey", "白石镇中心幼儿园", 284)
"""A kindergarten that is renamed: code, name, days after the beginning."""


def first_seat(log: str) -> Seat:
    """Who sets the district up; every log has this person."""
    person, appointment = natural_id("first registrar", log), natural_id("first appointment", log)
    return Seat("", Post.REGISTRAR, PersonId(person), "", AppointmentId(appointment), LONG_AGO)


def first_registrar(log: str) -> Actor:
    """The same as an actor."""
    return first_seat(log).actor(log)


def entering(world: World, begins: datetime, calendar: EnterCalendar) -> Story:
    """A calendar that nobody has announced, said to be made up."""
    yield Act(begins + timedelta(minutes=1), first_registrar(world.log), (calendar,), is_one_call=True)


def founding(world: World, begins: datetime) -> Story:
    """Everything that is there on the first day, in a few large steps minutes apart, before anybody can sign."""
    registrar, moment = first_registrar(world.log), begins
    for commands in _steps(world):
        moment += timedelta(minutes=7)
        yield Act(moment, registrar, tuple(commands), is_one_call=True)


def _steps(world: World) -> Iterator[Sequence[Command[Any]]]:
    for level in _levels():
        yield [_registering(world.log, unit) for unit in level]
    yield _supervising(world.log)
    seats = [seat for seat in world.people.seats if seat.giver is None and seat.from_on == LONG_AGO]
    yield [_enrolling(world, seat) for seat in seats]
    yield [_appointing(world.log, seat) for seat in seats]


def _levels() -> Iterator[list[MadeUpUnit]]:
    """Units whose parents are there already, level by level."""
    there, rest = {""}, list(UNITS)
    while rest:
        level = [unit for unit in rest if unit.parent in there]
        yield level
        there |= {unit.code for unit in level}
        rest = [unit for unit in rest if unit.code not in there]


def _registering(log: str, unit: MadeUpUnit) -> RegisterUnit:
    return RegisterUnit(
        unit=unit_id(log, unit.code),
        code=unit.code,
        kind=unit.kind,
        unit_name=unit.name,
        parent=unit_id(log, unit.parent),
        from_on=LONG_AGO,
    )


def _supervising(log: str) -> list[BeginSupervision]:
    return [
        BeginSupervision(unit=unit_id(log, each.unit), kind=each.kind, by=unit_id(log, each.by), from_on=LONG_AGO)
        for each in RELATIONS
    ]


def _enrolling(world: World, seat: Seat) -> EnrolPerson:
    unit = unit_id(world.log, seat.unit)
    return EnrolPerson(person=seat.person, person_name=world.disclose(seat.name), unit=unit)


def _appointing(log: str, seat: Seat) -> MakeAppointment:
    return MakeAppointment(
        appointment=seat.appointment,
        person=seat.person,
        post=seat.post,
        unit=unit_id(log, seat.unit),
        kind=AppointmentKind.SUBSTANTIVE,
        from_on=seat.from_on,
        document=f"任〔{seat.from_on.year}〕{seat.appointment.int % 400 + 1}号",
    )


def succession(world: World, change: Change) -> Story:
    """One head's term ends, the next one's begins; the first of them leaves the service."""
    last_on = world.people.first_on + timedelta(days=change.days)
    old, new = _old_and_new(world, change, last_on)
    moment = world.days.at(last_on, 15)
    registrar = first_registrar(world.log)
    yield Act(moment, registrar, (_enrolling(world, new),))
    ended = EndAppointment(appointment=old.appointment, on=last_on, reason="届满交流")
    yield Act(moment + timedelta(minutes=6), registrar, (ended, _appointing(world.log, new)))
    left = NotePersonLeft(person=old.person, on=last_on)
    yield Act(moment + timedelta(minutes=9), registrar, (left,))


def _old_and_new(world: World, change: Change, last_on: date) -> tuple[Seat, Seat]:
    old = world.people.seat(change.unit, change.post, last_on)
    new = world.people.seat(change.unit, change.post, last_on + timedelta(days=1))
    assert old is not None
    assert new is not None
    return old, new


def delegation(world: World) -> Story:
    """The head of a school is away for two weeks and lets the deputy act."""
    first_on = world.people.first_on + timedelta(days=DELEGATION.days)
    acting = world.people.seat(DELEGATION.unit, DELEGATION.post, first_on)
    giver = world.people.seat(DELEGATION.unit, DELEGATION.post, first_on - timedelta(days=1))
    assert acting is not None
    assert giver is not None
    command = DelegatePost(
        appointment=acting.appointment,
        giver=giver.appointment,
        person=acting.person,
        from_on=first_on,
        until_on=first_on + AWAY,
        document="外出培训",
    )
    yield Act(world.days.at(first_on - timedelta(days=1), 16), giver.actor(world.log), (command,))


def renaming(world: World) -> Story:
    """A kindergarten gets another name."""
    code, name, days = NEW_NAME
    on = world.people.first_on + timedelta(days=days)
    command = RenameUnit(unit=unit_id(world.log, code), unit_name=name, from_on=on)
    yield Act(world.days.at(on, 9), first_registrar(world.log), (command,))


def exceptions(world: World) -> Story:
    """What the bureaus allow the smallest schools, once their deputies can sign."""
    day = world.people.first_on + timedelta(days=2)
    for number, code in enumerate(ALONE):
        deputy = world.people.seat(bureau_of(code), Post.BUREAU_DEPUTY, day)
        assert deputy is not None
        allowed = AllowOwnVerification(
            unit=unit_id(world.log, code),
            reason="教学点仅校长一人负责安全工作",
            from_on=day,
            until_on=last_day_of_a_year(day),
            document=f"教安〔{day.year}〕{31 + number}号",
        )
        yield Act(world.days.at(day, 17, 30 + 7 * number), deputy.actor(world.log), (allowed,))


def changes(world: World) -> Iterator[tuple[str, Story]]:
    """What changes in the district during the year, each under a name of its own."""
    yield from ((f"succession {each.unit}", succession(world, each)) for each in SUCCESSIONS)
    yield "delegation", delegation(world)
    yield "renaming", renaming(world)
    yield "exceptions", exceptions(world)
