"""A unit too small for a second pair of eyes: its superior lets it verify its own general hazards for a time.

House rule. The exception is given from above, never by the unit itself or by anybody who holds a post in it; it has a
reason, ends after a year at the latest, and is seen with every hazard that was verified under it. What it spares is
the way to the unit, not the second pair of eyes: each such hazard stays open until it was checked from above.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.appointment.posts import SCHOOL
from domain.kernel.circumstances import Circumstances
from domain.kernel.identity import Actor, PersonId, UnitId
from domain.kernel.quantities import LINE, check_optional, check_text
from domain.organisation.asking import UnitCommand, refuse_closed
from domain.organisation.directory import Directory
from domain.organisation.events import OwnVerificationAllowed, OwnVerificationEnded
from domain.organisation.kinds import UnitKind
from domain.organisation.refusals import (
    ExceptionBeginsInThePast,
    ExceptionBySelf,
    ExceptionEndsBeforeItBegins,
    ExceptionLongerThanAYear,
    NoExceptionRunning,
    NotASmallSchool,
    OwnVerificationAlreadyAllowed,
    TooManyForAnException,
)
from domain.organisation.state import Unit

SMALL_KINDS = frozenset({UnitKind.SCHOOL, UnitKind.KINDERGARTEN, UnitKind.TEACHING_POINT})
MOST_PEOPLE = 2
"""With more people in posts there is a second pair of eyes (house rule)."""


class ExceptionCommand(UnitCommand):
    """What allowing and ending share: from above, by nobody of the unit."""

    def refuse_from_within(self, circumstances: Circumstances) -> UnitId:
        """Refuse the unit itself and whoever holds a post there, through delegation too; gives the superior body."""
        actor, directory, today = circumstances.actor, circumstances.directory, circumstances.today
        above = directory.body(actor.unit, today) if actor.unit else self.unit
        own = directory.body(self.unit, today)
        if above == own or not directory.is_below(own, above, today):
            raise ExceptionBySelf
        held = (post for each in _behind(actor, directory) for post in directory.appointments_of(each, today))
        if any(directory.body(post.unit, today) == own for post in held):
            raise ExceptionBySelf
        return above


class AllowOwnVerification(ExceptionCommand, name="organisation.allow_own_verification"):
    """Let a unit of one or two people verify its own general hazards, each to be checked from above afterwards."""

    reason: str
    from_on: date
    until_on: date
    """At most a year; both days are included."""
    document: str | None = None

    def check(self) -> None:
        """Refuse a blank reason and a term that cannot be."""
        check_text("reason", self.reason)
        check_optional("document", self.document, most=LINE)
        if self.until_on < self.from_on:
            raise ExceptionEndsBeforeItBegins(where="until_on", from_on=self.from_on)

    def decide(self, state: Unit, circumstances: Circumstances) -> tuple[OwnVerificationAllowed]:
        """From above, for a small school, from today on, for a year at most, one at a time."""
        refuse_closed(state, circumstances.today)
        above = self.refuse_from_within(circumstances)
        people = self._people(state, circumstances)
        self._refuse_term(state, circumstances.today)
        return (
            OwnVerificationAllowed(
                reason=self.reason,
                from_on=self.from_on,
                until_on=self.until_on,
                document=self.document,
                allowed_by=above,
                people=people,
            ),
        )

    def _people(self, unit: Unit, circumstances: Circumstances) -> int:
        if unit.kind not in SMALL_KINDS:
            raise NotASmallSchool
        people = len(set(people_in_posts(circumstances.directory, self.unit, circumstances.today)))
        if people > MOST_PEOPLE:
            raise TooManyForAnException(people=people, most=MOST_PEOPLE)
        return people

    def _refuse_term(self, unit: Unit, today: date) -> None:
        if self.from_on < today:
            raise ExceptionBeginsInThePast(today=today)
        latest = last_day_of_a_year(self.from_on)
        if self.until_on > latest:
            raise ExceptionLongerThanAYear(latest=latest)
        for each in unit.exceptions:
            if each.from_on <= self.until_on and self.from_on <= each.until_on:
                raise OwnVerificationAlreadyAllowed(until_on=each.until_on)


class EndOwnVerification(ExceptionCommand, name="organisation.end_own_verification"):
    """End it from today on; what was verified under it is checked from above all the same."""

    reason: str

    def check(self) -> None:
        """Refuse a blank reason."""
        check_text("reason", self.reason)

    def decide(self, state: Unit, circumstances: Circumstances) -> tuple[OwnVerificationEnded]:
        """One that is running or to come, with yesterday as its last day."""
        self.refuse_from_within(circumstances)
        if not any(each.until_on >= circumstances.today for each in state.exceptions):
            raise NoExceptionRunning
        return (OwnVerificationEnded(on=circumstances.today - timedelta(days=1), reason=self.reason),)


def people_in_posts(directory: Directory, unit: UnitId, on: date) -> Iterator[PersonId]:
    """Who holds a post of a school in it or in its sections; who holds two comes twice."""
    sections = (each.id for each in directory.below(unit) if each.is_internal)
    for place in (unit, *sections):
        yield from (each.person for each in directory.appointments_in(place, on) if each.post in SCHOOL)


def last_day_of_a_year(from_on: date) -> date:
    """The last day of a year that begins on a day."""
    is_leap_day = (from_on.month, from_on.day) == (2, 29)
    same_day = date(from_on.year + 1, 2, 28) if is_leap_day else from_on.replace(year=from_on.year + 1)
    return same_day if is_leap_day else same_day - timedelta(days=1)


def _behind(actor: Actor, directory: Directory) -> Iterator[PersonId]:
    """Whoever acts, and in whose post."""
    if actor.person is not None:
        yield actor.person
    giver = directory.appointment(actor.on_behalf_of) if actor.on_behalf_of else None
    if giver is not None:
        yield giver.person
