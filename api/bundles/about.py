"""What a bundle is about: one hazard, the hazards a unit registered in a time, or what a person had a hand in."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from domain.policy.state import SIGNING


@dataclass(frozen=True, kw_only=True)
class About:
    """The question, as the manifest says it, with the streams that answer it."""

    kind: str
    """hazard, unit or person."""
    id: UUID
    number: str | None = None
    """Of a hazard that has one."""
    code: str | None = None
    """Of a unit."""
    from_on: date | None = None
    to_on: date | None = None
    """The last day."""
    unit: UUID | None = None
    """The unit whose affair it is: whether names are hidden goes by it."""
    subjects: tuple[UUID, ...] = ()
    registers: tuple[UUID, ...] = field(default=())
    """Registers of the years of the time, of a unit; those of years without a number do not exist."""

    @property
    def needed(self) -> tuple[UUID, ...]:
        """What else answers it: registers, the unit itself, and which act needs which level of signature."""
        return (*self.registers, *((self.id,) if self.kind == "unit" else ()), SIGNING)

    @property
    def told(self) -> dict[str, object]:
        """As the manifest says it."""
        return {
            "kind": self.kind,
            "id": self.id,
            "number": self.number,
            "code": self.code,
            "from": self.from_on,
            "to": self.to_on,
        }
