"""Questions about clocks: of one hazard, on the board, and for the worker that acts when time runs out."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from domain.hazard.grading import Grade
from projections.asking import Eyes, PageUnknown, leading_on, led_on, objects, subtree
from projections.deadlines.view import Board, Clock, Load
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))
Reading = Connection[TupleRow]


def clocks_of(connection: Reading, hazard: UUID) -> list[Clock]:
    """All clocks that ever ran for a hazard, in the order of their start."""
    return objects(connection, Clock, SQL["of_hazard"], {"hazard": hazard})


def due_for_action(
    connection: Reading, now: datetime, *, limit: int = 500, after: tuple[UUID, str] | None = None
) -> list[Clock]:
    """Running clocks that have to be warned of, marked overdue or escalated by now, by hazard and clock.

    `after` is hazard and clock of the last one seen, so that one that cannot be acted on holds up no other.
    """
    hazard, clock = after or (None, None)
    asked = {"now": now, "limit": limit, "after_hazard": hazard, "after_clock": clock}
    return objects(connection, Clock, SQL["due_for_action"], asked)


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
    lists = [objects(connection, Clock, SQL["board"], asked | part) for part in _parts(eyes, under)]
    found = tuple(islice(merge(*lists, key=_key), limit + 1))
    clocks = found[:limit]
    return Board(clocks=clocks, after=leading_on(*_key(clocks[-1])) if len(found) > limit and clocks else None)


def load(connection: Reading, eyes: Eyes, at: datetime, *, under: str | None = None) -> list[Load]:
    """How many clocks of each kind run in the subtrees one may see, and how far they have come at a moment."""
    sums: dict[str, Load] = {}
    for low, high in eyes.ranges(under):
        for part in objects(connection, Load, SQL["load"], {"low": low, "high": high, "at": at}):
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


def _parts(eyes: Eyes, under: str | None) -> Iterator[dict[str, Any]]:
    """One question for every subtree, and one for what was given to somebody outside of them."""
    ranges, within = eyes.ranges(under), subtree(under) if under else (None, None)
    for low, high in ranges:
        yield {"low": low, "high": high, "parties": None, "lows": [], "highs": []}
    if eyes.parties:
        lows, highs = [each.low for each in ranges], [each.high for each in ranges]
        parties = list(eyes.parties)
        yield {"low": within[0], "high": within[1], "parties": parties, "lows": lows, "highs": highs}


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
