"""What a search finds: hazards by identifier; what they look like is the ledger's to show."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A hazard in whose text every word stands."""

    hazard: UUID
    entered_position: int


@dataclass(frozen=True, kw_only=True)
class Hits:
    """A page of what was found, those entered last first; `after` leads on and is none on the last page."""

    hits: tuple[Hit, ...]
    after: str | None
