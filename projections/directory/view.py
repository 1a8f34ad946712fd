"""What pages show of units, people and posts."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class UnitLine:
    """A unit as it stands; `path` is its codes from the root down, joined by dots."""

    unit: UUID
    code: str
    kind: str
    name: str
    initials: str
    path: str
    parent: UUID | None
    from_on: date
    closed_on: date | None
    is_enrolled: bool
    version: int

    @property
    def depth(self) -> int:
        """How many units stand above it."""
        return self.path.count(".")


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """A person. `name` is none once it has been erased."""

    person: UUID
    name: str | None
    unit: UUID
    unit_name: str | None
    is_enrolled: bool
    left_on: date | None
    version: int


@dataclass(frozen=True, kw_only=True)
class PostLine:
    """A post somebody holds or held; both days are included."""

    appointment: UUID
    person: UUID
    person_name: str | None
    post: str
    unit: UUID
    unit_name: str | None
    path: str | None
    kind: str
    from_on: date
    until_on: date | None
    delegated_by: UUID | None
    only_commands: list[str]
    document: str | None
    version: int


@dataclass(frozen=True, kw_only=True)
class RelationLine:
    """Supervision beside the tree: `by` supervises `unit`; both days are included."""

    unit: UUID
    unit_name: str | None
    kind: str
    by: UUID
    by_name: str | None
    from_on: date
    until_on: date | None


@dataclass(frozen=True, kw_only=True)
class Name:
    """What an identifier is called: of a unit, a person or an appointment.

    `text` is the unit's name or the person's; none once it has been erased. An appointment has its post and unit too.
    """

    id: UUID
    kind: str
    text: str | None
    post: str | None = None
    unit: UUID | None = None
    unit_name: str | None = None
