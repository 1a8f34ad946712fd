"""Given what happened, when somebody asks, then what follows or how no is said: rules without a database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.appointment.powers import authorise
from domain.deadline.events import CalendarEntered
from domain.deadline.limits import initial_limits
from domain.deadline.state import Clocks
from domain.hold.state import Holds
from domain.kernel.circumstances import Basis, Circumstances, Happened
from domain.kernel.commands import Command, On, Outcome, State
from domain.kernel.events import Event
from domain.kernel.identity import Actor, ActorKind, StreamId
from domain.kernel.refusals import Refusal
from domain.key.state import KeyRing
from domain.organisation.directory import Directory
from domain.policy.state import SigningLevels

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 3, 12, 2, 0, tzinfo=UTC)
"""A Wednesday, ten in the morning in Qinghe."""
SOMEBODY = Actor(kind=ActorKind.PERSON)
"""For rules that do not ask who: only `as_` asks the powers."""

HOLIDAYS_2025 = (
    date(2025, 1, 1),
    *(date(2025, 1, day) for day in range(28, 32)),
    *(date(2025, 2, day) for day in range(1, 5)),
    *(date(2025, 4, day) for day in (4, 5, 6)),
    *(date(2025, 5, day) for day in range(1, 6)),
    date(2025, 5, 31),
    *(date(2025, 6, day) for day in (1, 2)),
    *(date(2025, 10, day) for day in range(1, 9)),
)
MAKEUP_2025 = (date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11))
HOLIDAYS_2026 = (
    *(date(2026, 1, day) for day in (1, 2, 3)),
    *(date(2026, 2, day) for day in range(15, 24)),
    *(date(2026, 4, day) for day in (4, 5, 6)),
    *(date(2026, 5, day) for day in range(1, 6)),
    *(date(2026, 6, day) for day in (19, 20, 21)),
    *(date(2026, 9, day) for day in (25, 26, 27)),
    *(date(2026, 10, day) for day in range(1, 8)),
)
MAKEUP_2026 = (
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
)


def calendar(year: int, holidays: Iterable[date], makeup_workdays: Iterable[date] = ()) -> CalendarEntered:
    """A first edition of a year's calendar."""
    return CalendarEntered(
        year=year,
        version=1,
        holidays=tuple(holidays),
        makeup_workdays=tuple(makeup_workdays),
        source="notice of the State Council's general office",
    )


def usual_clocks(*more: Event) -> Clocks:
    """The default limits with the calendars of 2025 and 2026, and whatever is added; no other year is known."""
    clocks = Clocks()
    years = (calendar(2025, HOLIDAYS_2025, MAKEUP_2025), calendar(2026, HOLIDAYS_2026, MAKEUP_2026))
    for event in (*initial_limits(), *years, *more):
        clocks.evolve(event)
    return clocks


def directory_of(*told: tuple[StreamId, Event], at: datetime = NOW) -> Directory:
    """A directory folded from events with their streams."""
    directory = Directory()
    for stream, event in told:
        directory.evolve(event, stream, at)
    return directory


@dataclass(frozen=True)
class Given:
    """What a decision finds. Every method gives a further story and leaves this one as it is."""

    events: tuple[Event, ...]
    at_instant: datetime = NOW
    actor: Actor = SOMEBODY
    asks_powers: bool = False
    directory: Directory = field(default_factory=Directory)
    clocks: Clocks = field(default_factory=usual_clocks)
    keys: KeyRing = field(default_factory=KeyRing)
    levels: SigningLevels = field(default_factory=SigningLevels)
    holds: Holds = field(default_factory=Holds)
    others: Mapping[StreamId, tuple[Event, ...]] = field(default_factory=dict)
    happened_on: Happened | None = None
    basis: Basis = Basis.WITNESSED

    def as_(self, actor: Actor) -> "Given":
        """Who asks; the powers are asked too, as they are in use."""
        return replace(self, actor=actor, asks_powers=True)

    def by(self, actor: Actor) -> "Given":
        """Who asks, where powers are not what the test is about."""
        return replace(self, actor=actor, asks_powers=False)

    def among(self, directory: Directory) -> "Given":
        """The units, people and appointments there are."""
        return replace(self, directory=directory)

    def at(self, instant: datetime) -> "Given":
        """The moment of asking, UTC or with its zone."""
        return replace(self, at_instant=instant)

    def on(self, day: date) -> "Given":
        """Ten in the morning of a local day as the moment of asking."""
        return self.at(datetime(day.year, day.month, day.day, 10, tzinfo=ZONE))

    def happened(self, happened: Happened) -> "Given":
        """When it is said to have happened."""
        return replace(self, happened_on=happened)

    def claimed(self) -> "Given":
        """A paper claims it; nobody present says so."""
        return replace(self, basis=Basis.CLAIMED)

    def with_clocks(self, clocks: Clocks) -> "Given":
        """Other limits or calendars than the usual ones."""
        return replace(self, clocks=clocks)

    def with_keys(self, *told: tuple[StreamId, Event]) -> "Given":
        """The keys that were enrolled before, with what became of them."""
        ring = KeyRing()
        for stream, event in told:
            ring.evolve(event, stream)
        return replace(self, keys=ring)

    def beside(self, stream: StreamId, *events: Event) -> "Given":
        """What happened in another stream that the command touches."""
        return replace(self, others={**self.others, stream: events})

    def when(self, command: Command[Any]) -> "Outcomes":
        """Ask as the application does: check, powers, rules; what follows is remembered, a refusal too."""
        try:
            return Outcomes(outcomes=self._decide(command))
        except Refusal as refusal:
            return Outcomes(refusal=refusal)

    def _decide(self, command: Command[Any]) -> tuple[Outcome, ...]:
        command.check()
        state = told(type(command).state, self.events)
        circumstances = self._circumstances(command)
        if self.asks_powers:
            authorise(command, state, circumstances)
        return tuple(command.decide(state, circumstances))

    def _circumstances(self, command: Command[Any]) -> Circumstances:
        touched = {stream: told(kind, self.others.get(stream, ())) for stream, kind in command.touches().items()}
        return Circumstances(
            now=self.at_instant,
            zone=ZONE,
            actor=self.actor,
            directory=self.directory,
            clocks=self.clocks,
            keys=self.keys,
            levels=self.levels,
            holds=self.holds,
            others=touched,
            happened=self.happened_on,
            basis=self.basis,
        )


@dataclass(frozen=True)
class Outcomes:
    """What came of asking."""

    outcomes: tuple[Outcome, ...] = ()
    refusal: Refusal | None = None

    def then(self, *expected: Outcome) -> None:
        """Exactly these events follow, in this order; `On(stream, event)` for those of other streams."""
        self._raise_refusal()
        assert self.outcomes == expected

    def refused(self, kind: type[Refusal], /, **places: object) -> None:
        """It was refused in this way; places that are named must hold these values."""
        assert self.refusal is not None, f"nothing was refused; there followed {self.outcomes}"
        assert type(self.refusal) is kind, f"refused as {self.refusal.code()}: {self.refusal}"
        assert str(self.refusal)
        assert {name: self.refusal.places.get(name) for name in places} == places

    @property
    def events(self) -> tuple[Event, ...]:
        """The events that follow, of whatever stream, for tests that look into them."""
        self._raise_refusal()
        return tuple(outcome.event if isinstance(outcome, On) else outcome for outcome in self.outcomes)

    def _raise_refusal(self) -> None:
        if self.refusal is not None:
            raise self.refusal


def given(*events: Event) -> Given:
    """What happened before in the stream of the command, oldest first."""
    return Given(events)


def told(kind: type[State], events: Iterable[Event]) -> State:
    """A state that was told events, with its version, as the application loads it."""
    state = kind()
    for version, event in enumerate(events, 1):
        state.evolve(event)
        state.version = version
    return state
