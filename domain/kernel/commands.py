"""What can be asked: one command, one intention; it decides, and only states remember."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar, dataclass_transform
from uuid import UUID

from domain.kernel.events import Event
from domain.kernel.identity import Disclosure, StreamId, UnitId

if TYPE_CHECKING:
    from domain.kernel.circumstances import Circumstances

S = TypeVar("S", bound="State")


class On(NamedTuple):
    """An event for another stream than the command's own, saved in the same call or not at all."""

    stream: StreamId
    event: Event


Outcome = Event | On


class State:
    """What the rules of one stream remember. It evolves and never refuses: history stands when rules change."""

    version: int = 0
    newest_suffices: ClassVar[bool] = False
    """Whether the newest event alone tells everything: then no more of the stream is loaded."""

    def evolve(self, event: Event) -> None:
        """Remember what follows from the event; unknown kinds are passed over."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Command(Generic[S]):
    """An intention towards one stream. Subclasses become frozen, keyword-only dataclasses.

    `name` is the command's word in the powers table, in the API and in the audit trail (`hazard.assign`).
    """

    name: ClassVar[str] = ""
    state: ClassVar[type[State]] = State

    def __init_subclass__(cls, *, name: str = "", **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.name = name or cls.name
        dataclass(frozen=True, kw_only=True)(cls)

    @property
    def stream(self) -> StreamId:
        """The stream this command is for."""
        raise NotImplementedError

    def touches(self) -> Mapping[StreamId, "type[State]"]:
        """Other streams the decision needs or adds to, and what remembers them; see `circumstances.others`.

        An event `On` a stream that is not touched must be the first of that stream: a reservation.
        """
        return {}

    def subject_unit(self, state: S) -> UnitId | None:
        """The unit whose affair this is: powers reach from the actor's post to it."""
        raise NotImplementedError

    def further_units(self, state: S) -> tuple[UnitId, ...]:
        """Other units that the same powers must reach as well: where something is moved to."""
        return ()

    def assigned(self, state: S) -> frozenset[UUID]:
        """Appointments and units to whom this affair was given: the reach *assigned* of the powers table."""
        return frozenset()

    def is_major(self, state: S) -> bool:
        """Whether it concerns a major hazard: some acts then need more of a signature."""
        return False

    def check(self) -> None:
        """Refuse malformed input (too long, blank, impossible) before any rule is asked."""

    def decide(self, state: S, circumstances: "Circumstances") -> Iterable[Outcome]:
        """The events that follow, or a `Refusal`."""
        raise NotImplementedError

    def disclosures(self) -> Iterator[Disclosure]:
        """Every personal value in the command, to be kept beside the log."""
        return _disclosures(self)


def _disclosures(value: Any) -> Iterator[Disclosure]:
    if isinstance(value, Disclosure):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _disclosures(item)
    elif is_dataclass(value):
        for item in vars(value).values():
            yield from _disclosures(item)
