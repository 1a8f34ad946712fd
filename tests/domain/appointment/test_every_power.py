"""Every post, every command, every reach: what is pinned is what the table says, and what is enforced."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import ClassVar
from uuid import UUID

import pytest

from domain.appointment.posts import Post
from domain.appointment.powers import authorise
from domain.appointment.powers_table import POWERS
from domain.hold.state import Holds
from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.events import Event
from domain.kernel.identity import Actor, ActorKind, AppointmentId, PersonId, StreamId, UnitId, natural_id
from domain.kernel.refusals import NoPower, NotKnown
from domain.key.state import KeyRing
from domain.organisation.directory import Directory
from domain.person.events import PersonEnrolled
from domain.policy.state import SigningLevels
from tests.support.district import appointed, district, hidden, unit_id
from tests.support.powers import HEADINGS, line, pinned
from tests.support.rules import NOW, ZONE, usual_clocks

PINNED: dict[str, tuple[str, ...]] = {row[0]: row for row in pinned()}
HOME, ASSIGNED = "xihe", "no9"
"""A centre school has everything a post could reach: itself, a point below it, a kindergarten beside the tree."""

WHERE: Mapping[str, str] = {HOME: "os", "shawan": "s", "liuzhuang": "r", ASSIGNED: "a"}
"""By which letters each unit is reached."""


def test_the_table_is_the_pinned_one() -> None:
    now = {command: line(command) for command in POWERS}
    changed = [
        row for command, row in sorted((PINNED | now).items()) if (PINNED.get(command), now.get(command)) != (row, row)
    ]
    assert changed == [], "who may do what has changed; `python -m tests.support.powers` pins it anew"


class Asked(Command[State]):
    """Any command of the table, about any unit."""

    state: ClassVar[type[State]] = State
    unit: UnitId
    given_to: frozenset[UUID]

    @property
    def stream(self) -> StreamId:
        return StreamId(natural_id("asked"))

    def subject_unit(self, state: State) -> UnitId | None:
        return self.unit

    def assigned(self, state: State) -> frozenset[UUID]:
        return self.given_to


def holder(post: Post) -> tuple[PersonId, AppointmentId]:
    return PersonId(natural_id("every post", post)), AppointmentId(natural_id("every seat", post))


@cache
def people() -> Directory:
    """The district, with somebody in every post of the centre school, whatever posts such a school has."""
    facts: list[tuple[StreamId, Event]] = []
    for post in Post:
        person, seat = holder(post)
        facts.append((StreamId(person), PersonEnrolled(person_name=hidden(post).commitment, unit=unit_id(HOME))))
        facts.append((StreamId(seat), appointed(person, post, unit_id(HOME))))
    return district(*facts)


def circumstances(actor: Actor) -> Circumstances:
    return Circumstances(
        now=NOW,
        zone=ZONE,
        actor=actor,
        directory=people(),
        clocks=usual_clocks(),
        keys=KeyRing(),
        levels=SigningLevels(),
        holds=Holds(),
    )


def reached(command: type[Asked], post: Post, unit: str, kind: ActorKind) -> bool:
    """Whether whoever holds the post may do it there."""
    person, seat = holder(post)
    actor = Actor(kind=kind, person=person, appointment=seat, post=post.value, unit=unit_id(HOME))
    given_to = frozenset({seat}) if unit == ASSIGNED else frozenset()
    try:
        authorise(command(unit=unit_id(unit), given_to=given_to), State(), circumstances(actor))
    except (NoPower, NotKnown):
        return False
    return True


@pytest.mark.parametrize("name", sorted(PINNED))
def test_what_is_pinned_is_what_is_enforced(name: str) -> None:
    class Named(Asked, name=name):
        """A command of this name."""

    cells = dict(zip(HEADINGS, PINNED[name], strict=True))
    kind = ActorKind.IMPORT if "import" in cells["besides people"].split() else ActorKind.PERSON
    for post in Post:
        for unit, letters in WHERE.items():
            is_pinned = any(letter in cells[post.value] for letter in letters)
            assert reached(Named, post, unit, kind) is is_pinned, f"{post} at {unit}"


@pytest.mark.parametrize("name", sorted(PINNED))
def test_what_is_no_person_does_what_is_pinned_for_it(name: str) -> None:
    class Named(Asked, name=name):
        """A command of this name."""

    kinds = PINNED[name][-1].split()
    for kind in (ActorKind.POLICY, ActorKind.IMPORT, ActorKind.CONSOLE, ActorKind.SERVICE):
        try:
            command = Named(unit=unit_id(HOME), given_to=frozenset())
            authorise(command, State(), circumstances(Actor(kind=kind)))
        except NoPower:
            assert kind.value not in kinds
        else:
            assert kind.value in kinds


def test_the_day_of_the_matrix_is_a_day_on_which_all_posts_are_held() -> None:
    assert all(people().holds(holder(post)[1], date(2025, 3, 12)) for post in Post)
