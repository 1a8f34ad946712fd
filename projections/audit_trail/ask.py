"""Questions to the trail. What was given to somebody from elsewhere is asked for by hazard, once it may be seen."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from projections.asking import Eyes, PageUnknown, Range, first, leading_on, led_on
from projections.audit_trail.flags import PARAMETERS
from projections.audit_trail.view import Act, Trail
from projections.fence import Reading
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))
OF_NO_UNIT = Range("", "!")
"""What is of no unit, limits and calendars for one, is there for everybody who may see a trail."""


@dataclass(frozen=True, kw_only=True)
class TrailFilter:
    """Which acts are asked for; whatever is none does not narrow them."""

    hazard: UUID | None = None
    person: UUID | None = None
    """Who acted, or whom it is about."""
    appointment: UUID | None = None
    post: str | None = None
    """In which the actor acted."""
    kinds: tuple[str, ...] | None = None
    names: tuple[str, ...] | None = None
    levels: tuple[str, ...] | None = None
    """Of the signature; `none` are acts of people that are not signed, `not_asked` those that nobody signs."""
    key: UUID | None = None
    flag: str | None = None
    is_flagged: bool = False
    recorded_from: datetime | None = None
    recorded_before: datetime | None = None

    def parameters(self) -> dict[str, Any]:
        """The filter as the statement takes it."""
        lists = {
            name: list(value) for name in ("kinds", "names", "levels") if (value := getattr(self, name)) is not None
        }
        return {**asdict(self), **lists, "is_flagged": self.is_flagged or self.flag is not None}


def page(
    connection: Reading,
    eyes: Eyes,
    asked: TrailFilter,
    *,
    under: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Trail:
    """Acts of the units one may see, newest first; `under` is the path of a unit. Raises `PageUnknown`."""
    given = asked.parameters() | {"before": _before(after), "limit": limit + 1}
    ranges = [*eyes.ranges(under), *([] if under else [OF_NO_UNIT])]
    each = [given | {"low": low, "high": high} for low, high in ranges]
    lists = connection.objects_of_each(Act, SQL["newest_first"], each)
    found = tuple(islice(merge(*lists, key=lambda act: -act.position), limit + 1))
    acts = found[:limit]
    return Trail(acts=acts, after=leading_on(acts[-1].position) if len(found) > limit and acts else None)


def every(
    connection: Reading, eyes: Eyes, asked: TrailFilter, *, under: str | None = None, at_once: int = 500
) -> Iterator[Act]:
    """All acts one may see, newest first, for print-outs."""
    after: str | None = None
    while True:
        found = page(connection, eyes, asked, under=under, after=after, limit=at_once)
        yield from found.acts
        if found.after is None:
            return
        after = found.after


def of_hazard(connection: Reading, hazard: UUID, *, known_at: datetime | None = None) -> list[Act]:
    """The line of life of a hazard as recorded up to a moment, oldest first. Asks for no permission."""
    return connection.objects(Act, SQL["of_hazard"], {"hazard": hazard, "known_at": known_at})


def act(connection: Reading, position: int) -> Act | None:
    """One event by its position in the log. Asks for no permission."""
    return first(connection.objects(Act, SQL["act"], {"position": position}))


def beside(connection: Reading, position: int) -> dict[str, list[int]]:
    """Positions of the acts beside which an act is odd, by flag, as far as they may be seen."""
    found: dict[str, list[int]] = {}
    for flag, other in connection.rows(SQL["beside"], {**PARAMETERS, "position": position}):
        found.setdefault(flag, []).append(other)
    return found


def _before(after: str | None) -> int | None:
    (position,) = led_on(after, 1)
    if after is not None and not isinstance(position, int):
        raise PageUnknown(where="after")
    before: int | None = position
    return before
