"""What a decision may know besides its stream: when, who, the directory, the calendar, the limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.kernel.commands import State
from domain.kernel.events import Value
from domain.kernel.identity import Actor, StreamId

if TYPE_CHECKING:
    from domain.deadline.state import Clocks
    from domain.hold.state import Holds
    from domain.key.state import KeyRing
    from domain.organisation.directory import Directory
    from domain.policy.state import SigningLevels


class Basis(StrEnum):
    """How the record came to know: somebody present says so, or a paper claims it."""

    WITNESSED = "witnessed"
    CLAIMED = "claimed"


class Happened(Value):
    """When it is said to have happened: a day, or an instant; exactly one of the two."""

    on: date | None = None
    at: datetime | None = None

    def day(self, zone: tzinfo) -> date:
        """The local day of it."""
        if self.at is not None:
            return self.at.astimezone(zone).date()
        assert self.on is not None
        return self.on


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """Everything outside the stream that a decision may depend on, handed in by the caller."""

    now: datetime
    zone: tzinfo
    actor: Actor
    directory: "Directory"
    clocks: "Clocks"
    """Limits and working-day calendar, from which deadlines are computed with their basis."""
    keys: "KeyRing"
    levels: "SigningLevels"
    """Which act needs which level of signature."""
    holds: "Holds"
    """What nothing may be erased or purged of."""
    others: Mapping[StreamId, State] = field(default_factory=dict)
    happened: Happened | None = None
    claimed_at: datetime | None = None
    basis: Basis = Basis.WITNESSED
    device: str | None = None

    @property
    def today(self) -> date:
        """The local day of `now`."""
        return self.now.astimezone(self.zone).date()
