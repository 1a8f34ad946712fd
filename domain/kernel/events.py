"""What an event is: something that happened, frozen, under a stored name of our own."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Event:
    """A fact of one stream. Subclasses become frozen, keyword-only dataclasses.

    The stored name (`class HazardFound(HazardEvent, name="hazard.found.v1")`) belongs to the record for ever:
    classes may move, names stay, and a field is never renamed or given another meaning (see `domain/upcasts.py`).
    """

    name: ClassVar[str] = ""

    def __init_subclass__(cls, *, name: str = "", **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.name = name
        dataclass(frozen=True, kw_only=True)(cls)

    def joined(self, later: "Event") -> "Event | None":
        """One event that says the same as this and a later one of its stream in the same call; none for most."""
        return None

    @property
    def happened_on(self) -> date | None:
        """The day on which it happened, where the event says so itself; none for most: the call says it for all."""
        return None


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Value:
    """A small value inside an event or a command: frozen, keyword-only, compared by what it holds."""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        dataclass(frozen=True, kw_only=True)(cls)
