"""Whose names a file shows: in full where one works oneself, masked elsewhere, unless it was recorded why not."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.caller import Caller
from domain.appointment.posts import WORKING
from domain.kernel.identity import UnitId
from domain.organisation.directory import Directory


@dataclass(frozen=True, kw_only=True)
class Masking:
    """Which rows of a file hide people's names (house rule after PIPL Art. 51)."""

    directory: Directory
    today: date
    own: UnitId | None = None
    """The body in whose subtree the exporter's post works; none for posts that only keep or read records."""
    in_full: bool = False

    def hides(self, unit: UUID | None) -> bool:
        """Whether names are hidden in what is of this unit."""
        if self.in_full:
            return False
        return unit is None or self.own is None or not self.directory.is_below(UnitId(unit), self.own, self.today)

    @property
    def told(self) -> str:
        """What the file says of it, by the key of the words."""
        if self.in_full:
            return "names_full"
        return "names_masked" if self.own is None else "names_own"


def masking_of(caller: Caller, *, in_full: bool = False) -> Masking:
    """For whoever exports in this post; of a program, and of the console, every name is hidden."""
    acting, directory, today = caller.appointment, caller.directory, caller.today
    is_working = acting is not None and acting.post in WORKING and not caller.is_program
    own = directory.body(acting.unit, today) if acting and is_working else None
    return Masking(directory=directory, today=today, own=own, in_full=in_full)
