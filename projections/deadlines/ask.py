"""Questions about clocks: of one hazard, on the board, and for the worker that acts when time runs out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from heapq import merge
from itertools import chain, islice
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.hazard.grading import Grade
from projections.asking import Eyes, PageUnknown, leading_on, led_on, parts
from projections.deadlines.view import Board, Clock, Load
from projections.fence import Reading
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))
FEW = 2000
"""So many hazards are looked up one by one; where more were given, clocks are gone through as they run out."""


def clocks_of(connection: Reading, hazard: UUID) -> list[Clock]:
    """All clocks that ever ran for a hazard, in the order of their start."""
    return connection.objects(Clock, SQL["of_hazard"], {"hazard": hazard})


def due_for_action(
    connection: Reading, now: datetime, *, limit: int = 500, after: tuple[UUID, str] | None = None
) -> list[Clock]:
    """Running clocks that have to be warned of, marked overdue or escalated by now, by hazard and clock.

    `after` is hazard and clock of the last one seen, so that one that cannot be acted on holds up no other.
    """
    hazard, clock = after or (None, None)
    asked = {"now": now, "limit": limit, "after_hazard": hazard, "after_clock": clock}
    return connection.objects(Clock, SQL["due_for_action"], asked)


def board(
    connection: Reading,
    eyes: Eyes,
    *,
    under: str | None = None,
    kinds: Sequence[str] | None = None,
    grades: Sequence[Grade] | None = None,
    due_before: datetime | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Board:
    """Running clocks one may see, what runs out first coming first. Raises `PageUnknown`."""
    asked: dict[str, Any] = {
        "kinds": list(kinds) if kinds else None,
        "grades": [grade.value for grade in grades] if grades else None,
        "due_before": due_before,
        "limit": limit + 1,
        **_after(after),
    }
    lists = connection.objects_of_each(Clock, SQL["board"], [asked | part for part in _parts(connection, eyes, under)])
    found = tuple(islice(merge(*lists, key=_key), limit + 1))
    clocks = found[:limit]
    return Board(clocks=clocks, after=leading_on(*_key(clocks[-1])) if len(found) > limit and clocks else None)


def load(connection: Reading, eyes: Eyes, at: datetime, *, under: str | None = None) -> list[Load]:
    """How many clocks of each kind run in the subtrees one may see, and how far they have come at a moment."""
    sums: dict[str, Load] = {}
    asked = [{"low": low, "high": high, "at": at} for low, high in eyes.ranges(under)]
    for part in chain.from_iterable(connection.objects_of_each(Load, SQL["load"], asked)):
        sums[part.kind] = _sum(sums.get(part.kind), part)
    return [sums[kind] for kind in sorted(sums)]


def _sum(before: Load | None, part: Load) -> Load:
    if before is None:
        return part
    return Load(
        kind=part.kind,
        running=before.running + part.running,
        warned=before.warned + part.warned,
        overdue=before.overdue + part.overdue,
        escalated=before.escalated + part.escalated,
    )


def _parts(connection: Reading, eyes: Eyes, under: str | None) -> Iterator[dict[str, Any]]:
    """The parts of a question, what was given from outside by its hazards where they are few; without any, no part."""
    for part in parts(eyes, under):
        among = _given(connection, part) if part["parties"] else None
        if among != []:
            yield part | {"among": among}


def _given(connection: Reading, part: Mapping[str, Any]) -> list[UUID] | None:
    """Hazards with running clocks that were given to somebody from outside; none where they are many."""
    found = connection.rows(SQL["given"], {**part, "limit": FEW + 1})
    return list({row[0] for row in found}) if len(found) <= FEW else None


def _key(clock: Clock) -> tuple[datetime, UUID, str]:
    return (clock.due_at, clock.hazard, clock.clock)


def _after(after: str | None) -> dict[str, Any]:
    due, hazard, clock = led_on(after, 3)
    if after is None:
        return {"after_due": None, "after_hazard": None, "after_clock": None}
    try:
        return {"after_due": datetime.fromisoformat(due), "after_hazard": UUID(hazard), "after_clock": str(clock)}
    except (TypeError, ValueError, AttributeError) as error:
        raise PageUnknown(where="after") from error
