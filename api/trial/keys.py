"""How the made-up people come by their keys: brought, confirmed, refused, lost, replaced, some still waiting."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from api.setting_up import CONSOLE
from api.trial.acts import Act, Story
from api.trial.case import World
from api.trial.days import DAY
from api.trial.dice import dice
from api.trial.district import BY_CODE
from api.trial.founding import first_seat
from api.trial.holders import DESK, FILE, LOST, NEW_FILE, NEW_PHONE, PASSWORD, PHONE, REPLACED, Holder, pen_of
from api.trial.people import SUCCESSIONS, Change, Seat
from domain.appointment.posts import Post
from domain.kernel.identity import Actor
from domain.key.commands import ConfirmKey, EnrolKey, RefuseKey, RevokeKey
from domain.key.state import fingerprint

OPENING, CLOSING = 9, 17
"""Hours between which people bring keys on the first day, and registrars confirm them on the second."""


class Later(NamedTuple):
    """A key that somebody brings during the year: when, counted from the beginning or back from the end, and why."""

    unit: str
    post: Post
    what: str
    days: int
    """Days after the beginning; below zero, before the end."""
    reason: str = ""
    """Why it is refused; empty where nobody has looked at it yet."""


REFUSED = (Later("no5", Post.CLASS_TEACHER, NEW_PHONE, 61, "当面核对时编号与本人手机显示的不一致"),)
WAITING = (
    Later("no3", Post.GUARD, PHONE, -1),
    Later("wenlan", Post.CLASS_TEACHER, NEW_PHONE, -1),
    Later("chenxing", Post.SAFETY_OFFICER, NEW_PHONE, -2),
    Later("shankou", Post.HEAD, DESK, -2),
)
MISSED_AFTER = (-5, 243, 122)
"""Days after the beginning on which the phones of `LOST` are missed, in their order; below zero, working days before
the end: somebody still signed with it that week."""

REPLACED_AFTER = 175


def keys(world: World, begins: datetime, ends: datetime) -> Iterator[tuple[str, Story]]:
    """Everything that happens to keys, each story under a name of its own."""
    yield "keys of registrars", registrars(world, begins)
    yield from _of_everybody(world)
    for (unit, post), days in zip(LOST, MISSED_AFTER, strict=True):
        day = world.days.before(ends, -days) if days < 0 else _workday(world, world.people.first_on + days * DAY)
        yield f"phone of {unit} {post} lost", _lost(world, _seat(world, unit, post), day)
    yield "key file replaced", _replaced(world, _seat(world, *REPLACED))
    for change in SUCCESSIONS:
        yield f"keys after succession {change.unit}", _handed_over(world, change)
    for each in (*REFUSED, *WAITING):
        yield f"key {each.what} of {each.unit} {each.post}", _undecided(world, each, ends)


def registrars(world: World, begins: datetime) -> Story:
    """The first registrar's key is confirmed on the server's console; from then on registrars sign for others."""
    first, moment = first_seat(world.log), begins + timedelta(minutes=75)
    yield from _bringing(world, first, FILE, moment, moment + timedelta(minutes=6), CONSOLE)
    yield from _bringing(world, first, PASSWORD, moment + timedelta(minutes=9), moment + timedelta(minutes=11))
    for seat in (each.seat for each in world.holders.all if each.seat.post is Post.REGISTRAR):
        brought = moment + timedelta(minutes=20)
        yield from _bringing(world, seat, FILE, brought, brought + timedelta(minutes=8))
        yield from _bringing(world, seat, PASSWORD, brought + timedelta(minutes=12), brought + timedelta(minutes=14))


def _of_everybody(world: World) -> Iterator[tuple[str, Story]]:
    """Brought on the day after the beginning, confirmed on the next, one after the other."""
    first_day = world.people.first_on + DAY
    mine = [each for each in world.holders.all if each.seat.post is not Post.REGISTRAR and _is_early(world, each)]
    counted = sum(len(each.ways) for each in mine)
    seconds = (CLOSING - OPENING) * 3600 // max(counted, 1)
    confirmed = world.days.at(first_day + DAY, OPENING)
    for holder in mine:
        brought = world.days.at(first_day, OPENING) + timedelta(
            seconds=dice("brings", holder.seat.person).randrange((CLOSING - OPENING) * 3600)
        )
        for what in holder.ways:
            yield f"key {what} of {holder.seat.person}", _bringing(world, holder.seat, what, brought, confirmed)
            brought += timedelta(minutes=3)
            confirmed += timedelta(seconds=seconds)


def _is_early(world: World, holder: Holder) -> bool:
    return holder.seat.from_on <= world.people.first_on


def _bringing(
    world: World, seat: Seat, what: str, at: datetime, confirmed_at: datetime, by: Actor | None = None
) -> Story:
    """A key that is brought and, later, confirmed by the registrar of those units."""
    brought = _brought(world, seat, what)
    yield Act(at, seat.actor(world.log), (brought,), reads=25)
    yield Act(confirmed_at, by or _registrar(world, seat), (_confirming(brought),), reads=20)


def _brought(world: World, seat: Seat, what: str) -> EnrolKey:
    account = world.accounts[seat.person] if what == PASSWORD else None
    return world.pens.brought(pen_of(world.pens, seat, what, account), seat.actor(world.log))


def _confirming(brought: EnrolKey) -> ConfirmKey:
    return ConfirmKey(key=brought.key, fingerprint=fingerprint(brought.public_key))


def _lost(world: World, seat: Seat, day: date) -> Story:
    """Missed for two days before it is revoked in the morning; the other passkey goes on, a new one follows."""
    lost_on = world.days.before(world.days.at(day, 7), 2)
    revoked = RevokeKey(key=pen_of(world.pens, seat, PHONE).id, reason="手机遗失", lost_on=lost_on)
    yield Act(world.days.at(day, 7, 42), seat.actor(world.log), (revoked,), reads=31)
    found = world.days.at(_workday(world, day + 2 * DAY), 12, 25)
    yield from _bringing(world, seat, NEW_PHONE, found, found + timedelta(hours=3))


def _replaced(world: World, seat: Seat) -> Story:
    """The new computer's key first; the old one is revoked when the new one counts."""
    moment = world.days.at(_workday(world, world.people.first_on + REPLACED_AFTER * DAY), 10)
    yield from _bringing(world, seat, NEW_FILE, moment, moment + timedelta(hours=2))
    revoked = RevokeKey(key=pen_of(world.pens, seat, FILE).id, reason="更换电脑，旧密钥停用")
    yield Act(moment + timedelta(hours=3), seat.actor(world.log), (revoked,))


def _handed_over(world: World, change: Change) -> Story:
    """The next head's passkey on the first morning; that of the one who left is revoked by the registrar."""
    last_on = world.people.first_on + timedelta(days=change.days)
    old, new = (world.people.seat(change.unit, change.post, day) for day in (last_on, last_on + DAY))
    assert old is not None
    assert new is not None
    morning = world.days.at(last_on + DAY, 7)
    yield from _bringing(world, new, PHONE, morning, morning + timedelta(minutes=12))
    revoked = RevokeKey(key=pen_of(world.pens, old, PHONE).id, reason="届满交流，离任停用")
    yield Act(morning + timedelta(minutes=15), _registrar(world, new), (revoked,))


def _undecided(world: World, later: Later, ends: datetime) -> Story:
    """A key that the registrar refuses, or has not come to yet."""
    seat, start = _seat(world, later.unit, later.post), world.days.on(ends) if later.days < 0 else world.people.first_on
    day = start + later.days * DAY
    brought = _brought(world, seat, later.what)
    yield Act(world.days.at(day, 11, 5), seat.actor(world.log), (brought,), reads=25)
    if later.reason:
        refused = RefuseKey(key=brought.key, reason=later.reason)
        yield Act(world.days.at(day, 15, 40), _registrar(world, seat), (refused,))


def _registrar(world: World, seat: Seat) -> Actor:
    """Who confirms: the district's own registrar where there is one, but for his own; else the first."""
    nearest = world.people.seat("hedong", Post.REGISTRAR, world.people.first_on)
    is_theirs = nearest is not None and nearest != seat and _is_below(seat.unit, nearest.unit)
    return nearest.actor(world.log) if nearest and is_theirs else first_seat(world.log).actor(world.log)


def _is_below(code: str, above: str) -> bool:
    return bool(code) and (code == above or _is_below(BY_CODE[code].parent, above))


def _seat(world: World, unit: str, post: Post) -> Seat:
    seat = world.people.seat(unit, post, world.people.first_on)
    assert seat is not None
    return seat


def _workday(world: World, day: date) -> date:
    while not world.days.is_workday(day):
        day += DAY
    return day
