"""One made-up hazard as those see it who live through it: what is wrong, where, who is there, what time it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Protocol, TypeVar

from api.access.accounts import AccountId
from api.trial.acts import Act
from api.trial.days import Days
from api.trial.defects import Defect
from api.trial.district import BY_CODE, bureau_of, safety_section_of, unit_id
from api.trial.habits import Habit, habit_of
from api.trial.holders import Holders
from api.trial.pens import Pens
from api.trial.people import People, Seat
from domain.appointment.posts import Post
from domain.hazard.state import Hazard
from domain.hazard.terms import Source
from domain.kernel.circumstances import Happened
from domain.kernel.commands import Command
from domain.kernel.identity import Disclosure, HazardId, PersonId, UnitId

T = TypeVar("T")

FINDERS = (Post.CLASS_TEACHER, Post.STAFF, Post.GUARD, Post.LOGISTICS, Post.SAFETY_OFFICER, Post.DEPUTY_HEAD, Post.HEAD)
OFFICERS = (Post.SAFETY_OFFICER, Post.DEPUTY_HEAD, Post.HEAD)
RECTIFIERS = (Post.LOGISTICS, Post.CLASS_TEACHER, Post.STAFF, Post.SAFETY_OFFICER, Post.DEPUTY_HEAD)
OVERSEERS = (Post.DEPUTY_HEAD, Post.PARTY_SECRETARY, Post.SAFETY_OFFICER, Post.HEAD)
LOOKERS = (Post.SAFETY_OFFICER, Post.DEPUTY_HEAD, Post.PARTY_SECRETARY, Post.HEAD)


class Discloser(Protocol):
    """Gives personal values their salts."""

    def __call__(self, value: str, /) -> Disclosure:
        """The value with a fresh salt."""


@dataclass(frozen=True, kw_only=True)
class World:
    """What every case shares."""

    log: str
    people: People
    days: Days
    disclose: Discloser
    states: Mapping[HazardId, Hazard]
    """Hazards as the record has them by now."""
    holders: Holders
    pens: Pens
    accounts: Mapping[PersonId, AccountId]


@dataclass(kw_only=True)
class Case:
    """A hazard on its way. `now` is the moment of the last act or the one being prepared."""

    world: World
    hazard: HazardId
    unit: str
    place: str
    defect: Defect
    habit: Habit
    chance: Random
    now: datetime
    source: Source = Source.STAFF
    campaign: str | None = None
    forced: frozenset[str] = frozenset()
    """What surely comes to pass, whatever chance says; see `happens`."""
    twin_of: HazardId | None = None
    rectifier: Seat | None = None
    supervisor: Seat | None = None
    rounds: int = 0
    """How often it has been put right and closed."""
    looks_at: datetime | None = None
    """The moment at which somebody verifies it, where that is settled."""

    @property
    def state(self) -> Hazard:
        """The hazard as the record has it."""
        return self.world.states[self.hazard]

    @property
    def today(self) -> date:
        """The local day."""
        return self.world.days.on(self.now)

    @property
    def unit_id(self) -> UnitId:
        """Where it is."""
        return self.id_of(self.unit)

    def id_of(self, code: str) -> UnitId:
        """A unit by its code."""
        return unit_id(self.world.log, code)

    def happens(self, what: str, share: float) -> bool:
        """Whether something comes to pass that does in this share of cases, and surely where it is forced."""
        return what in self.forced or (self.chance.random() < share and f"no {what}" not in self.forced)

    def one_of(self, phrases: Sequence[T]) -> T:
        """One of the things people say."""
        return self.chance.choice(phrases)

    def act(self, seat: Seat, *commands: Command[Any], drawing: str = "", happened: datetime | None = None) -> Act:
        """What the holder of a seat does now."""
        said, shade = Happened(at=happened) if happened else None, self.chance.randrange(1 << 30)
        least, most = habit_of(seat.unit).reads
        reads = least + shade % (most - least)
        return Act(self.now, seat.actor(self.world.log), commands, said, drawing, shade, reads)

    def pause(self, seat: Seat) -> Act:
        """Nothing but the passing of time, so that others may act meanwhile."""
        return Act(self.now, seat.actor(self.world.log))

    def hours(self, least: float, most: float) -> None:
        """Let hours go by, and go on when people are at work."""
        self.minutes(least * 60, most * 60)
        self.now = self.world.days.working(self.now, self.chance)

    def minutes(self, least: float, most: float) -> None:
        """Let minutes go by."""
        self.now += timedelta(seconds=round(self.chance.uniform(least, most) * 60) or 1)

    def until(self, moment: datetime) -> None:
        """Wait for a moment and for people to be at work; not at all if it has gone by."""
        self.now = self.world.days.working(max(self.now, moment), self.chance)

    def seat(self, unit: str, *posts: Post, but: Sequence[Seat | None] = ()) -> Seat | None:
        """Whoever holds the first of several posts today, leaving out some people."""
        away = {each.person for each in but if each}
        seats = (self.world.people.seat(unit, post, self.today) for post in posts)
        return next((each for each in seats if each and each.person not in away), None)

    def sure(self, seat: Seat | None) -> Seat:
        """The seat; a made-up district has somebody in it."""
        assert seat is not None, f"nobody for it in {self.unit} on {self.today}"
        return seat

    @property
    def officer(self) -> Seat:
        """Who keeps the school's ledger."""
        return self.sure(self.seat(self.unit, *OFFICERS))

    @property
    def head(self) -> Seat:
        """The first responsible person, or who acts for him."""
        return self.sure(self.seat(self.unit, Post.HEAD))

    @property
    def finder(self) -> Seat:
        """Somebody of the school who may well have seen it."""
        posts = list(FINDERS[:5])
        self.chance.shuffle(posts)
        return self.sure(self.seat(self.unit, *posts, Post.HEAD))

    @property
    def second(self) -> Seat:
        """Who decides on what the officer proposes: the head, or above a head who keeps the ledger alone."""
        own = self.seat(self.unit, Post.HEAD, Post.DEPUTY_HEAD, but=(self.officer,))
        return own or self.sure(
            self.seat(BY_CODE[self.unit].parent, Post.HEAD, Post.SAFETY_OFFICER, but=(self.officer,))
        )

    @property
    def bureau(self) -> str:
        """The bureau above."""
        return bureau_of(self.unit)

    @property
    def above(self) -> UnitId:
        """The unit directly above in the tree."""
        return self.id_of(BY_CODE[self.unit].parent)

    @property
    def head_above(self) -> Seat:
        """The head of the school or bureau directly above."""
        return self.sure(self.seat(BY_CODE[self.unit].parent, Post.HEAD, Post.BUREAU_HEAD))

    @property
    def section(self) -> Seat:
        """The head of the bureau's safety section."""
        return self.sure(self.seat(safety_section_of(self.bureau), Post.SAFETY_SECTION))

    @property
    def linked(self) -> Seat:
        """The officer linked to the school."""
        return self.sure(self.seat(safety_section_of(self.bureau), Post.LINKED_OFFICER))

    @property
    def bureau_head(self) -> Seat:
        """The head of the bureau."""
        return self.sure(self.seat(self.bureau, Post.BUREAU_HEAD))

    @property
    def bureau_deputy(self) -> Seat:
        """The deputy in charge of safety."""
        return self.sure(self.seat(self.bureau, Post.BUREAU_DEPUTY))

    @property
    def hand(self) -> Seat:
        """Who found it or, where that is somebody who cannot sign, the officer: puts it right on the spot."""
        finder = self.finder
        return self.officer if finder.person in self.world.holders.keyless else finder

    def looker(self) -> Seat:
        """Somebody of the school, not the rectifier, who goes to look."""
        return self.sure(self.seat(self.unit, *LOOKERS, but=(self.rectifier,)))
